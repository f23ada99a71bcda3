import Foundation
import GitTree
import Manifest
import Testing

/// A folder of its own with repositories that the `git` command makes; gone after the test.
final class GitSandbox {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The folder, without links.
  let folder: String

  init() throws {
    let name = "strata-git-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The path of a name in the sandbox.
  func path(_ relative: String) -> String { relative.isEmpty ? folder : folder + "/" + relative }

  /// Runs Git in a folder of the sandbox and gives what it prints, without the last line end.
  @discardableResult
  func git(_ arguments: String..., in relative: String = "repo") throws -> String {
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

  func write(_ text: String, to relative: String) throws {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

  func link(_ relative: String, to target: String) throws {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
  }

  /// Makes the repository `relative` with one commit of these files.
  func makeRepository(_ relative: String = "repo", files: KeyValuePairs<String, String> = sample) throws {
    try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
    try git("init", "--quiet", "--initial-branch=main", in: relative)
    for (name, text) in files { try write(text, to: relative + "/" + name) }
    try commit("first", in: relative)
  }

  /// Commits everything.
  func commit(_ message: String, in relative: String = "repo") throws {
    try git("add", "--all", in: relative)
    try git("commit", "--quiet", "--allow-empty", "-m", message, in: relative)
  }

  func open(_ relative: String = "repo", _ selection: SourceTree.Selection = .workTree) throws -> SourceTree {
    try SourceTree.open(path: path(relative), selection: selection)
  }

  /// The error of opening; an issue and nil when it opens.
  func openError(
    _ relative: String = "repo", _ selection: SourceTree.Selection = .workTree,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) -> SourceError? {
    do throws(SourceError) {
      _ = try SourceTree.open(path: path(relative), selection: selection)
      Issue.record("opened", sourceLocation: sourceLocation)
      return nil
    } catch { return error }
  }

  /// Names that sort apart as paths and as names, blanks, and letters beyond ASCII in both Unicode forms; sorted by
  /// path. No dictionary, because Swift takes the two forms of é for one key.
  static let sample: KeyValuePairs = [
    "README.md": "# Sample\n",
    "apps/a-b.yaml": "kind: A\n",
    "apps/a.yaml": "kind: B\n",
    "apps/a/x.yaml": "kind: X\n",
    "clusters/pre\u{301}-prod/my app.yaml": "kind: D\n",
    "clusters/pr\u{E9}-prod/my app.yaml": "kind: C\n",
  ]
}

extension SourceTree {
  /// The paths of all files.
  var paths: [String] { ((try? allFiles()) ?? []).map(\.path) }

  /// The content of a file as text; nil when it cannot be read.
  func text(_ path: String) -> String? { (try? read(path)).map { String(decoding: $0, as: UTF8.self) } }

  /// The error of reading a file; an issue and nil when it can be read.
  func readError(_ path: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) -> FileError? {
    do throws(FileError) {
      _ = try read(path)
      Issue.record("\(path) was read", sourceLocation: sourceLocation)
      return nil
    } catch { return error }
  }
}

/// Whether permissions stop this process, as they do all users but one.
let isRoot = geteuid() == 0
