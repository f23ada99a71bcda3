import Glibc

/// Finds the bytes at a line and column of a text, walking forward from where it was asked last.
///
/// Lines and columns start at 0 and are those of YAML 1.1: a column is a code point, and CR, LF, CR LF, NEL, LS and PS
/// end a line.
struct SourceCursor {
  let text: UnsafeBufferPointer<UInt8>
  /// False for UTF-16, whose places cannot be found.
  let isByteText: Bool
  private var line = 0
  private var column = 0
  private var offset = 0

  init(text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    isByteText = !(text.count >= 2 && (text[0] == 0xFF && text[1] == 0xFE || text[0] == 0xFE && text[1] == 0xFF))
    rewind()
  }

  private mutating func rewind() {
    (line, column) = (0, 0)
    offset = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF ? 3 : 0
  }

  /// The bytes of a line break at an offset; 0 when there is none.
  @inline(__always)
  private func breakLength(_ offset: Int) -> Int {
    switch text[offset] {
    case 0x0A: return 1
    case 0x0D: return offset + 1 < text.count && text[offset + 1] == 0x0A ? 2 : 1
    case 0xC2: return offset + 1 < text.count && text[offset + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard offset + 2 < text.count, text[offset + 1] == 0x80 else { return 0 }
      return text[offset + 2] == 0xA8 || text[offset + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
  }

  /// Goes one character on.
  private mutating func step() {
    let length = breakLength(offset)
    if length > 0 {
      offset += length
      (line, column) = (line + 1, 0)
    } else {
      offset += 1
      while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
  }

  /// The offset of a place; nil when the text has none such.
  mutating func offset(line target: Int, column targetColumn: Int) -> Int? {
    guard isByteText else { return nil }
    if target < line || target == line && targetColumn < column { rewind() }
    while offset < text.count, line < target || line == target && column < targetColumn { step() }
    return line == target && column == targetColumn ? offset : nil
  }

  /// The place of an offset.
  mutating func place(of target: Int) -> (line: Int, column: Int) {
    guard isByteText else { return (0, 0) }
    if target < offset { rewind() }
    while offset < min(target, text.count) { step() }
    return (line, column)
  }

  /// The place of the value behind the anchor and the tag at a place, if they are followed by one, and whether there
  /// is a tag.
  mutating func afterProperties(line: Int, column: Int) -> (line: Int, column: Int, hasTag: Bool)? {
    guard var offset = offset(line: line, column: column), offset < text.count else { return nil }
    let start = offset
    var hasTag = false
    for _ in 0..<2 {
      guard offset < text.count, text[offset] == UInt8(ascii: "&") || text[offset] == UInt8(ascii: "!") else { break }
      if text[offset] == UInt8(ascii: "!") { hasTag = true }
      while offset < text.count, !isBlank(text[offset]), text[offset] != UInt8(ascii: ",") { offset += 1 }
      skipBlanksAndComments(&offset)
    }
    guard offset > start, offset < text.count else { return nil }
    let place = place(of: offset)
    return (place.line, place.column, hasTag)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  private func skipBlanksAndComments(_ offset: inout Int) {
    while offset < text.count {
      if isBlank(text[offset]) {
        offset += 1
      } else if text[offset] == UInt8(ascii: "#") {
        while offset < text.count, text[offset] != 0x0A, text[offset] != 0x0D { offset += 1 }
      } else {
        return
      }
    }
  }

  /// Whether a text holds two bytes in a row.
  static func contains(_ text: UnsafeBufferPointer<UInt8>, first: UInt8, second: UInt8) -> Bool {
    guard let base = text.baseAddress else { return false }
    var offset = 0
    while offset + 1 < text.count, let found = memchr(base + offset, Int32(first), text.count - offset - 1) {
      offset = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
      if text[offset] == second { return true }
    }
    return false
  }
}
