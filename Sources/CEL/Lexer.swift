/// Cuts an expression into tokens, one at a time.
struct Lexer {
  enum Kind: UInt8 {
    case end, identifier, quotedIdentifier, int, uint, double, string, bytes
    case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
    case dot, comma, colon, question, plus, minus, star, slash, percent, not
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual, and, or, `in`, `true`, `false`, null
  }

  struct Token {
    var kind: Kind
    var start: Int
    var end: Int
  }

  let source: UnsafeBufferPointer<UInt8>
  var index = 0

  init(_ source: UnsafeBufferPointer<UInt8>) { self.source = source }

  @inline(__always)
  private func byte(_ offset: Int) -> UInt8 { offset < source.count ? source[offset] : 0 }

  mutating func next() throws(SourceProblem) -> Token {
    skipBlanks()
    let start = index
    guard index < source.count else { return Token(kind: .end, start: start, end: start) }
    let first = source[index]
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      return try word(start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(start)
    case UInt8(ascii: "."):
      if byte(index + 1) &- 0x30 < 10 { return try number(start) }
      return single(.dot)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(start, kind: .string, isRaw: false)
    case UInt8(ascii: "`"): return try quotedIdentifier(start)
    default: return try punctuation(first)
    }
  }

  private mutating func single(_ kind: Kind, _ length: Int = 1) -> Token {
    index += length
    return Token(kind: kind, start: index - length, end: index)
  }

  private mutating func skipBlanks() {
    while index < source.count {
      switch source[index] {
      case 0x20, 0x09, 0x0A, 0x0C, 0x0D: index += 1
      case UInt8(ascii: "/") where byte(index + 1) == UInt8(ascii: "/"):
        while index < source.count && source[index] != 0x0A { index += 1 }
      default: return
      }
    }
  }

  private mutating func punctuation(_ first: UInt8) throws(SourceProblem) -> Token {
    let second = byte(index + 1)
    switch first {
    case UInt8(ascii: "("): return single(.leftParenthesis)
    case UInt8(ascii: ")"): return single(.rightParenthesis)
    case UInt8(ascii: "["): return single(.leftBracket)
    case UInt8(ascii: "]"): return single(.rightBracket)
    case UInt8(ascii: "{"): return single(.leftBrace)
    case UInt8(ascii: "}"): return single(.rightBrace)
    case UInt8(ascii: ","): return single(.comma)
    case UInt8(ascii: ":"): return single(.colon)
    case UInt8(ascii: "?"): return single(.question)
    case UInt8(ascii: "+"): return single(.plus)
    case UInt8(ascii: "-"): return single(.minus)
    case UInt8(ascii: "*"): return single(.star)
    case UInt8(ascii: "/"): return single(.slash)
    case UInt8(ascii: "%"): return single(.percent)
    case UInt8(ascii: "!"): return second == UInt8(ascii: "=") ? single(.notEqual, 2) : single(.not)
    case UInt8(ascii: "<"): return second == UInt8(ascii: "=") ? single(.lessOrEqual, 2) : single(.less)
    case UInt8(ascii: ">"): return second == UInt8(ascii: "=") ? single(.greaterOrEqual, 2) : single(.greater)
    case UInt8(ascii: "=") where second == first: return single(.equal, 2)
    case UInt8(ascii: "&") where second == first: return single(.and, 2)
    case UInt8(ascii: "|") where second == first: return single(.or, 2)
    case UInt8(ascii: "="): throw SourceProblem("'=' is not an operator; equality is '=='", at: index)
    case UInt8(ascii: "&"): throw SourceProblem("'&' is not an operator; logical and is '&&'", at: index)
    case UInt8(ascii: "|"): throw SourceProblem("'|' is not an operator; logical or is '||'", at: index)
    default: throw SourceProblem("unexpected character \(shownCharacter())", at: index)
    }
  }

  private func shownCharacter() -> String {
    let scalar = String(decoding: source[index..<min(index + 4, source.count)], as: UTF8.self).unicodeScalars.first
    guard let scalar else { return "" }
    return scalar.value < 0x20 ? "U+\(String(scalar.value, radix: 16, uppercase: true))" : "'\(scalar)'"
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
  }

  /// An identifier, a keyword, or a string with a prefix.
  private mutating func word(_ start: Int) throws(SourceProblem) -> Token {
    while index < source.count, Lexer.isWordByte(source[index]) { index += 1 }
    let quote = byte(index)
    if index - start <= 2, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      let (kind, isRaw) = Lexer.prefix(source[start..<index])
    {
      return try string(start, kind: kind, isRaw: isRaw)
    }
    return Token(kind: keyword(start), start: start, end: index)
  }

  private static func prefix(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> (Kind, isRaw: Bool)? {
    var kind = Kind.string
    var isRaw = false
    for byte in text {
      switch byte | 0x20 {
      case UInt8(ascii: "r") where !isRaw: isRaw = true
      case UInt8(ascii: "b") where kind == .string: kind = .bytes
      default: return nil
      }
    }
    return (kind, isRaw)
  }

  private func keyword(_ start: Int) -> Kind {
    func isWord(_ word: StaticString) -> Bool {
      let bytes = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
      return source[start..<index].elementsEqual(bytes)
    }
    switch index - start {
    case 2 where isWord("in"): return .in
    case 4 where isWord("true"): return .true
    case 4 where isWord("null"): return .null
    case 5 where isWord("false"): return .false
    default: return .identifier
    }
  }

  private mutating func quotedIdentifier(_ start: Int) throws(SourceProblem) -> Token {
    index += 1
    while true {
      let next = byte(index)
      if next == UInt8(ascii: "`") { break }
      let isAllowed = Lexer.isWordByte(next) || [0x2E, 0x2D, 0x2F, 0x20].contains(next)
      guard isAllowed else { throw SourceProblem("the quoted name has no closing '`'", at: start) }
      index += 1
    }
    index += 1
    guard index - start > 2 else { throw SourceProblem("the quoted name is empty", at: start) }
    return Token(kind: .quotedIdentifier, start: start, end: index)
  }

  private mutating func digits() {
    while byte(index) &- 0x30 < 10 { index += 1 }
  }

  private mutating func number(_ start: Int) throws(SourceProblem) -> Token {
    if byte(index) == UInt8(ascii: "0"), byte(index + 1) | 0x20 == UInt8(ascii: "x") {
      index += 2
      let first = index
      while byte(index) &- 0x30 < 10 || (byte(index) | 0x20) &- UInt8(ascii: "a") < 6 { index += 1 }
      guard index > first else { throw SourceProblem("a hexadecimal number has no digits", at: start) }
      return suffix(start, .int)
    }
    digits()
    var kind = Kind.int
    if byte(index) == UInt8(ascii: "."), byte(index + 1) &- 0x30 < 10 {
      kind = .double
      index += 1
      digits()
    }
    if byte(index) | 0x20 == UInt8(ascii: "e") {
      let sign = byte(index + 1) == UInt8(ascii: "+") || byte(index + 1) == UInt8(ascii: "-") ? 1 : 0
      if byte(index + 1 + sign) &- 0x30 < 10 {
        kind = .double
        index += 1 + sign
        digits()
      }
    }
    return suffix(start, kind)
  }

  private mutating func suffix(_ start: Int, _ kind: Kind) -> Token {
    if kind == .int, byte(index) | 0x20 == UInt8(ascii: "u") {
      index += 1
      return Token(kind: .uint, start: start, end: index)
    }
    return Token(kind: kind, start: start, end: index)
  }

  private mutating func string(_ start: Int, kind: Kind, isRaw: Bool) throws(SourceProblem) -> Token {
    let quote = source[index]
    let isTriple = byte(index + 1) == quote && byte(index + 2) == quote
    index += isTriple ? 3 : 1
    while index < source.count {
      let next = source[index]
      if next == UInt8(ascii: "\\") && !isRaw {
        index += 2
      } else if next == quote && (!isTriple || byte(index + 1) == quote && byte(index + 2) == quote) {
        index += isTriple ? 3 : 1
        return Token(kind: kind, start: start, end: index)
      } else if !isTriple && (next == 0x0A || next == 0x0D) {
        throw SourceProblem("the string has no closing quote on its line", at: start)
      } else {
        index += 1
      }
    }
    throw SourceProblem("the string has no closing quote", at: start)
  }
}
