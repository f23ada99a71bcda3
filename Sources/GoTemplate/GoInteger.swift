import Glibc

/// Numbers from text, as Go's strconv reads them.
enum GoInteger {
  enum Parsed {
    case value(UInt64, negative: Bool, signed: Bool)
    case outOfRange(negative: Bool)
    case malformed
  }

  /// An integer in a base; 0: the prefix decides and underscores may stand between digits.
  static func parse(_ text: [UInt8], base given: UInt64) -> Parsed {
    var index = 0
    var negative = false
    if let first = text.first, first == 0x2B || first == 0x2D {
      negative = first == 0x2D
      index = 1
    }
    let signed = index == 1
    guard index < text.count else { return .malformed }
    var base = given
    var hasPrefix = false
    if given == 0 {
      guard underscoresAreFine(text) else { return .malformed }
      base = 10
      if text[index] == 0x30 {
        let marker = text.count - index >= 3 ? text[index + 1] | 0x20 : 0
        switch marker {
        case UInt8(ascii: "b"): (base, index, hasPrefix) = (2, index + 2, true)
        case UInt8(ascii: "o"): (base, index, hasPrefix) = (8, index + 2, true)
        case UInt8(ascii: "x"): (base, index, hasPrefix) = (16, index + 2, true)
        default: base = 8
        }
        if base == 8, !hasPrefix { index += 1 }
      }
    }
    var value: UInt64 = 0
    var overflow = false
    var digits = hasPrefix ? 0 : index > (signed ? 1 : 0) ? 1 : 0
    while index < text.count {
      if text[index] == UInt8(ascii: "_"), given == 0 {
        index += 1
        continue
      }
      guard let digit = GoQuote.hexDigit(text[index]), UInt64(digit) < base else { return .malformed }
      let (product, high) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      overflow = overflow || high || carry
      value = sum
      digits += 1
      index += 1
    }
    guard digits > 0 else { return .malformed }
    return overflow ? .outOfRange(negative: negative) : .value(value, negative: negative, signed: signed)
  }

  /// `strconv.ParseInt`: nil when it is none or out of range; `clamped` is what Go gives beside a range error.
  static func int64(_ text: [UInt8], base: UInt64) -> (value: Int64?, clamped: Int64) {
    switch parse(text, base: base) {
    case .value(let magnitude, let negative, _):
      if !negative, magnitude <= UInt64(Int64.max) { return (Int64(magnitude), Int64(magnitude)) }
      if negative, magnitude <= UInt64(Int64.max) + 1 {
        let value = Int64(truncatingIfNeeded: 0 &- magnitude)
        return (value, value)
      }
      return (nil, negative ? .min : .max)
    case .outOfRange(let negative): return (nil, negative ? .min : .max)
    case .malformed: return (nil, 0)
    }
  }

  /// Underscores stand only between digits, or between the prefix and a digit.
  private static func underscoresAreFine(_ text: [UInt8]) -> Bool {
    guard text.contains(UInt8(ascii: "_")) else { return true }
    var index = 0
    if text[0] == 0x2B || text[0] == 0x2D { index = 1 }
    var last: UInt8 = UInt8(ascii: "^")
    var isHex = false
    if index + 1 < text.count, text[index] == 0x30, [0x62, 0x6F, 0x78].contains(text[index + 1] | 0x20) {
      last = 0x30
      isHex = text[index + 1] | 0x20 == 0x78
      index += 2
    }
    while index < text.count {
      let byte = text[index]
      if byte &- 0x30 < 10 || isHex && GoQuote.hexDigit(byte) != nil {
        last = 0x30
      } else if byte == UInt8(ascii: "_") {
        if last != 0x30 { return false }
        last = byte
      } else {
        if last == UInt8(ascii: "_") { return false }
        last = UInt8(ascii: "!")
      }
      index += 1
    }
    return last != UInt8(ascii: "_")
  }

  /// `strconv.ParseFloat`: decimal, hexadecimal, infinity and NaN; nil when it is none or out of range.
  static func float(_ text: [UInt8]) -> Double? {
    if let special = specialFloat(text) { return special }
    guard underscoresAreFine(text) else { return nil }
    guard isFloat(text.filter { $0 != UInt8(ascii: "_") }, allowsHex: true) else { return nil }
    // Underscores need the prefix of a base, or are refused outside of literals; strtod knows none.
    let clean = text.filter { $0 != UInt8(ascii: "_") }
    if clean.count != text.count, !isLiteralWithUnderscore(text) { return nil }
    let value = clean.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { buffer in
      (Array(buffer) + [0]).withUnsafeBufferPointer { $0.baseAddress.map { strtod($0, nil) } ?? 0 }
    }
    return value.isFinite ? value : nil
  }

  private static func isLiteralWithUnderscore(_ text: [UInt8]) -> Bool { underscoresAreFine(text) }

  private static func specialFloat(_ text: [UInt8]) -> Double? {
    var body = text
    var negative = false
    if let first = text.first, first == 0x2B || first == 0x2D {
      negative = first == 0x2D
      body.removeFirst()
    }
    switch String(decoding: body.map { $0 | 0x20 }, as: UTF8.self) {
    case "inf", "infinity": return negative ? -.infinity : .infinity
    case "nan": return text.count == 3 ? .nan : nil
    default: return nil
    }
  }

  private static func isFloat(_ text: [UInt8], allowsHex: Bool) -> Bool {
    var index = 0
    if let first = text.first, first == 0x2B || first == 0x2D { index = 1 }
    var isHex = false
    if allowsHex, index + 1 < text.count, text[index] == 0x30, text[index + 1] | 0x20 == 0x78 {
      isHex = true
      index += 2
    }
    var digits = 0
    var points = 0
    while index < text.count {
      if text[index] == UInt8(ascii: ".") {
        points += 1
      } else if text[index] &- 0x30 < 10 || isHex && GoQuote.hexDigit(text[index]) != nil {
        digits += 1
      } else {
        break
      }
      index += 1
    }
    guard digits > 0, points <= 1 else { return false }
    if index == text.count { return !isHex }
    guard text[index] | 0x20 == (isHex ? 0x70 : 0x65) else { return false }
    index += 1
    if index < text.count, text[index] == 0x2B || text[index] == 0x2D { index += 1 }
    guard index < text.count else { return false }
    return text[index...].allSatisfy { $0 &- 0x30 < 10 }
  }
}
