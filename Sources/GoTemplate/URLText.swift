/// Escaping in URLs, as Go's net/url does.
enum URLText {
  enum Mode {
    case path, query, fragment, host, user
  }

  static func escape(_ text: [UInt8], _ mode: Mode) -> [UInt8] {
    var output: [UInt8] = []
    for byte in text {
      if byte == 0x20, mode == .query {
        output.append(UInt8(ascii: "+"))
      } else if mustEscape(byte, mode) {
        let digits = Array("0123456789ABCDEF".utf8)
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        output.append(byte)
      }
    }
    return output
  }

  static func mustEscape(_ byte: UInt8, _ mode: Mode) -> Bool {
    if (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 { return false }
    if mode == .host, "!$&'()*+,;=:[]<>\"".utf8.contains(byte) { return false }
    switch UnicodeScalar(byte) {
    case "-", "_", ".", "~": return false
    case "$", "&", "+", ",", "/", ":", ";", "=", "?", "@":
      switch mode {
      case .path: return byte == UInt8(ascii: "?")
      case .user: return "@/?:".utf8.contains(byte)
      case .query: return true
      case .fragment: return false
      case .host: return true
      }
    case "!", "(", ")", "*": return mode != .fragment
    default: return true
    }
  }

  /// What a percent escape stands for; the fault's text when one is wrong.
  static func unescape(_ text: [UInt8], _ mode: Mode) throws(GoURL.Failure) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "%") else {
        if mode == .host, text[index] < 0x80, mustEscape(text[index], .host) {
          throw GoURL.Failure(message: "invalid character \(GoQuote.text([text[index]])) in host name")
        }
        output.append(text[index])
        index += 1
        continue
      }
      guard index + 2 < text.count, let high = GoQuote.hexDigit(text[index + 1]),
        let low = GoQuote.hexDigit(text[index + 2])
      else {
        throw GoURL.Failure(message: "invalid URL escape \(GoQuote.text(Array(text[index...].prefix(3))))")
      }
      if mode == .host, high < 8, high << 4 | low != 0x25 {
        throw GoURL.Failure(message: "invalid URL escape \(GoQuote.text(Array(text[index...].prefix(3))))")
      }
      output.append(UInt8(high << 4 | low))
      index += 3
    }
    return output
  }

  /// A user and password that were written as one text.
  static func userinfo(_ text: [UInt8]) -> [UInt8] {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return escape(text, .user) }
    return escape(Array(text[..<colon]), .user) + [UInt8(ascii: ":")]
      + escape(Array(text[(colon + 1)...]), .user)
  }
}
