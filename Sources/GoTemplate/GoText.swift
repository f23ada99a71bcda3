/// Small text functions of Go's `strings` and `bytes`.
enum GoText {
  static func trimmedSpace(_ text: [UInt8]) -> [UInt8] { trimmed(text) { Rune.isSpace($0) } }

  static func trimmedSpace(_ text: String) -> String {
    String(decoding: trimmedSpace(Array(text.utf8)), as: UTF8.self)
  }

  /// The text without code points of a class at both ends.
  static func trimmed(_ text: [UInt8], _ matches: (UInt32) -> Bool) -> [UInt8] {
    var start = 0
    while start < text.count {
      let rune = Rune.decode(text, start)
      guard matches(rune.value) else { break }
      start += rune.length
    }
    var end = text.count
    while end > start {
      var last = end - 1
      while last > start, end - last < 4, text[last] & 0xC0 == 0x80 { last -= 1 }
      let rune = Rune.decode(text, last)
      if last + rune.length != end { last = end - 1 }
      guard matches(last + rune.length == end ? rune.value : Rune.error) else { break }
      end = last
    }
    return start == 0 && end == text.count ? text : Array(text[start..<end])
  }

  /// What stands before the first place of a text.
  static func cut(_ text: String, _ mark: String) -> String {
    let bytes = Array(text.utf8)
    guard let place = find(Array(mark.utf8), in: bytes, from: 0) else { return text }
    return String(decoding: bytes[..<place], as: UTF8.self)
  }

  /// What stands behind the last place of a text.
  static func afterLast(_ text: String, _ mark: String) -> String {
    let bytes = Array(text.utf8)
    var start = 0
    while let place = find(Array(mark.utf8), in: bytes, from: start) { start = place + mark.utf8.count }
    return String(decoding: bytes[start...], as: UTF8.self)
  }

  /// Where a text occurs.
  static func find(_ needle: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    if needle.isEmpty { return start <= text.count ? start : nil }
    guard text.count - start >= needle.count else { return nil }
    return text.withUnsafeBufferPointer { text in
      needle.withUnsafeBufferPointer { needle in
        var index = start
        let last = text.count - needle.count
        while index <= last {
          if text[index] == needle[0] {
            var offset = 1
            while offset < needle.count, text[index + offset] == needle[offset] { offset &+= 1 }
            if offset == needle.count { return index }
          }
          index &+= 1
        }
        return nil
      }
    }
  }

  static func hasPrefix(_ text: [UInt8], _ prefix: [UInt8]) -> Bool {
    text.count >= prefix.count && text[..<prefix.count].elementsEqual(prefix)
  }

  static func hasSuffix(_ text: [UInt8], _ suffix: [UInt8]) -> Bool {
    text.count >= suffix.count && text[(text.count - suffix.count)...].elementsEqual(suffix)
  }

  /// `strings.Split`: an empty separator cuts into code points. `limit` < 0: no limit.
  static func split(_ text: [UInt8], _ separator: [UInt8], limit: Int = -1) -> [[UInt8]] {
    if limit == 0 { return [] }
    if separator.isEmpty { return explode(text, limit) }
    var parts: [[UInt8]] = []
    var start = 0
    while limit < 0 || parts.count < limit - 1, let place = find(separator, in: text, from: start) {
      parts.append(Array(text[start..<place]))
      start = place + separator.count
    }
    parts.append(Array(text[start...]))
    return parts
  }

  private static func explode(_ text: [UInt8], _ limit: Int) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var index = 0
    while index < text.count {
      if limit > 0, parts.count == limit - 1 {
        parts.append(Array(text[index...]))
        break
      }
      let length = Rune.decode(text, index).length
      parts.append(Array(text[index..<index + length]))
      index += length
    }
    return parts
  }

  /// `strings.Replace` without a limit.
  static func replace(_ text: [UInt8], _ old: [UInt8], _ new: [UInt8]) -> [UInt8] {
    if old == new { return text }
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    if old.isEmpty {
      var index = 0
      while index < text.count {
        output += new
        let length = Rune.decode(text, index).length
        output += text[index..<index + length]
        index += length
      }
      return output + new
    }
    var start = 0
    while let place = find(old, in: text, from: start) {
      output += text[start..<place]
      output += new
      start = place + old.count
    }
    if start == 0 { return text }
    output += text[start...]
    return output
  }

  static func joined(_ parts: [[UInt8]], _ separator: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index > 0 { output += separator }
      output += part
    }
    return output
  }
}
