import Manifest

/// A URL, by the rules of Go's url.ParseRequestURI and the check that it is absolute or an absolute path.
struct URLText {
  var scheme: [UInt8] = []
  var host: [UInt8] = []
  var path: [UInt8] = []
  var rawPath: [UInt8] = []
  var query: [UInt8] = []

  struct ParseError: Error { var reason: String }

  /// A URL that has been checked, read anew with its fragment and an authority without scheme, as Kubernetes does.
  init(checked text: [UInt8]) throws(ParseError) {
    try self.init(Array(text.prefix { $0 != UInt8(ascii: "#") }), isRequest: false)
  }

  init(_ text: [UInt8], isRequest: Bool = true) throws(ParseError) {
    if text.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw ParseError(reason: "net/url: invalid control character in URL")
    }
    if text.isEmpty { throw ParseError(reason: "empty url") }
    if text == [UInt8(ascii: "*")] {
      rawPath = text
      path = text
      return
    }
    var rest = try readScheme(text)
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = Array(rest[(mark + 1)...])
      rest = Array(rest[..<mark])
    }
    if rest.first != UInt8(ascii: "/") {
      // `mailto:a` and the like: opaque.
      if !scheme.isEmpty { return }
      throw ParseError(reason: "invalid URI for request")
    }
    if rest.starts(with: Array("//".utf8)), !scheme.isEmpty || !isRequest && !rest.starts(with: Array("///".utf8)) {
      let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
      rest = Array(rest.dropFirst(2 + authority.count))
      try readAuthority(Array(authority))
    }
    rawPath = rest
    path = try URLText.unescape(rest, isHost: false)
  }

  private mutating func readScheme(_ text: [UInt8]) throws(ParseError) -> [UInt8] {
    for (index, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if index == 0 { return text }
      case UInt8(ascii: ":"):
        if index == 0 { throw ParseError(reason: "missing protocol scheme") }
        scheme = text[..<index].map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        return Array(text[(index + 1)...])
      default: return text
      }
    }
    return text
  }

  private mutating func readAuthority(_ authority: [UInt8]) throws(ParseError) {
    var host = authority
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      let user = authority[..<at]
      let plain = Array("-._:~!$&'()*+,;=%@".utf8)
      guard user.allSatisfy({ $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || plain.contains($0) }) else {
        throw ParseError(reason: "net/url: invalid userinfo")
      }
      host = Array(authority[(at + 1)...])
    }
    var port: ArraySlice<UInt8> = []
    if host.first == UInt8(ascii: "[") {
      guard let close = host.lastIndex(of: UInt8(ascii: "]")) else { throw ParseError(reason: "missing ']' in host") }
      port = host[(close + 1)...]
    } else if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
      port = host[(host.lastIndex(of: UInt8(ascii: ":")) ?? colon)...]
      if host.filter({ $0 == UInt8(ascii: ":") }).count > 1 { port = host[colon...].isEmpty ? [] : port }
    }
    let isPort = port.isEmpty || port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy { $0 &- 0x30 < 10 }
    guard isPort else {
      throw ParseError(reason: "invalid port \(IPAddress.quoted(Array(port))) after host")
    }
    self.host = try URLText.unescape(host, isHost: true)
  }

  /// Percent escapes resolved. In a host only those of bytes beyond ASCII, `%20` excepted, are allowed.
  static func unescape(_ text: [UInt8], isHost: Bool, isQuery: Bool = false) throws(ParseError) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    let inBrackets = isHost && text.first == UInt8(ascii: "[")
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "%") {
        guard index + 2 < text.count, let high = Literal.hex(text[index + 1]), let low = Literal.hex(text[index + 2])
        else {
          let shown = IPAddress.quoted(Array(text[index..<min(index + 3, text.count)]))
          throw ParseError(reason: "invalid URL escape \(shown)")
        }
        if isHost && !inBrackets && high < 8 {
          throw ParseError(reason: "invalid URL escape \(IPAddress.quoted(Array(text[index..<index + 3])))")
        }
        output.append(high << 4 | low)
        index += 3
        continue
      }
      if isHost, byte < 0x80, !isHostByte(byte) {
        throw ParseError(reason: "invalid character \(IPAddress.quoted([byte])) in host name")
      }
      output.append(isQuery && byte == UInt8(ascii: "+") ? 0x20 : byte)
      index += 1
    }
    return output
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "-_.~!$&'()*+,;=:[]<>\"".utf8.contains(byte)
  }

  var hostname: [UInt8] {
    if host.first == UInt8(ascii: "["), let close = host.firstIndex(of: UInt8(ascii: "]")) {
      return Array(host[1..<close])
    }
    return host.firstIndex(of: UInt8(ascii: ":")).map { Array(host[..<$0]) } ?? host
  }

  var port: [UInt8] {
    let start = host.first == UInt8(ascii: "[") ? host.firstIndex(of: UInt8(ascii: "]")) ?? 0 : 0
    return host[start...].firstIndex(of: UInt8(ascii: ":")).map { Array(host[($0 + 1)...]) } ?? []
  }

  /// The path as it was written when that is a valid escape of it, else escaped anew.
  var escapedPath: [UInt8] {
    let isValid = rawPath.allSatisfy {
      $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "-_.~!$&'()*+,;=:@[]/%".utf8.contains($0)
    }
    if isValid { return rawPath }
    return path.flatMap { byte -> [UInt8] in
      if byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "-_.~$&+,/:;=@".utf8.contains(byte) { return [byte] }
      let digits = Array("0123456789ABCDEF".utf8)
      return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  /// Names and values in order; damaged pairs are left out.
  var pairs: [(name: [UInt8], value: [UInt8])] {
    query.split(separator: UInt8(ascii: "&")).compactMap { pair in
      if pair.contains(UInt8(ascii: ";")) { return nil }
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = try? URLText.unescape(Array(parts[0]), isHost: false, isQuery: true)
      let value = try? URLText.unescape(parts.count > 1 ? Array(parts[1]) : [], isHost: false, isQuery: true)
      return name.flatMap { name in value.map { (name, $0) } }
    }
  }
}

/// The functions of URLs.
extension Frame {
  func urlFunction(_ function: Function, _ value: Value) -> Value {
    let isParsing = function == .url || function == .isURL
    guard value.tag == (isParsing ? .string : .url) else { return Frame.noOverload }
    do throws(URLText.ParseError) {
      let url = isParsing ? try URLText(Array(value.text)) : try URLText(checked: Array(value.text))
      switch function {
      case .url: return Value.pointing(.url, value.address, Int(value.length))
      case .isURL: return .true
      case .getScheme: return string(url.scheme)
      case .getHost: return string(url.host)
      case .getHostname: return string(url.hostname)
      case .getPort: return string(url.port)
      case .getEscapedPath: return string(url.escapedPath)
      default: return query(url)
      }
    } catch {
      if function == .isURL { return .false }
      let shown = IPAddress.quoted(Array(value.text))
      return failure(
        .argument, "URL parse error during conversion from string: parse \(shown): \(error.reason)")
    }
  }

  private func query(_ url: URLText) -> Value {
    var names: [[UInt8]] = []
    var values: [[UInt8]: [Value]] = [:]
    for (name, value) in url.pairs {
      if values[name] == nil { names.append(name) }
      values[name, default: []].append(string(value))
    }
    let pairs = names.map { (string($0), list(values[$0] ?? [])) }
    return MapIndex.build(pairs, arena, views)?.map ?? Frame.outOfMemory
  }
}
