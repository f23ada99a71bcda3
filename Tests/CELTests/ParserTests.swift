import Testing

@testable import CEL

@Test func parsesPlainExpression() throws {
  let syntax = try Parser.parse("1 + 2", options: Parser.Options())
  #expect(syntax.terms.count == 3)
}
