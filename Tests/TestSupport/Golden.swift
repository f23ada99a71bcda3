import Foundation
import Testing

/// Places that tests read.
public enum Fixtures {
  /// The root of the package.
  public static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of fixtures, or a path in it.
  public static func path(_ relative: String = "") -> String {
    package.appendingPathComponent("Fixtures").appendingPathComponent(relative).path
  }

  /// The names in a folder of fixtures, sorted.
  public static func names(in relative: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(relative))) ?? []).filter { !$0.hasPrefix(".") }
      .sorted()
  }

  /// The text of a fixture; empty, with an issue recorded, when it cannot be read.
  public static func text(_ relative: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    guard let data = FileManager.default.contents(atPath: path(relative)) else {
      Issue.record("no fixture at \(relative)", sourceLocation: sourceLocation)
      return ""
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The folder of conformance vectors: `STRATA_CONFORMANCE`, else `../shared/conformance`; nil where it is absent.
  public static let conformance: URL? = {
    let named = ProcessInfo.processInfo.environment["STRATA_CONFORMANCE"].map { URL(fileURLWithPath: $0) }
    let url = named ?? package.deletingLastPathComponent().appendingPathComponent("shared/conformance")
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }()
}

/// Compares a text with a golden file below `Fixtures/` and shows the lines that differ.
///
/// `STRATA_UPDATE_GOLDENS=1 swift test` rewrites every golden file that differs.
public func expectGolden(_ actual: String, _ relative: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let path = Fixtures.path(relative)
  let expected = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  if expected == actual { return }
  if ProcessInfo.processInfo.environment["STRATA_UPDATE_GOLDENS"] == "1" {
    let url = URL(fileURLWithPath: path)
    try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(actual.utf8).write(to: url)
    return
  }
  guard let expected else {
    Issue.record("no golden file \(relative); STRATA_UPDATE_GOLDENS=1 writes it", sourceLocation: sourceLocation)
    return
  }
  Issue.record("\(relative) differs:\n\(lineDifference(expected, actual))", sourceLocation: sourceLocation)
}

/// The lines that were removed (`-`) and added (`+`), each run with up to two lines before it.
public func lineDifference(_ expected: String, _ actual: String) -> String {
  let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
  let difference = new.difference(from: old)
  var removed: Set<Int> = []
  var inserted: Set<Int> = []
  for change in difference {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  var lines: [String] = []
  var (i, j) = (0, 0)
  var context: [Substring] = []
  while i < old.count || j < new.count {
    if i < old.count, removed.contains(i) {
      lines += context.suffix(2).map { "  \($0)" } + ["- \(old[i])"]
      context = []
      i += 1
    } else if j < new.count, inserted.contains(j) {
      lines += context.suffix(2).map { "  \($0)" } + ["+ \(new[j])"]
      context = []
      j += 1
    } else {
      if i < old.count { context.append(old[i]) }
      i += 1
      j += 1
    }
  }
  return lines.joined(separator: "\n")
}
