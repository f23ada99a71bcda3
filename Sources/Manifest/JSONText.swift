/// Pieces of JSON as Go's encoding/json writes them.
enum JSONText {
  /// Appends a string between quotes. `escapesHTML`: `<`, `>` and `&` become `\u003c` and so on, as in Go by default.
  static func append(
    _ text: UnsafeBufferPointer<UInt8>, escapesHTML: Bool = true, to output: inout [UInt8]
  ) {
    output.append(UInt8(ascii: "\""))
    var start = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        if isPlain(byte, escapesHTML) {
          index &+= 1
          continue
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        appendEscape(byte, to: &output)
        index &+= 1
        start = index
        continue
      }
      let length = UTF8Sequence.length(text, at: index)
      if length == 0 {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        output.append(contentsOf: "\\ufffd".utf8)
        index &+= 1
        start = index
      } else if length == 3, byte == 0xE2, text[index + 1] == 0x80, text[index + 2] & 0xFE == 0xA8 {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        output.append(contentsOf: text[index + 2] == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8)
        index &+= 3
        start = index
      } else {
        index &+= length
      }
    }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<text.count]))
    output.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8, _ escapesHTML: Bool) -> Bool {
    switch byte {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): false
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): !escapesHTML
    default: true
    }
  }

  private static func appendEscape(_ byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    default:
      output.append(contentsOf: "u00".utf8)
      output.append(hexDigit(byte >> 4))
      output.append(hexDigit(byte & 15))
    }
  }

  static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ value &- 10
  }

  /// Appends a finite double.
  static func append(_ value: Double, to output: inout [UInt8]) {
    let digits = ShortestDigits(value)
    let magnitude = abs(value)
    if magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 {
      digits.appendScientific(to: &output, exponentDigits: 1)
    } else {
      digits.appendPlain(to: &output)
    }
  }

  /// Appends an integer in decimal.
  static func append(_ value: some FixedWidthInteger, to output: inout [UInt8]) {
    if value < 0 { output.append(UInt8(ascii: "-")) }
    let start = output.count
    var rest = value.magnitude
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
      rest = quotient
    } while rest != 0
    output[start...].reverse()
  }
}
