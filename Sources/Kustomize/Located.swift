import Manifest

/// A value of a kustomization file and the place where it stands.
struct Located<Value: Sendable>: Sendable {
  var value: Value
  var origin: Origin
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// A text inside a file: a patch written into the kustomization, or a whole file.
struct EmbeddedText: Sendable {
  var bytes: [UInt8]
  var file: FileID
  /// The line of the file that the text starts on.
  var firstLine: Int
  /// Columns before the text on every line.
  var columnOffset: Int
  /// Given when lines of the text are not lines of the file (folded or quoted scalars): everything has this origin.
  var fixedOrigin: Origin?
  /// Where the text as a whole stands.
  var origin: Origin

  /// A whole file.
  init(file: FileID, bytes: [UInt8]) {
    self.bytes = bytes
    self.file = file
    firstLine = 1
    columnOffset = 0
    origin = Origin(file: file, line: 1, column: 1)
  }

  /// A scalar of a file whose text is `source`.
  init(_ id: NodeID, in document: Document, source: [UInt8]) {
    self.init(id, in: document, lines: SourceLines(source))
  }

  /// A scalar of a file with these lines.
  init(_ id: NodeID, in document: Document, lines: SourceLines) {
    bytes = Array(document.text(id))
    origin = document.origin(id)
    file = origin.file
    firstLine = origin.line
    columnOffset = 0
    guard document.style(id) == .literal, let indent = Self.indent(of: bytes, line: origin.line + 1, in: lines) else {
      fixedOrigin = origin
      return
    }
    firstLine = origin.line + 1
    columnOffset = indent
  }

  /// How far a block scalar is indented in the file: leading spaces of its first non-empty line there, less the ones
  /// that belong to the text.
  private static func indent(of text: [UInt8], line: Int, in lines: SourceLines) -> Int? {
    var line = line
    var start = 0
    while start <= text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      guard let inFile = lines[line] else { return nil }
      if end > start {
        let spaces = inFile.prefix { $0 == UInt8(ascii: " ") }.count
        let ownSpaces = text[start..<end].prefix { $0 == UInt8(ascii: " ") }.count
        return max(spaces - ownSpaces, 0)
      }
      start = end + 1
      line += 1
    }
    return nil
  }
}

/// The lines of a text, found once.
final class SourceLines: Sendable {
  private let text: [UInt8]
  private let starts: [Int]

  init(_ text: [UInt8]) {
    self.text = text
    var starts = [0]
    for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
    self.starts = starts
  }

  /// The line with a number, from 1; nil beyond the end.
  subscript(line: Int) -> ArraySlice<UInt8>? {
    guard line > 0, line <= starts.count else { return nil }
    return text[starts[line - 1]..<(line < starts.count ? starts[line] - 1 : text.count)]
  }
}
