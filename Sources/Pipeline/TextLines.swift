/// The lines of a YAML text that need not parse, seen as a person sees them.
struct TextLines {
  /// Line and column in code points, from 1.
  struct Place: Equatable {
    var line: Int
    var column: Int
  }

  private let text: [UInt8]
  /// Where each line starts, and the end of the text.
  private let starts: [Int]

  init(_ text: [UInt8]) {
    self.text = text
    var starts = [0]
    for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
    if starts.last != text.count { starts.append(text.count) }
    self.starts = starts
  }

  var count: Int { starts.count - 1 }
  /// Line numbers.
  var indices: Range<Int> { 1..<count + 1 }

  /// A line without its end; empty where there is none.
  subscript(number: Int) -> ArraySlice<UInt8> {
    guard indices.contains(number) else { return [] }
    let line = text[starts[number - 1]..<starts[number]]
    return line.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
  }

  func starts(_ number: Int, with word: String) -> Bool { self[number].starts(with: word.utf8) }

  func contains(_ number: Int, _ word: String) -> Bool {
    let line = self[number]
    return line.indices.contains { line[$0...].starts(with: word.utf8) }
  }

  /// The blanks at the start of a line.
  func blanks(_ number: Int) -> ArraySlice<UInt8> { self[number].prefix { Self.isBlank($0) } }

  func indentation(_ number: Int) -> Int { blanks(number).count }

  /// Whether a line holds more than blanks and a comment.
  func hasContent(_ number: Int) -> Bool {
    guard let first = self[number].dropFirst(indentation(number)).first else { return false }
    return first != UInt8(ascii: "#")
  }

  /// The nearest line above that has content.
  func contentAbove(_ number: Int) -> Int? {
    stride(from: min(number, count + 1) - 1, through: 1, by: -1).first { hasContent($0) }
  }

  /// What follows the key of a line, without blanks around it; nil when nothing does.
  func value(_ number: Int) -> ArraySlice<UInt8>? {
    let line = self[number]
    guard let colon = line.indices.first(where: { Self.isKeyEnd(line, $0) }) else { return nil }
    let value = line[(colon + 1)...].drop { Self.isBlank($0) }
    guard let first = value.first, first != UInt8(ascii: "#"), let end = value.lastIndex(where: { !Self.isBlank($0) })
    else { return nil }
    return value[...end]
  }

  /// The indentations of the blocks that are open where a line begins, ascending, those that it would close included.
  func openIndentations(above number: Int) -> [Int] {
    var open: [Int] = []
    for line in indices where line < number && hasContent(line) {
      if starts(line, with: "---") {
        open = []
        continue
      }
      var own = indentation(line)
      while let last = open.last, last > own { open.removeLast() }
      if open.last != own { open.append(own) }
      // What follows dashes is a block of its own.
      var rest = self[line].dropFirst(own)
      while rest.starts(with: "- ".utf8) {
        let blanks = rest.dropFirst().prefix { Self.isBlank($0) }.count
        own += 1 + blanks
        rest = rest.dropFirst(1 + blanks)
        open.append(own)
      }
    }
    return open
  }

  /// The column of a byte of a line.
  func column(_ number: Int, at index: Int) -> Int {
    self[number].prefix { _ in true }.indices.prefix { $0 < index }.count { text[$0] & 0xC0 != 0x80 } + 1
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// Whether a colon that ends a key stands at an index.
  static func isKeyEnd(_ line: ArraySlice<UInt8>, _ index: Int) -> Bool {
    guard line[index] == UInt8(ascii: ":") else { return false }
    return index + 1 == line.endIndex || isBlank(line[index + 1])
  }
}
