import Manifest
import RegularExpressions
import Synchronization

/// Patterns compiled once a process, as many as are likely to be used again.
enum RegexCache {
  private static let limit = 1024
  private static let table = Mutex<[String: RegularExpression?]>([:])

  /// The compiled pattern; nil when it is damaged.
  static func compile(_ pattern: UnsafeBufferPointer<UInt8>) -> RegularExpression? {
    let text = String(decoding: pattern, as: UTF8.self)
    if let known = table.withLock({ $0[text] }) { return known }
    let compiled = PatternText.isAccepted(text) ? try? RegularExpression(PatternText.translated(text)) : nil
    table.withLock { table in
      if table.count >= limit { table.removeAll() }
      table[text] = compiled
    }
    return compiled
  }

  /// Go's words for what is wrong with a pattern.
  static func problem(_ pattern: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: pattern, as: UTF8.self)
    do throws(RegularExpression.PatternError) {
      _ = try RegularExpression(PatternText.translated(text))
      return "error parsing regexp: invalid escape sequence: `\(text)`"
    } catch {
      // RE2 puts what it means behind a colon, Go in backticks.
      guard let colon = error.message.range(ofFirst: ": ") else { return "error parsing regexp: \(error.message)" }
      return "error parsing regexp: \(error.message[..<colon.lowerBound]): `\(error.message[colon.upperBound...])`"
    }
  }
}

extension String {
  /// Where a text first stands in this one.
  func range(ofFirst text: String) -> Range<String.Index>? {
    let bytes = Array(utf8)
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count) where bytes[start..<start + wanted.count].elementsEqual(wanted) {
      let lower = utf8.index(startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: wanted.count)
    }
    return nil
  }
}

/// Where Go's dialect and RE2's differ.
enum PatternText {
  /// Go refuses `\C`, which matches a single byte.
  static func isAccepted(_ pattern: String) -> Bool {
    var isEscape = false
    for byte in pattern.utf8 {
      if isEscape && byte == UInt8(ascii: "C") { return false }
      isEscape = !isEscape && byte == UInt8(ascii: "\\")
    }
    return true
  }

  /// `(?<name>` is `(?P<name>` for older RE2; `(?<=` and `(?<!` stay what they are: refused.
  static func translated(_ pattern: String) -> String {
    let bytes = Array(pattern.utf8)
    var output: [UInt8] = []
    var isEscape = false
    for (index, byte) in bytes.enumerated() {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == UInt8(ascii: "<"), !isEscape, index >= 2, bytes[index - 1] == UInt8(ascii: "?"),
        bytes[index - 2] == UInt8(ascii: "("), next != UInt8(ascii: "="), next != UInt8(ascii: "!")
      {
        output.append(UInt8(ascii: "P"))
      }
      output.append(byte)
      isEscape = !isEscape && byte == UInt8(ascii: "\\")
    }
    return String(decoding: output, as: UTF8.self)
  }
}
