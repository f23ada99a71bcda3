import Glibc

/// Looks for words in files that are not worth parsing yet.
public enum TextProbe {
  /// Whether a text holds a word.
  public static func contains(_ text: [UInt8], _ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    return text.withUnsafeBytes { text in
      guard let base = text.baseAddress, text.count >= length, length > 0 else { return false }
      var start = 0
      while start <= text.count - length,
        let hit = memchr(base + start, Int32(word.utf8Start[0]), text.count - length - start + 1)
      {
        if memcmp(hit, word.utf8Start, length) == 0 { return true }
        start = UnsafeRawPointer(hit) - base + 1
      }
      return false
    }
  }

  /// Whether bytes are no text, as Git decides it: a NUL near the start. UTF-16 and UTF-32 say so by their first bytes.
  public static func isBinary(_ text: [UInt8]) -> Bool {
    let isWide =
      text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) || text.starts(with: [0, 0, 0xFE, 0xFF])
    return !isWide && text.prefix(8_000).contains(0)
  }

  /// Whether a text may hold a Kubernetes object.
  public static func mayHoldObjects(_ text: [UInt8]) -> Bool { contains(text, "apiVersion") && contains(text, "kind") }

  /// Whether a text is the source of a template (Go, Jinja, makejinja) rather than YAML.
  public static func isTemplate(_ text: [UInt8]) -> Bool {
    contains(text, "{{") || contains(text, "{%") || contains(text, "#{") || contains(text, "#%") || contains(text, "<%")
  }
}
