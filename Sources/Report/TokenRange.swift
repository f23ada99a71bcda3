/// Finds where the token that starts at a place ends, for findings that know only their start.
///
/// It looks at one line and never goes past it: good enough to underline what is meant, without a parser.
public enum TokenRange {
  /// No longer token is followed to its end: a line may be a whole minified file.
  private static let longest = 1 << 16

  /// The column behind the token at a line and column (all from 1, in code points); nil when there is no such place.
  ///
  /// A place at the very end of a line gives that place: an empty token.
  public static func endColumn(in text: SourceText, line: Int, column: Int) -> Int? {
    guard column >= 1, let range = text.line(line) else { return nil }
    let start = text.position(column: column, in: range)
    guard text.column(of: start, in: range) == column else { return nil }
    return text.column(of: end(in: text.bytes, line: range, from: start), in: range)
  }

  /// The position behind the token that starts at `start` of a line of `bytes`.
  public static func end(in bytes: [UInt8], line: Range<Int>, from start: Int) -> Int {
    guard line.lowerBound <= start, start < line.upperBound, line.upperBound <= bytes.count else { return start }
    let shown = line.lowerBound..<min(line.upperBound, start + longest)
    return Scanner(bytes: bytes, line: shown).token(from: start)
  }

  private struct Scanner {
    let bytes: [UInt8]
    let line: Range<Int>
    let end: Int

    init(bytes: [UInt8], line: Range<Int>) {
      self.bytes = bytes
      self.line = line
      var end = line.upperBound
      while end > line.lowerBound, Self.isBlank(bytes[end - 1]) { end -= 1 }
      self.end = end
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    func isBlankOrEnd(_ index: Int) -> Bool { index >= end || Self.isBlank(bytes[index]) }

    func token(from start: Int) -> Int {
      var start = start
      // `- `, `? `, anchors and tags belong to the value behind them.
      while start < end {
        let byte = bytes[start]
        var next = start + 1
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "?"):
          guard isBlankOrEnd(next) else { return plain(from: start) }
        case UInt8(ascii: "&"), UInt8(ascii: "!"):
          while !isBlankOrEnd(next), !isFlowIndicator(bytes[next]) || byte == UInt8(ascii: "!") { next += 1 }
        default:
          return value(from: start)
        }
        let tokenEnd = next
        while next < end, Self.isBlank(bytes[next]) { next += 1 }
        if next >= end || bytes[next] == UInt8(ascii: "#") { return tokenEnd }
        start = next
      }
      return min(start + 1, line.upperBound)
    }

    func value(from start: Int) -> Int {
      switch bytes[start] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quoted(from: start)
      case UInt8(ascii: "["), UInt8(ascii: "{"): collection(from: start)
      case UInt8(ascii: "*"): alias(from: start)
      case UInt8(ascii: " "), UInt8(ascii: "\t"): start + 1
      default: plain(from: start)
      }
    }

    /// Behind the closing quote, or the end of the line.
    func quoted(from start: Int) -> Int {
      let quote = bytes[start]
      var index = start + 1
      while index < end {
        if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
          index += 2
        } else if bytes[index] != quote {
          index += 1
        } else if quote == UInt8(ascii: "'"), index + 1 < end, bytes[index + 1] == quote {
          index += 2
        } else {
          return index + 1
        }
      }
      return end
    }

    /// Behind the bracket that closes the one at `start`, or what `plain` would give when none does.
    func collection(from start: Int) -> Int {
      var depth = 0
      var index = start
      while index < end {
        switch bytes[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
          index = quoted(from: index)
          continue
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
          depth -= 1
          if depth == 0 { return index + 1 }
        case UInt8(ascii: "#") where Self.isBlank(bytes[index - 1]): return trimmed(start, index)
        default: break
        }
        index += 1
      }
      return end
    }

    func alias(from start: Int) -> Int {
      var index = start + 1
      while !isBlankOrEnd(index), !isFlowIndicator(bytes[index]) { index += 1 }
      return index
    }

    /// Before a comment, a `: `, the end of the line, or, inside brackets, the next `,`, `]` or `}`.
    func plain(from start: Int) -> Int {
      let inFlow = isInFlow(start)
      var index = start
      while index < end {
        let byte = bytes[index]
        if index > start {
          if byte == UInt8(ascii: "#"), Self.isBlank(bytes[index - 1]) { break }
          if byte == UInt8(ascii: ":"), isBlankOrEnd(index + 1) { break }
          if inFlow, isFlowIndicator(byte) { break }
        }
        index += 1
      }
      return max(trimmed(start, index), start + 1)
    }

    func trimmed(_ start: Int, _ position: Int) -> Int {
      var position = position
      while position > start, Self.isBlank(bytes[position - 1]) { position -= 1 }
      return position
    }

    func isFlowIndicator(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
      default: false
      }
    }

    /// Whether a bracket is open before `start`, as far as this line shows: a line that starts as JSON does counts.
    func isInFlow(_ start: Int) -> Bool {
      var index = line.lowerBound
      while index < start, Self.isBlank(bytes[index]) { index += 1 }
      if index < start, bytes[index] == UInt8(ascii: "\"") || isFlowIndicator(bytes[index]) { return true }
      var depth = 0
      while index < start {
        switch bytes[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
          // A quote in the middle of a word is an apostrophe.
          if index == line.lowerBound || !isWord(bytes[index - 1]) {
            index = quoted(from: index)
            continue
          }
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
        index += 1
      }
      return depth > 0
    }

    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
        true
      default: false
      }
    }
  }
}
