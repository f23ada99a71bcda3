/// White space as Go's `unicode.IsSpace` knows it.
enum UnicodeBlank {
  /// The bytes of the white space character at an offset; 0 when there is none.
  static func length(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
    switch text[offset] {
    case 0x20, 0x09...0x0D: return 1
    case 0xC2:
      guard offset + 1 < text.count else { return 0 }
      return text[offset + 1] == 0x85 || text[offset + 1] == 0xA0 ? 2 : 0
    case 0xE1...0xE3:
      guard offset + 2 < text.count else { return 0 }
      switch (text[offset], text[offset + 1], text[offset + 2]) {
      case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
        (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
        return 3
      default: return 0
      }
    default: return 0
    }
  }

  /// A range without the white space at its ends.
  static func trimmed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end {
      let length = length(text, start)
      guard length > 0, start + length <= end else { break }
      start += length
    }
    while end > start {
      var last = end - 1
      while last > start, text[last] & 0xC0 == 0x80 { last -= 1 }
      guard length(text, last) == end - last else { break }
      end = last
    }
    return start..<end
  }

  /// How many code points stand before an offset on its line.
  static func column(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
    var index = offset
    var column = 0
    while index > 0, text[index - 1] != 0x0A {
      index -= 1
      if text[index] & 0xC0 != 0x80 { column += 1 }
    }
    return column
  }
}
