import Testing

@testable import CEL

/// Parsing: what is accepted, and where a mistake is reported.
struct ParserTests {
  private func problem(_ source: String) -> SourceProblem? {
    do throws(CompileError) {
      _ = try Parser.parse(source, options: Parser.Options())
      return nil
    } catch {
      return error.problems.first
    }
  }

  @Test(arguments: [
    "1 + 2 * 3", "a.b[0].c", "a.?b[?'c']", "{'a': 1, ?'b': c}", "[?a, b]", "x ? y : z ? 1 : 2", "!!a", "-1 - -2",
    "has(a.b) && a.b.exists(x, x > 1)", "Object{spec: Object.spec{a: 1}}", "'''a'b''' + r'\\d' + b'\\x00'",
    "1 // comment\n + 2", "a.all(i, v, v > i)",
  ])
  func accepts(_ source: String) { #expect(problem(source) == nil) }

  @Test(arguments: [
    ("1 +", 3), ("a.b.c(", 6), ("in", 0), ("'abc", 0), ("a = b", 2), ("a & b", 2), ("var", 0), ("has(a)", 4),
    ("[1].all(1, true)", 8), ("[1].all(a, a, true)", 11), ("99999999999999999999", 0), ("'\\q'", 1), ("1 2", 2),
  ])
  func refuses(_ source: String, at offset: Int) { #expect(problem(source)?.offset == offset) }

  @Test func deepNestingIsRefused() {
    let source = String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300)
    #expect(problem(source)?.message.contains("nested") == true)
    #expect(problem(String(repeating: "1+", count: 40_000) + "1")?.message.contains("nested") == true)
    #expect(problem(String(repeating: "!-", count: 40_000) + "1") != nil)
  }

  @Test func longSourceIsRefused() {
    #expect(problem(String(repeating: " ", count: 100_001))?.message.contains("100000") == true)
  }

  @Test func caretStandsBelowTheSpot() {
    let problem = SourceProblem("here", at: 6)
    #expect(problem.text(in: "é +\n\tx") == "2:2: here\n  | \tx\n  | \t^")
  }
}
