import Manifest

/// Reads TOML into maps: integers are int64, tables are maps.
struct TOMLReader {
  struct Failure: Error {
    var message: String
  }

  private let text: [UInt8]
  private var index = 0
  private let root = MapBox()
  private var current: MapBox
  /// Tables that a header or a value made; they may not be made again.
  private var defined: Set<ObjectIdentifier> = []
  private var depth = 0
  private var lastKey: [UInt8] = []

  static func read(_ text: [UInt8]) throws(Failure) -> MapBox {
    var reader = TOMLReader(text)
    try reader.run()
    return reader.root
  }

  private init(_ text: [UInt8]) {
    self.text = text
    current = root
  }

  private func failure(_ message: String) -> Failure {
    let line = text[..<min(index, text.count)].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    let place = lastKey.isEmpty ? "" : " (last key \(GoQuote.text(lastKey)))"
    return Failure(message: "toml: line \(line)\(place): \(message)")
  }

  private var peek: UInt8? { index < text.count ? text[index] : nil }

  private mutating func skipBlanks() { while peek == 0x20 || peek == 0x09 { index += 1 } }

  /// Skips blanks, line breaks and comments.
  private mutating func skipSpace() {
    while let byte = peek {
      if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        index += 1
      } else if byte == UInt8(ascii: "#") {
        while let byte = peek, byte != 0x0A { index += 1 }
      } else {
        return
      }
    }
  }

  private mutating func run() throws(Failure) {
    while true {
      skipSpace()
      guard let byte = peek else { return }
      if byte == UInt8(ascii: "[") { try readHeader() } else { try readPair(current) }
      skipBlanks()
      if peek == UInt8(ascii: "#") { continue }
      guard peek == nil || peek == 0x0A || peek == 0x0D else {
        throw failure("expected a top-level item to end with a newline, comment, or EOF, but got \(shown()) instead")
      }
    }
  }

  private func shown() -> String {
    guard index < text.count else { return "end of file" }
    let rune = Rune.decode(text, index)
    return "'" + String(decoding: Rune.text([rune.value]), as: UTF8.self) + "'"
  }

  // MARK: Keys and tables

  private mutating func readKey() throws(Failure) -> [Key] {
    var keys: [Key] = []
    while true {
      skipBlanks()
      if peek == 0x22 || peek == 0x27 {
        keys.append(Key(bytes: try readString()))
      } else {
        let start = index
        while let byte = peek, (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F || byte == 0x2D {
          index += 1
        }
        guard index > start else { throw failure("expected start of a key, but got \(shown()) instead") }
        keys.append(Key(bytes: Array(text[start..<index])))
      }
      skipBlanks()
      guard peek == UInt8(ascii: ".") else {
        lastKey = GoText.joined(keys.map(\.array), [0x2E])
        return keys
      }
      index += 1
    }
  }

  private func table(_ map: MapBox, _ key: Key) throws(Failure) -> MapBox {
    guard let value = map[key] else {
      let table = MapBox()
      map[key] = .map(table)
      return table
    }
    if let table = value.map { return table }
    if let last = value.list?.items.last?.map { return last }
    throw failure("Key '\(key)' has already been defined.")
  }

  private mutating func readHeader() throws(Failure) {
    index += 1
    let isArray = peek == UInt8(ascii: "[")
    if isArray { index += 1 }
    let keys = try readKey()
    guard peek == UInt8(ascii: "]") else { throw failure("expected '.' or ']' to end table name, but got \(shown())") }
    index += 1
    if isArray {
      guard peek == UInt8(ascii: "]") else { throw failure("expected end of table array name delimiter ']'") }
      index += 1
    }
    var map = root
    for key in keys.dropLast() { map = try table(map, key) }
    lastKey = []
    guard let last = keys.last else { return }
    if isArray {
      let old = map[last]
      guard old == nil || old?.list?.element == .map else {
        throw failure("Key '\(last)' was already created as a table.")
      }
      let new = MapBox()
      map[last] = .list((old?.list?.items ?? []) + [.map(new)], .map)
      current = new
      return
    }
    current = try table(map, last)
    guard defined.insert(ObjectIdentifier(current)).inserted else {
      throw failure("Key '\(last)' has already been defined.")
    }
  }

  private mutating func readPair(_ map: MapBox) throws(Failure) {
    let keys = try readKey()
    guard peek == UInt8(ascii: "=") else {
      throw failure("expected '.' or '=', but got \(shown()) instead")
    }
    index += 1
    skipBlanks()
    let value = try readValue()
    var target = map
    for key in keys.dropLast() { target = try table(target, key) }
    guard let last = keys.last else { return }
    guard target[last] == nil else { throw failure("Key '\(last)' has already been defined.") }
    target[last] = value
  }

  // MARK: Values

  private mutating func readValue() throws(Failure) -> Value {
    depth += 1
    defer { depth -= 1 }
    guard depth < 200 else { throw failure("the values nest too deep") }
    guard let byte = peek else { throw failure("unexpected EOF; expected value") }
    switch byte {
    case 0x22, 0x27: return .string(try readString())
    case UInt8(ascii: "["): return try readArray()
    case UInt8(ascii: "{"): return try readInlineTable()
    default: return try readScalar()
    }
  }

  private mutating func readArray() throws(Failure) -> Value {
    index += 1
    var items: [Value] = []
    while true {
      skipSpace()
      if peek == UInt8(ascii: "]") {
        index += 1
        return .list(items)
      }
      items.append(try readValue())
      skipSpace()
      if peek == UInt8(ascii: ",") {
        index += 1
      } else if peek != UInt8(ascii: "]") {
        throw failure("expected a comma (',') or array terminator (']'), but got \(shown())")
      }
    }
  }

  private mutating func readInlineTable() throws(Failure) -> Value {
    index += 1
    let map = MapBox()
    skipSpace()
    while peek != UInt8(ascii: "}") {
      try readPair(map)
      skipSpace()
      if peek == UInt8(ascii: ",") {
        index += 1
        skipSpace()
      } else if peek != UInt8(ascii: "}") {
        throw failure("expected a comma or an inline table terminator '}', but got \(shown()) instead")
      }
    }
    index += 1
    return .map(map)
  }

  private mutating func readScalar() throws(Failure) -> Value {
    let start = index
    while let byte = peek, !",]}#\n\r \t".utf8.contains(byte) { index += 1 }
    // A date and its time may stand apart.
    if peek == 0x20, index - start == 10, index + 3 < text.count, text[start + 4] == 0x2D, text[index + 1] &- 0x30 < 10
    {
      index += 1
      while let byte = peek, !",]}#\n\r \t".utf8.contains(byte) { index += 1 }
    }
    let word = Array(text[start..<index])
    switch String(decoding: word, as: UTF8.self) {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "inf", "+inf": return .float(.infinity)
    case "-inf": return .float(-.infinity)
    case "nan", "+nan", "-nan": return .float(.nan)
    default: break
    }
    if let number = number(word) { return number }
    if let time = date(word) { return .object(time) }
    index = start
    guard let first = word.first else { throw failure("expected value but found \(shown()) instead") }
    if (first | 0x20) &- 0x61 < 26 {
      throw failure("expected value but found \(GoQuote.text(word)) instead")
    }
    throw failure("invalid value: \(GoQuote.text(word))")
  }

  private func number(_ word: [UInt8]) -> Value? {
    let digits = word.first == 0x2B || word.first == 0x2D ? Array(word.dropFirst()) : word
    guard let first = digits.first, first &- 0x30 < 10 else { return nil }
    let isPrefixed = digits.count > 2 && first == 0x30 && "xob".utf8.contains(digits[1])
    if !isPrefixed, digits.count > 1, first == 0x30, digits[1] &- 0x30 < 10 { return nil }
    let parsed = GoInteger.int64(word, base: isPrefixed || word.contains(0x5F) ? 0 : 10)
    if let value = parsed.value { return .int(value, .int64) }
    guard !isPrefixed, word.contains(0x2E) || word.contains(0x65) || word.contains(0x45) else { return nil }
    return GoInteger.float(word).map { .float($0) }
  }

  private func date(_ word: [UInt8]) -> GoTime? {
    guard word.count >= 8 else { return nil }
    for layout in ["2006-01-02T15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999Z07:00"] {
      if let time = try? TimeParser.parse(Array(layout.utf8), word, zone: .utc) { return time }
    }
    for layout in [
      "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02", "15:04:05.999999999",
    ] {
      if let time = try? TimeParser.parse(Array(layout.utf8), word, zone: .utc) { return time }
    }
    return nil
  }

  // MARK: Strings

  private mutating func readString() throws(Failure) -> [UInt8] {
    guard let quote = peek else { return [] }
    let isLong = index + 2 < text.count && text[index + 1] == quote && text[index + 2] == quote
    index += isLong ? 3 : 1
    if isLong {
      if peek == 0x0D, index + 1 < text.count, text[index + 1] == 0x0A { index += 1 }
      if peek == 0x0A { index += 1 }
    }
    var output: [UInt8] = []
    while let byte = peek {
      if byte == quote {
        guard isLong else {
          index += 1
          return output
        }
        let run = text[index...].prefix { $0 == quote }.count
        if run >= 3 {
          output += repeatElement(quote, count: min(run, 5) - 3)
          index += min(run, 5)
          return output
        }
      }
      if byte == 0x0A, !isLong { throw failure("strings cannot contain newlines") }
      index += 1
      if byte == 0x5C, quote == 0x22 {
        try readEscape(&output, isLong: isLong)
      } else {
        output.append(byte)
      }
    }
    throw failure("unexpected EOF; expected '\(isLong ? "\"\"\"" : String(UnicodeScalar(quote)))'")
  }

  private mutating func readEscape(_ output: inout [UInt8], isLong: Bool) throws(Failure) {
    guard let byte = peek else { throw failure("unexpected EOF") }
    index += 1
    switch UnicodeScalar(byte) {
    case "b": output.append(0x08)
    case "t": output.append(0x09)
    case "n": output.append(0x0A)
    case "f": output.append(0x0C)
    case "r": output.append(0x0D)
    case "e": output.append(0x1B)
    case "\"", "\\": output.append(byte)
    case "u", "U":
      let count = byte == UInt8(ascii: "u") ? 4 : 8
      let digits = text[index...].prefix(count)
      guard digits.count == count, digits.allSatisfy({ GoQuote.hexDigit($0) != nil }) else {
        throw failure("expected \(count) hexadecimal digits after '\\\(UnicodeScalar(byte))'")
      }
      index += count
      let value = digits.reduce(UInt32(0)) { $0 << 4 | (GoQuote.hexDigit($1) ?? 0) }
      guard UnicodeScalar(value) != nil else { throw failure("Escaped character is not valid UTF-8.") }
      Rune.append(value, to: &output)
    case let blank where isLong && Lexer.isSpace(UInt8(truncatingIfNeeded: blank.value)):
      while let next = peek, Lexer.isSpace(next) { index += 1 }
    default: throw failure("invalid escape character '\(UnicodeScalar(byte))'")
    }
  }
}
