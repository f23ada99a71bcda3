import Manifest

/// The lines of source that a text report shows for a finding: the line it points at with the columns to underline,
/// and the line of the key that it stands below.
struct SourceExcerpt {
  /// A line as it is shown.
  struct Line: Equatable {
    var number: Int
    var text: String
  }

  /// The line of the nearest key or list item above with less indentation, where there is one.
  var parent: Line?
  var line: Line
  /// The columns of `line.text` to underline; never empty.
  var mark: Range<Int>

  /// How far up a parent is looked for.
  private static let reach = 400

  /// `width`: how many columns a line may take. nil when the place is in no line of the text.
  init?(_ location: SourceLocation, in text: SourceText, width: Int) {
    guard let range = text.line(location.line) else { return nil }
    let marked = Self.marked(location, line: range, in: text)
    let shown = Snippet(text, line: range, around: marked, width: width)
    line = Line(number: location.line, text: shown.text)
    mark = shown.mark
    parent = Self.parent(above: location.line, in: text).flatMap { number in
      text.line(number).map { Line(number: number, text: Snippet(text, line: $0, around: 0..<0, width: width).text) }
    }
  }

  // MARK: What is marked

  /// The code points of the line to underline, from 0: to the end that is given, else to the end of the token; the
  /// whole line when no column is known.
  private static func marked(_ location: SourceLocation, line: Range<Int>, in text: SourceText) -> Range<Int> {
    let ink = ink(of: line, in: text)
    guard location.column > 0 else {
      return text.column(of: ink.lowerBound, in: line) - 1..<text.column(of: ink.upperBound, in: line) - 1
    }
    let end: Int
    if location.endLine > location.line {
      end = text.column(of: ink.upperBound, in: line)
    } else if location.endLine == location.line, location.endColumn > location.column {
      end = location.endColumn
    } else {
      end = TokenRange.endColumn(in: text, line: location.line, column: location.column) ?? location.column
    }
    return location.column - 1..<max(end, location.column) - 1
  }

  /// The part of a line without the blanks around it.
  private static func ink(of line: Range<Int>, in text: SourceText) -> Range<Int> {
    let start = line.first { !isBlank(text.bytes[$0]) } ?? line.lowerBound
    let end = line.last { !isBlank(text.bytes[$0]) }.map { $0 + 1 } ?? line.lowerBound
    return start..<max(start, end)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// The nearest line above that is less indented and is neither empty nor a comment.
  private static func parent(above number: Int, in text: SourceText) -> Int? {
    guard let line = text.line(number) else { return nil }
    let ink = ink(of: line, in: text)
    let indentation = ink.lowerBound - line.lowerBound
    guard indentation > 0, !ink.isEmpty, number > 1 else { return nil }
    for candidate in stride(from: number - 1, through: max(1, number - reach), by: -1) {
      guard let line = text.line(candidate) else { return nil }
      let ink = Self.ink(of: line, in: text)
      if ink.isEmpty || text.bytes[ink.lowerBound] == UInt8(ascii: "#") { continue }
      if ink.lowerBound - line.lowerBound < indentation { return candidate }
    }
    return nil
  }
}

/// A line of source, or the part of a long one around what is marked, as it is shown.
private struct Snippet {
  /// What stands for a part that was cut off.
  private static let ellipsis = "..."

  let text: String
  /// The columns of `text` to underline.
  let mark: Range<Int>

  /// `marked`: code points of the line, from 0.
  init(_ source: SourceText, line: Range<Int>, around marked: Range<Int>, width: Int) {
    // Of a line of megabytes only the part that can be shown is looked at.
    let anchor = source.position(column: marked.lowerBound + 1, in: line)
    let near = Self.codePoints(in: source.bytes, line, from: anchor - 4 * width, to: anchor + 4 * width)
    let cells = DisplayText.cells(source.bytes, near)
    let first = min(source.column(of: anchor, in: near.lowerBound..<line.upperBound) - 1, cells.count)
    let markedCells = first..<min(first + marked.count, cells.count)
    let isWhole = near == line && Self.width(cells[...]) <= width
    let window = isWhole ? 0..<cells.count : Self.window(of: cells, around: first, width: width)

    let isCutBefore = near.lowerBound + window.lowerBound > line.lowerBound
    let isCutAfter = near.upperBound < line.upperBound || window.upperBound < cells.count
    text =
      (isCutBefore ? Self.ellipsis : "") + cells[window].reduce(into: "") { $0 += $1.text }
      + (isCutAfter ? Self.ellipsis : "")
    let start = (isCutBefore ? Self.ellipsis.utf8.count : 0) + Self.width(cells[window.lowerBound..<first])
    mark = start..<start + max(1, Self.width(cells[markedCells.clamped(to: window)]))
  }

  /// The part of a line between two positions, made larger to whole code points.
  private static func codePoints(in bytes: [UInt8], _ line: Range<Int>, from: Int, to: Int) -> Range<Int> {
    func isInside(_ index: Int) -> Bool {
      index > line.lowerBound && index < line.upperBound && bytes[index] & 0xC0 == 0x80
    }
    var (low, high) = (max(from, line.lowerBound), min(to, line.upperBound))
    for _ in 0..<3 {
      if isInside(low) { low -= 1 }
      if isInside(high) { high += 1 }
    }
    return low..<max(low, high)
  }

  /// The cells to show of a line that is too long: more of what follows the mark's start than of what precedes it.
  private static func window(of cells: [DisplayText.Cell], around start: Int, width: Int) -> Range<Int> {
    let room = max(width - 2 * ellipsis.utf8.count, 1)
    var (low, high, used) = (start, start, 0)
    func growRight(to limit: Int) {
      while high < cells.count, used + cells[high].width <= limit {
        used += cells[high].width
        high += 1
      }
    }
    growRight(to: room * 2 / 3)
    while low > 0, used + cells[low - 1].width <= room {
      low -= 1
      used += cells[low].width
    }
    growRight(to: room)
    return low..<high
  }

  private static func width(_ cells: ArraySlice<DisplayText.Cell>) -> Int { cells.reduce(0) { $0 + $1.width } }
}
