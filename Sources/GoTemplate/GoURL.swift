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

/// A URL in parts, as Go's net/url cuts it.
struct GoURL {
  struct Failure: Error {
    var message: String
  }

  var scheme: [UInt8] = []
  var opaque: [UInt8] = []
  var userinfo: [UInt8]?
  var host: [UInt8] = []
  var path: [UInt8] = []
  var query: [UInt8] = []
  var fragment: [UInt8] = []

  init() {}

  init(_ source: [UInt8]) throws(Failure) {
    if source.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw Failure(message: "net/url: invalid control character in URL")
    }
    var rest = source
    if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = try URLText.unescape(Array(rest[(mark + 1)...]), .fragment)
      rest = Array(rest[..<mark])
    }
    if rest == [UInt8(ascii: "*")] {
      path = rest
      return
    }
    rest = try takeScheme(rest)
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = Array(rest[(mark + 1)...])
      rest = Array(rest[..<mark])
    }
    if rest.first != UInt8(ascii: "/") {
      if !scheme.isEmpty {
        opaque = rest
        return
      }
      let segment = rest.prefix { $0 != UInt8(ascii: "/") }
      if segment.contains(UInt8(ascii: ":")) {
        throw Failure(message: "first path segment in URL cannot contain colon")
      }
    }
    if rest.starts(with: [0x2F, 0x2F]), !scheme.isEmpty || !rest.starts(with: [0x2F, 0x2F, 0x2F]) {
      let authority = Array(rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") })
      rest = Array(rest.dropFirst(2 + authority.count))
      try takeAuthority(authority)
    }
    path = try URLText.unescape(rest, .path)
  }

  private mutating func takeScheme(_ text: [UInt8]) throws(Failure) -> [UInt8] {
    for (index, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if index == 0 { return text }
      case UInt8(ascii: ":"):
        if index == 0 { throw Failure(message: "missing protocol scheme") }
        scheme = text[..<index].map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        return Array(text[(index + 1)...])
      default: return text
      }
    }
    return text
  }

  private mutating func takeAuthority(_ authority: [UInt8]) throws(Failure) {
    var hostText = authority
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      hostText = Array(authority[(at + 1)...])
      let user = Array(authority[..<at])
      let allowed = Array("-._:~!$&'()*+,;=%@".utf8)
      guard user.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || allowed.contains($0) }) else {
        throw Failure(message: "net/url: invalid userinfo")
      }
      let parts = GoText.split(user, [UInt8(ascii: ":")], limit: 2)
      var texts: [[UInt8]] = []
      for part in parts { texts.append(URLText.escape(try URLText.unescape(part, .user), .user)) }
      userinfo = GoText.joined(texts, [UInt8(ascii: ":")])
    }
    if hostText.first == UInt8(ascii: "[") {
      guard let close = hostText.lastIndex(of: UInt8(ascii: "]")) else { throw Failure(message: "missing ']' in host") }
      try checkPort(Array(hostText[(close + 1)...]))
    } else if let colon = hostText.lastIndex(of: UInt8(ascii: ":")) {
      try checkPort(Array(hostText[colon...]))
    }
    host = try URLText.unescape(hostText, .host)
  }

  private func checkPort(_ port: [UInt8]) throws(Failure) {
    guard !port.isEmpty else { return }
    if port[0] == UInt8(ascii: ":"), port.dropFirst().allSatisfy({ $0 &- 0x30 < 10 }) { return }
    throw Failure(message: "invalid port \(GoQuote.text(port)) after host")
  }

  /// The host without its port and brackets.
  var hostname: [UInt8] {
    if host.first == UInt8(ascii: "["), let close = host.firstIndex(of: UInt8(ascii: "]")) {
      return Array(host[1..<close])
    }
    guard let colon = host.lastIndex(of: UInt8(ascii: ":")),
      host[(colon + 1)...].allSatisfy({ $0 &- 0x30 < 10 })
    else { return host }
    return Array(host[..<colon])
  }

  /// The URL as one text.
  var text: [UInt8] {
    var output: [UInt8] = []
    if !scheme.isEmpty { output += scheme + [UInt8(ascii: ":")] }
    if !opaque.isEmpty {
      output += opaque
    } else {
      if !scheme.isEmpty || !host.isEmpty || userinfo != nil {
        if !host.isEmpty || !path.isEmpty || userinfo != nil { output += "//".utf8 }
        if let userinfo { output += userinfo + [UInt8(ascii: "@")] }
        output += URLText.escape(host, .host)
      }
      let escaped = URLText.escape(path, .path)
      if let first = escaped.first, first != 0x2F, !host.isEmpty { output.append(0x2F) }
      if output.isEmpty, escaped.prefix(while: { $0 != 0x2F }).contains(UInt8(ascii: ":")) { output += "./".utf8 }
      output += escaped
    }
    if !query.isEmpty { output += [UInt8(ascii: "?")] + query }
    if !fragment.isEmpty { output += [UInt8(ascii: "#")] + URLText.escape(fragment, .fragment) }
    return output
  }
}
