import ArgumentParser
import CEL
import Manifest

/// `strata cel`: evaluates an expression on objects.
struct CELCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cel", abstract: "Evaluates a CEL expression, or only checks it.",
    discussion:
      "Prints the value, its type and its cost in Kubernetes' units. `object` and `self` are the file's object.")

  @Argument(help: "The expression.")
  var expression: String

  @Option(
    name: .shortAndLong, help: "A YAML or JSON file; each of its objects is bound to `object` and `self` in turn.")
  var file: [String] = []

  @Option(name: .customLong("var"), help: "NAME=FILE: binds a further variable to the first object of a file.")
  var variables: [String] = []

  @Option(help: "Kubernetes minor version whose functions are known.")
  var kubeVersion: Int = 35

  @Flag(help: "Only check the expression.")
  var check = false

  func run() throws {
    let job = ExpressionJob(
      expression: expression, files: file, variables: variables, minor: kubeVersion, checksOnly: check)
    let report = job.run { path in InputFile.read(path) }
    if !report.output.isEmpty { Console.standardOutput.writeLine(report.output) }
    if !report.problems.isEmpty { Console.standardError.writeLine(report.problems) }
    if !report.isGood { throw ExitCode(report.isUsage ? ExitStatus.usage : ExitStatus.findings) }
  }
}
