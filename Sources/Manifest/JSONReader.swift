/// Reads strict JSON (RFC 8259) into a document.
struct JSONReader {
  private let text: UnsafeBufferPointer<UInt8>
  private let reader: YAMLReader
  private var assembler: TreeAssembler
  private var index = 0
  /// The line of `lineStart`, from 0.
  private var line = 0
  private var lineStart = 0
  private var counted = 0
  private var countedColumn = 0
  private var scratch: [UInt8] = []

  /// What the grammar allows next.
  private enum Expected {
    case value, firstElement, firstKey, key, commaOrEnd
  }

  static func read(_ text: UnsafeBufferPointer<UInt8>, reader: YAMLReader) throws(YAMLError) -> YAMLReader.Result {
    var json = JSONReader(
      text: text, reader: reader, assembler: TreeAssembler(dialect: .json, textSize: text.count))
    try json.readDocument()
    return YAMLReader.Result(document: json.assembler.document, duplicateKeys: json.assembler.duplicateKeys)
  }

  /// Where the value ends that starts at an offset; the error's place counts from there.
  static func endOfValue(_ text: UnsafeBufferPointer<UInt8>, from start: Int) throws(YAMLError) -> Int {
    let rest = UnsafeBufferPointer(rebasing: text[start...])
    var json = JSONReader(
      text: rest, reader: YAMLReader(dialect: .json), assembler: TreeAssembler(dialect: .json, textSize: 0))
    try json.readValueOnly()
    return start + json.index
  }

  private init(text: UnsafeBufferPointer<UInt8>, reader: YAMLReader, assembler: TreeAssembler) {
    self.text = text
    self.reader = reader
    self.assembler = assembler
  }

  private mutating func readDocument() throws(YAMLError) {
    try readValueOnly()
    skipBlanks()
    if index < text.count { throw error("invalid character \(shown()) after top-level value") }
  }

  private mutating func readValueOnly() throws(YAMLError) {
    var expected = Expected.value
    while !assembler.isComplete {
      skipBlanks()
      guard index < text.count else { throw error("unexpected end of JSON input") }
      expected = try step(expected)
    }
  }

  private mutating func step(_ expected: Expected) throws(YAMLError) -> Expected {
    let byte = text[index]
    switch expected {
    case .value: return try readValue()
    case .firstElement: return byte == UInt8(ascii: "]") ? try close() : try readValue()
    case .firstKey: return byte == UInt8(ascii: "}") ? try close() : try readKey()
    case .key: return try readKey()
    case .commaOrEnd:
      let isMapping = assembler.frames.last?.isMapping == true
      if byte == UInt8(ascii: ",") {
        index += 1
        return isMapping ? .key : .value
      }
      guard byte == (isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
        throw error("invalid character \(shown()) after \(isMapping ? "object key:value pair" : "array element")")
      }
      return try close()
    }
  }

  private mutating func close() throws(YAMLError) -> Expected {
    index += 1
    do throws(TreeAssembler.Failure) { try assembler.end() } catch { throw self.error(error.message) }
    return .commaOrEnd
  }

  private mutating func readKey() throws(YAMLError) -> Expected {
    guard text[index] == UInt8(ascii: "\"") else {
      throw error("invalid character \(shown()) looking for beginning of object key string")
    }
    let origin = origin()
    try readString()
    let content = scratch
    let failure = content.withUnsafeBufferPointer { text -> TreeAssembler.Failure? in
      do throws(TreeAssembler.Failure) {
        try assembler.addKey(text, kind: .string, isMergeKey: false, origin: origin)
        return nil
      } catch { return error }
    }
    if let failure { throw error(failure.message) }
    skipBlanks()
    guard index < text.count else { throw error("unexpected end of JSON input") }
    guard text[index] == UInt8(ascii: ":") else { throw error("invalid character \(shown()) after object key") }
    index += 1
    return .value
  }

  private mutating func readValue() throws(YAMLError) -> Expected {
    let origin = origin()
    switch text[index] {
    case UInt8(ascii: "{"):
      try start(.mapping, origin)
      return .firstKey
    case UInt8(ascii: "["):
      try start(.sequence, origin)
      return .firstElement
    case UInt8(ascii: "\""):
      try readString()
      let content = scratch
      try content.withUnsafeBufferPointer { addScalar($0, .string, .doubleQuoted, origin) }.get()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = index
      let isInteger = try readNumber()
      let number = UnsafeBufferPointer(rebasing: text[start..<index])
      // Go reads -0 as a float with its sign.
      let isMinusZero = number.count == 2 && number[0] == UInt8(ascii: "-") && number[1] == UInt8(ascii: "0")
      let fits = isInteger && !isMinusZero && GoNumber.plainInteger(number) != .none
      try addScalar(number, fits ? .int : .float, .plain, origin).get()
    default: try readWord(origin)
    }
    return .commaOrEnd
  }

  private mutating func start(_ kind: Node.Kind, _ origin: Origin) throws(YAMLError) {
    do throws(TreeAssembler.Failure) {
      try assembler.start(kind, style: .flow, anchor: nil, origin: origin)
    } catch { throw self.error(error.message) }
    index += 1
  }

  private mutating func addScalar(
    _ text: UnsafeBufferPointer<UInt8>, _ kind: Node.Kind, _ style: Node.Style, _ origin: Origin
  ) -> Result<Void, YAMLError> {
    do throws(TreeAssembler.Failure) {
      _ = try assembler.addScalar(text, kind: kind, style: style, origin: origin)
      return .success(())
    } catch { return .failure(self.error(error.message)) }
  }

  private mutating func readWord(_ origin: Origin) throws(YAMLError) {
    let words: [(StaticString, Node.Kind)] = [("true", .bool), ("false", .bool), ("null", .null)]
    for (word, kind) in words {
      let end = index + word.utf8CodeUnitCount
      guard end <= text.count else { continue }
      let candidate = UnsafeBufferPointer(rebasing: text[index..<end])
      let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
      guard equalBytes(candidate, expected) else { continue }
      index = end
      try addScalar(candidate, kind, .plain, origin).get()
      return
    }
    throw error("invalid character \(shown()) looking for beginning of value")
  }

  /// Skips a number; true when it has neither fraction nor exponent.
  private mutating func readNumber() throws(YAMLError) -> Bool {
    var isInteger = true
    if text[index] == UInt8(ascii: "-") { index += 1 }
    if index < text.count, text[index] == UInt8(ascii: "0") { index += 1 } else { try skipDigits() }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      isInteger = false
      try skipDigits()
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      isInteger = false
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
      try skipDigits()
    }
    return isInteger
  }

  private mutating func skipDigits() throws(YAMLError) {
    let start = index
    while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
    guard index > start else { throw error("invalid character \(shown()) in numeric literal") }
  }
}

// MARK: Strings

extension JSONReader {
  /// Reads a string into `scratch`.
  private mutating func readString() throws(YAMLError) {
    scratch.removeAll(keepingCapacity: true)
    index += 1
    while true {
      guard index < text.count else { throw error("unexpected end of JSON input") }
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return
      case UInt8(ascii: "\\"): try readEscape()
      case 0..<0x20: throw error("invalid character \(shown()) in string literal")
      case 0..<0x80:
        scratch.append(byte)
        index += 1
      default: readCharacter()
      }
    }
  }

  /// Copies one character; bytes that are no UTF-8 become U+FFFD, as in Go.
  private mutating func readCharacter() {
    let length = UTF8Sequence.length(text, at: index)
    if length > 0 {
      scratch.append(contentsOf: text[index..<index + length])
      index += length
    } else {
      scratch.append(contentsOf: [0xEF, 0xBF, 0xBD])
      index += 1
    }
  }

  private mutating func readEscape() throws(YAMLError) {
    guard index + 1 < text.count else { throw error("unexpected end of JSON input") }
    index += 1
    switch text[index] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(text[index])
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "t"): scratch.append(0x09)
    case UInt8(ascii: "u"):
      try readUnicode()
      return
    default: throw error("invalid character \(shown()) in string escape code")
    }
    index += 1
  }

  private mutating func readUnicode() throws(YAMLError) {
    guard let first = hex4(index + 1) else { throw error("invalid character in \\u hexadecimal character escape") }
    index += 5
    var value = first
    if first & 0xFC00 == 0xD800, index + 1 < text.count, text[index] == UInt8(ascii: "\\"),
      text[index + 1] == UInt8(ascii: "u"), let second = hex4(index + 2), second & 0xFC00 == 0xDC00
    {
      value = 0x10000 + (first & 0x3FF) << 10 + second & 0x3FF
      index += 6
    }
    let scalar = UnicodeScalar(value) ?? "\u{FFFD}"
    scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private func hex4(_ start: Int) -> UInt32? {
    guard start + 4 <= text.count else { return nil }
    var value: UInt32 = 0
    for offset in start..<start + 4 {
      let digit = GoNumber.hexDigit(text[offset])
      guard digit < 16 else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}

// MARK: Places

extension JSONReader {
  private mutating func skipBlanks() {
    while index < text.count {
      switch text[index] {
      case 0x0A:
        index += 1
        line += 1
        lineStart = index
      case 0x20, 0x09, 0x0D: index += 1
      default: return
      }
    }
  }

  /// The code points before `index` on its line; counted from where they were counted last.
  private mutating func column() -> Int {
    if counted < lineStart || counted > index { (counted, countedColumn) = (lineStart, 0) }
    while counted < index {
      if text[counted] & 0xC0 != 0x80 { countedColumn += 1 }
      counted += 1
    }
    return countedColumn
  }

  private mutating func origin() -> Origin {
    let column = column()
    return Origin(
      file: reader.file, line: reader.firstLine + line,
      column: reader.columnOffset + (line == 0 ? reader.firstColumn : 0) + column + 1)
  }

  private mutating func error(_ message: String) -> YAMLError {
    YAMLError(message: message, line: line + 1, column: column() + 1)
  }

  private func shown() -> String {
    guard index < text.count else { return "at the end" }
    let length = max(UTF8Sequence.length(text, at: index), 1)
    return "'\(String(decoding: text[index..<index + length], as: UTF8.self))'"
  }
}
