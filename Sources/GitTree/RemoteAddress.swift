/// Addresses of remote repositories.
enum RemoteAddress {
  /// The address without user, password and query for HTTP, without password for the rest.
  ///
  /// CI systems write tokens there; `git@host:path` and the user of an `ssh://` address are names, not secrets.
  static func withoutCredentials(_ address: String) -> String {
    guard let scheme = address.firstPlace(of: "://") else { return address }
    let isWeb = address.lowercased().utf8.starts(with: "http".utf8)
    let rest = address.utf8[scheme.upperBound...]
    let ends = "/?#".utf8
    let slash = rest.firstIndex { ends.contains($0) } ?? rest.endIndex
    var authority = Array(rest[..<slash])
    var tail = rest[slash...]
    if isWeb { tail = tail.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") } }
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      let user = isWeb ? [] : authority[..<at].prefix { $0 != UInt8(ascii: ":") }
      authority = user + (user.isEmpty ? [] : [UInt8(ascii: "@")]) + authority[(at + 1)...]
    }
    return String(decoding: address.utf8[..<scheme.upperBound] + authority + tail, as: UTF8.self)
  }
}
