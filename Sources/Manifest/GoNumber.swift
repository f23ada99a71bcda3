import Glibc

/// Numbers as Go's strconv reads and writes them, on bytes.
enum GoNumber {
  /// An integer of 64 bits, or none.
  enum Integer: Equatable {
    case signed(Int64)
    /// Above the range of Int64.
    case unsigned(UInt64)
    case none
  }

  /// Reads an integer as go-yaml does: underscores are dropped, the prefix decides the base, a leading 0 means octal.
  static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Integer {
    guard text.contains(UInt8(ascii: "_")) else { return plainInteger(text) }
    return withoutUnderscores(text) { plainInteger($0) }
  }

  /// `integer` for a text without underscores.
  static func plainInteger(_ text: UnsafeBufferPointer<UInt8>) -> Integer {
    let parsed = magnitude(text)
    switch parsed {
    case .number(let value, let negative, let signed):
      if !negative, value <= UInt64(Int64.max) { return .signed(Int64(value)) }
      if negative, value <= UInt64(Int64.max) + 1 { return .signed(Int64(truncatingIfNeeded: 0 &- value)) }
      return negative || signed ? .none : .unsigned(value)
    case .tooLarge: return .none
    case .malformed: return signedAfterPrefix(text)
    }
  }

  private enum Magnitude {
    case number(UInt64, negative: Bool, signed: Bool)
    case tooLarge, malformed
  }

  /// strconv.ParseInt with base 0.
  private static func magnitude(_ text: UnsafeBufferPointer<UInt8>) -> Magnitude {
    var index = 0
    var negative = false
    var signed = false
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      negative = first == UInt8(ascii: "-")
      signed = true
      index = 1
    }
    guard index < text.count else { return .malformed }
    var base: UInt64 = 10
    if text[index] == UInt8(ascii: "0") {
      let marker = text.count - index >= 3 ? text[index + 1] | 0x20 : 0
      switch marker {
      case UInt8(ascii: "b"): (base, index) = (2, index + 2)
      case UInt8(ascii: "o"): (base, index) = (8, index + 2)
      case UInt8(ascii: "x"): (base, index) = (16, index + 2)
      default: (base, index) = (8, index + 1)
      }
    }
    var value: UInt64 = 0
    var overflow = false
    while index < text.count {
      let digit = UInt64(hexDigit(text[index]))
      guard digit < base else { return .malformed }
      let (product, high) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(digit)
      overflow = overflow || high || carry
      value = sum
      index += 1
    }
    return overflow ? .tooLarge : .number(value, negative: negative, signed: signed)
  }

  /// go-yaml cuts `0b` and `0o` off a text that strconv refused and tries again, so a sign may follow the prefix.
  private static func signedAfterPrefix(_ text: UnsafeBufferPointer<UInt8>) -> Integer {
    guard text.count > 3, text[0] == UInt8(ascii: "0") else { return .none }
    guard text[1] == UInt8(ascii: "b") || text[1] == UInt8(ascii: "o") else { return .none }
    guard text[2] == UInt8(ascii: "-") || text[2] == UInt8(ascii: "+") else { return .none }
    let base: Int64 = text[1] == UInt8(ascii: "b") ? 2 : 8
    var value: Int64 = 0
    for byte in text[3...] {
      let digit = Int64(hexDigit(byte))
      guard digit < base else { return .none }
      let (product, high) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.subtractingReportingOverflow(digit)
      if high || carry { return .none }
      value = sum
    }
    if text[2] == UInt8(ascii: "-") { return .signed(value) }
    return value == .min ? .none : .signed(-value)
  }

  /// Whether a text without underscores is a decimal number with an optional fraction and exponent.
  static func isDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { index = 1 }
    let whole = skipDigits(text, &index)
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      let fraction = skipDigits(text, &index)
      guard whole || fraction else { return false }
    } else if !whole {
      return false
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
      guard skipDigits(text, &index) else { return false }
    }
    return index == text.count
  }

  private static func skipDigits(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Bool {
    let start = index
    while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
    return index > start
  }

  /// Reads a decimal float; nil when it is none or beyond the range of a double.
  static func float(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard isDecimal(text) else { return nil }
    let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer in
      for index in 0..<text.count { buffer[index] = CChar(bitPattern: text[index]) }
      buffer[text.count] = 0
      return buffer.baseAddress.map { strtod($0, nil) } ?? 0
    }
    return value.isFinite ? value : nil
  }

  /// The value of a text such as `.inf` or `.NaN`.
  static func special(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    var sign = 0.0
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      sign = first == UInt8(ascii: "-") ? -1 : 1
      index = 1
    }
    guard text.count - index == 4, text[index] == UInt8(ascii: ".") else { return nil }
    let letters = (text[index + 1], text[index + 2], text[index + 3])
    switch (UnicodeScalar(letters.0), UnicodeScalar(letters.1), UnicodeScalar(letters.2)) {
    case ("i", "n", "f"), ("I", "n", "f"), ("I", "N", "F"): return sign < 0 ? -.infinity : .infinity
    case ("n", "a", "n"), ("N", "a", "N"), ("N", "A", "N"): return sign == 0 ? .nan : nil
    default: return nil
    }
  }

  static func withoutUnderscores<Result>(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { buffer in
      var count = 0
      for byte in text where byte != UInt8(ascii: "_") {
        buffer[count] = byte
        count += 1
      }
      return body(UnsafeBufferPointer(rebasing: buffer[0..<count]))
    }
  }

  /// 0–15, or 255.
  @inline(__always)
  static func hexDigit(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
    default: 255
    }
  }
}

/// The shortest decimal digits that read back as a float.
struct ShortestDigits {
  private(set) var digits: [UInt8] = []
  /// The position of the decimal point, counted from the first digit.
  private(set) var point = 0
  private(set) var isNegative = false

  init(_ value: Double) { self.init(description: value.description) }
  init(_ value: Float) { self.init(description: value.description) }

  /// Swift prints shortest digits as `12.5`, `1e-07` or `5e-324`.
  private init(description: String) {
    var exponent = 0
    var seenPoint = false
    var fraction = 0
    var bytes = description.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): seenPoint = true
      case UInt8(ascii: "e"):
        var negative = false
        while let next = bytes.next() {
          if next == UInt8(ascii: "-") { negative = true }
          if next &- 0x30 < 10 { exponent = exponent * 10 + Int(next &- 0x30) }
        }
        if negative { exponent = -exponent }
      default:
        digits.append(byte)
        if seenPoint { fraction += 1 }
      }
    }
    point = digits.count - fraction + exponent
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    point -= zeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits.isEmpty {
      digits = [UInt8(ascii: "0")]
      point = 1
    }
  }

  /// Appends the number in plain notation.
  func appendPlain(to output: inout [UInt8]) {
    if isNegative { output.append(UInt8(ascii: "-")) }
    if point <= 0 {
      output.append(UInt8(ascii: "0"))
    } else {
      output.append(contentsOf: digits.prefix(point))
      for _ in digits.count..<max(point, digits.count) { output.append(UInt8(ascii: "0")) }
    }
    guard point < digits.count else { return }
    output.append(UInt8(ascii: "."))
    for _ in 0..<max(-point, 0) { output.append(UInt8(ascii: "0")) }
    output.append(contentsOf: digits.dropFirst(max(point, 0)))
  }

  /// Appends the number with an exponent of at least `exponentDigits` digits.
  func appendScientific(to output: inout [UInt8], exponentDigits: Int = 2) {
    if isNegative { output.append(UInt8(ascii: "-")) }
    output.append(digits[0])
    if digits.count > 1 {
      output.append(UInt8(ascii: "."))
      output.append(contentsOf: digits.dropFirst())
    }
    let exponent = point - 1
    output.append(UInt8(ascii: "e"))
    output.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    let text = String(exponent.magnitude)
    for _ in text.utf8.count..<max(exponentDigits, text.utf8.count) { output.append(UInt8(ascii: "0")) }
    output.append(contentsOf: text.utf8)
  }

  /// Appends the number as strconv's format `g` with the shortest precision does.
  func appendGeneral(to output: inout [UInt8]) {
    let exponent = point - 1
    if exponent < -4 || exponent >= 6 {
      appendScientific(to: &output)
    } else {
      appendPlain(to: &output)
    }
  }
}
