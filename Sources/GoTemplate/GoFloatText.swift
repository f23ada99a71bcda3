import Glibc

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
