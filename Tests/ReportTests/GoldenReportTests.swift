import Manifest
import Report
import TestSupport
import Testing

@Suite struct GoldenReportTests {
  @Test(arguments: ["full", "clean", "nothing"], OutputFormat.allCases)
  func report(_ name: String, _ format: OutputFormat) throws {
    let result = Samples.named(name)
    let bytes = format.writer.write(result, context: Samples.context())
    expectGolden(String(decoding: bytes, as: UTF8.self), "Report/\(name).\(format.rawValue)")
    #expect(bytes == format.writer.write(result, context: Samples.context()))
  }

  @Test func colours() {
    let bytes = TextReport().write(Samples.full, context: Samples.context(color: true, width: 80))
    let text = String(decoding: bytes, as: UTF8.self)
    expectGolden(text, "Report/full-color-80.text")
    // Without its colours it is the plain report of the same width.
    let plain = TextReport().write(Samples.full, context: Samples.context(width: 80))
    #expect(withoutColours(bytes) == plain)
  }

  @Test func schemaFile() {
    expectGolden(JSONSchema.text, "Report/report.schema.json")
  }

  @Test(arguments: [nil, 40, 80] as [Int?])
  func nothingOfTheInputControlsTheTerminal(_ width: Int?) {
    let bytes = TextReport().write(Samples.full, context: Samples.context(width: width))
    let text = String(decoding: bytes, as: UTF8.self)
    let controls = text.unicodeScalars.filter {
      $0 != "\n" && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0 == "\u{202E}")
    }
    #expect(controls.isEmpty)
  }

  /// Takes out `ESC [ … m`.
  private func withoutColours(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var isInside = false
    for byte in bytes {
      if byte == 0x1B { isInside = true } else if !isInside { result.append(byte) }
      if isInside, byte == UInt8(ascii: "m") { isInside = false }
    }
    return result
  }
}
