/// Text for a terminal: nothing of the input reaches it as a control sequence, and widths are known.
public enum DisplayText {
  /// A text with its control characters, invisible direction marks and bad bytes written out (`\x1b`, `\u{202e}`).
  public static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { escape(of: $0) != nil }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if let escape = escape(of: scalar) { result += escape } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// How many columns a text takes.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  /// What stands for a scalar that must not reach a terminal; nil for one that may.
  static func escape(of scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0..<0x20, 0x7F: return "\\x" + hex(scalar.value, digits: 2)
    case 0x20..<0x7F: return nil
    // C1 controls, direction marks (they reorder what stands beside them), line separators, byte order mark.
    case 0x80..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      return "\\u{" + hex(scalar.value, digits: 2) + "}"
    default: return nil
    }
  }

  static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// The columns a scalar takes: 0 for combining marks, 2 for wide and full-width ones and emoji.
  static func width(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch value {
    case 0x1160...0x11FF: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return isCombining(scalar) ? 0 : 2
    default:
      if isCombining(scalar) { return 0 }
      return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }

  private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
  }

  /// The code point at a position of a text; nil for a byte that is no UTF-8.
  static func decode(_ bytes: [UInt8], _ index: Int, _ limit: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length: Int
    var value: UInt32
    switch first {
    case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
    case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard index + length <= limit else { return nil }
    for byte in bytes[index + 1..<index + length] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let isOverlong = length == 3 && value < 0x800 || length == 4 && value < 0x10000
    guard !isOverlong, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  // MARK: Lines of source

  /// A code point of a source line as it is shown.
  struct Cell: Equatable {
    var text: String
    var width: Int
  }

  /// One cell for each code point of a line, tabs filled up with spaces.
  static func cells(_ bytes: [UInt8], _ line: Range<Int>, tabWidth: Int = 4) -> [Cell] {
    var cells: [Cell] = []
    var column = 0
    var index = line.lowerBound
    while index < line.upperBound {
      let cell: Cell
      if let (scalar, length) = decode(bytes, index, line.upperBound) {
        cell = self.cell(scalar, column: column, tabWidth: tabWidth)
        index += length
      } else {
        cell = Cell(text: "\\x" + hex(UInt32(bytes[index]), digits: 2), width: 4)
        index += 1
      }
      cells.append(cell)
      column += cell.width
    }
    return cells
  }

  private static func cell(_ scalar: Unicode.Scalar, column: Int, tabWidth: Int) -> Cell {
    if scalar == "\t" {
      let width = tabWidth - column % tabWidth
      return Cell(text: String(repeating: " ", count: width), width: width)
    }
    if let escape = escape(of: scalar) { return Cell(text: escape, width: escape.utf8.count) }
    return Cell(text: String(scalar), width: width(of: scalar))
  }
}
