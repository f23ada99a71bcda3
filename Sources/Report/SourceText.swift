import Synchronization

/// The texts of the files that a report shows, read when first asked for and kept.
public final class SourceTexts: Sendable {
  private let read: @Sendable (String) -> [UInt8]?
  private let cache = Mutex<[String: SourceText?]>([:])

  /// `read` gives the bytes of a file of the source by its path, or nil.
  public init(_ read: @escaping @Sendable (String) -> [UInt8]? = { _ in nil }) { self.read = read }

  /// The text of a file; nil when it cannot be read.
  public subscript(path: String) -> SourceText? {
    if let known = cache.withLock({ $0[path] }) { return known }
    let text = read(path).map(SourceText.init)
    cache.withLock { $0[path] = .some(text) }
    return text
  }
}

/// A text with its lines found. Lines end with LF, CRLF or CR; a byte order mark is in no column.
public struct SourceText: Sendable {
  public let bytes: [UInt8]
  private let starts: [Int]

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { starts.append(index) }
    }
    self.starts = starts
  }

  public var lineCount: Int { starts.count }

  /// Where a line (from 1) stands in `bytes`, without its line break; nil when there is no such line.
  public func line(_ number: Int) -> Range<Int>? {
    guard number >= 1, number <= starts.count else { return nil }
    let start = starts[number - 1]
    var end = number < starts.count ? starts[number] : bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The position in `bytes` of a column (from 1, in code points) of a line; the end of the line when it is shorter.
  public func position(column: Int, in line: Range<Int>) -> Int {
    var index = line.lowerBound
    var left = column - 1
    while left > 0, index < line.upperBound {
      index = Self.next(bytes, index, line.upperBound)
      left -= 1
    }
    return index
  }

  /// The column (from 1, in code points) of a position of a line.
  public func column(of position: Int, in line: Range<Int>) -> Int {
    var index = line.lowerBound
    var column = 1
    while index < min(position, line.upperBound) {
      index = Self.next(bytes, index, line.upperBound)
      column += 1
    }
    return column
  }

  /// The position behind the code point at `index`; bytes that are no UTF-8 count one each.
  static func next(_ bytes: [UInt8], _ index: Int, _ limit: Int) -> Int {
    index + (DisplayText.decode(bytes, index, limit)?.length ?? 1)
  }
}
