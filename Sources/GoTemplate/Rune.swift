/// Code points on bytes, with the classes and conversions of Go's `unicode` and `strconv`.
enum Rune {
  /// What Go reads where bytes are no UTF-8.
  static let error: UInt32 = 0xFFFD

  /// The code point at an offset and its length; U+FFFD and 1 where the bytes are no UTF-8.
  static func decode(_ text: [UInt8], _ offset: Int) -> (value: UInt32, length: Int, isValid: Bool) {
    let first = text[offset]
    if first < 0x80 { return (UInt32(first), 1, true) }
    func tail(_ index: Int) -> UInt32? {
      guard offset + index < text.count, text[offset + index] & 0xC0 == 0x80 else { return nil }
      return UInt32(text[offset + index] & 0x3F)
    }
    switch first {
    case 0xC2...0xDF:
      if let a = tail(1) { return (UInt32(first & 0x1F) << 6 | a, 2, true) }
    case 0xE0...0xEF:
      if let a = tail(1), let b = tail(2) {
        let value = UInt32(first & 0x0F) << 12 | a << 6 | b
        if value >= 0x800, !(0xD800...0xDFFF).contains(value) { return (value, 3, true) }
      }
    case 0xF0...0xF4:
      if let a = tail(1), let b = tail(2), let c = tail(3) {
        let value = UInt32(first & 0x07) << 18 | a << 12 | b << 6 | c
        if value >= 0x10000, value <= 0x10FFFF { return (value, 4, true) }
      }
    default: break
    }
    return (error, 1, false)
  }

  /// The code points of a text.
  static func all(_ text: [UInt8]) -> [UInt32] {
    var runes: [UInt32] = []
    runes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let rune = decode(text, index)
      runes.append(rune.value)
      index += rune.length
    }
    return runes
  }

  static func count(_ text: [UInt8]) -> Int {
    var (count, index) = (0, 0)
    while index < text.count {
      index += decode(text, index).length
      count += 1
    }
    return count
  }

  static func append(_ rune: UInt32, to output: inout [UInt8]) {
    let value = rune > 0x10FFFF || (0xD800...0xDFFF).contains(rune) ? error : rune
    switch value {
    case 0..<0x80: output.append(UInt8(value))
    case 0x80..<0x800:
      output.append(UInt8(0xC0 | value >> 6))
      output.append(UInt8(0x80 | value & 0x3F))
    case 0x800..<0x10000:
      output.append(UInt8(0xE0 | value >> 12))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    default:
      output.append(UInt8(0xF0 | value >> 18))
      output.append(UInt8(0x80 | value >> 12 & 0x3F))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    }
  }

  static func text(_ runes: some Sequence<UInt32>) -> [UInt8] {
    var output: [UInt8] = []
    for rune in runes { append(rune, to: &output) }
    return output
  }

  private static func category(_ rune: UInt32) -> Unicode.GeneralCategory {
    UnicodeScalar(rune)?.properties.generalCategory ?? .unassigned
  }

  static func isLetter(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return (rune | 0x20) &- 0x61 < 26 }
    switch category(rune) {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  static func isDigit(_ rune: UInt32) -> Bool {
    rune < 0x80 ? rune &- 0x30 < 10 : category(rune) == .decimalNumber
  }

  static func isUpper(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune &- 0x41 < 26 }
    guard let scalar = UnicodeScalar(rune) else { return false }
    return scalar.properties.generalCategory == .uppercaseLetter
  }

  static func isLower(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return rune &- 0x61 < 26 }
    guard let scalar = UnicodeScalar(rune) else { return false }
    return scalar.properties.generalCategory == .lowercaseLetter
  }

  static func isTitle(_ rune: UInt32) -> Bool { rune >= 0x80 && category(rune) == .titlecaseLetter }

  static func isSpace(_ rune: UInt32) -> Bool {
    switch rune {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Whether Go's `strconv.IsPrint` and `unicode.IsPrint` take it for printable.
  static func isPrintable(_ rune: UInt32) -> Bool {
    if rune < 0x7F { return rune >= 0x20 }
    switch category(rune) {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return UnicodeScalar(rune) != nil
    }
  }

  /// The upper case of one code point: the simple mapping, never several.
  static func upper(_ rune: UInt32) -> UInt32 { mapped(rune) { $0.properties.uppercaseMapping } }
  static func lower(_ rune: UInt32) -> UInt32 {
    if rune == 0x130 { return 0x69 }
    return mapped(rune) { $0.properties.lowercaseMapping }
  }
  static func title(_ rune: UInt32) -> UInt32 { mapped(rune) { $0.properties.titlecaseMapping } }

  private static func mapped(_ rune: UInt32, _ mapping: (UnicodeScalar) -> String) -> UInt32 {
    guard let scalar = UnicodeScalar(rune) else { return rune }
    let result = mapping(scalar).unicodeScalars
    guard let first = result.first, result.count == 1 else { return rune }
    return first.value
  }

  /// The code point as `%#U` prints it.
  static func shown(_ rune: UInt32) -> String {
    var text = "U+" + String(repeating: "0", count: max(0, 4 - String(rune, radix: 16).utf8.count))
    text += String(rune, radix: 16, uppercase: true)
    guard isPrintable(rune), let scalar = UnicodeScalar(rune) else { return text }
    return text + " '\(scalar)'"
  }
}
