import Glibc

/// A decimal number of any length, for the functions that add, subtract, multiply and divide floats in decimal.
struct Decimal {
  private var isNegative: Bool
  /// The digits, most significant first, without leading zeros; empty for zero.
  private var digits: [UInt8]
  /// The power of ten of the last digit.
  private var exponent: Int

  private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    self.isNegative = isNegative
    self.digits = Array(digits.drop { $0 == 0 })
    self.exponent = exponent
  }

  /// The shortest decimal that reads back as the float; nil for infinities and NaN.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    let text = GoFloatText.text(value, "e", nil)
    let parts = GoText.split(text, [UInt8(ascii: "e")])
    let mantissa = parts[0].filter { $0 &- 0x30 < 10 }.map { $0 &- 0x30 }
    let power = Int(GoInteger.int64(parts.count > 1 ? parts[1] : [], base: 10).clamped)
    self.init(isNegative: value < 0, digits: mantissa, exponent: power - (mantissa.count - 1))
  }

  var isZero: Bool { digits.isEmpty }

  /// The float nearest to the number.
  var double: Double {
    if digits.isEmpty { return 0 }
    let text = (isNegative ? "-" : "") + digits.map { String($0) }.joined() + "e\(exponent)"
    return strtod(text, nil)
  }

  private func scaled(to other: Int) -> [UInt8] { digits + [UInt8](repeating: 0, count: max(0, exponent - other)) }

  static func + (left: Self, right: Self) -> Self {
    let exponent = min(left.exponent, right.exponent)
    let (a, b) = (left.scaled(to: exponent), right.scaled(to: exponent))
    if left.isNegative == right.isNegative {
      return Decimal(isNegative: left.isNegative, digits: sum(a, b), exponent: exponent)
    }
    if isLess(a, b) { return Decimal(isNegative: right.isNegative, digits: difference(b, a), exponent: exponent) }
    return Decimal(isNegative: left.isNegative, digits: difference(a, b), exponent: exponent)
  }

  static prefix func - (number: Self) -> Self {
    Decimal(isNegative: !number.isNegative, digits: number.digits, exponent: number.exponent)
  }

  static func * (left: Self, right: Self) -> Self {
    var product = [Int](repeating: 0, count: left.digits.count + right.digits.count)
    for (i, a) in left.digits.enumerated() {
      for (j, b) in right.digits.enumerated() { product[i + j + 1] += Int(a) * Int(b) }
    }
    var carry = 0
    for index in product.indices.reversed() {
      let value = product[index] + carry
      product[index] = value % 10
      carry = value / 10
    }
    return Decimal(
      isNegative: left.isNegative != right.isNegative, digits: product.map { UInt8($0) },
      exponent: left.exponent + right.exponent)
  }

  /// The quotient rounded to 16 places, half away from zero.
  func divided(by other: Self) -> Self {
    let places = -16
    // value = digits/other.digits × 10^(exponent - other.exponent); one more place decides the rounding.
    let shift = exponent - other.exponent - (places - 1)
    guard shift >= 0, !digits.isEmpty else { return Decimal(isNegative: false, digits: [], exponent: 0) }
    var remainder: [UInt8] = []
    var quotient: [UInt8] = []
    for digit in digits + [UInt8](repeating: 0, count: shift) {
      if !remainder.isEmpty || digit != 0 { remainder.append(digit) }
      var count: UInt8 = 0
      while !Self.isLess(remainder, other.digits) {
        remainder = Array(Self.difference(remainder, other.digits).drop { $0 == 0 })
        count += 1
      }
      quotient.append(count)
    }
    let roundsUp = (quotient.last ?? 0) >= 5
    var rounded = Array(quotient.dropLast())
    if roundsUp { rounded = Self.sum(rounded, [1]) }
    return Decimal(isNegative: isNegative != other.isNegative, digits: rounded, exponent: places)
  }

  // MARK: Digits

  private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    let (a, b) = (left.drop { $0 == 0 }, right.drop { $0 == 0 })
    return a.count != b.count ? a.count < b.count : a.lexicographicallyPrecedes(b)
  }

  private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var carry: UInt8 = 0
    for index in 0..<max(left.count, right.count) {
      let a = index < left.count ? left[left.count - 1 - index] : 0
      let b = index < right.count ? right[right.count - 1 - index] : 0
      let value = a + b + carry
      result.append(value % 10)
      carry = value / 10
    }
    if carry > 0 { result.append(carry) }
    return result.reversed()
  }

  /// The left is not less than the right.
  private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var borrow: Int = 0
    for index in 0..<max(left.count, right.count) {
      let a = index < left.count ? Int(left[left.count - 1 - index]) : 0
      let b = index < right.count ? Int(right[right.count - 1 - index]) : 0
      var value = a - b - borrow
      borrow = value < 0 ? 1 : 0
      if value < 0 { value += 10 }
      result.append(UInt8(value))
    }
    return result.reversed()
  }
}
