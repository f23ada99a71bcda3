import Manifest
import TestSupport
import Testing

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

@Suite("Mutated input: no crash, and what is printed reads back")
struct MutationTests {
  private static let seeds = [
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: |\n    one\n    two\n  y: >-\n    a\n\n    b\n",
    "a: &a {x: 1, y: [2, 3]}\nb:\n  <<: *a\n  z: 'it''s'\n  q: \"\\u00e9\\n\\x41\"\n",
    "- 1\n- - 2.5e3\n  - ~\n- ? k\n  : v\n",
    "{\"a\": [1, -2.5, true, null, \"x\\ny\"], \"b\": {\"c\": {}}}",
    "%YAML 1.1\n---\n!!map {a: !!int '1', ? b : c}\n...\n---\nx\n",
    "0x10: 1\n1.0: 2\nyes: 3\n2024-01-02: 2024-01-02T03:04:05Z\n",
  ].map { Array($0.utf8) }

  private static let tokens = [
    "'", "\"", "\\'", "\\/", "&a ", "*a", "!", "!!str ", "!x,y ", "{", "}", "[", "]", ",", ":", ": ", "? ", "- ", "\n",
    "\n  ",
    " #", "|\n", ">2-\n", "<<: ", "\t", "---\n", "...\n", "%TAG ! x\n", "\r\n", "\u{85}", "\u{2028}", "\u{FEFF}", "😀",
    "\u{0}",
    "a:,", "1e400", ".5_0", "!!binary aGk=", "0b-1",
  ].map { Array($0.utf8) }

  private func mutated(_ random: inout Seeded) -> [UInt8] {
    var text = Self.seeds.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      let place = Int.random(in: 0...text.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1, 2: text.insert(contentsOf: Self.tokens.randomElement(using: &random) ?? [], at: place)
      case 3 where !text.isEmpty: text.remove(at: min(place, text.count - 1))
      case 4 where !text.isEmpty: text[min(place, text.count - 1)] = UInt8.random(in: .min ... .max, using: &random)
      default: text.insert(contentsOf: text[..<place].suffix(40), at: place)
      }
    }
    return text
  }

  /// A value as JSON; nil when it has none.
  private func json(_ document: Document) -> [UInt8]? { try? JSONPrinter().bytes(document, document.root) }

  private func check(_ text: [UInt8], _ dialect: YAMLReader.Dialect) {
    guard let document = try? YAMLReader(dialect: dialect).read(text).document, let value = json(document) else {
      return
    }
    let again = try? YAMLReader(dialect: .json).read(value).document
    #expect(again.flatMap(json) == value, "JSON of \(text)")
    for (style, dialect) in [(YAMLPrinter.Style.goYAML2, YAMLReader.Dialect.yaml11), (.goYAML3, .yaml12)] {
      let printer = YAMLPrinter(style: style, numbers: .int64)
      guard let output = try? printer.bytes(document, document.root) else { continue }
      guard let reread = try? YAMLReader(dialect: dialect).read(output).document else {
        Issue.record("\(String(decoding: output, as: UTF8.self)) of \(text) does not read back")
        continue
      }
      #expect((try? printer.bytes(reread, reread.root)) == output, "\(style) of \(text)")
    }
  }

  @Test("readers and printers", arguments: [YAMLReader.Dialect.yaml11, .yaml12, .json])
  func readersAndPrinters(dialect: YAMLReader.Dialect) {
    var random = Seeded(1)
    for _ in 0..<1_000 { check(mutated(&random), dialect) }
  }

  @Test("splitters cover the text with pieces in order")
  func splitters() {
    var random = Seeded(2)
    for _ in 0..<600 {
      let text = mutated(&random)
      for reader in [DocumentStream.Reader.flux, .kubectl, .yamlReader, .helm, .helm424, .kustomize] {
        var end = 0
        for piece in DocumentStream.split(text, as: reader).pieces {
          #expect(piece.range.lowerBound >= end && piece.range.upperBound <= text.count)
          end = piece.range.upperBound
        }
      }
      text.withUnsafeBufferPointer { text in
        _ = ObjectStream.flux(text)
        _ = ObjectStream.kubectl(text)
        _ = SourceComments(text)
      }
    }
  }

  @Test("long lines and many oddities take linear time")
  func longLines() {
    let count = 20_000
    let inputs = [
      "[" + String(repeating: "&a x, ", count: count) + "y]", "[" + String(repeating: "\"\\'\", ", count: 200) + "y]",
      "[\"" + String(repeating: "\\'", count: count) + "\"]", String(repeating: "{\"a\":1}", count: count),
      "{" + (0..<count).map { "k\($0): 1" }.joined(separator: ", ") + "}",
    ]
    for input in inputs {
      let text = Array(input.utf8)
      #expect((try? YAMLReader(dialect: .yaml11).read(text)) != nil || input.hasPrefix("{\"a\":1}{"))
      _ = DocumentStream.split(text, as: .kubectl)
    }
  }
}
