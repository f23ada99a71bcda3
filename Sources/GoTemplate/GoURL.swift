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
