import Glibc

/// The comments of a YAML file that mean something to a reader: schema modelines and suppressions.
public struct SourceComments: Sendable {
  /// `# yaml-language-server: $schema=URL`
  public struct Schema: Sendable, Hashable {
    public var url: String
    /// From 1.
    public var line: Int
  }

  /// `# strata:ignore RULE[,RULE] [reason]`
  public struct Suppression: Sendable, Hashable {
    /// Empty when the comment names none, which suppresses nothing.
    public var rules: [String]
    public var reason: String?
    /// From 1.
    public var line: Int
    /// From 1, in code points: where the comment starts.
    public var column: Int
    /// Whether the comment has a line of its own, and so speaks of what follows.
    public var hasOwnLine: Bool
  }

  public private(set) var schemas: [Schema] = []
  public private(set) var suppressions: [Suppression] = []

  private static let schemaWord: StaticString = "yaml-language-server:"
  private static let suppressionWord: StaticString = "strata:ignore"

  /// Finds the comments of a text; text inside quotes and block scalars is no comment.
  public init(_ text: UnsafeBufferPointer<UInt8>) {
    // Almost no file has any, and to find that out is cheap.
    guard Self.mayHoldAny(text) else { return }
    var scanner = CommentScanner(text)
    while let comment = scanner.next() { take(comment) }
  }

  /// Finds the comments of a text.
  public init(_ text: [UInt8]) {
    self = text.withUnsafeBufferPointer { SourceComments($0) }
  }

  /// Whether one of the words stands behind some `#`.
  private static func mayHoldAny(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return false }
    var offset = 0
    while offset < text.count, let found = memchr(base + offset, Int32(UInt8(ascii: "#")), text.count - offset) {
      offset = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
      while offset < text.count, text[offset] == UInt8(ascii: "#") || isBlank(text[offset]) { offset += 1 }
      if starts(text, at: offset, with: schemaWord) || starts(text, at: offset, with: suppressionWord) { return true }
    }
    return false
  }

  private static func starts(_ text: UnsafeBufferPointer<UInt8>, at offset: Int, with word: StaticString) -> Bool {
    guard offset + word.utf8CodeUnitCount <= text.count, let base = text.baseAddress else { return false }
    return memcmp(base + offset, word.utf8Start, word.utf8CodeUnitCount) == 0
  }

  private mutating func take(_ comment: CommentScanner.Comment) {
    let content = comment.text.drop { $0 == UInt8(ascii: "#") || Self.isBlank($0) }
    if let rest = Self.rest(of: content, after: Self.schemaWord) {
      guard let value = Self.rest(of: rest.drop(while: Self.isBlank), after: "$schema=") else { return }
      let url = value.prefix { !Self.isBlank($0) }
      if !url.isEmpty { schemas.append(Schema(url: String(decoding: url, as: UTF8.self), line: comment.line)) }
    } else if let rest = Self.rest(of: content, after: Self.suppressionWord) {
      guard rest.first.map({ Self.isBlank($0) }) ?? true else { return }
      takeSuppression(rest.drop(while: Self.isBlank), comment)
    }
  }

  private mutating func takeSuppression(_ content: ArraySlice<UInt8>, _ comment: CommentScanner.Comment) {
    let list = content.prefix { !Self.isBlank($0) }
    let rules = list.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
    var reason = content.dropFirst(list.count).drop(while: Self.isBlank)
    while let last = reason.last, Self.isBlank(last) { reason.removeLast() }
    suppressions.append(
      Suppression(
        rules: rules, reason: reason.isEmpty ? nil : String(decoding: reason, as: UTF8.self), line: comment.line,
        column: comment.column, hasOwnLine: comment.hasOwnLine))
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static func rest(of text: ArraySlice<UInt8>, after word: StaticString) -> ArraySlice<UInt8>? {
    let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    return text.starts(with: word) ? text.dropFirst(word.count) : nil
  }
}

/// Walks over the lines of a YAML text and hands over its comments.
struct CommentScanner {
  struct Comment {
    /// From the `#` to the end of the line.
    var text: ArraySlice<UInt8>
    var line: Int
    var column: Int
    var hasOwnLine: Bool
  }

  private enum Quote {
    case none, single, double
  }

  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var line = 0
  private var quote = Quote.none
  /// Inside a block scalar: how far its parent is indented, and how far its text is, once known.
  private var block: (parent: Int, indent: Int?)?

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// The next comment.
  mutating func next() -> Comment? {
    while offset < text.count {
      let start = offset
      var end = start
      while end < text.count, text[end] != 0x0A { end += 1 }
      offset = end + 1
      line += 1
      if isInBlock(start..<end) { continue }
      if let hash = scan(start..<end) {
        let before = text[start..<hash]
        return Comment(
          text: ArraySlice(text[hash..<end]), line: line,
          column: before.reduce(1) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) },
          hasOwnLine: before.allSatisfy { $0 == 0x20 || $0 == 0x09 })
      }
    }
    return nil
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private mutating func isInBlock(_ range: Range<Int>) -> Bool {
    guard let block else { return false }
    guard let first = range.first(where: { text[$0] != 0x20 }), text[first] != 0x0D else { return true }
    let indent = first - range.lowerBound
    let isInside = indent >= (block.indent ?? block.parent + 1)
    self.block = isInside ? (block.parent, block.indent ?? indent) : nil
    return isInside
  }

  /// Goes over a line: quotes, the start of a block scalar, and where a comment starts.
  private mutating func scan(_ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    // Text may start after an indicator; quotes inside plain text are just text.
    var mayStart = true
    var last: UInt8 = 0
    while index < range.upperBound {
      let byte = text[index]
      switch quote {
      case .single: if byte == UInt8(ascii: "'") { quote = .none }
      case .double:
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { quote = .none }
      case .none:
        let followsBlank = index == range.lowerBound || isBlank(text[index - 1])
        if byte == UInt8(ascii: "#"), followsBlank {
          startBlock(range.lowerBound..<index)
          return index
        }
        if mayStart, byte == UInt8(ascii: "'") { quote = .single }
        if mayStart, byte == UInt8(ascii: "\"") { quote = .double }
        if !isBlank(byte) {
          last = byte
          mayStart = isIndicator(last)
        }
      }
      index += 1
    }
    if quote == .none { startBlock(range) }
    return nil
  }

  private func isIndicator(_ byte: UInt8) -> Bool { ":-?,[{".utf8.contains(byte) }

  /// Whether a line without its comment ends in the header of a block scalar.
  private mutating func startBlock(_ range: Range<Int>) {
    var end = range.upperBound
    while end > range.lowerBound, isBlank(text[end - 1]) { end -= 1 }
    var digit: Int?
    while end > range.lowerBound, "+-123456789".utf8.contains(text[end - 1]) {
      end -= 1
      if text[end] &- 0x30 < 10 { digit = Int(text[end] &- 0x30) }
    }
    guard end > range.lowerBound, text[end - 1] == UInt8(ascii: "|") || text[end - 1] == UInt8(ascii: ">") else {
      return
    }
    end -= 1
    guard end == range.lowerBound || isBlank(text[end - 1]) else { return }
    var parent = range.lowerBound
    var dash: Int?
    while parent < end, text[parent] == 0x20 || text[parent] == UInt8(ascii: "-") {
      if text[parent] == UInt8(ascii: "-") { dash = parent }
      parent += 1
    }
    let column = parent < end ? parent - range.lowerBound : dash.map { $0 - range.lowerBound } ?? -1
    block = (column, digit.map { max(column, 0) + $0 })
  }
}
