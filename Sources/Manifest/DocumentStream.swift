import Glibc

/// Cuts a file into documents as the tools do; they differ, and so do the objects that they find in one file.
public enum DocumentStream {
  /// Whose rules.
  public enum Reader: Sendable {
    /// Flux's object reader: JSON values one after the other, or YAML.
    case flux
    /// kubectl's resource builder: the same.
    case kubectl
    /// apimachinery's `YAMLReader`: lines that start with `---`, with nothing but a comment behind.
    case yamlReader
    /// Helm 3, and Helm 4 up to 4.2.3: `---` wherever a line starts with it; blank space around documents is dropped.
    case helm
    /// Helm 4.2.4 and later: blank space is dropped before documents only.
    case helm424
    /// kustomize: lines that start with `---`, but not the first of the file nor two in a row.
    case kustomize
  }

  /// A document: where it stands in the file.
  public struct Piece: Sendable, Hashable {
    public var range: Range<Int>
    /// The line it starts on, from 1.
    public var line: Int
    /// How many code points stand before it on that line.
    public var column: Int
    /// Whether it was recognised as JSON, which is read strictly.
    public var isJSON: Bool
    /// Whether its reader ends it with a line break that is not in the file.
    public var lacksLineBreak: Bool

    init(range: Range<Int>, line: Int, column: Int = 0, isJSON: Bool = false, lacksLineBreak: Bool = false) {
      self.range = range
      self.line = line
      self.column = column
      self.isJSON = isJSON
      self.lacksLineBreak = lacksLineBreak
    }
  }

  /// The documents of a file up to its end, or to what the reader refuses.
  public struct Pieces: Sendable {
    public var pieces: [Piece] = []
    /// Why the reader stops, with the line and column in the file; the documents before it were handed over.
    public var failure: YAMLError?
  }

  /// Cuts a file.
  public static func split(_ text: UnsafeBufferPointer<UInt8>, as reader: Reader) -> Pieces {
    switch reader {
    case .yamlReader: return LineSplitter(text).split(from: 0)
    case .flux: return JSONStreamSplitter(text, peek: 2048).split()
    case .kubectl: return JSONStreamSplitter(text, peek: 4096).split()
    case .helm, .helm424: return HelmSplitter(text, trimsEnd: reader == .helm).split()
    case .kustomize: return KustomizeSplitter(text).split()
    }
  }

  /// Cuts a file.
  public static func split(_ text: [UInt8], as reader: Reader) -> Pieces {
    text.withUnsafeBufferPointer { split($0, as: reader) }
  }

  /// The text of a document as its reader hands it over: with line feeds alone, and a last one where it adds one.
  public static func text(_ piece: Piece, of text: UnsafeBufferPointer<UInt8>, as reader: Reader) -> [UInt8] {
    let slice = UnsafeBufferPointer(rebasing: text[piece.range])
    var output: [UInt8] = []
    output.reserveCapacity(slice.count + 1)
    let keepsReturns = piece.isJSON || reader == .helm || reader == .helm424
    for index in 0..<slice.count {
      let isPair = slice[index] == 0x0D && index + 1 < slice.count && slice[index + 1] == 0x0A
      if keepsReturns || !isPair { output.append(slice[index]) }
    }
    if piece.lacksLineBreak { output.append(0x0A) }
    return output
  }

  /// Reads a document with origins in its file.
  public static func read(
    _ piece: Piece, of text: UnsafeBufferPointer<UInt8>, dialect: YAMLReader.Dialect, file: FileID
  ) throws(YAMLError) -> YAMLReader.Result {
    var reader = YAMLReader(dialect: piece.isJSON ? .json : dialect, file: file, firstLine: piece.line)
    reader.firstColumn = piece.column
    let slice = UnsafeBufferPointer(rebasing: text[piece.range])
    do throws(YAMLError) {
      // Only a block scalar at the end of the text can tell whether the last line break is there.
      guard piece.lacksLineBreak else { return try reader.read(slice) }
      return try reader.read(Array(slice) + [0x0A])
    } catch {
      let column = error.line == 1 ? error.column + piece.column : error.column
      throw YAMLError(message: error.message, line: error.line + piece.line - 1, column: column)
    }
  }
}

// MARK: Lines

/// Counts lines on the way through a text.
private struct LineCounter {
  let text: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var line = 1

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// The line of an offset; offsets must not go back.
  mutating func line(at target: Int) -> Int {
    while offset < target, let next = nextLineFeed(text, from: offset), next < target {
      line += 1
      offset = next + 1
    }
    return line
  }
}

private func nextLineFeed(_ text: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int? {
  guard offset < text.count, let base = text.baseAddress else { return nil }
  return memchr(base + offset, 0x0A, text.count - offset).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
}

private func startsWithMarker(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
  offset + 3 <= text.count && text[offset] == UInt8(ascii: "-") && text[offset + 1] == UInt8(ascii: "-")
    && text[offset + 2] == UInt8(ascii: "-")
}

/// What stands behind a marker: nil when it is nothing or a comment.
private func textBehindMarker(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String? {
  let trimmed = UnicodeBlank.trimmed(text, range)
  guard let first = trimmed.first, text[first] != UInt8(ascii: "#") else { return nil }
  return String(decoding: text[trimmed], as: UTF8.self)
}

/// apimachinery's `YAMLReader`.
private struct LineSplitter {
  private let text: UnsafeBufferPointer<UInt8>

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  func split(from first: Int) -> DocumentStream.Pieces {
    var result = DocumentStream.Pieces()
    var counter = LineCounter(text)
    var start = first
    var offset = first
    func close(_ end: Int) {
      guard end > start else { return }
      let lacksLineBreak = text[end - 1] != 0x0A
      var column = 0
      if start == first, start > 0, text[start - 1] != 0x0A { column = UnicodeBlank.column(text, start) }
      result.pieces.append(
        DocumentStream.Piece(
          range: start..<end, line: counter.line(at: start), column: column, lacksLineBreak: lacksLineBreak))
    }
    while offset < text.count {
      let end = nextLineFeed(text, from: offset) ?? text.count
      let next = min(end + 1, text.count)
      if startsWithMarker(text, at: offset) {
        if let behind = textBehindMarker(text, offset + 3..<end) {
          let message = "invalid Yaml document separator: \(behind)"
          result.failure = YAMLError(message: message, line: counter.line(at: offset), column: 1)
          return result
        }
        // A marker before anything else belongs to the document that follows.
        if offset > start {
          close(offset)
          start = next
        }
      }
      offset = next
    }
    close(text.count)
    return result
  }
}

// MARK: kustomize

private struct KustomizeSplitter {
  private let text: UnsafeBufferPointer<UInt8>

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  func split() -> DocumentStream.Pieces {
    var result = DocumentStream.Pieces()
    guard !text.isEmpty else { return result }
    var counter = LineCounter(text)
    var start = 0
    var offset = 0
    while let feed = nextLineFeed(text, from: offset) {
      offset = feed + 1
      guard startsWithMarker(text, at: offset), let end = nextLineFeed(text, from: offset) else { continue }
      if let behind = textBehindMarker(text, offset + 3..<end) {
        let message = "invalid document separator: ---\(behind.isEmpty ? "" : " \(behind)")"
        return DocumentStream.Pieces(
          failure: YAMLError(message: message, line: counter.line(at: offset), column: 1))
      }
      result.pieces.append(DocumentStream.Piece(range: start..<offset, line: counter.line(at: start)))
      start = end + 1
      // The line break behind a marker is used up: a marker on the next line is text.
      offset = start
    }
    result.pieces.append(DocumentStream.Piece(range: start..<text.count, line: counter.line(at: start)))
    return result
  }
}

// MARK: Helm

private struct HelmSplitter {
  private let text: UnsafeBufferPointer<UInt8>
  private let trimsEnd: Bool

  init(_ text: UnsafeBufferPointer<UInt8>, trimsEnd: Bool) {
    self.text = text
    self.trimsEnd = trimsEnd
  }

  func split() -> DocumentStream.Pieces {
    var result = DocumentStream.Pieces()
    var counter = LineCounter(text)
    let whole = UnicodeBlank.trimmed(text, 0..<text.count)
    let end = trimsEnd ? whole.upperBound : text.count
    var start = whole.lowerBound
    var offset = start
    func close(_ end: Int) {
      let trimmed = UnicodeBlank.trimmed(text, start..<end)
      guard !trimmed.isEmpty else { return }
      let range = trimsEnd ? trimmed : trimmed.lowerBound..<end
      result.pieces.append(DocumentStream.Piece(range: range, line: counter.line(at: range.lowerBound)))
    }
    while offset + 3 <= end {
      // `offset` is a place where a marker may stand: the start of the text or behind a line feed not yet used up.
      if startsWithMarker(text, at: offset) {
        close(offset)
        start = behindMarker(offset + 3, end)
        offset = start
      }
      guard let feed = nextLineFeed(text, from: offset), feed < end else { break }
      offset = feed + 1
    }
    close(end)
    return result
  }

  /// Where the blank space behind a marker ends.
  private func behindMarker(_ offset: Int, _ end: Int) -> Int {
    var offset = offset
    while offset < end {
      switch text[offset] {
      case 0x20, 0x09: offset += 1
      case 0x0A, 0x0C, 0x0D: if trimsEnd { offset += 1 } else { return offset }
      default: return offset
      }
    }
    return offset
  }
}

// MARK: JSON or YAML

/// apimachinery's `YAMLOrJSONDecoder`: JSON values as long as there are any; a text whose first or second value is no
/// JSON is YAML from there.
private struct JSONStreamSplitter {
  private let text: UnsafeBufferPointer<UInt8>
  /// How far the decoder looks for a brace.
  private let peek: Int

  init(_ text: UnsafeBufferPointer<UInt8>, peek: Int) {
    self.text = text
    self.peek = peek
  }

  func split() -> DocumentStream.Pieces {
    let first = UnicodeBlank.trimmed(text, 0..<min(peek, text.count)).lowerBound
    guard first < text.count, text[first] == UInt8(ascii: "{") else { return LineSplitter(text).split(from: 0) }
    var result = DocumentStream.Pieces()
    var cursor = SourceCursor(text: text)
    var offset = 0
    while true {
      let start = skipBlanks(offset)
      guard start < text.count else { return result }
      let place = cursor.place(of: start)
      let (line, column) = (place.line + 1, place.column)
      do throws(YAMLError) {
        let end = try JSONReader.endOfValue(text, from: start)
        result.pieces.append(DocumentStream.Piece(range: start..<end, line: line, column: column, isJSON: true))
        offset = end
      } catch {
        let failure = YAMLError(
          message: error.message, line: error.line + line - 1,
          column: error.line == 1 ? error.column + column : error.column)
        return asYAML(result, from: offset, or: failure)
      }
    }
  }

  private func skipBlanks(_ start: Int) -> Int {
    var offset = start
    while offset < text.count {
      switch text[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return offset
      }
    }
    return offset
  }

  private func asYAML(
    _ values: DocumentStream.Pieces, from offset: Int, or failure: YAMLError
  ) -> DocumentStream.Pieces {
    var result = values
    guard values.pieces.count <= 1, let start = behindLineBreak(offset) else {
      result.failure = failure
      return result
    }
    let rest = LineSplitter(text).split(from: start)
    result.pieces.append(contentsOf: rest.pieces)
    result.failure = rest.failure
    return result
  }

  /// Where the blank space at an offset ends, or its first line; nil near the end of the text.
  private func behindLineBreak(_ start: Int) -> Int? {
    var offset = start
    while offset + 4 <= text.count {
      let length = UnicodeBlank.length(text, offset)
      if length == 0 { return offset }
      offset += length
      if text[offset - 1] == 0x0A { return offset }
    }
    return nil
  }
}
