import Report
import Testing

@Suite struct TokenRangeTests {
  /// The token starts at the first `<`, which is not part of the text, and must end at the `>`.
  @Test(arguments: [
    "replicas: <3>", "replicas: <3> # three", "<replicas>: 3", "<a:b#c>: 3", "<key>:", "- <item one>  ",
    "image: <repo/app:1.2>", "a: <\"x: # \\\" y\"> # z", "a: <'it''s'> # z", "a: <\"open to the end>", "a: [x, <y>, z]",
    "a: [<x y>]", "a: {b: <c>, d: e}", "{\"a\": <1>, \"b\": 2}", "  \"a\": <true>,", "a: <[1, \"]\", {b: c}]> # list",
    "a: <{ b: [1>", "a: <*name> # alias", "a: [<*name>, 2]", "a: <&anchor value> # c", "a: <&anchor> # c",
    "a: <!!str 12> ", "a: <!include>", "a: <|->", "a: <>+2> # folded", "<- item> # c", "<? key>", "<--->", "<-5>",
    "note: <it's [odd>", "text: it's <fine, really>", "a: <漢字 テスト> # wide", "<a>: b", "a: <b>\t# c",
  ])
  func token(_ marked: String) throws {
    let parts = marked.split(separator: "<", maxSplits: 1, omittingEmptySubsequences: false)
    let close = try #require(parts[1].lastIndex(of: ">"))
    let (head, token, tail) = (parts[0], parts[1][..<close], parts[1][parts[1].index(after: close)...])
    let text = SourceText(Array("first\r\n\(head)\(token)\(tail)\r\nlast".utf8))
    let column = head.unicodeScalars.count + 1
    #expect(TokenRange.endColumn(in: text, line: 2, column: column) == column + token.unicodeScalars.count)
  }

  @Test(arguments: [(0, 1), (4, 1), (1, 0), (1, 5), (1, -1), (3, 2)])
  func noSuchPlace(_ line: Int, _ column: Int) {
    #expect(TokenRange.endColumn(in: SourceText(Array("abc\ndef\n".utf8)), line: line, column: column) == nil)
  }

  @Test func theEndOfALineIsAnEmptyToken() {
    let text = SourceText(Array("abc\n\n".utf8))
    #expect(TokenRange.endColumn(in: text, line: 1, column: 4) == 4)
    #expect(TokenRange.endColumn(in: text, line: 2, column: 1) == 1)
    #expect(TokenRange.endColumn(in: SourceText([]), line: 1, column: 1) == 1)
  }

  @Test func blanksAreOneColumn() {
    let text = SourceText(Array("a: \t b   ".utf8))
    #expect(TokenRange.endColumn(in: text, line: 1, column: 4) == 5)
    #expect(TokenRange.endColumn(in: text, line: 1, column: 8) == 9)
  }

  /// Whatever the bytes, the token stays inside its line.
  @Test func neverPastTheLine() {
    let alphabet: [UInt8] = Array("a:# \t-?&*!|>\"'\\[]{},".utf8) + [0xFF, 0xE6, 0xBC, 0x0D]
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<3000 {
      let bytes = (0..<next(24)).map { _ in alphabet[next(alphabet.count)] }
      let text = SourceText(bytes)
      for number in 1...text.lineCount {
        guard let line = text.line(number) else { continue }
        for start in line {
          let end = TokenRange.end(in: bytes, line: line, from: start)
          #expect(end > start && end <= line.upperBound, "\(bytes) from \(start)")
        }
      }
    }
  }

  @Test func linesAndColumns() throws {
    let text = SourceText([0xEF, 0xBB, 0xBF] + Array("ab\rc\u{301}d\r\n\n漢x".utf8))
    #expect(text.lineCount == 4)
    let lines = (1...4).compactMap { text.line($0) }.map { String(decoding: text.bytes[$0], as: UTF8.self) }
    #expect(lines == ["ab", "c\u{301}d", "", "漢x"])
    let last = try #require(text.line(4))
    #expect(text.position(column: 2, in: last) == last.lowerBound + 3)
    #expect(text.column(of: last.lowerBound + 3, in: last) == 2)
    #expect(text.position(column: 99, in: last) == last.upperBound)
    #expect(text.line(0) == nil && text.line(5) == nil)
  }
}
