import Manifest
import Testing

@Suite("Anchors, merge keys, duplicate keys, limits")
struct AnchorTests {
  @Test(
    "anchors and aliases",
    arguments: [
      ("a: &x [1, {b: 2}]\nc: *x\n", #"{"a":[1,{"b":2}],"c":[1,{"b":2}]}"#),
      ("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", #"{"a":1,"b":1,"c":2,"d":2}"#),
      ("&x a: 1\nb: *x\n*x : 2\n", #"{"a":2,"b":"a"}"#),
    ])
  func anchors(text: String, expected: String) {
    #expect(json(text) == expected)
  }

  @Test("an alias is a copy of its own")
  func copies() throws {
    var document = try document("a: &x {k: v}\nb: *x\n")
    let copy = try #require(document.value(document.root, Key("b")))
    let value = document.addString("w", origin: .none)
    document.set(copy, Key("k"), to: value, keyOrigin: .none)
    let output = String(decoding: try JSONPrinter().bytes(document, document.root), as: UTF8.self)
    #expect(output == #"{"a":{"k":"v"},"b":{"k":"w"}}"#)
  }

  @Test("go-yaml v2 merges in the order of the text, v3 lets the mapping win")
  func merges() {
    let text = "b: &b {x: 1, z: 1}\na:\n  x: 2\n  <<: *b\n  z: 3\n"
    #expect(json(text) == #"{"a":{"x":1,"z":3},"b":{"x":1,"z":1}}"#)
    #expect(json(text, .yaml12) == #"{"a":{"x":2,"z":3},"b":{"x":1,"z":1}}"#)
    let list = "a: &a {x: 1}\nb: &b {x: 2, z: 2}\nc:\n  <<: [*a, *b]\n"
    #expect(json(list).contains(#""c":{"x":1,"z":2}"#))
    #expect(json(list, .yaml12).contains(#""c":{"x":1,"z":2}"#))
    #expect(json("a:\n  \"<<\": {x: 1}\n") == #"{"a":{"\u003c\u003c":{"x":1}}}"#)
  }

  @Test("the last of two equal keys wins, at the place of the first, and both places are noted")
  func duplicates() throws {
    let result = try YAMLReader(dialect: .yaml11).read(Array("a: 1\nb: 2\n'a': 3\n".utf8))
    let document = try #require(result.document)
    #expect(document.entries(document.root).map(\.key.string) == ["a", "b"])
    #expect(document.value(document.root, Key("a")).map(document.string) == "3")
    #expect(result.duplicateKeys.map(\.key) == [Key("a")])
    #expect(result.duplicateKeys.map(\.first.line) == [1])
    #expect(result.duplicateKeys.map(\.second.line) == [3])
    #expect(result.duplicateKeys.map(\.isMerge) == [false])
  }

  @Test("duplicates among many keys, of other forms, and through merge keys")
  func moreDuplicates() throws {
    func keys(_ text: String, _ dialect: YAMLReader.Dialect = .yaml11) throws -> [String] {
      try YAMLReader(dialect: dialect).read(Array(text.utf8)).duplicateKeys.map {
        "\($0.key)\($0.isMerge ? " merge" : "")"
      }
    }
    let many = (0..<200).map { "k\($0): 1\n" }.joined()
    #expect(try keys(many) == [])
    #expect(try keys(many + "k7: 2\n") == ["k7"])
    #expect(try keys("1: a\n0x1: b\n") == ["1"])
    #expect(try keys("1: a\n\"1\": b\n", .yaml12) == ["1"])
    #expect(try keys("a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n") == ["x merge"])
    #expect(try keys("a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n", .yaml12) == [])
  }

  @Test("nesting up to go-yaml's limit, and no further", arguments: ["[", "{a: "])
  func depth(open: String) {
    let close = open == "[" ? "]" : "}"
    func nested(_ depth: Int) -> String {
      String(repeating: open, count: depth) + (open == "[" ? "" : "1") + String(repeating: close, count: depth)
    }
    #expect(json(nested(10_000)).count == (open == "[" ? 20_000 : 60_001))
    #expect(json(nested(10_001)).hasSuffix("exceeded max depth of 10000"))
    #expect(printed(nested(2_000)).hasSuffix(open == "[" ? "- []\n" : "a: 1\n"))
  }

  @Test("walking, comparing and copying need no stack", arguments: ["[", "{a: "])
  func deepTrees(open: String) throws {
    let depth = 10_000
    let close = String(repeating: open == "[" ? "]" : "}", count: depth)
    let deep = try document(String(repeating: open, count: depth) + (open == "[" ? "" : "1") + close)
    var nodes = 0
    deep.walk(deep.root) { _ in nodes += 1 }
    #expect(nodes == depth + (open == "[" ? 0 : 1))
    var copy = Document()
    copy.setRoot(copy.graft(deep.root, from: deep))
    #expect(copy.isEqual(copy.root, to: deep, deep.root))
  }

  @Test("nesting through aliases counts")
  func aliasDepth() {
    let deep = "a: &a \(String(repeating: "[", count: 6_000))\(String(repeating: "]", count: 6_000))\n"
    let twice = "b: \(String(repeating: "[", count: 6_000))*a\(String(repeating: "]", count: 6_000))\n"
    #expect(json(deep + "b: *a\n").hasPrefix("{"))
    #expect(json(deep + twice).hasSuffix("exceeded max depth of 10000"))
  }

  @Test("alias bombs are refused without the memory", arguments: [5, 9])
  func bombs(width: Int) {
    var text = "a0: &a0 [\(Array(repeating: "x", count: width).joined(separator: ", "))]\n"
    for level in 1...12 {
      let uses = Array(repeating: "*a\(level - 1)", count: width).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(uses)]\n"
    }
    #expect(json(text).hasSuffix("document contains excessive aliasing"))
  }

  @Test("many aliases of little are fine")
  func manyAliases() {
    #expect(json("a: &a x\nl: [\(Array(repeating: "*a", count: 90).joined(separator: ", "))]\n").hasPrefix("{"))
  }
}
