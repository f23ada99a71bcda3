/// Writes a text that go-yaml takes and libyaml refuses, or reads differently, in words that both read as go-yaml does.
struct SourceMending {
  /// What libyaml stumbled over.
  enum Fault {
    /// `\'` between double quotes.
    case escapedQuote(offset: Int)
    /// A plain scalar in a flow collection that ends in `:` right before an indicator: `[a:,b]`.
    case plainBeforeIndicator(start: Int, colon: Int)
    /// A tag with `,`, `[` or `]`.
    case tag(offset: Int)
  }

  /// Maps columns of the mended text to those of the original.
  struct Columns {
    private struct Insertion {
      /// Where in the original.
      var line: Int
      var column: Int
      var count: Int
      /// Where in the mended text.
      var mendedColumn = 0
      /// The characters added on the line up to and with it.
      var total = 0
    }

    /// In the order of the text.
    private var insertions: [Insertion] = []

    @inline(__always)
    var isEmpty: Bool { insertions.isEmpty }

    fileprivate mutating func add(_ places: [(line: Int, column: Int, count: Int)]) {
      let added = places.map { place in
        Insertion(line: place.line, column: original(line: place.line, column: place.column), count: place.count)
      }
      insertions.append(contentsOf: added)
      insertions.sort { ($0.line, $0.column) < ($1.line, $1.column) }
      var total = 0
      for index in insertions.indices {
        if index == 0 || insertions[index - 1].line != insertions[index].line { total = 0 }
        insertions[index].mendedColumn = insertions[index].column + total
        total += insertions[index].count
        insertions[index].total = total
      }
    }

    func original(line: Int, column: Int) -> Int {
      var (low, high) = (0, insertions.count)
      while low < high {
        let middle = (low + high) / 2
        if (insertions[middle].line, insertions[middle].mendedColumn) < (line, column) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      guard low > 0, insertions[low - 1].line == line else { return column }
      return max(column - insertions[low - 1].total, insertions[low - 1].column)
    }
  }

  private let original: UnsafeBufferPointer<UInt8>
  private var mended: [UInt8]?
  private var columns = Columns()

  /// What stands in `mended` for byte order marks at the start of lines. go-yaml takes them for text, libyaml does not.
  private(set) var markStandIn: [UInt8]?

  init(_ text: UnsafeBufferPointer<UInt8>) {
    original = Self.withoutSecondMark(text)
    let marks = Self.marksAtLineStarts(original)
    guard !marks.isEmpty else { return }
    // A private character of the same length that the text does not hold.
    for last in UInt8(0x80)...0xBF where !Self.holds(original, [0xEF, 0x80, last]) {
      var copy = Array(original)
      for mark in marks { copy.replaceSubrange(mark..<mark + 3, with: [0xEF, 0x80, last]) }
      mended = copy
      markStandIn = [0xEF, 0x80, last]
      return
    }
  }

  /// go-yaml passes over two byte order marks at the start.
  private static func withoutSecondMark(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    text.starts(with: [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF]) ? UnsafeBufferPointer(rebasing: text[3...]) : text
  }

  private static func marksAtLineStarts(_ text: UnsafeBufferPointer<UInt8>) -> [Int] {
    guard text.count > 3, SourceCursor.contains(text, first: 0xEF, second: 0xBB) else { return [] }
    return (1..<text.count - 2).filter {
      text[$0] == 0xEF && (text[$0 - 1] == 0x0A || text[$0 - 1] == 0x0D) && text[$0 + 1] == 0xBB && text[$0 + 2] == 0xBF
    }
  }

  private static func holds(_ text: UnsafeBufferPointer<UInt8>, _ character: [UInt8]) -> Bool {
    (0..<max(text.count - 2, 0)).contains { text[$0...].starts(with: character) }
  }

  /// A scalar of the mended text with its byte order marks.
  static func restored(_ text: UnsafeBufferPointer<UInt8>, _ standIn: [UInt8]) -> [UInt8] {
    var output = Array(text)
    for index in 0..<max(output.count - 2, 0) where output[index...].starts(with: standIn) {
      output.replaceSubrange(index..<index + 3, with: [0xEF, 0xBB, 0xBF])
    }
    return output
  }

  func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>, Columns) -> Result) -> Result {
    guard let mended else { return body(original, columns) }
    return mended.withUnsafeBufferPointer { body($0, columns) }
  }

  /// Mends a fault; false when it is not one of those that go-yaml takes.
  mutating func mend(_ fault: Fault) -> Bool {
    let text = mended ?? Array(original)
    var edits: [(offset: Int, removed: Int, inserted: [UInt8])] = []
    switch fault {
    case .escapedQuote(let offset):
      var index = offset
      while index + 1 < text.count, text[index] != UInt8(ascii: "\"") {
        let isEscape = text[index] == UInt8(ascii: "\\")
        if isEscape, text[index + 1] == UInt8(ascii: "'") { edits.append((index + 1, 1, Array("x27".utf8))) }
        index += isEscape ? 2 : 1
      }
      guard edits.first?.offset == offset + 1 else { return false }
    case .plainBeforeIndicator(let start, let colon):
      // go-yaml ends the scalar at a `?` and refuses what follows.
      guard start <= colon, colon < text.count, !text[start..<colon].contains(UInt8(ascii: "?")) else { return false }
      edits.append((start, 0, [UInt8(ascii: "'")]))
      for index in start..<colon where text[index] == UInt8(ascii: "'") {
        edits.append((index, 0, [UInt8(ascii: "'")]))
      }
      edits.append((colon + 1, 0, [UInt8(ascii: "'")]))
    case .tag(let offset):
      text.withUnsafeBufferPointer { text in
        for index in Self.tagRange(text, from: offset) where Self.isOutsideLibYAML(text[index]) {
          edits.append((index, 1, Array("%\(String(text[index], radix: 16, uppercase: true))".utf8)))
        }
      }
    }
    guard !edits.isEmpty else { return false }
    apply(edits, to: text)
    return true
  }

  private mutating func apply(_ edits: [(offset: Int, removed: Int, inserted: [UInt8])], to text: [UInt8]) {
    var output: [UInt8] = []
    output.reserveCapacity(text.count + edits.count * 4)
    var last = 0
    text.withUnsafeBufferPointer { text in
      var cursor = SourceCursor(text: text)
      var places: [(line: Int, column: Int, count: Int)] = []
      for edit in edits {
        output.append(contentsOf: text[last..<edit.offset])
        output.append(contentsOf: edit.inserted)
        last = edit.offset + edit.removed
        let place = cursor.place(of: edit.offset)
        places.append((place.line, place.column, edit.inserted.count - edit.removed))
      }
      columns.add(places)
      output.append(contentsOf: text[last...])
    }
    mended = output
  }

  /// Whether the tag at an offset, or behind the anchor there, has a character that only go-yaml takes for part of it.
  static func canMendTag(_ text: UnsafeBufferPointer<UInt8>, from offset: Int) -> Bool {
    tagRange(text, from: offset).contains { isOutsideLibYAML(text[$0]) }
  }

  private static func isOutsideLibYAML(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
  }

  /// The characters of a tag as go-yaml sees them; empty for a verbatim tag.
  private static func tagRange(_ text: UnsafeBufferPointer<UInt8>, from offset: Int) -> Range<Int> {
    var start = offset
    if start < text.count, text[start] == UInt8(ascii: "&") {
      while start < text.count, text[start] > 0x20 { start += 1 }
      while start < text.count, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
    }
    guard start + 1 < text.count, text[start] == UInt8(ascii: "!"), text[start + 1] != UInt8(ascii: "<") else {
      return start..<start
    }
    var end = start + 1
    while end < text.count, isURICharacter(text[end]) { end += 1 }
    return start..<end
  }

  private static func isURICharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "_-;/?:@&=+$,.!~*'()[]%".utf8.contains(byte)
    }
  }
}
