import Manifest

/// An amount such as `500m` or `1.5Gi`, in billionths, the finest that the API server keeps.
struct Quantity: Comparable {
  /// Amounts beyond the range stay at its ends.
  private(set) var billionths: Int128

  static let zero = Quantity(billionths: 0)
  private static let one: Int128 = 1_000_000_000

  private init(billionths: Int128) { self.billionths = billionths }

  init(_ number: Int) { billionths = Int128(number) * Self.one }

  /// Reads an amount that the schema has accepted; nil for any other.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard ScalarFormats.isQuantity(text) else { return nil }
    var index = 0
    var isNegative = false
    if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
      isNegative = text[0] == UInt8(ascii: "-")
      index = 1
    }
    var digits: Int128 = 0
    var decimals = 0
    var isFraction = false
    while index < text.count, ScalarFormats.isDigit(text[index]) || text[index] == UInt8(ascii: ".") {
      if text[index] == UInt8(ascii: ".") {
        isFraction = true
      } else if digits < 100_000_000_000_000_000_000 {
        digits = digits * 10 + Int128(text[index] - UInt8(ascii: "0"))
        if isFraction { decimals += 1 }
      } else if !isFraction {
        decimals -= 1
      }
      index += 1
    }
    let (exponent, binary) = Self.scale(text[index...])
    var value = digits
    for _ in 0..<binary { value = Self.times(value, 1024) }
    var shift = 9 - decimals + exponent
    while shift > 0, value != 0, value < Int128.max / 16 {
      value = Self.times(value, 10)
      shift -= 1
    }
    while shift < 0, value != 0 {
      // What is finer than the finest is rounded up.
      value = value / 10 + (value % 10 == 0 ? 0 : 1)
      shift += 1
    }
    billionths = isNegative ? -value : value
  }

  private static func times(_ value: Int128, _ factor: Int128) -> Int128 {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    return overflow ? Int128.max / 16 : product
  }

  private static func scale(_ suffix: Slice<UnsafeBufferPointer<UInt8>>) -> (exponent: Int, binary: Int) {
    guard let first = suffix.first else { return (0, 0) }
    if suffix.count == 2, suffix.last == UInt8(ascii: "i") { return (0, power(first)) }
    if suffix.count == 1 {
      switch first {
      case UInt8(ascii: "n"): return (-9, 0)
      case UInt8(ascii: "u"): return (-6, 0)
      case UInt8(ascii: "m"): return (-3, 0)
      default: return (power(first) * 3, 0)
      }
    }
    var value = 0
    var isNegative = false
    for byte in suffix.dropFirst() {
      if ScalarFormats.isDigit(byte) {
        value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 100)
      } else {
        isNegative = byte == UInt8(ascii: "-")
      }
    }
    return (isNegative ? -value : value, 0)
  }

  private static func power(_ letter: UInt8) -> Int {
    switch letter {
    case UInt8(ascii: "k"), UInt8(ascii: "K"): 1
    case UInt8(ascii: "M"): 2
    case UInt8(ascii: "G"): 3
    case UInt8(ascii: "T"): 4
    case UInt8(ascii: "P"): 5
    default: 6
    }
  }

  var isWhole: Bool { billionths % Self.one == 0 }

  static func < (left: Self, right: Self) -> Bool { left.billionths < right.billionths }

  static func + (left: Self, right: Self) -> Self {
    let (sum, overflow) = left.billionths.addingReportingOverflow(right.billionths)
    return overflow ? left : Quantity(billionths: sum)
  }
}

extension Semantics {
  /// The amount that a value stands for.
  func quantity(_ value: NodeID?) -> Quantity? {
    guard let value, document.kind(value).isScalar, !document.isNull(value) else { return nil }
    return document.withText(value) { Quantity($0) }
  }
}
