/// Follows quotes through a YAML text that does not parse, to find those that reach over more than one line.
struct QuoteScan {
  /// A quoted text over several lines.
  struct Long {
    var start: TextLines.Place
    /// The line of its closing quote.
    var end: Int
  }

  /// Where a quote begins that nothing closes.
  private(set) var open: TextLines.Place?
  private(set) var long: [Long] = []

  private let lines: TextLines
  private var quote: UInt8?
  /// The indentation that the lines of a block scalar are deeper than; nil outside of one.
  private var block: Int?

  /// Reads the document that a line belongs to, from its start to that line; to its end, if the line is inside quotes.
  init(_ lines: TextLines, upTo last: Int) {
    self.lines = lines
    let first = stride(from: last - 1, through: 1, by: -1).first { lines.starts($0, with: "---") } ?? 0
    for number in first + 1..<max(last, first + 1) + 1 where number <= lines.count {
      if number > first + 1, lines.starts(number, with: "---") { break }
      read(number)
    }
  }

  private mutating func read(_ number: Int) {
    let line = lines[number]
    if quote == nil, let block {
      if !lines.hasContent(number) || lines.indentation(number) > block { return }
      self.block = nil
    }
    var isTokenStart = true
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      if let quote {
        index += step(line, index, quote, number)
        if self.quote == nil { isTokenStart = false }
        continue
      }
      if isTokenStart, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
        open = TextLines.Place(line: number, column: lines.column(number, at: index))
      } else if byte == UInt8(ascii: "#"), index == line.startIndex || TextLines.isBlank(line[index - 1]) {
        break
      } else if isTokenStart, byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">") {
        block = lines.indentation(number)
        return
      } else if !TextLines.isBlank(byte) {
        isTokenStart = Self.opensToken(line, index)
      }
      index += 1
    }
  }

  /// Goes on inside quotes; how far.
  private mutating func step(_ line: ArraySlice<UInt8>, _ index: Int, _ quote: UInt8, _ number: Int) -> Int {
    let next = index + 1 < line.endIndex ? line[index + 1] : nil
    if quote == UInt8(ascii: "\""), line[index] == UInt8(ascii: "\\") { return 2 }
    guard line[index] == quote else { return 1 }
    if quote == UInt8(ascii: "'"), next == quote { return 2 }
    if let start = open, start.line < number { long.append(Long(start: start, end: number)) }
    self.quote = nil
    open = nil
    return 1
  }

  /// Whether a value may begin after this byte.
  private static func opensToken(_ line: ArraySlice<UInt8>, _ index: Int) -> Bool {
    switch line[index] {
    case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","): true
    case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"):
      index + 1 == line.endIndex || TextLines.isBlank(line[index + 1])
    default: false
    }
  }
}
