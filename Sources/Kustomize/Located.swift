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

  /// A scalar of a kustomization file whose text is `source`.
  init(_ id: NodeID, in document: Document, source: [UInt8]) {
    bytes = Array(document.text(id))
    origin = document.origin(id)
    file = origin.file
    firstLine = origin.line
    columnOffset = 0
    guard document.style(id) == .literal, let indent = Self.indent(of: bytes, line: origin.line + 1, in: source) else {
      fixedOrigin = origin
      return
    }
    firstLine = origin.line + 1
    columnOffset = indent
  }

  /// How far a block scalar is indented in the file: leading spaces of its first non-empty line there, less the ones
  /// that belong to the text.
  private static func indent(of text: [UInt8], line: Int, in source: [UInt8]) -> Int? {
    var lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropFirst(line - 1)
    for own in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard let inFile = lines.popFirst() else { return nil }
      if own.isEmpty { continue }
      let spaces = inFile.prefix { $0 == UInt8(ascii: " ") }.count
      let ownSpaces = own.prefix { $0 == UInt8(ascii: " ") }.count
      return max(spaces - ownSpaces, 0)
    }
    return nil
  }
}
