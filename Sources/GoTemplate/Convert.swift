import Manifest

/// Conversions that sprig makes on anything: to text, to numbers.
enum Convert {
  /// The text of a value: strings and bytes as they are, `String` methods, else `%v`.
  static func text(_ value: Value) -> [UInt8] {
    switch value.payload {
    case .string(let bytes): return bytes
    case .list(let list) where list.element == .uint8: return list.items.map(\.byte)
    case .object(let object): return object.text ?? GoPrinter.print(value)
    case .none: return Array("<nil>".utf8)
    default: return GoPrinter.print(value)
    }
  }

  /// The texts of a list, without what is nil; a scalar is a list of one.
  static func texts(_ value: Value) -> [[UInt8]] {
    switch value.payload {
    case .none: return []
    case .list(let list): return list.items.filter { !$0.isNil }.map { text($0) }
    default: return [text(value)]
    }
  }

  /// A fraction of nothing but zeros is cut off before a text is read as an integer.
  private static func withoutZeroFraction(_ text: [UInt8]) -> [UInt8] {
    guard let point = text.firstIndex(of: UInt8(ascii: ".")) else { return text }
    guard point + 1 < text.count, text[(point + 1)...].allSatisfy({ $0 == 0x30 }) else { return text }
    return Array(text[..<point])
  }

  static func int(_ value: Value) -> Int64 {
    switch value.payload {
    case .bool(let flag): flag ? 1 : 0
    case .int(let number): number
    case .uint(let number): Int64(truncatingIfNeeded: number)
    case .float(let number): truncated(number)
    case .string(let bytes): GoInteger.int64(withoutZeroFraction(bytes), base: 0).value ?? 0
    default: 0
    }
  }

  /// A float as amd64 converts it: the smallest integer for everything that does not fit.
  static func truncated(_ number: Double) -> Int64 {
    guard number >= -9_223_372_036_854_775_808, number < 9_223_372_036_854_775_808 else { return .min }
    return Int64(number)
  }

  static func float(_ value: Value) -> Double {
    switch value.payload {
    case .bool(let flag): flag ? 1 : 0
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .float(let number): number
    case .string(let bytes): GoInteger.float(bytes) ?? 0
    default: 0
    }
  }

  /// sprig's `empty`.
  static func isEmpty(_ value: Value) -> Bool {
    if case .object(let object) = value.payload { return object is ComplexNumber && !object.isTrue }
    return !value.isTrue
  }
}
