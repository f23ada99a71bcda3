import Manifest
import Testing

@testable import Pipeline

@Suite struct SyntaxAdviceTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    var text: String
    /// What the explanation says; nil when there is none.
    var says: String?
    /// Where the fault began, if elsewhere.
    var start: TextLines.Place?

    var testDescription: String { says ?? text }
  }

  /// The YAML is read as it would be in a scan: the parser says where it gave up.
  @Test(arguments: [
    Sample(text: "a:\n  b: 1\n c: 2\n", says: "indented by 1 space, but the blocks around it by 0 and 2"),
    Sample(text: "a:\n  - b: 1\n   c: 2\n", says: "indented by 3 spaces, but the blocks around it by 2 and 4"),
    Sample(text: "a:\n\tb: 1\n", says: "indented with a tab"),
    Sample(text: "a: \"one\nb: two\n", says: "never closed", start: .init(line: 1, column: 4)),
    Sample(text: "ä: [x, 'one\nb: two\n", says: "never closed", start: .init(line: 1, column: 8)),
    Sample(
      text: "a: \"one\nb: \"two\"\n", says: "ends only at line 2; is its end missing?", start: .init(line: 1, column: 4)
    ),
    Sample(text: "a: |\n  it's\nb: \"x\n", says: "never closed", start: .init(line: 3, column: 4)),
    Sample(text: "a: it's # isn't\nb: 'x\n", says: "never closed", start: .init(line: 2, column: 4)),
    Sample(text: "a: @home\n", says: "a text that begins with `@` needs quotes"),
    Sample(text: "a: %x\n", says: "a text that begins with `%` needs quotes"),
    Sample(text: "a: *.example.com\n", says: "a text that begins with `*` needs quotes"),
    Sample(text: "a: b: c\n", says: "put the value in quotes"),
    Sample(text: "a: x\n  b: c\n", says: "line 1 has a value already"),
    Sample(text: "a: {{ x }}\nb: {{ y }}: z\n", says: "belongs to a template"),
    Sample(text: "a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> x\n", says: "lines 2 to 6 hold a merge conflict"),
    Sample(text: "a: [1, 2\n"),
  ])
  func causeIsNamed(_ sample: Sample) throws {
    let text = Array(sample.text.utf8)
    let pieces = PlainDocuments(text: text, file: FileID(rawValue: 1), dialect: .yaml11)
    let fault = try #require(pieces.diagnostics(isTemplate: false).first)
    let advice = SyntaxAdvice(text: text, line: fault.origin.line, message: fault.message).advice
    if let says = sample.says {
      #expect(advice?.hint.contains(says) == true, "\(advice?.hint ?? "nothing") for: \(fault.message)")
    } else {
      #expect(advice == nil)
    }
    if let start = sample.start { #expect(advice?.start == start) }
  }

  @Test func aLineBeyondTheTextHasNoAdvice() {
    #expect(SyntaxAdvice(text: [], line: 12, message: "did not find expected key").advice == nil)
    #expect(SyntaxAdvice(text: [], line: 1, message: "did not find expected key").advice == nil)
    #expect(SyntaxAdvice(text: Array("a".utf8), line: 0, message: "").advice == nil)
  }
}
