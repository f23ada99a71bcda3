/// The small text that Git LFS stores in place of a large file.
public enum LFSPointer {
  /// Whether a file is such a text, so that its real content is not in this tree.
  ///
  /// As the Git LFS specification has it: less than 1024 bytes, `version` first, then `oid` among sorted keys.
  public static func isPointer(_ bytes: [UInt8]) -> Bool {
    guard bytes.count < 1024 else { return false }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 16)
    guard let first = lines.first, versions.contains(where: { first.elementsEqual($0.utf8) }) else { return false }
    return lines.contains { $0.starts(with: "oid sha256:".utf8) }
  }

  /// What coverage says of such a file.
  public static let reason = "Git LFS pointer: the content is not in the repository"

  private static let versions = [
    "version https://git-lfs.github.com/spec/v1", "version https://hawser.github.com/spec/v1",
  ]
}
