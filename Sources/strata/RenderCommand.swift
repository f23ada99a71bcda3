import ArgumentParser
import GitTree
import Kustomize
import Manifest
import Pipeline
import Report

/// `strata render`: prints what the real tools print.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Prints rendered objects, byte for byte as the real tools do.",
    subcommands: [RenderKustomizeCommand.self])
}

/// `strata render kustomize DIR`.
struct RenderKustomizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kustomize", abstract: "Prints what `kubectl kustomize DIR` prints.")

  @Argument(help: ArgumentHelp("Folders with a kustomization file.", valueName: "dir"))
  var folders: [String] = []

  @Option(help: ArgumentHelp("Every kustomization below this folder, each headed by its path.", valueName: "root"))
  var all: String?

  @Option(help: "Release of kustomize that is followed where releases differ: 5.8 or 5.6.")
  var kustomizeVersion = KustomizeOptions.Version.v5_8

  @Option(help: "Which files may be read: LoadRestrictionsRootOnly or LoadRestrictionsNone.")
  var loadRestrictor = KustomizeOptions.LoadRestrictor.rootOnly

  @Option(help: "Order without `sortOptions`: legacy or none.")
  var reorder = KustomizeOptions.Reorder.legacy

  func validate() throws {
    if folders.isEmpty == (all == nil) { throw ValidationError("name folders, or --all with a root") }
  }

  func run() throws {
    let options = KustomizeOptions(version: kustomizeVersion, loadRestrictor: loadRestrictor, reorder: reorder)
    var complete = true
    do throws(SourceError) {
      if let all {
        for build in try KustomizeRenderer.all(below: all, options: options) {
          Console.standardOutput.writeLine("# \(build.folder)")
          complete = write(build) && complete
        }
      } else {
        for folder in folders { complete = write(try KustomizeRenderer.build(folder, options: options)) && complete }
      }
    } catch {
      Console.standardError.writeLine("error: \(DisplayText.escaped(error.message))")
      throw ExitCode(ExitStatus.usage)
    }
    if !complete { throw ExitCode(ExitStatus.incomplete) }
  }

  /// Prints a build, or why there is none.
  private func write(_ build: KustomizeRenderer.Rendered) -> Bool {
    for warning in build.warnings { Console.standardError.writeLine("warning: \(DisplayText.escaped(warning))") }
    guard build.errors.isEmpty else {
      for error in build.errors { Console.standardError.writeLine("error: \(DisplayText.escaped(error))") }
      return false
    }
    Console.standardOutput.write(build.text)
    return true
  }
}
