import Glibc

/// Finding and cutting text, by bytes and code points.
enum TextSearch {
  typealias Text = UnsafeBufferPointer<UInt8>

  static func has(_ part: Text, in text: Text, at offset: Int) -> Bool {
    guard offset >= 0, offset + part.count <= text.count else { return false }
    guard let first = part.baseAddress, let second = text.baseAddress, part.count > 0 else { return true }
    return memcmp(first, second + offset, part.count) == 0
  }

  static func first(_ part: Text, in text: Text, from start: Int) -> Int? {
    guard part.count > 0 else { return start }
    guard start + part.count <= text.count, let base = text.baseAddress, let wanted = part.baseAddress else {
      return nil
    }
    var offset = start
    while offset + part.count <= text.count {
      guard let found = memchr(base + offset, Int32(wanted[0]), text.count - offset - part.count + 1) else {
        return nil
      }
      offset = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if memcmp(base + offset, wanted, part.count) == 0 { return offset }
      offset += 1
    }
    return nil
  }

  /// The last place that starts at or before an offset.
  static func last(_ part: Text, in text: Text, upTo limit: Int) -> Int? {
    var offset = min(limit, text.count - part.count)
    while offset >= 0 {
      if has(part, in: text, at: offset) { return offset }
      offset -= 1
    }
    return nil
  }

  /// The byte offset so many code points behind a start; the end when there are fewer.
  static func offset(of points: Int, in text: Text, from start: Int = 0) -> Int {
    var offset = start
    var left = points
    while offset < text.count {
      if text[offset] & 0xC0 != 0x80 {
        if left == 0 { return offset }
        left -= 1
      }
      offset += 1
    }
    return offset
  }

  static func points(_ text: Text, upTo offset: Int) -> Int {
    Frame.codePoints(UnsafeBufferPointer(rebasing: text[0..<offset]))
  }

  /// What is left without Unicode white space at both ends.
  static func trimmed(_ text: Text) -> Range<Int> {
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    func isBlank(_ scalar: UnicodeScalar) -> Bool { scalar.properties.isWhitespace }
    func width(_ scalars: some Sequence<UnicodeScalar>) -> Int { scalars.reduce(0) { $0 + UTF8.width($1) } }
    let first = width(scalars.prefix(while: isBlank))
    if first >= text.count { return text.count..<text.count }
    return first..<text.count - width(scalars.reversed().prefix(while: isBlank))
  }

  /// `strings.quote`: in double quotes, control characters escaped.
  static func quoted(_ text: Text) -> [UInt8] {
    var output: [UInt8] = [0x22]
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x07: output += Array("\\a".utf8)
      case 0x08: output += Array("\\b".utf8)
      case 0x0C: output += Array("\\f".utf8)
      case 0x0A: output += Array("\\n".utf8)
      case 0x0D: output += Array("\\r".utf8)
      case 0x09: output += Array("\\t".utf8)
      case 0x0B: output += Array("\\v".utf8)
      case 0x5C: output += Array("\\\\".utf8)
      case 0x22: output += Array("\\\"".utf8)
      default: output += Array(String(scalar).utf8)
      }
    }
    return output + [0x22]
  }
}

extension UTF8 {
  static func width(_ scalar: UnicodeScalar) -> Int {
    scalar.value < 0x80 ? 1 : scalar.value < 0x800 ? 2 : scalar.value < 0x10000 ? 3 : 4
  }
}
