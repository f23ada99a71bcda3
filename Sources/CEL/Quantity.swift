import Glibc
import Manifest

/// An amount such as `1.5Gi`, as apimachinery's resource.Quantity holds it: a 64-bit number and a power of ten where
/// that is enough, otherwise an exact decimal. Which of the two it is can be seen: only the first is an "integer".
struct Quantity {
  var number: Int128
  /// The amount is `number` × 10^`scale`.
  var scale: Int32
  /// Too long for the 64-bit form.
  var isDecimal: Bool

  init(number: Int128, scale: Int32, isDecimal: Bool) {
    self.number = number
    self.scale = scale
    self.isDecimal = isDecimal
  }

  init(_ value: Value) {
    self = value.address.map { $0.loadUnaligned(as: Quantity.self) } ?? Quantity(number: 0, scale: 0, isDecimal: false)
  }

  func value(_ arena: Arena) -> Value {
    guard let target = arena.take(MemoryLayout<Quantity>.size) else { return Frame.outOfMemory }
    target.storeBytes(of: self, as: Quantity.self)
    return Value.pointing(.quantity, UnsafeRawPointer(target), MemoryLayout<Quantity>.size)
  }

  // MARK: Reading

  enum ParseError: Error {
    case format, suffix
    var message: StaticString {
      switch self {
      case .format:
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
      case .suffix: "unable to parse quantity's suffix"
      }
    }
  }

  private struct Suffix {
    var base: Int
    var exponent: Int32
  }

  private static func suffix(_ text: UnsafeBufferPointer<UInt8>) -> Suffix? {
    guard let first = text.first else { return Suffix(base: 10, exponent: 0) }
    let second = text.count == 2 ? text[1] : 0
    if text.count == 1 || second == UInt8(ascii: "i") {
      let isBinary = text.count == 2
      switch first {
      case UInt8(ascii: "n") where !isBinary: return Suffix(base: 10, exponent: -9)
      case UInt8(ascii: "u") where !isBinary: return Suffix(base: 10, exponent: -6)
      case UInt8(ascii: "m") where !isBinary: return Suffix(base: 10, exponent: -3)
      case UInt8(ascii: "k") where !isBinary: return Suffix(base: 10, exponent: 3)
      case UInt8(ascii: "K") where isBinary: return Suffix(base: 2, exponent: 10)
      case UInt8(ascii: "M"): return isBinary ? Suffix(base: 2, exponent: 20) : Suffix(base: 10, exponent: 6)
      case UInt8(ascii: "G"): return isBinary ? Suffix(base: 2, exponent: 30) : Suffix(base: 10, exponent: 9)
      case UInt8(ascii: "T"): return isBinary ? Suffix(base: 2, exponent: 40) : Suffix(base: 10, exponent: 12)
      case UInt8(ascii: "P"): return isBinary ? Suffix(base: 2, exponent: 50) : Suffix(base: 10, exponent: 15)
      case UInt8(ascii: "E"): return isBinary ? Suffix(base: 2, exponent: 60) : Suffix(base: 10, exponent: 18)
      default: return nil
      }
    }
    guard first | 0x20 == UInt8(ascii: "e") else { return nil }
    guard let exponent = Numbers.signed(UnsafeBufferPointer(rebasing: text[1...])) else { return nil }
    // Beyond any number of digits that a text can have, so that sums with it cannot overflow.
    guard exponent.magnitude < 1 << 24 else { return nil }
    return Suffix(base: 10, exponent: Int32(exponent))
  }

  static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(ParseError) -> Quantity {
    guard text.count > 0, text.count < 1 << 20 else { throw .format }
    if text.count == 1 && text[0] == 0x30 { return Quantity(number: 0, scale: 0, isDecimal: false) }
    var index = 0
    let isNegative = text[0] == UInt8(ascii: "-")
    if isNegative || text[0] == UInt8(ascii: "+") { index = 1 }
    while index < text.count, text[index] == 0x30 { index += 1 }
    let start = index
    while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
    let whole = text[start..<index]
    var fraction = text[index..<index]
    if index < text.count, text[index] == UInt8(ascii: ".") {
      let first = index + 1
      index = first
      while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
      fraction = text[first..<index]
    }
    let suffixStart = index
    while index < text.count, isSuffixLetter(text[index]) { index += 1 }
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
    while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
    guard index == text.count else { throw .format }
    guard let suffix = suffix(UnsafeBufferPointer(rebasing: text[suffixStart...])) else { throw .suffix }
    return amount(whole, fraction, suffix, isNegative)
  }

  private static func isSuffixLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "u"),
      UInt8(ascii: "m"), UInt8(ascii: "k"), UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"),
      UInt8(ascii: "P"):
      true
    default: false
    }
  }

  private typealias Digits = Slice<UnsafeBufferPointer<UInt8>>

  private static func amount(
    _ whole: Digits, _ fraction: Digits, _ suffix: Suffix, _ isNegative: Bool
  ) -> Quantity {
    var precision: Int32
    var scale: Int32 = 0
    var factor: Int64 = 1
    if suffix.base == 10 {
      scale = suffix.exponent
      precision = 18 - Int32(whole.count + fraction.count)
    } else if fraction.isEmpty {
      factor = 1 << Int64(suffix.exponent)
      precision = 15 - Int32(whole.count) - Int32(Float(suffix.exponent) * 3 / 10) - 1
    } else {
      precision = -1
    }
    scale -= Int32(fraction.count)
    if precision >= 0, scale >= -9 {
      var magnitude: Int64 = 0
      for digit in whole { magnitude = magnitude &* 10 &+ Int64(digit &- 0x30) }
      for digit in fraction { magnitude = magnitude &* 10 &+ Int64(digit &- 0x30) }
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: factor)
      if !overflow {
        return Quantity(number: Int128(isNegative ? -product : product), scale: scale, isDecimal: false)
      }
    }
    return decimal(Array(whole) + Array(fraction), suffix, Int32(fraction.count), isNegative)
  }

  /// The exact form, rounded up to nanos; digits beyond the 38th are dropped.
  private static func decimal(
    _ digits: [UInt8], _ suffix: Suffix, _ fraction: Int32, _ isNegative: Bool
  ) -> Quantity {
    var number: Int128 = 0
    var scale = (suffix.base == 10 ? suffix.exponent : 0) - fraction
    for digit in digits {
      if number > Int128.max / 16 { scale += 1 } else { number = number * 10 + Int128(digit &- 0x30) }
    }
    if suffix.base == 2 {
      for _ in 0..<suffix.exponent {
        if number > Int128.max / 4 {
          number /= 10
          scale += 1
        }
        number *= 2
      }
    }
    var isInexact = false
    while scale < -9 {
      isInexact = isInexact || number % 10 != 0
      number /= 10
      scale = number == 0 ? -9 : scale + 1
    }
    if isInexact { number += 1 }
    return Quantity(number: isNegative ? -number : number, scale: scale, isDecimal: true)
  }

  // MARK: Arithmetic

  /// The number at another, smaller scale; nil when it does not fit.
  private func scaled(to target: Int32) -> Int128? {
    var number = number
    var left = scale - target
    while left > 0, number != 0 {
      if left > 64 { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      number = product
      left -= 1
    }
    return number
  }

  static func compare(_ left: Value, _ right: Value) -> Int { Quantity(left).compare(Quantity(right)) }

  func compare(_ other: Quantity) -> Int {
    let target = min(scale, other.scale)
    guard let first = scaled(to: target), let second = other.scaled(to: target) else {
      return double == other.double ? 0 : double < other.double ? -1 : 1
    }
    return first == second ? 0 : first < second ? -1 : 1
  }

  func adding(_ other: Quantity, isSubtraction: Bool) -> Quantity {
    let right = Quantity(
      number: isSubtraction ? -other.number : other.number, scale: other.scale, isDecimal: other.isDecimal)
    if number == 0 && !isDecimal { return right }
    if right.number == 0 && !right.isDecimal { return self }
    let target = min(scale, right.scale)
    guard let first = scaled(to: target), let second = right.scaled(to: target) else { return self }
    let (sum, overflow) = first.addingReportingOverflow(second)
    if overflow { return self }
    return Quantity(
      number: sum, scale: target, isDecimal: isDecimal || right.isDecimal || Int64(exactly: sum) == nil)
  }

  /// The integer, where the 64-bit form gives it without division.
  var integer: Int64? {
    guard !isDecimal, scale >= 0 else { return nil }
    return scaled(to: 0).flatMap { Int64(exactly: $0) }
  }

  var double: Double {
    if isDecimal {
      // The exact form is held in nanos.
      let digits = Array("\(number)e\(scale + 9)".utf8)
      return (digits.withUnsafeBufferPointer { Numbers.double($0) } ?? 0) * 1e-9
    }
    return scale == 0 ? Double(number) : Double(number) * pow(10, Double(scale))
  }

  var text: String { "\(number)e\(scale)" }
}

/// The functions of quantities.
extension Frame {
  func quantityFunction(_ function: Function, _ value: Value) -> Value {
    switch function {
    case .quantity, .isQuantity:
      guard value.tag == .string else { return noOverload(function, value) }
      do throws(Quantity.ParseError) {
        let quantity = try Quantity.parse(value.text)
        return function == .isQuantity ? .true : quantity.value(arena)
      } catch {
        return function == .isQuantity ? .false : Value.text(.error, error.message, .argument)
      }
    default:
      guard value.tag == .quantity else { return Frame.noOverload }
      return accessor(function, Quantity(value))
    }
  }

  private func accessor(_ function: Function, _ quantity: Quantity) -> Value {
    switch function {
    case .sign: .int(quantity.number == 0 ? 0 : quantity.number < 0 ? -1 : 1)
    case .isInteger: .bool(quantity.integer != nil)
    case .asInteger:
      quantity.integer.map { Value.int($0) }
        ?? Value.text(.error, "cannot convert value to integer", .argument)
    default: .double(quantity.double)
    }
  }

  func quantityFunction(_ function: Function, _ left: Value, _ right: Value) -> Value {
    guard left.tag == .quantity else { return Frame.noOverload }
    let first = Quantity(left)
    if right.tag == .int, function == .addAmount || function == .subtractAmount {
      let second = Quantity(number: Int128(right.asInt), scale: 0, isDecimal: false)
      return first.adding(second, isSubtraction: function == .subtractAmount).value(arena)
    }
    guard right.tag == .quantity else { return Frame.noOverload }
    let second = Quantity(right)
    switch function {
    case .isGreaterThan: return .bool(first.compare(second) > 0)
    case .isLessThan: return .bool(first.compare(second) < 0)
    case .compareTo: return .int(first.compare(second))
    default: return first.adding(second, isSubtraction: function == .subtractAmount).value(arena)
    }
  }
}
