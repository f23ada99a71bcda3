import ArgumentParser
import GitTree
import KubeSchema
import Manifest
import Pipeline
import Report

/// `strata scan`: the main job.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Renders what a cluster would apply, checks it, and reports findings.",
    discussion: "Needs no configuration, no network and no cluster.")

  @Argument(help: "A Git repository, a folder in one, or a plain folder.")
  var path = "."

  @Flag(help: "Read what is staged instead of the work tree, as a pre-commit hook wants it.")
  var staged = false

  @Option(
    help: ArgumentHelp(
      "Read a revision (branch, tag, id, HEAD~2) without touching the work tree.", valueName: "revision"))
  var rev: String?

  @Option(
    help: ArgumentHelp(
      "Run only these checks, separated by commas: syntax, render, schema, rules, references.", valueName: "stages"),
    transform: Parse.stages)
  var only: [Stage] = []

  @Option(
    help: ArgumentHelp("Kubernetes version to check against, 1.29 to 1.37.", valueName: "version"),
    transform: Parse.kubeVersion)
  var kubeVersion = KubeVersion.newest

  @Option(
    help: ArgumentHelp("Format of the standard output: text, json or sarif.", valueName: "format"),
    transform: Parse.format)
  var format = OutputFormat.text

  @Option(help: ArgumentHelp("Write a format to a file as well; may be repeated.", valueName: "format=file"))
  var output: [OutputTarget] = []

  @Option(help: "Least severity that makes the exit code 1: error, warning, info or never.")
  var failOn = FailOn.error

  @Flag(help: "Exit with 3 when anything could not be checked.")
  var strictCoverage = false

  @Option(name: .shortAndLong, help: "Threads; 0 for one per processor. The output does not depend on it.")
  var jobs = 0

  @Option(help: "Colours: auto, always or never.")
  var color = ColorChoice.auto

  func validate() throws {
    if staged, rev != nil { throw ValidationError("--staged and --rev exclude each other") }
    if jobs < 0 || jobs > 1024 { throw ValidationError("--jobs takes a number from 0 to 1024") }
  }

  func run() throws {
    let selection: SourceTree.Selection = staged ? .index : rev.map { .revision($0) } ?? .workTree
    var request = ScanRequest(path: path, selection: selection, kubeVersion: kubeVersion, jobs: jobs)
    if !only.isEmpty { request.stages = Set(only) }
    let scan: Scanner.Scan
    do throws(SourceError) {
      scan = try Scanner(request).run()
    } catch {
      Console.standardError.writeLine("error: \(DisplayText.escaped(error.message))")
      if let hint = error.hint { Console.standardError.writeLine("  help: \(DisplayText.escaped(hint))") }
      throw ExitCode(error.isUsage ? ExitStatus.usage : ExitStatus.incomplete)
    }
    try write(scan)
    try fail(scan)
  }

  private func write(_ scan: Scanner.Scan) throws {
    let console = Console.standardOutput
    let tree = scan.tree
    var context = ReportContext(
      tool: .init(version: Strata.version), sources: SourceTexts { try? tree.read($0) },
      color: color.wanted(on: console), width: console.width)
    if let reason = console.write(format.writer.write(scan.result, context: context)) {
      throw writeFailure("standard output", reason)
    }
    context.color = false
    context.width = nil
    for target in output {
      let bytes = target.format.writer.write(scan.result, context: context)
      if let reason = OutputFile.write(bytes, to: target.path) { throw writeFailure(target.path, reason) }
    }
  }

  private func writeFailure(_ target: String, _ reason: String) -> ExitCode {
    Console.standardError.writeLine("error: cannot write \(DisplayText.escaped(target)): \(reason)")
    return ExitCode(ExitStatus.incomplete)
  }

  private func fail(_ scan: Scanner.Scan) throws {
    if let least = failOn.severity, scan.result.findings.contains(where: { $0.severity >= least }) {
      throw ExitCode(ExitStatus.findings)
    }
    if strictCoverage, !scan.result.coverage.notChecked.isEmpty || scan.result.coverage.failedEntryPoints > 0 {
      throw ExitCode(ExitStatus.incomplete)
    }
  }
}
