/// Whether texts have the forms that the API server's decoders accept.
enum ScalarFormats {
  typealias Text = UnsafeBufferPointer<UInt8>

  // MARK: Base64

  /// Standard base64 with padding; line breaks do not count (Go's `base64.StdEncoding`).
  static func isBase64(_ text: Text) -> Bool {
    var count = 0
    var padding = 0
    for byte in text where byte != 0x0A && byte != 0x0D {
      if byte == UInt8(ascii: "=") {
        padding += 1
      } else if padding > 0 || !isBase64Digit(byte) {
        return false
      } else {
        count += 1
      }
    }
    return padding <= 2 && (count + padding) % 4 == 0 && (padding == 0 || count % 4 >= 2)
  }

  private static func isBase64Digit(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
  }

  // MARK: Quantities

  /// A quantity such as `500m`, `1.5Gi` or `2e3` (apimachinery's `resource.ParseQuantity`).
  static func isQuantity(_ text: Text) -> Bool {
    var index = 0
    if index < text.count, isSign(text[index]) { index += 1 }
    var digits = skipDigits(text, &index)
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      digits += skipDigits(text, &index)
    }
    return digits > 0 && isQuantitySuffix(Text(rebasing: text[index...]))
  }

  private static func isQuantitySuffix(_ suffix: Text) -> Bool {
    guard let first = suffix.first else { return true }
    switch (first, suffix.count) {
    case (UInt8(ascii: "n"), 1), (UInt8(ascii: "u"), 1), (UInt8(ascii: "m"), 1), (UInt8(ascii: "k"), 1),
      (UInt8(ascii: "M"), 1), (UInt8(ascii: "G"), 1), (UInt8(ascii: "T"), 1), (UInt8(ascii: "P"), 1),
      (UInt8(ascii: "E"), 1):
      return true
    case (UInt8(ascii: "K"), 2), (UInt8(ascii: "M"), 2), (UInt8(ascii: "G"), 2), (UInt8(ascii: "T"), 2),
      (UInt8(ascii: "P"), 2), (UInt8(ascii: "E"), 2):
      if suffix[1] == UInt8(ascii: "i") { return true }
    default: break
    }
    guard first | 0x20 == UInt8(ascii: "e") else { return false }
    var index = 1
    if index < suffix.count, isSign(suffix[index]) { index += 1 }
    return skipDigits(suffix, &index) > 0 && index == suffix.count
  }

  // MARK: Times

  /// A time as RFC 3339 has it, such as `2024-05-01T12:00:00Z`; `isMicro` asks for exactly six digits of a second, as
  /// the layout of the server's `MicroTime` does.
  static func isTime(_ text: Text, isMicro: Bool) -> Bool {
    var index = 0
    guard let year = number(text, &index, digits: 4), skip(text, &index, "-"),
      let month = number(text, &index, digits: 2), skip(text, &index, "-"),
      let day = number(text, &index, digits: 2), skip(text, &index, "T"),
      let hour = number(text, &index, digits: 2), skip(text, &index, ":"),
      let minute = number(text, &index, digits: 2), skip(text, &index, ":"),
      let second = number(text, &index, digits: 2)
    else { return false }
    guard (1...12).contains(month), (1...days(in: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
    else { return false }
    var fraction = 0
    if skip(text, &index, ".") || skip(text, &index, ",") {
      fraction = skipDigits(text, &index)
      if fraction == 0 { return false }
    }
    if isMicro && fraction != 6 { return false }
    return isZone(text, index)
  }

  private static func isZone(_ text: Text, _ start: Int) -> Bool {
    var index = start
    if skip(text, &index, "Z") { return index == text.count }
    guard index < text.count, isSign(text[index]) else { return false }
    index += 1
    guard let hour = number(text, &index, digits: 2), skip(text, &index, ":"),
      let minute = number(text, &index, digits: 2)
    else { return false }
    return hour <= 24 && minute < 60 && index == text.count
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  // MARK: Bytes

  private static func number(_ text: Text, _ index: inout Int, digits: Int) -> Int? {
    guard index + digits <= text.count else { return nil }
    var value = 0
    for byte in text[index..<index + digits] {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    index += digits
    return value
  }

  private static func skip(_ text: Text, _ index: inout Int, _ character: Unicode.Scalar) -> Bool {
    guard index < text.count, text[index] == UInt8(truncatingIfNeeded: character.value) else { return false }
    index += 1
    return true
  }

  private static func skipDigits(_ text: Text, _ index: inout Int) -> Int {
    let start = index
    while index < text.count, isDigit(text[index]) { index += 1 }
    return index - start
  }

  private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  // MARK: Placeholders

  /// Whether a text still holds a variable of Flux or a shell, `${NAME}`.
  static func holdsVariable(_ text: Text) -> Bool {
    guard text.count > 2 else { return false }
    for index in 0..<text.count - 1 where text[index] == UInt8(ascii: "$") && text[index + 1] == UInt8(ascii: "{") {
      return true
    }
    return false
  }

  /// Whether a text is a value that SOPS encrypted, `ENC[…]`.
  static func isCiphertext(_ text: Text) -> Bool { text.starts(with: "ENC[".utf8) && text.last == UInt8(ascii: "]") }
}
