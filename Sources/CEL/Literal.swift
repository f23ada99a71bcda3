/// Reads the text of literals.
struct Literal {
  /// Digits of an integer, with `0x` for hexadecimal; nil when it does not fit.
  static func magnitude(_ text: some Sequence<UInt8>) -> UInt64? {
    var digits = Array(text)
    if let last = digits.last, last | 0x20 == UInt8(ascii: "u") { digits.removeLast() }
    let isHex = digits.count > 2 && digits[1] | 0x20 == UInt8(ascii: "x")
    let radix: UInt64 = isHex ? 16 : 10
    var value: UInt64 = 0
    for digit in digits.dropFirst(isHex ? 2 : 0) {
      guard let number = hex(digit) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(UInt64(number))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  static func hex(_ byte: UInt8) -> UInt8? {
    if byte &- 0x30 < 10 { return byte &- 0x30 }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }

  /// The bytes that a string or bytes token stands for.
  static func text(_ token: UnsafeBufferPointer<UInt8>, at offset: Int) throws(SourceProblem) -> [UInt8] {
    var start = 0
    var isRaw = false
    var isBytes = false
    while token[start] != UInt8(ascii: "\"") && token[start] != UInt8(ascii: "'") {
      if token[start] | 0x20 == UInt8(ascii: "r") { isRaw = true } else { isBytes = true }
      start += 1
    }
    let quote = token[start]
    let isTriple = token.count - start >= 6 && token[start + 1] == quote && token[start + 2] == quote
    let width = isTriple ? 3 : 1
    let body = UnsafeBufferPointer(rebasing: token[(start + width)..<(token.count - width)])
    if isRaw || !body.contains(UInt8(ascii: "\\")) { return Array(body) }
    return try unescape(body, isBytes: isBytes, at: offset + start + width)
  }

  private static func unescape(
    _ body: UnsafeBufferPointer<UInt8>, isBytes: Bool, at offset: Int
  ) throws(SourceProblem) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(body.count)
    var index = 0
    while index < body.count {
      let byte = body[index]
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        index += 1
        continue
      }
      let escape = index
      index += 2
      guard escape + 1 < body.count else { throw SourceProblem("the string ends in a backslash", at: offset + escape) }
      if let plain = plain(body[escape + 1]) {
        output.append(plain)
        continue
      }
      guard let (value, next) = number(body, escape + 1, isBytes: isBytes) else {
        throw SourceProblem("unknown or damaged escape in a string", at: offset + escape)
      }
      index = next
      if isBytes {
        output.append(UInt8(truncatingIfNeeded: value))
      } else if let scalar = UnicodeScalar(value) {
        output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      } else {
        throw SourceProblem("an escape names no Unicode character", at: offset + escape)
      }
    }
    return output
  }

  private static func plain(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "a"): 0x07
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "v"): 0x0B
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "?"): byte
    default: nil
    }
  }

  /// The number of a numeric escape and the index behind it.
  private static func number(
    _ body: UnsafeBufferPointer<UInt8>, _ index: Int, isBytes: Bool
  ) -> (value: UInt32, next: Int)? {
    func digits(_ start: Int, _ count: Int, radix: UInt32) -> UInt32? {
      guard start + count <= body.count else { return nil }
      var value: UInt32 = 0
      for offset in start..<start + count {
        guard let digit = hex(body[offset]), UInt32(digit) < radix else { return nil }
        value = value << (radix == 16 ? 4 : 3) | UInt32(digit)
      }
      return value
    }
    switch body[index] {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return digits(index + 1, 2, radix: 16).map { ($0, index + 3) }
    case UInt8(ascii: "u"): return isBytes ? nil : digits(index + 1, 4, radix: 16).map { ($0, index + 5) }
    case UInt8(ascii: "U"): return isBytes ? nil : digits(index + 1, 8, radix: 16).map { ($0, index + 9) }
    case UInt8(ascii: "0")...UInt8(ascii: "3"): return digits(index, 3, radix: 8).map { ($0, index + 3) }
    default: return nil
    }
  }
}
