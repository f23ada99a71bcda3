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
