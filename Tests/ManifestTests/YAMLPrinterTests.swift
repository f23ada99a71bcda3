import Manifest
import Testing

@Suite("Printing YAML")
struct YAMLPrinterTests {
  @Test(
    "strings in the style that can carry them",
    arguments: [
      (#""a""#, "a"), (#""""#, #""""#), (#""true""#, #""true""#), (#""y""#, #""y""#), (#""1""#, #""1""#),
      (#""1:30""#, #""1:30""#), (#""2024-01-02""#, #""2024-01-02""#), (#""1.2.3""#, "1.2.3"), (#""- a""#, "'- a'"),
      (#""-a""#, "-a"), (#""a: b""#, "'a: b'"), (#""a:b""#, "a:b"), (#""a #b""#, "'a #b'"), (#"" a""#, "' a'"),
      (#""it's""#, "it's"), (#""'q'""#, "'''q'''"), (#""a\tb""#, #""a\tb""#), (#""\u0001""#, #""\x01""#),
      (#""😀""#, #""\U0001F600""#), (#""é""#, "é"), (#""---""#, "'---'"), (#""<<""#, "<<"),
      (#""a\u2028b""#, "'a\u{2028}  b'"),
      (#""a\nb""#, "|-\n  a\n  b"), (#""a\n""#, "|\n  a"), (#""a\n\n""#, "|+\n  a\n"), (#"" a\nb""#, "|2-\n   a\n  b"),
      (#""a \nb""#, #""a \nb""#),
    ])
  func strings(json: String, expected: String) {
    #expect(printed("{\"v\": \(json)}", .json) == "v: \(expected)\n")
  }

  @Test("keys in natural order, collections in blocks")
  func layout() {
    let text = #"{"k10": [], "k9": {}, "B": [[1, [2]], {"x": [3], "a": null}], "a": {"b": ["c"]}, "1": true}"#
    let expected = """
      "1": true
      B:
      - - 1
        - - 2
      - a: null
        x:
        - 3
      a:
        b:
        - c
      k9: {}
      k10: []

      """
    #expect(printed(text, .json) == expected)
    let pretty = """
      "1": true
      B:
        - - 1
          - - 2
        - a: null
          x:
            - 3
      a:
        b:
          - c
      k9: {}
      k10: []

      """
    #expect(printed(text, .json, YAMLPrinter(style: .goYAML3)) == pretty)
  }

  @Test("an order that is not transitive is still always the same")
  func unstableOrder() {
    let keys = ["v1", "v1alpha1", "v1beta1", "v2", "v10", "v1beta10", "v1beta2", "9", "10a", "1a", "k09", "k9", "k1a"]
    func output(_ keys: [String]) -> String {
      printed("{\(keys.map { "\"\($0)\": 0" }.joined(separator: ", "))}", .json)
    }
    let first = output(keys)
    #expect(output(keys.reversed()) == first)
    #expect(output(keys.sorted()) == first)
    #expect(first.split(separator: "\n").count == keys.count)
  }

  @Test("long text is folded behind column 80, but not in keys, blocks, or by go-yaml v3")
  func folding() {
    let words = Array(repeating: "word", count: 40).joined(separator: " ")
    let lines = printed("{\"k\": \"\(words)\"}", .json).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.count > 30 && $0.count < 90 })
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  word") })
    #expect(printed("{\"k\": \"\(words)\"}", .json, YAMLPrinter(style: .goYAML3)).split(separator: "\n").count == 1)
    #expect(printed("{\"k\": \"\(words)\\n\"}", .json).split(separator: "\n").count == 2)
    let key = String(repeating: "k", count: 129)
    #expect(printed("{\"\(key)\": 1}", .json) == "? \(key)\n: 1\n")
    #expect(printed("{\"\(key.dropLast())\": 1}", .json) == "\(key.dropLast()): 1\n")
  }

  @Test(
    "numbers",
    arguments: [
      ("1", "1", "1", "1", "1"), ("1e6", "1000000", "1000000", "1000000", "1e+06"),
      ("1.5", "1.5", "1.5", "1.5", "1.5"),
      ("1234567.5", "1.2345675e+06", "1.2345675e+06", "1.2345675e+06", "1.2345675e+06"),
      ("1e20", "1e+20", "1e+20", "1e+20", "1e+20"), ("0.0000001", "1e-07", "1e-07", "1e-07", "1e-07"),
      (
        "9223372036854775807", "9223372036854775807", "9223372036854775807", "9223372036854776000",
        "9223372036854775807"
      ),
      (
        "18446744073709551615", "18446744073709551615", "1.8446744073709552e+19", "1.8446744073709552e+19",
        "18446744073709551615"
      ),
    ])
  func numbers(text: String, exact: String, int64: String, float64: String, jsonToYAML: String) {
    #expect(printed("[\(text)]", .json, YAMLPrinter(numbers: .exact)) == "- \(exact)\n")
    #expect(printed("[\(text)]", .json, YAMLPrinter(numbers: .int64)) == "- \(int64)\n")
    #expect(printed("[\(text)]", .json, YAMLPrinter(numbers: .float64)) == "- \(float64)\n")
    #expect(printed("[\(text)]", .json, YAMLPrinter(numbers: .jsonToYAML)) == "- \(jsonToYAML)\n")
  }

  @Test("go-yaml v3 prints floats as they are")
  func pretty() {
    let printer = YAMLPrinter(style: .goYAML3, numbers: .float64)
    #expect(printed("[1000000, -0, 1.5]", .json, printer) == "- 1e+06\n- -0\n- 1.5\n")
    #expect(printed("a: .inf\nb: .nan\n", .yaml12, printer) == "a: .inf\nb: .nan\n")
    #expect(printed("v: !!binary //79\n", .yaml12, printer) == "v: !!binary //79\n")
    #expect(printed("1: a\n", .yaml12, printer) == "1: a\n")
  }

  @Test("JSON in between refuses or changes some characters")
  func hop() throws {
    #expect(printed("{\"v\": \"a\u{85}b\"}", .json) == "v: a b\n")
    let document = try document("{\"v\": \"\u{7F}\"}", .json)
    #expect(throws: JSONPrinter.Failure.self) { try YAMLPrinter().bytes(document, document.root) }
    let long = try self.document(String(repeating: "k", count: 1_200), longKey: true)
    #expect(throws: JSONPrinter.Failure.self) { try YAMLPrinter().bytes(long, long.root) }
  }

  private func document(_ key: String, longKey: Bool) throws -> Document {
    try ManifestTests.document("{\"\(key)\": 1}", .json)
  }

  private func document(_ text: String, _ dialect: YAMLReader.Dialect) throws -> Document {
    try ManifestTests.document(text, dialect)
  }

  @Test(
    "what kustomize makes of nodes that it read",
    arguments: [
      ("a: 2020-1-2\nb: [2020-01-02T3:4:5Z]\n", "a: \"2020-01-02T00:00:00Z\"\nb:\n- \"2020-01-02T3:4:5Z\"\n"),
      ("a: yes\nb: 0o17\nc: 1.0\n", "a: \"yes\"\nb: 15\nc: 1\n"), ("0x10: a\n1.50: b\n", "\"0x10\": a\n\"1.50\": b\n"),
      ("a: {b: , c: ~}\nd:\n", "a:\n  b: \"\"\n  c: null\nd: null\n"),
      ("a: >\n  x\n    y\n  z\n", "a: |\n  x\n\n    y\n  z\n"), ("a: >\n  x\n  z\n", "a: |\n  x z\n"),
    ])
  func kustomize(text: String, expected: String) {
    #expect(printed(text, .yaml12) == expected)
  }
}
