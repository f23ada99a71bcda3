import Foundation
import TestSupport

/// The built program, run as people run it.
struct Program {
  /// What a run gave.
  struct Run {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Beside the bundle of the tests.
  static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("strata").path

  /// Where the program runs.
  var folder: String
  var environment: [String: String] = [:]

  init(in folder: String) { self.folder = folder }

  func callAsFunction(_ arguments: String...) throws -> Run { try run(arguments) }

  func run(_ arguments: [String]) throws -> Run { try run(Self.path, arguments) }

  /// Runs a line of shell in which `strata` is the program.
  func shell(_ line: String) throws -> Run {
    try run("/bin/bash", ["-c", "strata() { \"\(Self.path)\" \"$@\"; }; " + line])
  }

  private func run(_ executable: String, _ arguments: [String]) throws -> Run {
    let streams = try Sandbox()
    try streams.write("", to: "output")
    try streams.write("", to: "errors")
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: streams.path("output")))
    let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: streams.path("errors")))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOfFile: streams.path("output"), encoding: .utf8),
      errors: try String(contentsOfFile: streams.path("errors"), encoding: .utf8))
  }
}

extension Program.Run {
  /// The output as JSON.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
  }
}

/// Texts of manifests.
enum Manifests {
  static let good = """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      mode: fast

    """

  /// An unknown field.
  static let bad = good.replacingOccurrences(of: "\ndata:", with: "\ndta:")

  /// Deprecated, which is a warning.
  static let deprecated = """
    apiVersion: v1
    kind: Endpoints
    metadata:
      name: database

    """

  /// A kustomization that does not build.
  static let missing = "resources:\n  - missing.yaml\n"
}
