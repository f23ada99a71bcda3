import Glibc

/// The API server's rules for addresses, networks and ports.
enum AddressRules {
  typealias Text = UnsafeBufferPointer<UInt8>

  static let portMessage = "must be between 1 and 65535, inclusive"

  /// An address or a network.
  struct Network {
    var bytes: [UInt8]
    var prefix: Int

    /// Whether the other lies inside and is smaller.
    func strictlyContains(_ other: Network) -> Bool {
      bytes.count == other.bytes.count && prefix < other.prefix && masked(to: prefix) == other.masked(to: prefix)
    }

    func masked(to length: Int) -> [UInt8] {
      bytes.enumerated().map { index, byte in
        let bits = min(max(length - index * 8, 0), 8)
        return bits == 0 ? 0 : byte & (0xFF << UInt8(8 - bits))
      }
    }
  }

  static func address(_ text: Text) -> String? {
    if isIPv4(text) || parseIPv6(text) != nil { return nil }
    return hasLeadingZeros(text) ? "must not have leading 0s" : addressMessage
  }

  static let addressMessage = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
  private static let networkMessage = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"

  static func isIPv6(_ text: Text) -> Bool { parseIPv6(text) != nil }

  /// A network whose bits beyond the prefix are zero.
  static func network(_ text: Text) -> String? { network(text, isStrict: true) }

  /// A network as older fields take it, with the address of a host in it.
  static func looseNetwork(_ text: Text) -> String? { network(text, isStrict: false) }

  private static func network(_ text: Text, isStrict: Bool) -> String? {
    guard let network = parse(text) else {
      return hasLeadingZeros(text) ? "must not have leading 0s in IP or prefix length" : networkMessage
    }
    if isStrict && network.masked(to: network.prefix) != network.bytes {
      return "must not have bits set beyond the prefix length"
    }
    return nil
  }

  static func parse(_ text: Text) -> Network? {
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let digits = text[(slash + 1)...]
    guard (1...3).contains(digits.count), digits.allSatisfy({ ScalarFormats.isDigit($0) }),
      digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    let prefix = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    let address = Text(rebasing: text[..<slash])
    if let bytes = parseIPv4(address) { return prefix <= 32 ? Network(bytes: bytes, prefix: prefix) : nil }
    guard let bytes = parseIPv6(address), prefix <= 128 else { return nil }
    return Network(bytes: bytes, prefix: prefix)
  }

  static func isIPv4(_ text: Text) -> Bool { parseIPv4(text) != nil }

  private static func parseIPv4(_ text: Text) -> [UInt8]? {
    guard text.count <= 15 else { return nil }
    var bytes: [UInt8] = []
    for part in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard (1...3).contains(part.count), part.allSatisfy({ ScalarFormats.isDigit($0) }),
        part.count == 1 || part.first != UInt8(ascii: "0")
      else { return nil }
      let value = part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      guard value < 256 else { return nil }
      bytes.append(UInt8(value))
    }
    return bytes.count == 4 ? bytes : nil
  }

  private static func parseIPv6(_ text: Text) -> [UInt8]? {
    guard text.contains(UInt8(ascii: ":")), text.count < 46 else { return nil }
    var address = in6_addr()
    let result = withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer in
      for index in 0..<text.count { buffer[index] = CChar(bitPattern: text[index]) }
      buffer[text.count] = 0
      return buffer.baseAddress.map { inet_pton(AF_INET6, $0, &address) } ?? 0
    }
    return result == 1 ? withUnsafeBytes(of: &address) { Array($0) } : nil
  }

  /// Whether an IPv4 address would be right but for zeros in front of its numbers.
  private static func hasLeadingZeros(_ text: Text) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."))
    return parts.count == 4 && parts.contains { $0.count > 1 && $0.first == UInt8(ascii: "0") }
      && text.allSatisfy { ScalarFormats.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }
  }
}
