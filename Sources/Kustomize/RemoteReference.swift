/// Paths that name something outside the repository: URLs and Git addresses (kustomize's api/internal/git grammar).
enum RemoteReference {
  /// Whether an entry of `resources` or `components` is fetched rather than read.
  static func isRemote(_ path: String) -> Bool {
    let schemes = ["http://", "https://", "ssh://", "file://", "git::", "git@", "github.com/", "github.com:"]
    if schemes.contains(where: { path.lowercased().hasPrefix($0) }) { return true }
    // scp form: user@host:path
    guard let at = path.utf8.firstIndex(of: UInt8(ascii: "@")) else { return false }
    let user = path.utf8[..<at]
    guard !user.isEmpty, !user.contains(UInt8(ascii: "/")) else { return false }
    return path.utf8[at...].contains(UInt8(ascii: ":"))
  }
}
