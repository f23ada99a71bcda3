import CLibGit2
import Glibc

/// Whether Git changes files on their way between repository and work tree.
///
/// Where it does (line ends, LFS, git-crypt), the id of a blob is not the address of what is on disk.
enum Conversions {
  static func mayApply(
    _ table: PathTable, _ folder: DiskFolder, _ repository: borrowing Repository, commonFolder: String
  )
    -> Bool
  {
    guard let configuration = Configuration(of: repository) else { return true }
    if let value = configuration.string("core.autocrlf"), value != "false", value != "input" { return true }
    if configuration.string("core.eol") == "crlf" { return true }
    for (index, entry) in table.entries.enumerated() where entry.kind == .file {
      guard isAttributes(table, index) else { continue }
      guard let text = try? folder.read(table.systemPath(index), path: "", limit: 1 << 20), !converts(text) else {
        return true
      }
    }
    var files = [commonFolder + "info/attributes", "/etc/gitattributes"]
    if let home = getenv("XDG_CONFIG_HOME") { files.append(String(cString: home) + "/git/attributes") }
    if let home = getenv("HOME") { files.append(String(cString: home) + "/.config/git/attributes") }
    // A file named by configuration is trusted to convert; nobody names one for less.
    return configuration.string("core.attributesfile") != nil || files.contains { access($0, F_OK) == 0 }
  }

  private static let name = Array(".gitattributes".utf8)

  private static func isAttributes(_ table: PathTable, _ index: Int) -> Bool {
    let entry = table.entries[index]
    let end = Int(entry.start) + Int(entry.length)
    let path = table.bytes[Int(entry.start)..<end]
    guard path.count >= name.count, path.suffix(name.count).elementsEqual(name) else { return false }
    return path.count == name.count || path[end - name.count - 1] == UInt8(ascii: "/")
  }

  /// Attributes that change content on Linux; `text` alone keeps line ends as they are in the repository.
  private static func converts(_ text: [UInt8]) -> Bool {
    let text = String(decoding: text, as: UTF8.self)
    let words: [StaticString] = ["filter=", "eol=", "ident", "crlf", "working-tree-encoding="]
    return words.contains { text.holds($0) }
  }
}
