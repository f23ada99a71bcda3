import Glibc

extension GoFormatter {
  // MARK: Padding

  mutating func pad(_ text: [UInt8]) {
    let missing = (width ?? 0) - Rune.count(text)
    guard missing > 0 else { return output += text }
    if minus {
      output += text
      writePadding(missing)
    } else {
      writePadding(missing)
      output += text
    }
  }

  private mutating func writePadding(_ count: Int) {
    guard count > 0 else { return }
    output += repeatElement(zero && !minus ? UInt8(ascii: "0") : 0x20, count: count)
  }

  /// The text cut to the precision, in code points.
  func truncated(_ text: [UInt8]) -> [UInt8] {
    guard let precision else { return text }
    var (index, count) = (0, 0)
    while index < text.count {
      if count == precision { return Array(text[..<index]) }
      index += Rune.decode(text, index).length
      count += 1
    }
    return text
  }

  // MARK: Strings

  mutating func writeQuoted(_ bytes: [UInt8]) {
    let text = truncated(bytes)
    if sharp, Self.canBackquote(text) {
      pad([UInt8(ascii: "`")] + text + [UInt8(ascii: "`")])
    } else {
      pad(GoQuote.quoted(text, onlyASCII: plus))
    }
  }

  private static func canBackquote(_ text: [UInt8]) -> Bool {
    var index = 0
    while index < text.count {
      let rune = Rune.decode(text, index)
      guard rune.isValid, rune.value != 0xFEFF, rune.value != 0x60, rune.value != 0x7F,
        rune.value >= 0x20 || rune.value == 0x09
      else { return false }
      index += rune.length
    }
    return true
  }

  mutating func writeHex(_ bytes: [UInt8], upper: Bool) {
    let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    let text = precision.map { Array(bytes.prefix($0)) } ?? bytes
    var hex: [UInt8] = []
    let prefix: [UInt8] = [0x30, upper ? UInt8(ascii: "X") : UInt8(ascii: "x")]
    for (index, byte) in text.enumerated() {
      if space, index > 0 { hex.append(0x20) }
      if sharp, space || index == 0 { hex += prefix }
      hex.append(digits[Int(byte >> 4)])
      hex.append(digits[Int(byte & 15)])
    }
    pad(hex)
  }

  // MARK: Integers

  mutating func writeInteger(_ number: UInt64, _ base: Int, isSigned: Bool, _ verb: UInt32) {
    let negative = isSigned && Int64(bitPattern: number) < 0
    let magnitude = negative ? 0 &- number : number
    var wanted = 0
    let savedZero = zero
    defer { zero = savedZero }
    if let precision {
      wanted = precision
      if precision == 0, magnitude == 0 {
        zero = false
        return writePadding(width ?? 0)
      }
    } else if zero, !minus, let width {
      wanted = width - (negative || plus || space ? 1 : 0)
    }
    let isUpper = verb == UInt32(UInt8(ascii: "X"))
    var digits = Array(String(magnitude, radix: base, uppercase: isUpper).utf8)
    if digits.count < wanted { digits = Array(repeating: 0x30, count: wanted - digits.count) + digits }
    if sharp {
      switch base {
      case 2: digits = Array("0b".utf8) + digits
      case 8: if digits[0] != 0x30 { digits.insert(0x30, at: 0) }
      case 16: digits = [0x30, isUpper ? UInt8(ascii: "X") : UInt8(ascii: "x")] + digits
      default: break
      }
    }
    if verb == UInt32(UInt8(ascii: "O")) { digits = Array("0o".utf8) + digits }
    if negative {
      digits.insert(UInt8(ascii: "-"), at: 0)
    } else if plus {
      digits.insert(UInt8(ascii: "+"), at: 0)
    } else if space {
      digits.insert(0x20, at: 0)
    }
    zero = false
    pad(digits)
  }

  mutating func writeUnicode(_ number: UInt64) {
    var text = String(number, radix: 16, uppercase: true)
    let digits = max(4, precision ?? 4)
    text = "U+" + String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    if sharp, number <= 0x10FFFF, Rune.isPrintable(UInt32(number)), let scalar = UnicodeScalar(UInt32(number)) {
      text += " '\(scalar)'"
    }
    let savedZero = zero
    zero = false
    pad(Array(text.utf8))
    zero = savedZero
  }

  // MARK: Floats

  mutating func writeFloat(_ value: Double, _ verb: UnicodeScalar, _ usual: Int?) {
    let digits = precision ?? usual
    var number = GoFloatText.text(value, verb, digits)
    if number[0] != UInt8(ascii: "-") && number[0] != UInt8(ascii: "+") { number.insert(UInt8(ascii: "+"), at: 0) }
    if space, number[0] == UInt8(ascii: "+"), !plus { number[0] = 0x20 }
    if !value.isFinite {
      let savedZero = zero
      zero = false
      if value.isNaN, !space, !plus { number.removeFirst() }
      pad(number)
      zero = savedZero
      return
    }
    if sharp, verb != "b" { addPoint(&number, verb, digits) }
    guard plus || number[0] != UInt8(ascii: "+") else { return pad(Array(number.dropFirst())) }
    if zero, !minus, let width, width > number.count {
      output.append(number[0])
      writePadding(width - number.count)
      output += number.dropFirst()
      return
    }
    pad(number)
  }

  /// The flag `#` asks for a point, and for the zeros behind it with `%g`.
  private func addPoint(_ number: inout [UInt8], _ verb: UnicodeScalar, _ precision: Int?) {
    var digits = 0
    switch verb {
    case "g", "G", "x": digits = precision ?? 6
    default: break
    }
    var tail: [UInt8] = []
    var hasPoint = false
    var sawDigit = false
    var index = 1
    while index < number.count {
      let byte = number[index]
      if byte == UInt8(ascii: ".") {
        hasPoint = true
      } else if byte | 0x20 == UInt8(ascii: "p") || byte | 0x20 == UInt8(ascii: "e") && verb != "x" && verb != "X" {
        tail = Array(number[index...])
        number.removeSubrange(index...)
        break
      } else {
        if byte != 0x30 { sawDigit = true }
        if sawDigit { digits -= 1 }
      }
      index += 1
    }
    if !hasPoint {
      if number.count == 2, number[1] == 0x30 { digits -= 1 }
      number.append(UInt8(ascii: "."))
    }
    if digits > 0 { number += repeatElement(0x30, count: digits) }
    number += tail
  }
}

/// Floats as Go's `strconv.FormatFloat` writes them.
enum GoFloatText {
  /// `precision` nil: as many digits as it takes.
  static func text(_ value: Double, _ verb: UnicodeScalar, _ precision: Int?) -> [UInt8] {
    if value.isNaN { return Array("NaN".utf8) }
    if value.isInfinite { return Array((value < 0 ? "-Inf" : "+Inf").utf8) }
    switch verb {
    case "b": return binary(value)
    case "x", "X":
      let text = hexadecimal(value, precision)
      return verb == "x" ? text : text.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 }
    case "g", "G":
      guard let precision else { return exponentCase(shortest(value), verb) }
      return exponentCase(printed(value, "g", max(precision, 1)), verb)
    case "e", "E":
      guard let precision else { return exponentCase(shortestExponent(value), verb) }
      return exponentCase(printed(value, "e", precision), verb)
    default:
      guard let precision else { return plain(value) }
      return printed(value, "f", precision)
    }
  }

  private static func exponentCase(_ text: [UInt8], _ verb: UnicodeScalar) -> [UInt8] {
    verb.value < 0x60 ? text.map { $0 == UInt8(ascii: "e") ? UInt8(ascii: "E") : $0 } : text
  }

  private static func printed(_ value: Double, _ verb: String, _ precision: Int) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: precision + 400)
    let count = withVaList([Int32(clamping: precision), value]) {
      vsnprintf(&buffer, buffer.count, "%.*" + verb, $0)
    }
    return buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }
  }

  /// The digits of the shortest text that reads back, and where the point stands.
  private static func digits(_ value: Double) -> (digits: [UInt8], point: Int, negative: Bool) {
    var (digits, exponent, fraction) = ([UInt8](), 0, 0)
    var (seenPoint, negative) = (false, false)
    var bytes = value.description.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "-"): negative = true
      case UInt8(ascii: "."): seenPoint = true
      case UInt8(ascii: "e"):
        var text: [UInt8] = []
        while let next = bytes.next() { text.append(next) }
        exponent = Int(String(decoding: text, as: UTF8.self)) ?? 0
      default:
        digits.append(byte)
        if seenPoint { fraction += 1 }
      }
    }
    var point = digits.count - fraction + exponent
    let zeros = digits.prefix { $0 == 0x30 }.count
    digits.removeFirst(zeros)
    point -= zeros
    while digits.last == 0x30 { digits.removeLast() }
    if digits.isEmpty { (digits, point) = ([0x30], 1) }
    return (digits, point, negative)
  }

  /// `%v` of a float.
  static func shortest(_ value: Double) -> [UInt8] {
    let exponent = digits(value).point - 1
    return exponent < -4 || exponent >= 6 ? shortestExponent(value) : plain(value)
  }

  private static func shortestExponent(_ value: Double) -> [UInt8] {
    let parts = digits(value)
    var text: [UInt8] = parts.negative ? [UInt8(ascii: "-")] : []
    text.append(parts.digits[0])
    if parts.digits.count > 1 {
      text.append(UInt8(ascii: "."))
      text += parts.digits.dropFirst()
    }
    let exponent = value == 0 ? 0 : parts.point - 1
    text.append(UInt8(ascii: "e"))
    text.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    let number = String(abs(exponent))
    if number.utf8.count < 2 { text.append(0x30) }
    return text + Array(number.utf8)
  }

  /// The shortest text without an exponent.
  static func plain(_ value: Double) -> [UInt8] {
    let parts = digits(value)
    var text: [UInt8] = parts.negative ? [UInt8(ascii: "-")] : []
    if parts.point <= 0 {
      text.append(0x30)
    } else {
      text += parts.digits.prefix(parts.point)
      text += repeatElement(0x30, count: max(0, parts.point - parts.digits.count))
    }
    guard parts.point < parts.digits.count else { return text }
    text.append(UInt8(ascii: "."))
    text += repeatElement(0x30, count: max(0, -parts.point))
    return text + parts.digits.dropFirst(max(0, parts.point))
  }

  private static func binary(_ value: Double) -> [UInt8] {
    let bits = value.bitPattern
    var exponent = Int(bits >> 52 & 0x7FF)
    var mantissa = bits & 0xF_FFFF_FFFF_FFFF
    if exponent == 0 { exponent = 1 } else { mantissa |= 1 << 52 }
    exponent -= 1075
    let sign = value.sign == .minus ? "-" : ""
    return Array("\(sign)\(mantissa)p\(exponent < 0 ? "-" : "+")\(abs(exponent))".utf8)
  }

  private static func hexadecimal(_ value: Double, _ precision: Int?) -> [UInt8] {
    let bits = value.bitPattern
    var exponent = Int(bits >> 52 & 0x7FF)
    var mantissa = bits & 0xF_FFFF_FFFF_FFFF
    if exponent == 0 { exponent = 1 } else { mantissa |= 1 << 52 }
    exponent -= 1023
    if mantissa == 0 { exponent = 0 }
    // The leading 1 in bit 60.
    mantissa <<= 8
    while mantissa != 0, mantissa & 1 << 60 == 0 {
      mantissa <<= 1
      exponent -= 1
    }
    if let precision, precision < 15 {
      let shift = UInt64(precision * 4)
      let extra = mantissa << shift & (1 << 60 - 1)
      mantissa >>= 60 - shift
      if extra | mantissa & 1 > 1 << 59 { mantissa += 1 }
      mantissa <<= 60 - shift
      if mantissa & 1 << 61 != 0 {
        mantissa >>= 1
        exponent += 1
      }
    }
    var text = value.sign == .minus ? "-0x" : "0x"
    text += String(mantissa >> 60 & 15)
    mantissa <<= 4
    var count = 0
    if precision == nil ? mantissa != 0 : (precision ?? 0) > 0 { text += "." }
    while precision.map({ count < $0 }) ?? (mantissa != 0) {
      text += String(mantissa >> 60 & 15, radix: 16)
      mantissa <<= 4
      count += 1
    }
    let number = String(abs(exponent))
    text += exponent < 0 ? "p-" : "p+"
    return Array((text + (number.utf8.count < 2 ? "0" : "") + number).utf8)
  }
}
