import Glibc

/// Writes scalars and indentation as go-yaml's emitter does, keeping its count of columns.
struct YAMLEmitter {
  var output: [UInt8] = []
  private(set) var column = 0
  /// Whether the last character was a blank or nothing.
  private var whitespace = true
  /// Whether the line holds nothing but indentation and indicators so far.
  private(set) var indention = true
  private let version3: Bool
  /// The column behind which text is folded.
  private let width: Int

  /// The blanks of one level.
  static let indent = 2

  init(version3: Bool) {
    self.version3 = version3
    width = version3 ? .max : 80
  }

  // MARK: Layout

  mutating func startDocument() { (column, whitespace, indention) = (0, true, true) }

  mutating func writeIndent(_ indent: Int) {
    if !indention || column > indent || column == indent && !whitespace { lineBreak() }
    while column < indent {
      output.append(0x20)
      column &+= 1
    }
    whitespace = true
    indention = true
  }

  private mutating func lineBreak() {
    output.append(0x0A)
    column = 0
    indention = true
  }

  /// Writes an indicator such as `-` or `:`; `isIndention`: text behind it may start a block on the same line.
  mutating func writeIndicator(_ indicator: UnicodeScalar, spaced: Bool, isIndention: Bool = false) {
    if spaced { space() }
    output.append(UInt8(ascii: indicator))
    column &+= 1
    whitespace = false
    indention = indention && isIndention
  }

  /// Writes ASCII text as it stands.
  mutating func writeWord(_ word: some Collection<UInt8>) {
    space()
    output.append(contentsOf: word)
    column &+= word.count
    whitespace = false
    indention = false
  }

  private mutating func space() {
    guard !whitespace else { return }
    output.append(0x20)
    column &+= 1
  }

  // MARK: Scalars

  /// Writes a string in the first style that can carry it.
  mutating func writeString(
    _ text: UnsafeBufferPointer<UInt8>, look: ScalarLook, canBePlain: Bool, indent: Int, isSimpleKey: Bool = false
  ) {
    if look.hasLineFeed {
      if look.allowsBlock, !isSimpleKey {
        writeLiteral(text, look, indent)
      } else {
        writeDoubleQuoted(text, indent, folds: !isSimpleKey)
      }
    } else if !canBePlain || isSimpleKey && look.isMultiline {
      writeDoubleQuoted(text, indent, folds: !isSimpleKey)
    } else if look.allowsPlain {
      writePlain(text, look, indent, folds: !isSimpleKey)
    } else if look.allowsSingleQuotes {
      writeSingleQuoted(text, indent, folds: !isSimpleKey)
    } else {
      writeDoubleQuoted(text, indent, folds: !isSimpleKey)
    }
  }

  private mutating func writePlain(
    _ text: UnsafeBufferPointer<UInt8>, _ look: ScalarLook, _ indent: Int, folds: Bool
  ) {
    space()
    if !look.hasSpace || !folds || look.isASCII && column + text.count <= width {
      output.append(contentsOf: text)
      column &+= look.isASCII ? text.count : Self.characters(text)
    } else {
      writeFolded(text, indent, doublesQuotes: false)
    }
    whitespace = false
    indention = false
  }

  private mutating func writeSingleQuoted(_ text: UnsafeBufferPointer<UInt8>, _ indent: Int, folds: Bool) {
    writeIndicator("'", spaced: true)
    writeFolded(text, folds ? indent : -1, doublesQuotes: true)
    writeIndicator("'", spaced: false)
  }

  /// Writes text with a line break in place of single spaces that lie too far right; `indent` -1: without.
  private mutating func writeFolded(_ text: UnsafeBufferPointer<UInt8>, _ indent: Int, doublesQuotes: Bool) {
    var index = 0
    var afterSpace = false
    var afterBreak = false
    while index < text.count {
      let byte = text[index]
      if byte == 0x20 {
        let isInside = index + 1 < text.count && text[index + 1] != 0x20 && (!doublesQuotes || index > 0)
        if indent >= 0, !afterSpace, column > width, isInside {
          writeIndent(indent)
          index &+= 1
        } else {
          copyCharacter(text, &index)
        }
        afterSpace = true
        continue
      }
      if ScalarLook.breakLength(text, index) > 0 {
        if !afterBreak, byte == 0x0A { lineBreak() }
        copyBreak(text, &index)
        afterBreak = true
        continue
      }
      if afterBreak { writeIndent(max(indent, 0)) }
      if doublesQuotes, byte == UInt8(ascii: "'") {
        output.append(byte)
        column &+= 1
      }
      copyCharacter(text, &index)
      indention = false
      afterSpace = false
      afterBreak = false
    }
  }

  private mutating func writeDoubleQuoted(_ text: UnsafeBufferPointer<UInt8>, _ indent: Int, folds: Bool) {
    writeIndicator("\"", spaced: true)
    // go-yaml looks for a byte order mark at the start of the text, whatever character it is about to write.
    let escapesAll = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    var index = 0
    var afterSpace = false
    while index < text.count {
      let byte = text[index]
      if byte == 0x20, !escapesAll {
        if folds, !afterSpace, column > width, index > 0, index < text.count - 1 {
          writeIndent(indent)
          if text[index + 1] == 0x20 {
            output.append(UInt8(ascii: "\\"))
            column &+= 1
          }
          index &+= 1
        } else {
          copyCharacter(text, &index)
        }
        afterSpace = true
        continue
      }
      afterSpace = false
      let isEscaped =
        escapesAll || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || !ScalarLook.isPrintable(text, index)
        || ScalarLook.breakLength(text, index) > 0
      if isEscaped { writeEscape(text, &index) } else { copyCharacter(text, &index) }
    }
    writeIndicator("\"", spaced: false)
  }

  private mutating func writeEscape(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
    let length = max(UTF8Sequence.length(text, at: index), 1)
    var value = length == 1 ? UInt32(text[index]) : UInt32(text[index]) & (0xFF >> UInt32(length + 1))
    for offset in 1..<max(length, 1) { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    index += length
    let start = output.count
    output.append(UInt8(ascii: "\\"))
    if let letter = Self.escapeLetter(value) {
      output.append(letter)
    } else {
      let digits = value <= 0xFF ? 2 : value <= 0xFFFF ? 4 : 8
      output.append(digits == 2 ? UInt8(ascii: "x") : digits == 4 ? UInt8(ascii: "u") : UInt8(ascii: "U"))
      for digit in (0..<digits).reversed() {
        let nibble = UInt8(truncatingIfNeeded: value >> UInt32(4 * digit) & 15)
        output.append(nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "A"))
      }
    }
    column &+= output.count - start
  }

  private static func escapeLetter(_ value: UInt32) -> UInt8? {
    switch value {
    case 0x00: UInt8(ascii: "0")
    case 0x07: UInt8(ascii: "a")
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    case 0x1B: UInt8(ascii: "e")
    case 0x22: UInt8(ascii: "\"")
    case 0x5C: UInt8(ascii: "\\")
    case 0x85: UInt8(ascii: "N")
    case 0xA0: UInt8(ascii: "_")
    case 0x2028: UInt8(ascii: "L")
    case 0x2029: UInt8(ascii: "P")
    default: nil
    }
  }

  /// Writes text as a literal block.
  mutating func writeLiteral(_ text: UnsafeBufferPointer<UInt8>, _ look: ScalarLook, _ indent: Int) {
    writeBlockHeader("|", text)
    var index = 0
    var afterBreak = true
    while index < text.count {
      if ScalarLook.breakLength(text, index) > 0 {
        copyBreak(text, &index)
        afterBreak = true
        continue
      }
      if afterBreak { writeIndent(indent) }
      copyLine(text, &index, look)
      indention = false
      afterBreak = false
    }
  }

  /// Writes text as a folded block, without folding it.
  mutating func writeFoldedBlock(_ text: UnsafeBufferPointer<UInt8>, _ indent: Int) {
    writeBlockHeader(">", text)
    let first = text.indices.first { ScalarLook.breakLength(text, $0) == 0 }
    let startsWithBlank = first.map { text[$0] == 0x20 || text[$0] == 0x09 } ?? true
    var index = 0
    var afterBreak = true
    var isMoreIndented = true
    while index < text.count {
      if ScalarLook.breakLength(text, index) > 0 {
        if !afterBreak, !isMoreIndented, text[index] == 0x0A, !startsWithBlank { lineBreak() }
        copyBreak(text, &index)
        afterBreak = true
        continue
      }
      if afterBreak {
        writeIndent(indent)
        isMoreIndented = text[index] == 0x20 || text[index] == 0x09
      }
      copyCharacter(text, &index)
      indention = false
      afterBreak = false
    }
  }

  private mutating func writeBlockHeader(_ indicator: UnicodeScalar, _ text: UnsafeBufferPointer<UInt8>) {
    writeIndicator(indicator, spaced: true)
    if let first = text.first, first == 0x20 || ScalarLook.breakLength(text, 0) > 0 {
      output.append(UInt8(ascii: "0") + UInt8(Self.indent))
    }
    writeChomping(text)
    lineBreak()
    whitespace = true
  }

  /// Copies up to the next line break.
  private mutating func copyLine(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ look: ScalarLook) {
    guard !look.hasUnusualBreak, let base = text.baseAddress else {
      while index < text.count, ScalarLook.breakLength(text, index) == 0 { copyCharacter(text, &index) }
      return
    }
    let found = memchr(base + index, 0x0A, text.count - index)
    let end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? text.count
    output.append(contentsOf: UnsafeBufferPointer(rebasing: text[index..<end]))
    // Nothing in a block depends on the exact column, only on its not being 0.
    column &+= end - index
    index = end
  }

  /// `-` when the text does not end in a line break, `+` when it ends in more than one or is nothing else.
  private mutating func writeChomping(_ text: UnsafeBufferPointer<UInt8>) {
    guard !text.isEmpty else {
      output.append(UInt8(ascii: "-"))
      return
    }
    let last = Self.lastCharacter(text, before: text.count)
    if ScalarLook.breakLength(text, last) == 0 {
      output.append(UInt8(ascii: "-"))
    } else if last == 0 || ScalarLook.breakLength(text, Self.lastCharacter(text, before: last)) > 0 {
      output.append(UInt8(ascii: "+"))
    }
  }

  private static func lastCharacter(_ text: UnsafeBufferPointer<UInt8>, before end: Int) -> Int {
    var index = end - 1
    while index > 0, text[index] & 0xC0 == 0x80 { index -= 1 }
    return index
  }

  // MARK: Characters

  @inline(__always)
  private mutating func copyCharacter(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
    output.append(text[index])
    index &+= 1
    while index < text.count, text[index] & 0xC0 == 0x80 {
      output.append(text[index])
      index &+= 1
    }
    column &+= 1
  }

  private mutating func copyBreak(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
    let length = ScalarLook.breakLength(text, index)
    output.append(contentsOf: text[index..<index + length])
    index += length
    column = 0
    indention = true
  }

  private static func characters(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    for byte in text where byte & 0xC0 != 0x80 { count &+= 1 }
    return count
  }
}
