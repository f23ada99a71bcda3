/// Gathers the lines of a terminal report: colours where they are wanted, long notes wrapped at words.
struct Terminal {
  /// How a piece of text looks.
  enum Style: String {
    case plain = ""
    case bold = "1"
    case error = "1;31"
    case warning = "1;33"
    case info = "1;36"
    case gutter = "1;34"
    case help = "32"
    case faint = "2"
  }

  private(set) var bytes: [UInt8] = []
  let color: Bool
  /// Columns; nil: lines are not wrapped.
  let width: Int?

  init(color: Bool, width: Int?) {
    self.color = color
    self.width = width
  }

  mutating func newLine() { bytes.append(UInt8(ascii: "\n")) }

  /// Writes text that is fit for a terminal already.
  mutating func write(_ text: String, _ style: Style = .plain) {
    guard color, style != .plain, !text.isEmpty else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(contentsOf: "\u{1B}[\(style.rawValue)m".utf8)
    bytes.append(contentsOf: text.utf8)
    bytes.append(contentsOf: "\u{1B}[0m".utf8)
  }

  /// Writes text of the input, with what could harm a terminal written out.
  mutating func writeEscaped(_ text: String, _ style: Style = .plain) { write(DisplayText.escaped(text), style) }

  /// Writes text of the input that may have several lines; the later ones are indented.
  mutating func writeLines(_ text: String, indentation: Int, _ style: Style = .plain) {
    for (number, line) in lines(text, indentation: indentation).enumerated() {
      if number > 0 {
        newLine()
        write(String(repeating: " ", count: line.isEmpty ? 0 : indentation))
      }
      write(line, style)
    }
  }

  /// The lines of a text, escaped, and wrapped so that they fit behind `indentation`.
  private func lines(_ text: String, indentation: Int) -> [String] {
    let parts = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return parts.flatMap { wrap(DisplayText.escaped(String(Substring($0))), indentation: indentation) }
  }

  private func wrap(_ line: String, indentation: Int) -> [String] {
    guard let width, DisplayText.width(line) + indentation > width else { return [line] }
    let room = max(width - indentation, 20)
    var lines: [String] = []
    var current = ""
    for word in line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
      let word = String(Substring(word))
      if current.isEmpty {
        current = word
      } else if DisplayText.width(current) + 1 + DisplayText.width(word) <= room {
        current += " " + word
      } else {
        lines.append(current)
        current = word
      }
    }
    return lines + [current]
  }
}
