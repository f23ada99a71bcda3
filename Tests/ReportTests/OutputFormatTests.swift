import Testing

@testable import Report

@Suite struct OutputFormatTests {
  @Test(arguments: OutputFormat.allCases)
  func names(_ format: OutputFormat) throws {
    #expect(try OutputFormat(parsing: format.rawValue) == format)
    #expect(try OutputFormat(parsing: format.rawValue.uppercased()) == format)
  }

  @Test(arguments: [
    ("sairf", OutputFormat.sarif), ("jsn", .json), ("txt", .text), ("tex", .text), ("sarif2", .sarif),
    ("completely-else", nil), ("", nil),
  ])
  func unknownNames(_ name: String, _ nearest: OutputFormat?) {
    let error = #expect(throws: OutputFormatError.self) { try OutputFormat(parsing: name) }
    #expect(error?.suggestion == nearest)
    #expect(error?.description.contains("(known: text, json, sarif)") == true)
    if let nearest { #expect(error?.description.contains("did you mean '\(nearest.rawValue)'?") == true) }
  }

  @Test func anUnknownNameIsPrintedSafely() {
    #expect(OutputFormatError(name: "\u{1B}[2J").description.hasPrefix("unknown format '\\x1b[2J'"))
  }
}
