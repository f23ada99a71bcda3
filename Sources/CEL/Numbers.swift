import Glibc
import Manifest

/// Reading and converting numbers.
enum Numbers {
  /// An integer of a document; one that fits no 64 bits is a double, as in Go's JSON.
  static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Value {
    // Most numbers are a few decimal digits.
    if text.count < 18, let first = text.first, first != UInt8(ascii: "0") || text.count == 1 {
      var value: Int64 = 0
      var index = first == UInt8(ascii: "-") ? 1 : 0
      let start = index
      while index < text.count, text[index] &- 0x30 < 10 {
        value = value &* 10 &+ Int64(text[index] &- 0x30)
        index += 1
      }
      if index == text.count, index > start { return .int(start == 1 ? 0 &- value : value) }
    }
    let (signed, _) = Document.integer(text)
    if let signed { return .int(signed) }
    return .double(Document.number(text) ?? .nan)
  }

  /// Go's ParseFloat, but for hexadecimal floats and underscores: digits, fraction, exponent; inf and nan by name.
  static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    var isNegative = false
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      index = 1
    }
    let word = String(decoding: text[index...], as: UTF8.self).lowercased()
    if word == "inf" || word == "infinity" { return isNegative ? -.infinity : .infinity }
    if word == "nan" { return .nan }
    guard isDecimal(text, from: index) else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer in
      for index in 0..<text.count { buffer[index] = CChar(bitPattern: text[index]) }
      buffer[text.count] = 0
      return buffer.baseAddress.map { strtod($0, nil) }
    }
  }

  private static func isDecimal(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var index = start
    var digits = 0
    func isDigit() -> Bool { index < text.count && text[index] &- 0x30 < 10 }
    while isDigit() {
      index += 1
      digits += 1
    }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      while isDigit() {
        index += 1
        digits += 1
      }
    }
    guard digits > 0 else { return false }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
      guard isDigit() else { return false }
      while isDigit() { index += 1 }
    }
    return index == text.count
  }

  /// Go's ParseInt with base 10.
  static func signed(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    let hasSign = isNegative || text.first == UInt8(ascii: "+")
    guard let magnitude = unsigned(UnsafeBufferPointer(rebasing: text[(hasSign ? 1 : 0)...])) else { return nil }
    if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  static func unsigned(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
    guard !text.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in text {
      guard byte &- 0x30 < 10 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(byte &- 0x30))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  /// The number as an integer when it is one and fits.
  static func exactInteger(_ value: Value) -> Int64? {
    switch value.tag {
    case .int: value.asInt
    case .uint: Int64(exactly: value.bits)
    case .double: Int64(exactly: value.asDouble)
    default: nil
    }
  }

  /// -1, 0 or 1; nil when one is no number or not a number.
  static func compare(_ left: Value, _ right: Value) -> Int? {
    switch (left.tag, right.tag) {
    case (.int, .int): return order(left.asInt, right.asInt)
    case (.uint, .uint): return order(left.bits, right.bits)
    case (.double, .double): return order(left.asDouble, right.asDouble)
    case (.int, .uint): return left.asInt < 0 ? -1 : order(UInt64(left.asInt), right.bits)
    case (.uint, .int): return right.asInt < 0 ? 1 : order(left.bits, UInt64(right.asInt))
    case (.double, .int): return compare(left.asDouble, right.asInt)
    case (.int, .double): return compare(right.asDouble, left.asInt).map { -$0 }
    case (.double, .uint): return compare(left.asDouble, right.bits)
    case (.uint, .double): return compare(right.asDouble, left.bits).map { -$0 }
    default: return nil
    }
  }

  private static func order<Number: Comparable>(_ left: Number, _ right: Number) -> Int? {
    left < right ? -1 : left > right ? 1 : left == right ? 0 : nil
  }

  private static func compare<Number: FixedWidthInteger>(_ left: Double, _ right: Number) -> Int? {
    if left.isNaN { return nil }
    if left >= Double(Number.max) { return left == Double(Number.max) && right == Number.max ? 0 : 1 }
    if left < Double(Number.min) { return -1 }
    let whole = left.rounded(.down)
    let number = Number(whole)
    if number != right { return number < right ? -1 : 1 }
    return left > whole ? 1 : 0
  }
}
