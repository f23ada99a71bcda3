import Manifest

/// The formats that the API server checks in custom resources; it takes any text for others.
enum CustomFormat: String {
  case date, duration, email, ipv4, ipv6, cidr, mac, uri, hostname, uuid, uuid3, uuid4, uuid5, byte
  case dateTime = "date-time"
  case bsonObjectID = "bsonobjectid"
  case hexColor = "hexcolor"
  case rgbColor = "rgbcolor"
  case isbn10, isbn13, creditcard
  case shortName = "k8s-short-name"
  case longName = "k8s-long-name"

  typealias Text = UnsafeBufferPointer<UInt8>

  /// Whether a text has the format.
  func matches(_ text: Text) -> Bool {
    switch self {
    case .ipv4: AddressRules.isIPv4(text)
    case .ipv6: AddressRules.isIPv6(text)
    case .cidr: AddressRules.parse(text) != nil
    case .byte: !text.isEmpty && ScalarFormats.isBase64(text)
    case .shortName: TextRules.label(text) == nil
    case .longName: TextRules.subdomain(text) == nil
    case .date: isDate(text)
    case .dateTime: ScalarFormats.isTime(text, isMicro: false)
    case .duration: isDuration(text)
    case .email: isEmail(text)
    case .uri: isAddress(text)
    case .hostname: isHostName(text)
    case .uuid: isUUID(text, version: nil)
    case .uuid3: isUUID(text, version: UInt8(ascii: "3"))
    case .uuid4: isUUID(text, version: UInt8(ascii: "4"))
    case .uuid5: isUUID(text, version: UInt8(ascii: "5"))
    case .bsonObjectID: text.count == 24 && text.allSatisfy { isHex($0) }
    case .hexColor: isHexColor(text)
    case .rgbColor: isRGBColor(text)
    case .mac: isMAC(text)
    case .isbn10, .isbn13, .creditcard:
      !text.isEmpty && text.allSatisfy { ScalarFormats.isDigit($0) || "-X ".utf8.contains($0) }
    }
  }

  private func isHex(_ byte: UInt8) -> Bool {
    ScalarFormats.isDigit(byte) || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f")
  }

  private func isDate(_ text: Text) -> Bool {
    guard text.count == 10 else { return false }
    let time = Array(text) + Array("T00:00:00Z".utf8)
    return time.withUnsafeBufferPointer { ScalarFormats.isTime($0, isMicro: false) }
  }

  /// Go's durations, and whole numbers with a unit in words.
  private func isDuration(_ text: Text) -> Bool {
    var rest = text[...]
    if rest.elementsEqual("0".utf8) { return true }
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.isEmpty { return false }
    while !rest.isEmpty {
      let digits = rest.prefix { ScalarFormats.isDigit($0) || $0 == UInt8(ascii: ".") }
      guard digits.contains(where: { ScalarFormats.isDigit($0) }) else { return false }
      rest = rest[digits.endIndex...].drop { $0 == 0x20 }
      let unit = rest.prefix { !ScalarFormats.isDigit($0) && $0 != UInt8(ascii: ".") && $0 != 0x20 }
      guard Self.units.contains(String(decoding: unit, as: UTF8.self)) else { return false }
      rest = rest[unit.endIndex...].drop { $0 == 0x20 }
    }
    return true
  }

  private static let units: Set<String> = [
    "ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "w", "nano", "nanosecond", "nanoseconds", "micro", "microsecond",
    "microseconds", "milli", "millisecond", "milliseconds", "sec", "secs", "second", "seconds", "min", "mins",
    "minute", "minutes", "hr", "hrs", "hour", "hours", "day", "days", "wk", "wks", "week", "weeks",
  ]

  private func isEmail(_ text: Text) -> Bool {
    guard let at = text.lastIndex(of: UInt8(ascii: "@")) else { return false }
    return at > 0 && at + 1 < text.count
  }

  private func isAddress(_ text: Text) -> Bool {
    if text.first == UInt8(ascii: "/") { return true }
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
    return text[..<colon].allSatisfy { TextRules.isAlphanumeric($0) || "+-.".utf8.contains($0) }
  }

  private func isHostName(_ text: Text) -> Bool {
    guard text.count <= 255, !text.isEmpty else { return false }
    let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
      return TextRules.isAlphanumeric(first) && TextRules.isAlphanumeric(last)
        && label.allSatisfy { TextRules.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    } && (labels.last?.count ?? 0) >= (labels.count > 1 ? 2 : 1)
  }

  private func isUUID(_ text: Text, version: UInt8?) -> Bool {
    let digits = text.filter { $0 != UInt8(ascii: "-") }
    guard digits.count == 32, digits.allSatisfy({ isHex($0) }), text.count == 36 || text.count == 32 else {
      return false
    }
    return version.map { digits[12] == $0 } ?? true
  }

  private func isHexColor(_ text: Text) -> Bool {
    let digits = text.first == UInt8(ascii: "#") ? text.dropFirst() : text[...]
    return (digits.count == 3 || digits.count == 6) && digits.allSatisfy { isHex($0) }
  }

  private func isRGBColor(_ text: Text) -> Bool {
    guard text.starts(with: "rgb(".utf8), text.last == UInt8(ascii: ")") else { return false }
    let parts = text[4..<text.count - 1].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    return parts.count == 3
      && parts.allSatisfy { part in
        let digits = part.drop { $0 == 0x20 }
        guard (1...3).contains(digits.count), digits.allSatisfy({ ScalarFormats.isDigit($0) }) else { return false }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
      }
  }

  private func isMAC(_ text: Text) -> Bool {
    for separator in ":-".utf8 {
      let parts = text.split(separator: separator, omittingEmptySubsequences: false)
      if [6, 8, 20].contains(parts.count), parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { isHex($0) } }) {
        return true
      }
    }
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return [3, 4, 10].contains(parts.count) && parts.allSatisfy { $0.count == 4 && $0.allSatisfy { isHex($0) } }
  }
}
