/// An IP address, as Go's netip reads and prints it.
struct IPAddress: Equatable {
  /// 4 or 16 bytes.
  var bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ value: Value) { bytes = Array(value.textBytes) }

  struct ParseError: Error { var message: String }

  static func parse(_ text: [UInt8]) throws(ParseError) -> IPAddress {
    let shown = quoted(text)
    func problem(_ reason: String, at index: Int? = nil) -> ParseError {
      let place = index.map { " (at \(quoted(Array(text[$0...]))))" } ?? ""
      return ParseError(message: "ParseAddr(\(shown)): \(reason)\(place)")
    }
    for byte in text {
      if byte == UInt8(ascii: ".") { return try IPv4Reader.read(text, problem) }
      if byte == UInt8(ascii: ":") { return try IPv6Reader.read(text, problem) }
      if byte == UInt8(ascii: "%") { throw problem("missing IPv6 address") }
    }
    throw problem("unable to parse IP")
  }

  static func quoted(_ text: [UInt8]) -> String { "\"\(String(decoding: text, as: UTF8.self))\"" }

  typealias Problem = (String, Int?) -> ParseError

  /// Whether it is an IPv4 address inside an IPv6 one.
  var isMapped: Bool {
    bytes.count == 16 && bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
  }

  var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }
  var isMulticast: Bool { bytes.count == 4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }
  var isLinkLocalMulticast: Bool {
    bytes.count == 4
      ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xFF && bytes[1] & 0x0F == 0x02
  }
  var isLinkLocalUnicast: Bool {
    bytes.count == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
  }
  var isGlobalUnicast: Bool {
    bytes != [255, 255, 255, 255] && !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
  }

  /// The address with all bits behind a prefix cleared.
  func masked(_ prefix: Int) -> IPAddress {
    var masked = bytes
    for index in masked.indices {
      let left = max(0, min(8, prefix - 8 * index))
      masked[index] &= left == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - left))
    }
    return IPAddress(bytes: masked)
  }

  var text: String {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    let groups = (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
    // The longest run of zero groups, two at least, becomes "::".
    var best = 0..<0
    var index = 0
    while index < 8 {
      var end = index
      while end < 8, groups[end] == 0 { end += 1 }
      if end - index > max(best.count, 1) { best = index..<end }
      index = max(end, index + 1)
    }
    func hex(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    return best.isEmpty ? hex(0..<8) : "\(hex(0..<best.lowerBound))::\(hex(best.upperBound..<8))"
  }
}

extension Value {
  /// The bytes of an address.
  var textBytes: UnsafeBufferPointer<UInt8> { text }
}

private enum IPv4Reader {
  static func read(_ text: [UInt8], _ problem: IPAddress.Problem) throws(IPAddress.ParseError) -> IPAddress {
    IPAddress(bytes: try fields(text, 0, problem))
  }

  static func fields(
    _ text: [UInt8], _ start: Int, _ problem: IPAddress.Problem
  ) throws(IPAddress.ParseError) -> [UInt8] {
    var fields: [UInt8] = []
    var value = 0
    var digits = 0
    for index in start..<text.count {
      let byte = text[index]
      if byte &- 0x30 < 10 {
        if digits == 1 && value == 0 { throw problem("IPv4 field has octet with leading zero", nil) }
        value = value * 10 + Int(byte &- 0x30)
        digits += 1
        if value > 255 { throw problem("IPv4 field has value >255", nil) }
      } else if byte == UInt8(ascii: ".") {
        if index == start || index == text.count - 1 || text[index - 1] == byte {
          throw problem("IPv4 field must have at least one digit", index)
        }
        if fields.count == 3 { throw problem("IPv4 address too long", nil) }
        fields.append(UInt8(value))
        (value, digits) = (0, 0)
      } else {
        throw problem("unexpected character", index)
      }
    }
    guard fields.count == 3 else { throw problem("IPv4 address too short", nil) }
    return fields + [UInt8(value)]
  }
}

private enum IPv6Reader {
  static func read(_ text: [UInt8], _ problem: IPAddress.Problem) throws(IPAddress.ParseError) -> IPAddress {
    if let percent = text.firstIndex(of: UInt8(ascii: "%")) {
      if percent == text.count - 1 { throw problem("zone must be a non-empty string", nil) }
      _ = try read(Array(text[0..<percent]), problem)
      throw IPAddress.ParseError(message: "zone")
    }
    var bytes: [UInt8] = []
    var ellipsis: Int?
    var index = 0
    if text.count >= 2, text[0] == 0x3A, text[1] == 0x3A {
      ellipsis = 0
      index = 2
    }
    while bytes.count < 16, index < text.count {
      let start = index
      var value = 0
      while index < text.count, let digit = Literal.hex(text[index]) {
        value = value << 4 | Int(digit)
        index += 1
        if index - start > 4 { throw problem("each group must have 4 or less digits", start) }
      }
      if index == start { throw problem("each colon-separated field must have at least one digit", start) }
      if index < text.count, text[index] == UInt8(ascii: ".") {
        if ellipsis == nil && bytes.count != 12 {
          throw problem("embedded IPv4 address must replace the final 2 fields of the address", start)
        }
        if bytes.count + 4 > 16 {
          throw problem("too many hex fields to fit an embedded IPv4 at the end of the address", start)
        }
        bytes += try IPv4Reader.fields(text, start, problem)
        index = text.count
        break
      }
      bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
      if index == text.count { break }
      guard text[index] == 0x3A else { throw problem("unexpected character, want colon", index) }
      if index + 1 == text.count { throw problem("colon must be followed by more characters", index) }
      index += 1
      if text[index] == 0x3A {
        if ellipsis != nil { throw problem("multiple :: in address", index) }
        ellipsis = bytes.count
        index += 1
        if index == text.count { break }
      }
    }
    if index < text.count { throw problem("trailing garbage after address", index) }
    if bytes.count < 16 {
      guard let ellipsis else { throw problem("address string too short", nil) }
      bytes.insert(contentsOf: [UInt8](repeating: 0, count: 16 - bytes.count), at: ellipsis)
    } else if ellipsis != nil {
      throw problem("the :: must expand to at least one field of zeros", nil)
    }
    return IPAddress(bytes: bytes)
  }
}
