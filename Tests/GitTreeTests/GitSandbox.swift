import GitTree
import Manifest
import TestSupport
import Testing

typealias GitSandbox = Sandbox

extension Sandbox {
  /// Makes the repository `relative` with one commit of the sample.
  func makeRepository(_ relative: String = "repo") throws { try makeRepository(relative, files: Self.sample) }

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
