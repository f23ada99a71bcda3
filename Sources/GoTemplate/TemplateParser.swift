import Manifest

/// Parses the text of one file, as Go's text/template/parse does.
struct TemplateParser {
  /// Why a text is no template.
  struct Failure: Error {
    var line: Int
    var message: String
  }

  /// A definition and its place among the others.
  struct Definition {
    var name: [UInt8]
    var body: BlockNode
  }

  private var lexer: Lexer
  private let name: [UInt8]
  private let functions: FunctionTable
  private var tokens = [Lexer.Token](repeating: Lexer.Token(kind: .error, start: 0, end: 0), count: 3)
  private var peeked = 0
  private var variables: [Key] = [Self.dollar]
  private var rangeDepth = 0
  private var depth = 0
  private var actionLine = 0
  private(set) var definitions: [Definition] = []

  static let dollar: Key = "$"
  /// How deep blocks and parentheses may nest.
  private static let depthLimit = 400

  private init(_ text: [UInt8], _ name: [UInt8], _ functions: FunctionTable) {
    lexer = Lexer(text)
    self.name = name
    self.functions = functions
  }

  /// The definitions of a file, then the file itself.
  static func parse(
    _ text: [UInt8], name: [UInt8], functions: FunctionTable
  ) throws(Failure) -> [Definition] {
    var parser = TemplateParser(text, name, functions)
    let root = try parser.parseFile()
    try parser.add(name, root)
    return parser.definitions
  }

  // MARK: Tokens

  private mutating func next() -> Lexer.Token {
    if peeked > 0 {
      peeked -= 1
    } else {
      tokens[0] = lexer.next()
    }
    return tokens[peeked]
  }

  private mutating func backup() { peeked += 1 }

  private mutating func backup(_ token: Lexer.Token) {
    tokens[1] = token
    peeked = 2
  }

  private mutating func backup(_ second: Lexer.Token, _ first: Lexer.Token) {
    tokens[1] = first
    tokens[2] = second
    peeked = 3
  }

  private mutating func peek() -> Lexer.Token {
    if peeked > 0 { return tokens[peeked - 1] }
    peeked = 1
    tokens[0] = lexer.next()
    return tokens[0]
  }

  private mutating func nextNonSpace() -> Lexer.Token {
    while true {
      let token = next()
      if token.kind != .space { return token }
    }
  }

  private mutating func peekNonSpace() -> Lexer.Token {
    let token = nextNonSpace()
    backup()
    return token
  }

  private func bytes(_ token: Lexer.Token) -> [UInt8] { Array(lexer.input[token.start..<token.end]) }

  private func line(at offset: Int) -> Int {
    lexer.input[..<min(offset, lexer.input.count)].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
  }

  // MARK: Errors

  private func failure(_ message: String) -> Failure {
    Failure(line: line(at: tokens[0].start), message: message)
  }

  private func shown(_ token: Lexer.Token) -> String {
    let text = bytes(token)
    if token.kind == .end { return "EOF" }
    if token.kind == .error { return token.message }
    if token.kind.rawValue > Lexer.Kind.dot.rawValue || token.kind == .dot {
      return "<\(String(decoding: text, as: UTF8.self))>"
    }
    if text.count > 10 {
      return GoQuote.text(Rune.text(Rune.all(text).prefix(10))) + "..."
    }
    return GoQuote.text(text)
  }

  private func unexpected(_ token: Lexer.Token, _ context: String) -> Failure {
    guard token.kind == .error else { return failure("unexpected \(shown(token)) in \(context)") }
    if actionLine != 0, actionLine != line(at: token.start) {
      let extra = token.message.hasSuffix(" action") ? " started at " : " in action started at "
      return failure("\(token.message)\(extra)\(String(decoding: name, as: UTF8.self)):\(actionLine)")
    }
    return failure(token.message)
  }

  private mutating func expect(_ kind: Lexer.Kind, _ context: String) throws(Failure) -> Lexer.Token {
    let token = nextNonSpace()
    guard token.kind == kind else { throw unexpected(token, context) }
    return token
  }

  private mutating func enter() throws(Failure) {
    depth += 1
    if depth > Self.depthLimit { throw failure("the template nests more than \(Self.depthLimit) levels deep") }
  }

  // MARK: The file

  private mutating func add(_ name: [UInt8], _ body: BlockNode) throws(Failure) {
    if let index = definitions.firstIndex(where: { $0.name == name }) {
      // A second definition replaces the first only when one of the two is empty.
      if definitions[index].body.isEmpty {
        definitions[index].body = body
      } else if !body.isEmpty {
        throw failure("template: multiple definition of template \(GoQuote.text(name))")
      }
      return
    }
    definitions.append(Definition(name: name, body: body))
  }

  private mutating func parseFile() throws(Failure) -> BlockNode {
    let start = peek().start
    var nodes: [TemplateNode] = []
    while peek().kind != .end {
      if peek().kind == .leftDelim {
        let delim = next()
        if nextNonSpace().kind == .define {
          try parseDefinition()
          continue
        }
        backup(delim)
      }
      switch try textOrAction() {
      case .node(let node): nodes.append(node)
      case .end: throw failure("unexpected {{end}}")
      case .elseWord: throw failure("unexpected {{else}}")
      }
    }
    return BlockNode(start, nodes)
  }

  private mutating func parseDefinition() throws(Failure) {
    let outer = (variables, rangeDepth)
    variables = [Self.dollar]
    rangeDepth = 0
    defer { (variables, rangeDepth) = outer }
    let token = nextNonSpace()
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, "define clause") }
    guard let name = GoQuote.unquote(bytes(token)) else { throw failure("invalid syntax") }
    _ = try expect(.rightDelim, "define clause")
    let (body, end) = try itemList()
    guard case .end = end else { throw failure("unexpected {{else}} in define clause") }
    try add(name, body)
  }

  private enum Item {
    case node(TemplateNode)
    case end(Int)
    case elseWord(Int)
  }

  private mutating func itemList() throws(Failure) -> (BlockNode, Item) {
    try enter()
    defer { depth -= 1 }
    let start = peekNonSpace().start
    var nodes: [TemplateNode] = []
    while peekNonSpace().kind != .end {
      let item = try textOrAction()
      guard case .node(let node) = item else { return (BlockNode(start, nodes), item) }
      nodes.append(node)
    }
    throw failure("unexpected EOF")
  }

  private mutating func textOrAction() throws(Failure) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .text: return .node(TextNode(token.start, bytes(token)))
    case .leftDelim:
      actionLine = line(at: token.start)
      defer { actionLine = 0 }
      return try action()
    default: throw unexpected(token, "input")
    }
  }

  // MARK: Actions

  private mutating func action() throws(Failure) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .block: return .node(try blockControl())
    case .breakWord: return .node(try jump(token, isBreak: true))
    case .continueWord: return .node(try jump(token, isBreak: false))
    case .elseWord:
      let following = peekNonSpace()
      if following.kind == .ifWord || following.kind == .with { return .elseWord(following.start) }
      return .elseWord(try expect(.rightDelim, "else").start)
    case .endWord: return .end(try expect(.rightDelim, "end").start)
    case .ifWord: return .node(try control(.ifWord))
    case .range: return .node(try control(.range))
    case .with: return .node(try control(.with))
    case .template: return .node(try templateControl())
    default:
      backup()
      let start = peek().start
      return .node(ActionNode(start, try pipeline("command", .rightDelim)))
    }
  }

  private mutating func jump(_ word: Lexer.Token, isBreak: Bool) throws(Failure) -> TemplateNode {
    let name = isBreak ? "{{break}}" : "{{continue}}"
    let token = nextNonSpace()
    guard token.kind == .rightDelim else { throw unexpected(token, name) }
    guard rangeDepth > 0 else { throw failure("\(name) outside {{range}}") }
    return JumpNode(word.start, isBreak: isBreak)
  }

  private mutating func control(_ kind: BranchNode.Kind) throws(Failure) -> BranchNode {
    try enter()
    let mark = variables.count
    defer {
      variables.removeLast(variables.count - mark)
      depth -= 1
    }
    let pipe = try pipeline(kind.rawValue, .rightDelim)
    if kind == .range { rangeDepth += 1 }
    let (body, stop) = try itemList()
    if kind == .range { rangeDepth -= 1 }
    guard case .elseWord(let position) = stop else { return BranchNode(pipe.position, kind, pipe, body, nil) }
    let follows = peek().kind
    if kind == .ifWord && follows == .ifWord || kind == .with && follows == .with {
      _ = next()
      let inner = try control(kind)
      return BranchNode(pipe.position, kind, pipe, body, BlockNode(position, [inner]))
    }
    let (elseBody, end) = try itemList()
    guard case .end = end else { throw failure("expected end; found {{else}}") }
    return BranchNode(pipe.position, kind, pipe, body, elseBody)
  }

  private mutating func templateName(_ token: Lexer.Token, _ context: String) throws(Failure) -> [UInt8] {
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
    guard let name = GoQuote.unquote(bytes(token)) else { throw failure("invalid syntax") }
    return name
  }

  private mutating func templateControl() throws(Failure) -> TemplateNode {
    let token = nextNonSpace()
    let name = try templateName(token, "template clause")
    var pipe: PipeNode?
    if nextNonSpace().kind != .rightDelim {
      backup()
      pipe = try pipeline("template clause", .rightDelim)
    }
    return CallNode(token.start, name, pipe)
  }

  private mutating func blockControl() throws(Failure) -> TemplateNode {
    let token = nextNonSpace()
    let name = try templateName(token, "block clause")
    let pipe = try pipeline("block clause", .rightDelim)
    let outer = (variables, rangeDepth)
    variables = [Self.dollar]
    rangeDepth = 0
    defer { (variables, rangeDepth) = outer }
    let (body, end) = try itemList()
    guard case .end = end else { throw failure("unexpected {{else}} in block clause") }
    try add(name, body)
    return CallNode(token.start, name, pipe)
  }

  // MARK: Pipelines

  private mutating func pipeline(_ context: String, _ end: Lexer.Kind) throws(Failure) -> PipeNode {
    try enter()
    defer { depth -= 1 }
    let start = peekNonSpace().start
    let (declarations, assigns) = try readDeclarations(context)
    var commands: [CommandNode] = []
    while true {
      let token = nextNonSpace()
      switch token.kind {
      case end:
        guard !commands.isEmpty else { throw failure("missing value for \(context)") }
        for (index, command) in commands.enumerated().dropFirst() where !Self.isExecutable(command) {
          throw failure("non executable command in pipeline stage \(index + 1)")
        }
        return PipeNode(start, declarations, assigns: assigns, commands)
      case .bool, .charConstant, .complex, .dot, .field, .identifier, .number, .nilWord, .rawString, .string,
        .variable, .leftParen:
        backup()
        commands.append(try command())
      default: throw unexpected(token, context)
      }
    }
  }

  private static func isExecutable(_ command: CommandNode) -> Bool {
    switch command.operands[0].kind {
    case .bool, .dot, .null, .number, .string: false
    default: true
    }
  }

  private mutating func readDeclarations(
    _ context: String
  ) throws(Failure) -> (variables: [PipeNode.Variable], assigns: Bool) {
    var declared: [PipeNode.Variable] = []
    while peekNonSpace().kind == .variable {
      let variable = next()
      let after = peek()
      let following = peekNonSpace()
      let name = Key(bytes: bytes(variable))
      if following.kind == .assign || following.kind == .declare {
        _ = nextNonSpace()
        declared.append(PipeNode.Variable(name: name, position: variable.start))
        variables.append(name)
        return (declared, following.kind == .assign)
      }
      if following.kind == .char, bytes(following) == [UInt8(ascii: ",")] {
        _ = nextNonSpace()
        declared.append(PipeNode.Variable(name: name, position: variable.start))
        variables.append(name)
        if context == "range", declared.count < 2 {
          switch peekNonSpace().kind {
          case .variable, .rightDelim, .rightParen: continue
          default: throw failure("range can only initialize variables")
          }
        }
        throw failure("too many declarations in \(context)")
      }
      if after.kind == .space { backup(variable, after) } else { backup(variable) }
      break
    }
    return (declared, false)
  }

  private mutating func command() throws(Failure) -> CommandNode {
    let start = peekNonSpace().start
    var operands: [OperandNode] = []
    loop: while true {
      _ = peekNonSpace()
      if let operand = try operand() { operands.append(operand) }
      let token = next()
      switch token.kind {
      case .space: continue
      case .rightDelim, .rightParen:
        backup()
        break loop
      case .pipe: break loop
      default: throw unexpected(token, "operand")
      }
    }
    guard !operands.isEmpty else { throw failure("empty command") }
    return CommandNode(start, operands)
  }

  private mutating func operand() throws(Failure) -> OperandNode? {
    guard let node = try term() else { return nil }
    guard peek().kind == .field else { return node }
    let position = peek().start
    var keys: [Key] = []
    while peek().kind == .field { keys.append(fieldKey(next())) }
    switch node.kind {
    case .field(let first): return OperandNode(position, .field(first + keys))
    case .variable(let name, let first): return OperandNode(position, .variable(name, first + keys))
    case .bool, .string, .number, .null, .dot:
      throw failure("unexpected . after term \(GoQuote.text(node.shown))")
    default: return OperandNode(position, .chain(node, keys))
    }
  }

  private func fieldKey(_ token: Lexer.Token) -> Key { Key(bytes: Array(bytes(token).dropFirst())) }

  private mutating func term() throws(Failure) -> OperandNode? {
    let token = nextNonSpace()
    let text = bytes(token)
    switch token.kind {
    case .identifier:
      guard let function = functions[text] else {
        throw failure("function \(GoQuote.text(text)) not defined")
      }
      return OperandNode(token.start, .function(function))
    case .dot: return OperandNode(token.start, .dot)
    case .nilWord: return OperandNode(token.start, .null)
    case .variable:
      let name = Key(bytes: text)
      guard variables.contains(name) else { throw failure("undefined variable \(GoQuote.text(text))") }
      return OperandNode(token.start, .variable(name, []))
    case .field: return OperandNode(token.start, .field([fieldKey(token)]))
    case .bool: return OperandNode(token.start, .bool(text == Array("true".utf8)))
    case .charConstant:
      guard let rune = GoQuote.character(text) else {
        let isEscape = text.count > 1 && text[1] == UInt8(ascii: "\\")
        if isEscape { throw failure("invalid syntax") }
        throw failure("malformed character constant: \(String(decoding: text, as: UTF8.self))")
      }
      return OperandNode(token.start, .number(NumberLiteral(character: rune)), source: text)
    case .number, .complex:
      do throws(NumberLiteral.Problem) {
        return OperandNode(token.start, .number(try NumberLiteral(text)), source: text)
      } catch { throw failure(error.message) }
    case .leftParen:
      return OperandNode(token.start, .pipe(try pipeline("parenthesized pipeline", .rightParen)))
    case .string, .rawString:
      guard let value = GoQuote.unquote(text) else { throw failure("invalid syntax") }
      return OperandNode(token.start, .string(value), source: text)
    default:
      backup()
      return nil
    }
  }
}
