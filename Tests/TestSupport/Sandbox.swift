import Foundation

/// A folder of its own, with repositories that the `git` command makes; gone after the test.
public final class Sandbox {
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// The folder, without links.
  public let folder: String

  public init() throws {
    let name = "strata-test-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The path of a name in the sandbox.
  public func path(_ relative: String) -> String { relative.isEmpty ? folder : folder + "/" + relative }

  /// Runs Git in a folder of the sandbox and gives what it prints, without the last line end.
  @discardableResult
  public func git(_ arguments: String..., in relative: String = "repo") throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-c", "protocol.file.allow=always"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path(relative))
    var environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder]
    for role in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(role)_NAME"] = "Test"
      environment["GIT_\(role)_EMAIL"] = "test@example.org"
      environment["GIT_\(role)_DATE"] = "2024-05-06T07:08:09Z"
    }
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
    process.environment = environment
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "git \(arguments.joined(separator: " ")): \(String(decoding: message, as: UTF8.self))")
    }
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  public func write(_ text: String, to relative: String) throws {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  public func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

  public func link(_ relative: String, to target: String) throws {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
  }

  /// Makes the repository `relative` with one commit of these files.
  public func makeRepository(_ relative: String = "repo", files: KeyValuePairs<String, String>) throws {
    try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
    try git("init", "--quiet", "--initial-branch=main", in: relative)
    for (name, text) in files { try write(text, to: relative + "/" + name) }
    try commit("first", in: relative)
  }

  /// Commits everything.
  public func commit(_ message: String, in relative: String = "repo") throws {
    try git("add", "--all", in: relative)
    try git("commit", "--quiet", "--allow-empty", "-m", message, in: relative)
  }

  /// Copies a fixture, without its golden files (`expected.*`), to a name in the sandbox.
  @discardableResult
  public func copyFixture(_ fixture: String, to relative: String) throws -> String {
    let source = URL(fileURLWithPath: Fixtures.path(fixture))
    let target = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) where !name.hasPrefix("expected.") {
      try FileManager.default.copyItem(at: source.appendingPathComponent(name), to: target.appendingPathComponent(name))
    }
    return target.path
  }
}

/// Whether permissions stop this process, as they do all users but one.
public let isRoot = geteuid() == 0
