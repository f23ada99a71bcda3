/// Addresses as SARIF wants them.
enum URIText {
  /// A path relative to the root of the source as a relative reference: everything but letters, digits, `-._~/` is
  /// percent-encoded.
  static func relative(_ path: String) -> String {
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      if isPlain(byte) || byte == UInt8(ascii: "/") {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The address of a remote as a URI: `git@host:team/app.git` becomes `ssh://git@host/team/app.git`. nil for a path
  /// of this machine, which says nothing to anyone else.
  static func repository(_ address: String) -> String? {
    let bytes = Array(address.utf8)
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
    if let scheme = position(of: "://", in: bytes) {
      let name = String(decoding: bytes[..<scheme], as: UTF8.self).lowercased()
      return ["http", "https", "ssh", "git"].contains(name) ? address : nil
    }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      !bytes[..<colon].contains(UInt8(ascii: "/"))
    else { return nil }
    let host = String(decoding: bytes[..<colon], as: UTF8.self)
    let path = String(decoding: bytes[(colon + 1)...].drop { $0 == UInt8(ascii: "/") }, as: UTF8.self)
    return "ssh://\(host)/\(path)"
  }

  private static func position(of pattern: String, in bytes: [UInt8]) -> Int? {
    let pattern = Array(pattern.utf8)
    guard bytes.count >= pattern.count else { return nil }
    return (0...bytes.count - pattern.count).first { bytes[$0...].starts(with: pattern) }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}
