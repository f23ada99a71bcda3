/// Cuts a template into tokens, as Go's text/template/parse does.
struct Lexer {
  /// What a token is. From `dot` on, Go prints the token in angle brackets.
  enum Kind: UInt8 {
    case error, bool, char, charConstant, comment, complex, assign, declare, end, field, identifier, leftDelim,
      leftParen
    case number, pipe, rawString, rightDelim, rightParen, space, string, text, variable
    case dot, block, breakWord, continueWord, define, elseWord, endWord, ifWord, nilWord, range, template, with
  }

  struct Token {
    var kind: Kind
    var start: Int
    var end: Int
    /// The text of an error.
    var message: String = ""
  }

  let input: [UInt8]
  private var position = 0
  private var start = 0
  private var parens = 0
  private var state = State.text

  private enum State {
    case text, action, rightDelim, done
  }

  init(_ input: [UInt8]) { self.input = input }

  private static let open: (UInt8, UInt8) = (UInt8(ascii: "{"), UInt8(ascii: "}"))

  // MARK: The loop

  mutating func next() -> Token {
    while true {
      let token: Token?
      switch state {
      case .text: token = lexText()
      case .action: token = lexAction()
      case .rightDelim: token = lexRightDelim()
      case .done: return Token(kind: .end, start: input.count, end: input.count)
      }
      if let token { return token }
    }
  }

  private mutating func emit(_ kind: Kind) -> Token {
    let token = Token(kind: kind, start: start, end: position)
    start = position
    return token
  }

  private mutating func fail(_ message: String) -> Token {
    state = .done
    return Token(kind: .error, start: start, end: start, message: message)
  }

  // MARK: Text

  private mutating func lexText() -> Token? {
    guard let brace = find("{{", from: position) else {
      position = input.count
      state = .done
      return position > start ? emit(.text) : nil
    }
    var end = brace
    if hasLeftTrim(brace + 2) {
      while end > start, Self.isSpace(input[end - 1]) { end -= 1 }
    }
    let from = start
    position = brace
    start = brace
    let text = end > from ? Token(kind: .text, start: from, end: end) : nil
    let after = position + 2
    let marker = hasLeftTrim(after) ? 2 : 0
    if hasPrefix("/*", at: after + marker) {
      if text != nil { return text }
      return lexComment(after + marker)
    }
    if text != nil { return text }
    position += 2
    let token = emit(.leftDelim)
    position += marker
    start = position
    parens = 0
    state = .action
    return token
  }

  /// Skips a comment; only a faulty one is a token.
  private mutating func lexComment(_ from: Int) -> Token? {
    start = from
    guard let close = find("*/", from: from + 2) else { return fail("unclosed comment") }
    position = close + 2
    let (isDelim, trims) = atRightDelim()
    guard isDelim else { return fail("comment ends before closing delimiter") }
    position += trims ? 4 : 2
    if trims { skipSpace() }
    start = position
    return nil
  }

  private mutating func lexRightDelim() -> Token {
    let (_, trims) = atRightDelim()
    if trims { position += 2 }
    start = position
    position += 2
    let token = emit(.rightDelim)
    if trims { skipSpace() }
    start = position
    state = .text
    return token
  }

  // MARK: Inside an action

  private mutating func lexAction() -> Token? {
    if atRightDelim().isDelim {
      if parens > 0 { return fail("unclosed left paren") }
      state = .rightDelim
      return nil
    }
    guard position < input.count else { return fail("unclosed action") }
    let byte = input[position]
    if Self.isSpace(byte) { return lexSpace() }
    switch byte {
    case UInt8(ascii: "="): return single(.assign)
    case UInt8(ascii: ":"):
      position += 1
      guard position < input.count, input[position] == UInt8(ascii: "=") else { return fail("expected :=") }
      return single(.declare)
    case UInt8(ascii: "|"): return single(.pipe)
    case UInt8(ascii: "\""): return lexQuoted(UInt8(ascii: "\""), .string, "unterminated quoted string")
    case UInt8(ascii: "'"): return lexQuoted(UInt8(ascii: "'"), .charConstant, "unterminated character constant")
    case UInt8(ascii: "`"): return lexRaw()
    case UInt8(ascii: "$"):
      position += 1
      return lexFieldOrVariable(.variable)
    case UInt8(ascii: "."):
      if position + 1 >= input.count || !Self.isDigit(input[position + 1]) {
        position += 1
        return lexFieldOrVariable(.field)
      }
      return lexNumber()
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return lexNumber()
    case UInt8(ascii: "("):
      parens += 1
      return single(.leftParen)
    case UInt8(ascii: ")"):
      position += 1
      parens -= 1
      return parens < 0 ? fail("unexpected right paren") : emit(.rightParen)
    default: break
    }
    let rune = Rune.decode(input, position)
    if Self.isAlphanumeric(rune.value) { return lexIdentifier() }
    position += rune.length
    if rune.value < 0x7F, rune.value >= 0x20 { return emit(.char) }
    return fail("unrecognized character in action: \(Rune.shown(rune.value))")
  }

  private mutating func single(_ kind: Kind) -> Token {
    position += 1
    return emit(kind)
  }

  private mutating func lexSpace() -> Token? {
    let first = position
    while position < input.count, Self.isSpace(input[position]) { position += 1 }
    // The last blank may belong to a trimming delimiter.
    if hasPrefix("-}}", at: position) {
      position -= 1
      if position == first {
        start = position
        state = .rightDelim
        return nil
      }
    }
    return emit(.space)
  }

  private mutating func lexIdentifier() -> Token {
    skipAlphanumeric()
    guard atTerminator() else { return badCharacter() }
    switch String(decoding: input[start..<position], as: UTF8.self) {
    case "block": return emit(.block)
    case "break": return emit(.breakWord)
    case "continue": return emit(.continueWord)
    case "define": return emit(.define)
    case "else": return emit(.elseWord)
    case "end": return emit(.endWord)
    case "if": return emit(.ifWord)
    case "nil": return emit(.nilWord)
    case "range": return emit(.range)
    case "template": return emit(.template)
    case "with": return emit(.with)
    case "true", "false": return emit(.bool)
    default: return emit(.identifier)
    }
  }

  private mutating func lexFieldOrVariable(_ kind: Kind) -> Token {
    if atTerminator() { return emit(kind == .variable ? .variable : .dot) }
    skipAlphanumeric()
    guard atTerminator() else { return badCharacter() }
    return emit(kind)
  }

  private mutating func badCharacter() -> Token {
    fail("bad character \(Rune.shown(Rune.decode(input, position).value))")
  }

  private mutating func skipAlphanumeric() {
    while position < input.count {
      let rune = Rune.decode(input, position)
      guard Self.isAlphanumeric(rune.value) else { return }
      position += rune.length
    }
  }

  private func atTerminator() -> Bool {
    guard position < input.count else { return true }
    switch input[position] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "."),
      UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: ")"), UInt8(ascii: "("):
      return true
    default: return hasPrefix("}}", at: position)
    }
  }

  private mutating func lexQuoted(_ quote: UInt8, _ kind: Kind, _ message: String) -> Token {
    position += 1
    while position < input.count {
      let byte = input[position]
      position += 1
      if byte == quote { return emit(kind) }
      if byte == UInt8(ascii: "\n") { break }
      if byte == UInt8(ascii: "\\") {
        guard position < input.count, input[position] != UInt8(ascii: "\n") else { break }
        position += 1
      }
    }
    return fail(message)
  }

  private mutating func lexRaw() -> Token {
    position += 1
    while position < input.count {
      position += 1
      if input[position - 1] == UInt8(ascii: "`") { return emit(.rawString) }
    }
    return fail("unterminated raw quoted string")
  }

  private mutating func lexNumber() -> Token {
    guard scanNumber() else { return badNumber() }
    if position < input.count, input[position] == UInt8(ascii: "+") || input[position] == UInt8(ascii: "-") {
      guard scanNumber(), input[position - 1] == UInt8(ascii: "i") else { return badNumber() }
      return emit(.complex)
    }
    return emit(.number)
  }

  private mutating func badNumber() -> Token {
    fail("bad number syntax: \(GoQuote.text(Array(input[start..<min(position, input.count)])))")
  }

  private mutating func scanNumber() -> Bool {
    _ = accept("+-")
    var digits: StaticString = "0123456789_"
    var isHex = false
    if accept("0") {
      if accept("xX") {
        digits = "0123456789abcdefABCDEF_"
        isHex = true
      } else if accept("oO") {
        digits = "01234567_"
      } else if accept("bB") {
        digits = "01_"
      }
    }
    let isDecimal = !isHex && digits.utf8CodeUnitCount == 11
    acceptRun(digits)
    if accept(".") { acceptRun(digits) }
    if isDecimal && accept("eE") || isHex && accept("pP") {
      _ = accept("+-")
      acceptRun("0123456789_")
    }
    _ = accept("i")
    guard position < input.count else { return true }
    let rune = Rune.decode(input, position)
    if Self.isAlphanumeric(rune.value) {
      position += rune.length
      return false
    }
    return true
  }

  private mutating func accept(_ set: StaticString) -> Bool {
    guard position < input.count, Self.contains(set, input[position]) else { return false }
    position += 1
    return true
  }

  private mutating func acceptRun(_ set: StaticString) {
    while accept(set) {}
  }

  // MARK: Helpers

  private func atRightDelim() -> (isDelim: Bool, trims: Bool) {
    if position + 3 < input.count, Self.isSpace(input[position]), hasPrefix("-}}", at: position + 1) {
      return (true, true)
    }
    return (hasPrefix("}}", at: position), false)
  }

  private func hasLeftTrim(_ offset: Int) -> Bool {
    offset + 1 < input.count && input[offset] == UInt8(ascii: "-") && Self.isSpace(input[offset + 1])
  }

  private mutating func skipSpace() {
    while position < input.count, Self.isSpace(input[position]) { position += 1 }
  }

  private func hasPrefix(_ text: StaticString, at offset: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset >= 0, offset + count <= input.count else { return false }
    for index in 0..<count where input[offset + index] != text.utf8Start[index] { return false }
    return true
  }

  private func find(_ text: StaticString, from offset: Int) -> Int? {
    guard input.count >= 2, offset <= input.count - 2 else { return nil }
    let (first, second) = (text.utf8Start[0], text.utf8Start[1])
    return input.withUnsafeBufferPointer { input in
      var index = offset
      while index + 1 < input.count {
        if input[index] == first, input[index + 1] == second { return index }
        index &+= 1
      }
      return nil
    }
  }

  private static func contains(_ set: StaticString, _ byte: UInt8) -> Bool {
    for index in 0..<set.utf8CodeUnitCount where set.utf8Start[index] == byte { return true }
    return false
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private static func isAlphanumeric(_ rune: UInt32) -> Bool {
    rune == 0x5F || Rune.isLetter(rune) || Rune.isDigit(rune)
  }
}
