import Glibc

/// A number in a template: it may fit several of Go's types.
struct NumberLiteral: Sendable {
  var int: Int64?
  var uint: UInt64?
  var float: Double?
  var imaginary: Double?
  /// Whether it stands for a float where no type is asked for.
  var looksLikeFloat = false

  init(character: UInt32) {
    int = Int64(character)
    uint = UInt64(character)
    float = Double(character)
  }

  /// Reads a number; the error is Go's text.
  init(_ source: [UInt8]) throws(Problem) {
    let text = String(decoding: source, as: UTF8.self)
    if text.utf8.last == UInt8(ascii: "i") {
      try readComplex(source)
      return
    }
    let number = GoInteger.parse(source, base: 0)
    if case .value(let magnitude, let negative, let signed) = number {
      if !signed { uint = magnitude }
      if !negative, magnitude <= UInt64(Int64.max) { int = Int64(magnitude) }
      if negative, magnitude <= UInt64(Int64.max) + 1 { int = Int64(truncatingIfNeeded: 0 &- magnitude) }
      if int == 0 { uint = 0 }
    }
    let floatMarks = text.utf8.contains { ".eEpP".utf8.contains($0) }
    if let int {
      float = Double(int)
    } else if let uint {
      float = Double(uint)
    } else if let value = GoInteger.float(source) {
      guard floatMarks else { throw Problem(message: "integer overflow: \(GoQuote.text(source))") }
      float = value
      if value >= -9_223_372_036_854_775_808, value < 9_223_372_036_854_775_808, value.rounded(.towardZero) == value {
        int = Int64(value)
      }
      if value >= 0, value < 18_446_744_073_709_551_616, value.rounded(.towardZero) == value { uint = UInt64(value) }
    }
    guard float != nil else { throw Problem(message: "illegal number syntax: \(GoQuote.text(source))") }
    let isHex = source.count > 2 && source[0] == 0x30 && source[1] | 0x20 == 0x78
    looksLikeFloat = floatMarks && (!isHex || text.utf8.contains { $0 | 0x20 == 0x70 })
  }

  struct Problem: Error {
    var message: String
  }

  private mutating func readComplex(_ source: [UInt8]) throws(Problem) {
    let body = source.dropLast()
    // A sign that is not the first and no exponent's splits the parts.
    var split: Int?
    for index in body.indices.dropFirst() where body[index] == 0x2B || body[index] == 0x2D {
      let before = body[index - 1] | 0x20
      if before != 0x65 && before != 0x70 { split = index }
    }
    let real = split.map { GoInteger.float(Array(body[..<$0])) } ?? 0
    let part = GoInteger.float(Array(body[(split ?? 0)...]))
    guard let real, let part else {
      throw Problem(message: "illegal number syntax: \(GoQuote.text(source))")
    }
    if part == 0 {
      float = real
      if abs(real) < 9.2e18, real.rounded(.towardZero) == real {
        int = Int64(real)
        if real >= 0 { uint = UInt64(real) }
      }
      return
    }
    imaginary = part
    float = nil
    self.real = real
  }

  private(set) var real: Double = 0
}
