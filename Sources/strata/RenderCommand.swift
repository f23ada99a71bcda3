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

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write one file per object into this folder instead of printing.", valueName: "dir"))
  var output: String?

  @Flag(help: "Refused: plugins that run programs are never run.")
  var enableAlphaPlugins = false

  func validate() throws {
    if folders.isEmpty == (all == nil) { throw ValidationError("name folders, or --all with a root") }
    if output != nil, folders.count != 1 { throw ValidationError("-o takes exactly one folder to render") }
    if enableAlphaPlugins {
      throw ValidationError(
        "--enable-alpha-plugins is refused: exec, container and starlark plugins run programs of the repository, "
          + "and rendering runs none")
    }
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
        for folder in folders {
          let build = try KustomizeRenderer.build(folder, options: options, asFiles: output != nil)
          complete = write(build) && complete
        }
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
    guard let output else {
      Console.standardOutput.write(build.text)
      return true
    }
    for file in build.files {
      if let reason = OutputFile.write(file.text, to: "\(output)/\(file.name)") {
        Console.standardError.writeLine("error: cannot write \(DisplayText.escaped(output))/\(file.name): \(reason)")
        return false
      }
    }
    return true
  }
}
