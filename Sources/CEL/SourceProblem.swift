/// What is wrong with an expression, and where.
public struct SourceProblem: Error, Sendable, Hashable {
  public var message: String
  /// Byte offset into the expression.
  public var offset: Int

  init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// Line, from 1, and column, from 1 and in code points, of an offset.
  public static func place(of offset: Int, in source: String) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for (index, byte) in source.utf8.enumerated() {
      if index >= offset { break }
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }

  /// The message with its place, the line of the source and a caret below the spot.
  public func text(in source: String) -> String {
    let (line, column) = SourceProblem.place(of: offset, in: source)
    let lines = source.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    let shown = line <= lines.count ? String(Substring(lines[line - 1])) : ""
    // Tabs stay tabs, so that the caret stands below its character whatever a tab's width.
    let indent = shown.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    return "\(line):\(column): \(message)\n  | \(shown)\n  | \(indent)^"
  }
}

/// Everything that is wrong with an expression.
public struct CompileError: Error, Sendable, Hashable {
  public var source: String
  public var problems: [SourceProblem]

  /// All problems, each with its line and caret.
  public var text: String { problems.map { $0.text(in: source) }.joined(separator: "\n") }
}
