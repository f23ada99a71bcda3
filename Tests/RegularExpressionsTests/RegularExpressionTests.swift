import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
  @Test(arguments: [
    ("ConfigMap|Secret", "Secret", true), ("ConfigMap|Secret", "ConfigMaps", false), ("a.c", "abc", true),
    ("", "", true), ("a+", "", false),
  ])
  func wholeTextHasToMatch(_ pattern: String, _ text: String, _ matches: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text, anchor: .whole) == matches)
  }

  @Test func groupsThatTookNoPartAreNil() throws {
    let expression = try RegularExpression("(a)|(b)")
    let ranges = Array("xb".utf8).withUnsafeBufferPointer { expression.firstMatch(in: $0) }
    #expect(ranges == [1..<2, nil, 1..<2])
  }

  @Test(arguments: ["(", "a{2,1}", "(?=x)", "[z-a]"])
  func invalidPatternsAreRefusedWithAReason(_ pattern: String) {
    #expect(throws: RegularExpression.PatternError.self) { try RegularExpression(pattern) }
  }

  @Test func hostilePatternsTakeLinearTime() throws {
    let text = String(repeating: "a", count: 50_000)
    #expect(try !RegularExpression("(a*)*b").matches(text))
  }
}
