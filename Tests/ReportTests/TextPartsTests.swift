import Manifest
import Testing

@testable import Report

@Suite struct TextPartsTests {
  // MARK: Escaping and widths

  @Test(arguments: [
    ("plain é 漢", "plain é 漢"), ("a\u{1B}[31m", "a\\x1b[31m"), ("a\tb\r\n", "a\\tb\\r\\n"), ("\u{9B}", "\\u{9b}"),
    ("x\u{202E}y", "x\\u{202e}y"), ("\u{7F}\u{0}", "\\x7f\\x00"), ("\u{2066}", "\\u{2066}"),
  ])
  func escaping(_ text: String, _ expected: String) {
    #expect(DisplayText.escaped(text) == expected)
  }

  @Test(arguments: [
    ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("ｆｕｌｌ", 8), ("한", 2), ("😀", 2), ("ключ", 4), ("a\u{200D}b", 2),
  ])
  func width(_ text: String, _ expected: Int) {
    #expect(DisplayText.width(text) == expected)
  }

  @Test func tabsReachTheNextStop() {
    let cells = DisplayText.cells(Array("a\tb\t".utf8), 0..<4)
    #expect(cells.map(\.width) == [1, 3, 1, 3])
  }

  @Test func bytesThatAreNoUTF8() {
    // Overlong, surrogate, cut short, lone continuation: each byte stands alone.
    let bytes: [UInt8] = [0xC0, 0x80, 0xED, 0xA0, 0x80, 0x80, 0xE6, 0xBC]
    let cells = DisplayText.cells(bytes, bytes.indices)
    #expect(cells.map(\.text) == ["\\xc0", "\\x80", "\\xed", "\\xa0", "\\x80", "\\x80", "\\xe6", "\\xbc"])
    #expect(SourceText(bytes).column(of: bytes.count, in: bytes.indices) == 9)
  }

  // MARK: Excerpts

  private func excerpt(_ text: String, _ line: Int, _ column: Int, to end: Int = 0, width: Int = 80) -> SourceExcerpt? {
    SourceExcerpt(Samples.place("f", line, column, to: end), in: SourceText(Array(text.utf8)), width: width)
  }

  @Test(arguments: [
    ("a: b", 4, "a: b", 3..<4), ("\tkey: v", 2, "    key: v", 4..<7), ("漢字: x", 5, "漢字: x", 6..<7),
    ("e\u{301}: x", 5, "e\u{301}: x", 3..<4), ("a: b", 5, "a: b", 4..<5), ("a: b", 99, "a: b", 4..<5),
    ("", 1, "", 0..<1), ("  a: b  ", 0, "  a: b  ", 2..<6),
  ])
  func caret(_ text: String, _ column: Int, _ shown: String, _ mark: Range<Int>) throws {
    let found = try #require(excerpt(text, 1, column))
    #expect(found.line.text == shown)
    #expect(found.mark == mark)
  }

  /// The word stays under its carets wherever it stands in a line that is cut.
  @Test(arguments: [0, 1, 10, 60, 300, 5000])
  func longLines(_ before: Int) throws {
    let line = String(repeating: "漢 ", count: before / 2) + "WORD " + String(repeating: "x", count: 5000)
    let column = before / 2 * 2 + 1
    let found = try #require(excerpt(line, 1, column, to: column + 4, width: 60))
    #expect(DisplayText.width(found.line.text) <= 60)
    #expect(found.line.text.hasSuffix("..."))
    #expect(found.line.text.hasPrefix("...") == (before > 40))
    var columns = 0
    var marked = ""
    for scalar in found.line.text.unicodeScalars {
      if found.mark.contains(columns) { marked.unicodeScalars.append(scalar) }
      columns += DisplayText.width(of: scalar)
    }
    #expect(marked == "WORD")
  }

  @Test func aLineOfMegabytesIsNotReadWhole() throws {
    let line = "{" + String(repeating: "\"key\": \"value\", ", count: 200_000) + "}"
    let found = try #require(excerpt(line, 1, 60_001, width: 80))
    #expect(DisplayText.width(found.line.text) <= 80)
    #expect(found.mark.count <= 80)
  }

  @Test func theParentIsTheLineAbove() {
    let text = "top:\n  - name: x\n    # note\n\n    value: |\n      deep\n"
    #expect(excerpt(text, 5, 5)?.parent == SourceExcerpt.Line(number: 2, text: "  - name: x"))
    #expect(excerpt(text, 6, 7)?.parent?.number == 5)
    #expect(excerpt(text, 1, 1)?.parent == nil)
    #expect(excerpt(text, 4, 1)?.parent == nil)
    #expect(excerpt(text, 99, 1) == nil)
    #expect(excerpt(text, 0, 1) == nil)
  }

  // MARK: Names and addresses

  @Test(arguments: [
    ("spec.containers[0].image", ["spec", "containers", "0", "image"]),
    ("metadata.labels[\"app.kubernetes.io/name\"].x", ["metadata", "labels", "app.kubernetes.io/name", "x"]),
    ("containers[name=app].image", ["containers", "name=app", "image"]), ("", []), ("a[", ["a", ""]),
    ("a[\"b]", ["a", "b]"]), ("[\"\"]", [""]),
  ])
  func fieldSteps(_ path: String, _ expected: [String]) {
    #expect(LogicalPath.steps(of: path) == expected)
  }

  @Test func logicalNames() {
    #expect(LogicalPath.name(of: Samples.deployment, path: "spec.a") == "apps/v1/Deployment/web/podinfo/spec/a")
    let role = ObjectRef(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole", name: "view")
    #expect(LogicalPath.name(of: role, path: "") == "rbac.authorization.k8s.io/v1/ClusterRole/view")
    #expect(LogicalPath.name(of: nil, path: "a[\"b/c~d\"]") == "a/b~1c~0d")
  }

  @Test(arguments: [
    ("https://h.example/t/a.git", "https://h.example/t/a.git"),
    ("git@h.example:t/a.git", "ssh://git@h.example/t/a.git"),
    ("ssh://git@h.example:22/a", "ssh://git@h.example:22/a"), ("h.example:a", "ssh://h.example/a"), ("/srv/a.git", nil),
    ("file:///srv/a", nil), ("../a", nil), ("./a:b", nil), ("", nil), ("https://h.example/a b", nil),
  ])
  func repositories(_ address: String, _ expected: String?) {
    #expect(URIText.repository(address) == expected)
  }

  @Test(arguments: [
    ("a/b-c_d.~e", "a/b-c_d.~e"), ("a b", "a%20b"), ("ü", "%C3%BC"), ("a:b#c?d%", "a%3Ab%23c%3Fd%25"),
  ])
  func relativeURIs(_ path: String, _ expected: String) {
    #expect(URIText.relative(path) == expected)
  }
}
