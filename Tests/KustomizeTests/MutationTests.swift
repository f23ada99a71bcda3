import Foundation
import Manifest
import TestSupport
import Testing

@testable import Kustomize

/// Numbers that are the same in every run.
private struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// Damaged folders: no crash, no hang, and the same result each time.
///
/// `STRATA_MUTATIONS` sets how many of each folder are tried.
@Suite struct MutationTests {
  private static let count = Int(ProcessInfo.processInfo.environment["STRATA_MUTATIONS"] ?? "") ?? 10

  private static let tokens = [
    "null", "~", "[]", "{}", "\"\"", "'", "\"", "*", "&a", "*a", "<<: ", "- ", ": ", "\n", "\n  ", "|\n", ">-\n",
    "$patch: delete", "$patch: replace", "- $patch: replace", "name: ", "metadata: ", "kind: List", "items: ", "..",
    ".", "/", "../base", "kustomization.yaml", "9999999999999999999999", "-1", "1e400", ".inf", "yes", "0x", "[",
    "{", "!!binary x", "---\n", "\u{0}", "\u{FEFF}", "é", "😀", "(", "[a=b]", "a.b.c", "-", "*", "$(A)", "#",
  ].map { Array($0.utf8) }

  private func mutated(_ text: [UInt8], _ random: inout Seeded) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = Int.random(in: 0...text.count, using: &random)
      let length = Int.random(in: 0...20, using: &random)
      let range = place..<min(place + length, text.count)
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1: text.insert(contentsOf: Self.tokens.randomElement(using: &random) ?? [], at: place)
      case 2: text.replaceSubrange(range, with: Self.tokens.randomElement(using: &random) ?? [])
      case 3: text.removeSubrange(range)
      case 4: mutateLines(&text, &random)
      default: text.insert(contentsOf: Array(text[range]), at: Int.random(in: 0...text.count, using: &random))
      }
    }
    return text
  }

  /// Moves, repeats or shifts a line.
  private func mutateLines(_ text: inout [UInt8], _ random: inout Seeded) {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let line = Int.random(in: 0..<lines.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: lines.remove(at: line)
    case 1: lines.insert(lines[line], at: Int.random(in: 0...lines.count, using: &random))
    case 2: lines[line].insert(contentsOf: [32, 32], at: 0)
    default: lines[line] = Array(lines[line].drop { $0 == 32 })
    }
    text = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private func files(of name: String) throws -> [String: [UInt8]] {
    let tree = try MemoryTree(folder: Fixtures.path("Kustomize/\(name)/input"))
    var files: [String: [UInt8]] = [:]
    for entry in try tree.allFiles() { files[entry.path] = try tree.read(entry.path) }
    return files
  }

  @Test(arguments: GoldenFolderTests.cases)
  func damagedFolders(_ name: String) throws {
    var random = Seeded(UInt64(name.utf8.reduce(7) { ($0 &* 31) &+ Int($1) }.magnitude))
    let whole = try files(of: name)
    let paths = whole.keys.sorted()
    for _ in 0..<Self.count {
      var damaged = whole
      let path = try #require(paths.randomElement(using: &random))
      damaged[path] = mutated(whole[path] ?? [], &random)
      for version in KustomizeOptions.Version.allCases {
        let options = KustomizeOptions(version: version)
        let first = TestBuild(MemoryTree(damaged), "", options)
        let again = TestBuild(MemoryTree(damaged), "", options)
        #expect(first.result.yaml().text == again.result.yaml().text)
        #expect(first.result.diagnostics.map(\.message) == again.result.diagnostics.map(\.message))
        _ = first.result.yamlFailures()
        _ = first.result.files()
      }
    }
  }
}
