/// Texts between quotes, as Go's strconv writes and reads them.
enum GoQuote {
  /// A text as `%q` prints it.
  static func text(_ bytes: [UInt8]) -> String { String(decoding: quoted(bytes), as: UTF8.self) }

  /// A text as `%q` prints it.
  static func quoted(_ bytes: [UInt8], quote: UInt8 = UInt8(ascii: "\""), onlyASCII: Bool = false) -> [UInt8] {
    var output: [UInt8] = [quote]
    output.reserveCapacity(bytes.count + 2)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        append(UInt32(byte), quote: quote, onlyASCII: onlyASCII, to: &output)
        index += 1
        continue
      }
      let rune = Rune.decode(bytes, index)
      if rune.isValid {
        append(rune.value, quote: quote, onlyASCII: onlyASCII, to: &output)
      } else {
        appendHex("\\x", UInt32(byte), 2, to: &output)
      }
      index += rune.length
    }
    output.append(quote)
    return output
  }

  /// A code point between single quotes.
  static func rune(_ rune: UInt32, onlyASCII: Bool = false) -> [UInt8] {
    var output: [UInt8] = [UInt8(ascii: "'")]
    let value = UnicodeScalar(rune) == nil ? Rune.error : rune
    append(value, quote: UInt8(ascii: "'"), onlyASCII: onlyASCII, to: &output)
    output.append(UInt8(ascii: "'"))
    return output
  }

  private static func append(_ rune: UInt32, quote: UInt8, onlyASCII: Bool, to output: inout [UInt8]) {
    if rune == UInt32(quote) || rune == 0x5C {
      output.append(UInt8(ascii: "\\"))
      output.append(UInt8(rune))
      return
    }
    if rune < 0x80 ? (0x20..<0x7F).contains(rune) : !onlyASCII && Rune.isPrintable(rune) {
      return Rune.append(rune, to: &output)
    }
    switch rune {
    case 0x07: output.append(contentsOf: "\\a".utf8)
    case 0x08: output.append(contentsOf: "\\b".utf8)
    case 0x0C: output.append(contentsOf: "\\f".utf8)
    case 0x0A: output.append(contentsOf: "\\n".utf8)
    case 0x0D: output.append(contentsOf: "\\r".utf8)
    case 0x09: output.append(contentsOf: "\\t".utf8)
    case 0x0B: output.append(contentsOf: "\\v".utf8)
    case 0..<0x20, 0x7F: appendHex("\\x", rune, 2, to: &output)
    case 0..<0x10000: appendHex("\\u", rune, 4, to: &output)
    default: appendHex("\\U", rune, 8, to: &output)
    }
  }

  private static func appendHex(_ prefix: StaticString, _ value: UInt32, _ digits: Int, to output: inout [UInt8]) {
    output.append(contentsOf: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
    let text = String(value, radix: 16)
    for _ in 0..<max(0, digits - text.utf8.count) { output.append(UInt8(ascii: "0")) }
    output.append(contentsOf: text.utf8)
  }

  /// Reads a Go string or raw string, quotes included; nil when the escapes are wrong.
  static func unquote(_ source: [UInt8]) -> [UInt8]? {
    guard source.count >= 2, let quote = source.first, source.last == quote else { return nil }
    let body = Array(source[1..<source.count - 1])
    if quote == UInt8(ascii: "`") { return body.filter { $0 != 0x0D } }
    var output: [UInt8] = []
    var index = 0
    while index < body.count {
      guard body[index] != quote, body[index] != 0x0A else { return nil }
      guard body[index] == UInt8(ascii: "\\") else {
        // Bytes that are no UTF-8 stay; strconv reads them as U+FFFD.
        let rune = Rune.decode(body, index)
        Rune.append(rune.value, to: &output)
        index += rune.length
        continue
      }
      guard let (value, length, isByte) = escape(body, index, quote: quote) else { return nil }
      if isByte { output.append(UInt8(truncatingIfNeeded: value)) } else { Rune.append(value, to: &output) }
      index += length
    }
    return output
  }

  /// Reads a character constant, quotes included.
  static func character(_ source: [UInt8]) -> UInt32? {
    guard source.count >= 3 else { return nil }
    let body = Array(source[1..<source.count - 1])
    if body[0] == UInt8(ascii: "\\") {
      guard let (value, length, _) = escape(body, 0, quote: UInt8(ascii: "'")), length == body.count else { return nil }
      return value
    }
    guard body[0] != UInt8(ascii: "'") else { return nil }
    let rune = Rune.decode(body, 0)
    return rune.length == body.count ? rune.value : nil
  }

  private static func escape(_ text: [UInt8], _ start: Int, quote: UInt8) -> (UInt32, Int, isByte: Bool)? {
    guard start + 1 < text.count else { return nil }
    func digits(_ count: Int, from: Int, radix: UInt32) -> UInt32? {
      guard from + count <= text.count else { return nil }
      var value: UInt32 = 0
      for byte in text[from..<from + count] {
        guard let digit = hexDigit(byte), digit < radix else { return nil }
        value = value &* radix &+ digit
      }
      return value
    }
    func wide(_ count: Int) -> (UInt32, Int, isByte: Bool)? {
      guard let value = digits(count, from: start + 2, radix: 16), UnicodeScalar(value) != nil else { return nil }
      return (value, count + 2, false)
    }
    switch UnicodeScalar(text[start + 1]) {
    case "a": return (0x07, 2, false)
    case "b": return (0x08, 2, false)
    case "f": return (0x0C, 2, false)
    case "n": return (0x0A, 2, false)
    case "r": return (0x0D, 2, false)
    case "t": return (0x09, 2, false)
    case "v": return (0x0B, 2, false)
    case "\\": return (0x5C, 2, false)
    case "'", "\"": return text[start + 1] == quote ? (UInt32(quote), 2, false) : nil
    case "x": return digits(2, from: start + 2, radix: 16).map { ($0, 4, true) }
    case "u": return wide(4)
    case "U": return wide(8)
    case "0"..."7":
      guard let value = digits(3, from: start + 1, radix: 8), value < 256 else { return nil }
      return (value, 4, true)
    default: return nil
    }
  }

  static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
