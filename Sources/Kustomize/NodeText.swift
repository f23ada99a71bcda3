import Manifest

/// Writes a changed YAML text back as go-yaml v3 writes its nodes: order, quotes, flow style and comments stay, layout is
/// normalised (indentation of two, lists at the indentation of their key).
struct NodeText {
  private let document: Document
  private let comments: CommentTable
  private var output: [UInt8] = []

  /// The YAML of a document that was read from `source`.
  static func write(_ document: Document, source: [UInt8]) -> [UInt8] {
    var text = NodeText(document, source)
    text.writeRoot()
    return text.output
  }

  private init(_ document: Document, _ source: [UInt8]) {
    self.document = document
    comments = CommentTable(source, document)
  }

  private mutating func writeRoot() {
    let root = document.root
    if isBlock(root) {
      writeMembers(of: root, indent: 0, startsLine: true)
    } else {
      output += inline(root, indent: 0) + [UInt8(ascii: "\n")]
    }
    writeComments(before: .max, indent: 0)
  }

  // MARK: Block collections

  private func isBlock(_ id: NodeID) -> Bool {
    !document.kind(id).isScalar && document.count(id) > 0 && document.style(id) != .flow
  }

  private mutating func writeMembers(of id: NodeID, indent: Int, startsLine: Bool) {
    var startsLine = startsLine
    for position in 0..<document.count(id) {
      if document.isMapping(id) {
        let origin = document.keyOrigin(id, at: position)
        let entry = document.entry(id, at: position)
        startLine(origin, indent, &startsLine)
        output += keyText(entry.key, origin) + [UInt8(ascii: ":")]
        writeValue(entry.value, of: id, line: line(origin), indent: indent)
      } else {
        let element = document.element(id, at: position)
        startLine(document.origin(element), indent, &startsLine)
        output.append(UInt8(ascii: "-"))
        writeValue(element, of: id, line: line(document.origin(element)), indent: indent)
      }
    }
  }

  /// The line of the text that something stands on; 0 for what was put in.
  private func line(_ origin: Origin) -> Int { origin.isDerived || origin.file != .none ? 0 : origin.line }

  private mutating func startLine(_ origin: Origin, _ indent: Int, _ startsLine: inout Bool) {
    if startsLine {
      writeComments(before: line(origin), indent: indent)
      output += repeatElement(UInt8(ascii: " "), count: indent)
    }
    startsLine = true
  }

  private mutating func writeValue(_ value: NodeID, of parent: NodeID, line: Int, indent: Int) {
    guard isBlock(value) else {
      let text = inline(value, indent: indent)
      if !text.isEmpty { output.append(UInt8(ascii: " ")) }
      let isBlockScalar = text.contains(UInt8(ascii: "\n"))
      output += text
      if !isBlockScalar { writeTrailingComment(line) }
      output.append(UInt8(ascii: "\n"))
      return
    }
    if document.isMapping(parent) {
      writeTrailingComment(line)
      output.append(UInt8(ascii: "\n"))
      writeMembers(of: value, indent: document.isMapping(value) ? indent + 2 : indent, startsLine: true)
    } else {
      output.append(UInt8(ascii: " "))
      writeMembers(of: value, indent: indent + 2, startsLine: false)
    }
  }

  // MARK: Comments

  private var written = 0

  private mutating func writeComments(before line: Int, indent: Int) {
    for comment in comments.lines where comment.line > written && comment.line < line {
      output += repeatElement(UInt8(ascii: " "), count: indent)
      output += comment.text + [UInt8(ascii: "\n")]
      if comment.isFollowedByBlank, line != .max { output.append(UInt8(ascii: "\n")) }
    }
    if line != .max { written = max(written, line) }
  }

  private mutating func writeTrailingComment(_ line: Int) {
    if let text = comments.trailing[line] { output += [UInt8(ascii: " ")] + text }
  }

  // MARK: Scalars and flow collections

  private func inline(_ id: NodeID, indent: Int) -> [UInt8] {
    switch document.kind(id) {
    case .mapping:
      let members = (0..<document.count(id)).map { position in
        let entry = document.entry(id, at: position)
        return keyText(entry.key, document.keyOrigin(id, at: position)) + Array(": ".utf8) + flow(entry.value)
      }
      return Array("{".utf8) + members.joined(separator: ", ".utf8) + Array("}".utf8)
    case .sequence:
      return Array("[".utf8) + document.elements(id).map { flow($0) }.joined(separator: ", ".utf8) + Array("]".utf8)
    default: return scalar(id, indent: indent, isFlow: false)
    }
  }

  private func flow(_ id: NodeID) -> [UInt8] {
    document.kind(id).isScalar ? scalar(id, indent: 0, isFlow: true) : inline(id, indent: 0)
  }

  private func keyText(_ key: Key, _ origin: Origin) -> [UInt8] {
    let text = Array(key.bytes)
    switch comments.quote(at: origin) {
    case UInt8(ascii: "'")?: return Self.singleQuoted(text) ?? Self.doubleQuoted(text)
    case UInt8(ascii: "\"")?: return Self.doubleQuoted(text)
    default: return key.kind == .string ? Self.automatic(text) : text
    }
  }

  private func scalar(_ id: NodeID, indent: Int, isFlow: Bool) -> [UInt8] {
    let text = Array(document.text(id))
    let kind = document.kind(id)
    if kind != .string, kind != .binary {
      let resolved = document.withText(id) { PlainScalar.kind($0, .yaml12) }
      if resolved == kind { return text }
      let tag = kind == .timestamp ? "!!timestamp" : "!!\(kind)"
      return Array("\(tag) ".utf8) + Self.automatic(text)
    }
    switch document.style(id) {
    case .doubleQuoted: return Self.doubleQuoted(text)
    case .singleQuoted: return Self.singleQuoted(text) ?? Self.doubleQuoted(text)
    case .literal, .folded:
      guard !isFlow, FoldedText.isBlock(text) else { return Self.doubleQuoted(text) }
      let lines = document.style(id) == .folded ? FoldedText.written(text).dropFirst(3) : Self.literal(text)[...]
      return Self.indented(Array(lines), by: indent)
    default:
      if text.contains(UInt8(ascii: "\n")), !isFlow, FoldedText.isBlock(text) {
        return Self.indented(Self.literal(text), by: indent)
      }
      return Self.automatic(text)
    }
  }

  /// Text without quotes where that reads back as the same string.
  private static func automatic(_ text: [UInt8]) -> [UInt8] {
    // Words such as `yes` keep the style they have; only YAML 1.1 takes them for something else.
    let string = String(decoding: text, as: UTF8.self)
    if PlainScalar.kind(string, .yaml11) == .bool, PlainScalar.kind(string, .yaml12) == .string { return text }
    var document = Document()
    document.setRoot(document.addScalar(text, origin: .none))
    let printed = (try? YAMLPrinter(style: .goYAML3).bytes(document, document.root)) ?? []
    let line = printed.last == UInt8(ascii: "\n") ? Array(printed.dropLast()) : printed
    return line.contains(UInt8(ascii: "\n")) ? doubleQuoted(text) : line
  }

  private static func singleQuoted(_ text: [UInt8]) -> [UInt8]? {
    guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return Array("'".utf8) + text.flatMap { $0 == UInt8(ascii: "'") ? [$0, $0] : [$0] } + Array("'".utf8)
  }

  private static func doubleQuoted(_ text: [UInt8]) -> [UInt8] {
    var output = Array("\"".utf8)
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): output += "\\n".utf8
      case UInt8(ascii: "\t"): output += "\\t".utf8
      case UInt8(ascii: "\r"): output += "\\r".utf8
      case 0..<0x20, 0x7F:
        let digits = Array("0123456789ABCDEF".utf8)
        output += Array("\\x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: output.append(byte)
      }
    }
    return output + Array("\"".utf8)
  }

  private static func literal(_ text: [UInt8]) -> [UInt8] {
    var output = Array("|".utf8) + FoldedText.hints(text) + [UInt8(ascii: "\n")]
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.offset > 0 { output.append(UInt8(ascii: "\n")) }
      if !line.element.isEmpty { output += [UInt8(ascii: " "), UInt8(ascii: " ")] + line.element }
    }
    return output.last == UInt8(ascii: "\n") ? Array(output.dropLast()) : output
  }

  private static func indented(_ lines: [UInt8], by indent: Int) -> [UInt8] {
    var output: [UInt8] = []
    let lines = lines.last == UInt8(ascii: "\n") ? lines.dropLast() : lines[...]
    for (index, line) in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if index > 0 { output.append(UInt8(ascii: "\n")) }
      if index > 0, !line.isEmpty { output += repeatElement(UInt8(ascii: " "), count: indent) }
      output += line
    }
    return output
  }
}

/// The comments of a YAML text, by the lines they stand on.
private struct CommentTable {
  struct Line {
    var line: Int
    var text: [UInt8]
    /// Whether an empty line stands behind it, which go-yaml keeps.
    var isFollowedByBlank: Bool
  }

  private(set) var lines: [Line] = []
  /// Comments behind values.
  private(set) var trailing: [Int: [UInt8]] = [:]
  private let source: [ArraySlice<UInt8>]

  init(_ text: [UInt8], _ document: Document) {
    source = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let inside = Self.blockLines(document, source)
    for (index, line) in source.enumerated() where !inside.contains(index + 1) {
      let content = line.drop { Self.isBlank($0) }
      if content.first == UInt8(ascii: "#") {
        let isLast = index + 1 >= source.count
        let isBlank = !isLast && source[index + 1].allSatisfy { Self.isBlank($0) } && index + 2 < source.count
        lines.append(Line(line: index + 1, text: Self.trimmed(content), isFollowedByBlank: isBlank))
      } else if let start = Self.commentStart(line) {
        trailing[index + 1] = Self.trimmed(line[start...])
      }
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
    Array(text.reversed().drop { isBlank($0) }.reversed())
  }

  /// Lines that are the content of literal and folded scalars.
  private static func blockLines(_ document: Document, _ source: [ArraySlice<UInt8>]) -> Set<Int> {
    var inside: Set<Int> = []
    document.walk(document.root) { id in
      guard document.style(id) == .literal || document.style(id) == .folded, document.kind(id) == .string else {
        return
      }
      let origin = document.origin(id)
      guard !origin.isDerived, origin.file == .none else { return }
      var indent: Int?
      var line = origin.line + 1
      while line <= source.count {
        let text = source[line - 1]
        let spaces = text.prefix { $0 == UInt8(ascii: " ") }.count
        if !text.allSatisfy({ isBlank($0) }) {
          if spaces < indent ?? 1 { break }
          indent = indent ?? spaces
        }
        inside.insert(line)
        line += 1
      }
    }
    return inside
  }

  /// Where a comment starts behind content; `#` inside quotes does not count.
  private static func commentStart(_ line: ArraySlice<UInt8>) -> Int? {
    var quote: UInt8?
    var previous = UInt8(ascii: " ")
    for index in line.indices {
      let byte = line[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "#"), isBlank(previous) {
        return index
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\""), !isWord(previous) {
        quote = byte
      }
      previous = byte
    }
    return nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    !isBlank(byte) && ![UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ",")].contains(byte)
  }

  /// The quote that a key starts with.
  func quote(at origin: Origin) -> UInt8? {
    guard !origin.isDerived, origin.file == .none, origin.line > 0, origin.line <= source.count, origin.column > 0
    else {
      return nil
    }
    let line = source[origin.line - 1]
    guard origin.column <= line.count else { return nil }
    return line[line.startIndex + origin.column - 1]
  }
}
