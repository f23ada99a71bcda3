import Manifest

/// Reads an expression into a `Syntax`: operator precedence by a table, one token ahead.
struct Parser {
  /// What the parser accepts beyond the core.
  struct Options {
    var macros = MacroSet.all
    /// `a.?b`, `a[?k]`, `[?o]`, `{?k: o}`.
    var optionalSyntax = true
    /// Names in backticks.
    var quotedIdentifiers = false
  }

  /// Levels of nesting that are accepted, as cel-go has it.
  static let depthLimit = 250
  /// Code points that are accepted, as cel-go has it.
  static let sizeLimit = 100_000

  let source: UnsafeBufferPointer<UInt8>
  let options: Options
  var lexer: Lexer
  var token: Lexer.Token
  /// End of the token before.
  var previousEnd = 0
  var syntax = Syntax()
  var nesting = 0

  static func parse(_ source: String, options: Options) throws(CompileError) -> Syntax {
    var copy = source
    let result = copy.withUTF8 { bytes -> Result<Syntax, SourceProblem> in
      do throws(SourceProblem) {
        var parser = try Parser(bytes, options)
        return .success(try parser.run())
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let syntax): return syntax
    case .failure(let problem): throw CompileError(source: source, problems: [problem])
    }
  }

  private init(_ source: UnsafeBufferPointer<UInt8>, _ options: Options) throws(SourceProblem) {
    if source.count > Parser.sizeLimit {
      let points = source.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
      guard points <= Parser.sizeLimit else {
        throw SourceProblem("the expression has \(points) characters; \(Parser.sizeLimit) is the limit", at: 0)
      }
    }
    self.source = source
    self.options = options
    lexer = Lexer(source)
    token = try lexer.next()
    syntax.terms.reserveCapacity(source.count / 4 + 2)
  }

  private mutating func run() throws(SourceProblem) -> Syntax {
    syntax.root = try expression()
    guard token.kind == .end else { throw unexpected("an operator or the end of the expression") }
    return syntax
  }

  // MARK: Tokens

  mutating func advance() throws(SourceProblem) {
    previousEnd = token.end
    token = try lexer.next()
  }

  mutating func accept(_ kind: Lexer.Kind) throws(SourceProblem) -> Bool {
    guard token.kind == kind else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ kind: Lexer.Kind, _ what: String) throws(SourceProblem) {
    guard try accept(kind) else { throw unexpected(what) }
  }

  private func unexpected(_ wanted: String) -> SourceProblem {
    let found =
      token.kind == .end
      ? "the end" : "'\(String(decoding: source[token.start..<token.end].prefix(40), as: UTF8.self))'"
    return SourceProblem("syntax error: expected \(wanted), found \(found)", at: token.start)
  }

  private func name(_ token: Lexer.Token) -> Key {
    let isQuoted = token.kind == .quotedIdentifier
    let range = isQuoted ? token.start + 1..<token.end - 1 : token.start..<token.end
    return Key(UnsafeBufferPointer(rebasing: source[range]))
  }

  // MARK: Terms

  mutating func add(_ term: Term) throws(SourceProblem) -> Int32 {
    var term = term
    var depth: UInt16 = term.target >= 0 ? syntax.terms[Int(term.target)].depth : 0
    if term.kind != .constant {
      for operand in syntax.operands(term) { depth = max(depth, syntax.terms[Int(operand.term)].depth) }
    }
    guard depth < Parser.depthLimit else { throw tooDeep(Int(term.position)) }
    term.depth = depth + 1
    syntax.terms.append(term)
    return Int32(syntax.terms.count - 1)
  }

  private func tooDeep(_ offset: Int) -> SourceProblem {
    SourceProblem("the expression is nested more than \(Parser.depthLimit) levels deep", at: offset)
  }

  mutating func addOperands(_ list: [Syntax.Operand]) -> (first: Int32, count: Int32) {
    syntax.operands.append(contentsOf: list)
    return (Int32(syntax.operands.count - list.count), Int32(list.count))
  }

  mutating func call(_ name: Key, _ arguments: [Int32], target: Int32? = nil, at position: Int) throws(SourceProblem)
    -> Int32
  {
    let (first, count) = addOperands(arguments.map { Syntax.Operand(term: $0) })
    return try add(
      Term(
        kind: .call, flag: target != nil, position: UInt32(position), name: name, target: target ?? -1, first: first,
        count: count))
  }

  private mutating func constant(_ value: Value, at position: Int) throws(SourceProblem) -> Int32 {
    syntax.constants.append(value)
    return try add(Term(kind: .constant, position: UInt32(position), first: Int32(syntax.constants.count - 1)))
  }

  // MARK: Operators

  /// `condition ? a : b`, or anything that binds closer.
  mutating func expression() throws(SourceProblem) -> Int32 {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Parser.depthLimit else { throw tooDeep(token.start) }
    let condition = try binary(0)
    guard token.kind == .question else { return condition }
    let position = token.start
    try advance()
    let first = try binary(0)
    try expect(.colon, "':'")
    let second = try expression()
    return try call(Operator.conditional, [condition, first, second], at: position)
  }

  private mutating func binary(_ level: Int) throws(SourceProblem) -> Int32 {
    guard level < Operator.levels else { return try unary() }
    var left = try binary(level + 1)
    while let (name, found) = Operator.binary(token.kind), found == level {
      let position = token.start
      if level < 2 {
        left = try chain(name, token.kind, left, level, at: position)
      } else {
        try advance()
        let right = try binary(level + 1)
        left = try call(name, [left, right], at: position)
      }
    }
    return left
  }

  /// `a && b && c` as one term.
  private mutating func chain(
    _ name: Key, _ kind: Lexer.Kind, _ first: Int32, _ level: Int, at position: Int
  ) throws(SourceProblem) -> Int32 {
    var arguments = [first]
    while try accept(kind) { arguments.append(try binary(level + 1)) }
    return try call(name, arguments, at: position)
  }

  private mutating func unary() throws(SourceProblem) -> Int32 {
    let kind = token.kind
    let position = token.start
    guard kind == .not || kind == .minus else { return try member() }
    if kind == .minus {
      let mark = (lexer, token, previousEnd)
      try advance()
      let isNumber = token.kind == .int || token.kind == .double
      (lexer, token, previousEnd) = mark
      if isNumber { return try member() }
    }
    var count = 0
    while try accept(kind) { count += 1 }
    let operand = try member()
    // Pairs cancel, as in cel-go.
    return count % 2 == 0 ? operand : try call(kind == .not ? Operator.not : Operator.negate, [operand], at: position)
  }

  // MARK: Primaries and what follows them

  private mutating func member() throws(SourceProblem) -> Int32 {
    var left = try primary()
    while true {
      let position = token.start
      switch token.kind {
      case .dot: left = try selection(left, at: position)
      case .leftBracket:
        try advance()
        let isOptional = try optionalMark()
        let index = try expression()
        try expect(.rightBracket, "']'")
        left = try call(isOptional ? Operator.optionalIndex : Operator.index, [left, index], at: position)
      case .leftBrace:
        guard let type = typeName(left) else { return left }
        left = try structure(type, at: position)
      default: return left
      }
    }
  }

  private mutating func optionalMark() throws(SourceProblem) -> Bool {
    guard token.kind == .question else { return false }
    guard options.optionalSyntax else { throw SourceProblem("optional syntax is not enabled here", at: token.start) }
    try advance()
    return true
  }

  private mutating func selection(_ left: Int32, at position: Int) throws(SourceProblem) -> Int32 {
    try advance()
    let isOptional = try optionalMark()
    guard token.kind == .identifier || token.kind == .quotedIdentifier else { throw unexpected("a field name") }
    let isQuoted = token.kind == .quotedIdentifier
    if isQuoted && !options.quotedIdentifiers { throw unexpected("a field name without backticks") }
    let name = name(token)
    try advance()
    if token.kind == .leftParenthesis, !isOptional, !isQuoted {
      let open = token.start
      let arguments = try arguments(until: .rightParenthesis)
      if let expanded = try macro(name, target: left, arguments, at: open) { return expanded }
      return try call(name, arguments, target: left, at: open)
    }
    return try add(
      Term(kind: .select, isOptional: isOptional, position: UInt32(position), name: name, target: left))
  }

  private mutating func arguments(until close: Lexer.Kind) throws(SourceProblem) -> [Int32] {
    try advance()
    var arguments: [Int32] = []
    if try accept(close) { return arguments }
    repeat { arguments.append(try expression()) } while try accept(.comma)
    try expect(close, "',' or ')'")
    return arguments
  }

  private mutating func primary() throws(SourceProblem) -> Int32 {
    let position = token.start
    switch token.kind {
    case .leftParenthesis:
      try advance()
      let inner = try expression()
      try expect(.rightParenthesis, "')'")
      return inner
    case .leftBracket: return try list(at: position)
    case .leftBrace: return try map(at: position)
    case .dot, .identifier, .quotedIdentifier: return try identifier(at: position)
    default: return try literal(at: position)
    }
  }

  private mutating func identifier(at position: Int) throws(SourceProblem) -> Int32 {
    let isRooted = try accept(.dot)
    guard token.kind == .identifier else { throw unexpected("an expression") }
    let name = name(token)
    let text = name.string
    if Operator.reserved.contains(text) { throw SourceProblem("'\(text)' is a reserved word", at: token.start) }
    try advance()
    if token.kind == .leftParenthesis {
      let open = token.start
      let arguments = try arguments(until: .rightParenthesis)
      if !isRooted, let expanded = try macro(name, target: nil, arguments, at: open) { return expanded }
      return try call(name, arguments, at: open)
    }
    return try add(Term(kind: .identifier, flag: isRooted, position: UInt32(position), name: name))
  }

  private mutating func literal(at position: Int) throws(SourceProblem) -> Int32 {
    let isNegative = try accept(.minus)
    let token = token
    let text = UnsafeBufferPointer(rebasing: source[token.start..<token.end])
    let value: Value
    switch token.kind {
    case .true: value = .true
    case .false: value = .false
    case .null: value = .null
    case .int: value = try integer(text, isNegative, at: position)
    case .uint where !isNegative:
      guard let magnitude = Literal.magnitude(text) else {
        throw SourceProblem("the number is too large", at: position)
      }
      value = .uint(magnitude)
    case .double:
      guard let number = Numbers.double(text), number.isFinite else {
        throw SourceProblem("the number is too large", at: position)
      }
      value = .double(isNegative ? -number : number)
    case .string:
      let bytes = try Literal.text(text, at: token.start)
      value = syntax.pool.text(.string, bytes)
    case .bytes: value = syntax.pool.text(.bytes, try Literal.text(text, at: token.start))
    default: throw unexpected("an expression")
    }
    try advance()
    return try constant(value, at: position)
  }

  private func integer(
    _ text: UnsafeBufferPointer<UInt8>, _ isNegative: Bool, at position: Int
  ) throws(SourceProblem) -> Value {
    guard let magnitude = Literal.magnitude(text), magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0) else {
      throw SourceProblem("the number does not fit 64 bits", at: position)
    }
    return .int(isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude))
  }

  private mutating func list(at position: Int) throws(SourceProblem) -> Int32 {
    try advance()
    var elements: [Syntax.Operand] = []
    while token.kind != .rightBracket {
      let isOptional = try optionalMark()
      elements.append(Syntax.Operand(term: try expression(), isOptional: isOptional))
      guard try accept(.comma) else { break }
    }
    try expect(.rightBracket, "',' or ']'")
    let (first, count) = addOperands(elements)
    return try add(Term(kind: .list, position: UInt32(position), first: first, count: count))
  }

  private mutating func map(at position: Int) throws(SourceProblem) -> Int32 {
    try advance()
    var entries: [Syntax.Operand] = []
    while token.kind != .rightBrace {
      let isOptional = try optionalMark()
      entries.append(Syntax.Operand(term: try expression(), isOptional: isOptional))
      try expect(.colon, "':'")
      entries.append(Syntax.Operand(term: try expression()))
      guard try accept(.comma) else { break }
    }
    try expect(.rightBrace, "',' or '}'")
    let (first, count) = addOperands(entries)
    return try add(Term(kind: .map, position: UInt32(position), first: first, count: count))
  }

  /// `a.b.C` when the term is a chain of names, for `a.b.C{…}`.
  private func typeName(_ term: Int32) -> String? {
    let value = syntax.terms[Int(term)]
    switch value.kind {
    case .identifier: return (value.flag ? "." : "") + value.name.string
    case .select where !value.isOptional && !value.flag:
      return typeName(value.target).map { "\($0).\(value.name.string)" }
    default: return nil
    }
  }

  private mutating func structure(_ type: String, at position: Int) throws(SourceProblem) -> Int32 {
    try advance()
    var fields: [Syntax.Operand] = []
    while token.kind != .rightBrace {
      let isOptional = try optionalMark()
      guard token.kind == .identifier || token.kind == .quotedIdentifier && options.quotedIdentifiers else {
        throw unexpected("a field name")
      }
      let name = name(token)
      try advance()
      try expect(.colon, "':'")
      fields.append(Syntax.Operand(term: try expression(), isOptional: isOptional, field: name))
      guard try accept(.comma) else { break }
    }
    try expect(.rightBrace, "',' or '}'")
    let (first, count) = addOperands(fields)
    return try add(Term(kind: .structure, position: UInt32(position), name: Key(type), first: first, count: count))
  }
}
