import Manifest

/// A part of a parsed template that an error can point at.
class TemplateNode: @unchecked Sendable {
  // Subclasses have only constants, so that sharing between threads is safe.
  /// The offset in the template's text.
  final let position: Int

  init(_ position: Int) { self.position = position }

  /// Appends the node as Go prints it in errors.
  func write(_ output: inout [UInt8]) {}

  final var shown: [UInt8] {
    var output: [UInt8] = []
    write(&output)
    return output
  }
}

final class TextNode: TemplateNode, @unchecked Sendable {
  let text: [UInt8]
  init(_ position: Int, _ text: [UInt8]) {
    self.text = text
    super.init(position)
  }
  override func write(_ output: inout [UInt8]) { output += text }
}

final class BlockNode: TemplateNode, @unchecked Sendable {
  let nodes: [TemplateNode]
  init(_ position: Int, _ nodes: [TemplateNode]) {
    self.nodes = nodes
    super.init(position)
  }
  override func write(_ output: inout [UInt8]) { for node in nodes { node.write(&output) } }

  /// Whether nothing but blanks stands in the block: such a definition never replaces another.
  var isEmpty: Bool {
    nodes.allSatisfy { node in
      guard let text = node as? TextNode else { return false }
      return GoText.trimmedSpace(text.text).isEmpty
    }
  }
}

final class ActionNode: TemplateNode, @unchecked Sendable {
  let pipe: PipeNode
  init(_ position: Int, _ pipe: PipeNode) {
    self.pipe = pipe
    super.init(position)
  }
  override func write(_ output: inout [UInt8]) {
    output += "{{".utf8
    pipe.write(&output)
    output += "}}".utf8
  }
}

/// `if`, `with` and `range`.
final class BranchNode: TemplateNode, @unchecked Sendable {
  enum Kind: String {
    case ifWord = "if"
    case with, range
  }

  let kind: Kind
  let pipe: PipeNode
  let body: BlockNode
  let elseBody: BlockNode?

  init(_ position: Int, _ kind: Kind, _ pipe: PipeNode, _ body: BlockNode, _ elseBody: BlockNode?) {
    self.kind = kind
    self.pipe = pipe
    self.body = body
    self.elseBody = elseBody
    super.init(position)
  }

  override func write(_ output: inout [UInt8]) {
    output += "{{\(kind.rawValue) ".utf8
    pipe.write(&output)
    output += "}}".utf8
    body.write(&output)
    if let elseBody {
      output += "{{else}}".utf8
      elseBody.write(&output)
    }
    output += "{{end}}".utf8
  }
}

/// `break` and `continue`.
final class JumpNode: TemplateNode, @unchecked Sendable {
  let isBreak: Bool
  init(_ position: Int, isBreak: Bool) {
    self.isBreak = isBreak
    super.init(position)
  }
  override func write(_ output: inout [UInt8]) { output += (isBreak ? "{{break}}" : "{{continue}}").utf8 }
}

/// `template "name" pipe`.
final class CallNode: TemplateNode, @unchecked Sendable {
  let name: [UInt8]
  let pipe: PipeNode?
  init(_ position: Int, _ name: [UInt8], _ pipe: PipeNode?) {
    self.name = name
    self.pipe = pipe
    super.init(position)
  }
  override func write(_ output: inout [UInt8]) {
    output += "{{template ".utf8
    output += GoQuote.quoted(name)
    if let pipe {
      output += " ".utf8
      pipe.write(&output)
    }
    output += "}}".utf8
  }
}

final class PipeNode: TemplateNode, @unchecked Sendable {
  let declarations: [Variable]
  let assigns: Bool
  let commands: [CommandNode]

  struct Variable: Sendable {
    let name: Key
    let position: Int
  }

  init(_ position: Int, _ declarations: [Variable], assigns: Bool, _ commands: [CommandNode]) {
    self.declarations = declarations
    self.assigns = assigns
    self.commands = commands
    super.init(position)
  }

  override func write(_ output: inout [UInt8]) {
    for (index, variable) in declarations.enumerated() {
      if index > 0 { output += ", ".utf8 }
      output += variable.name.array
    }
    if !declarations.isEmpty { output += (assigns ? " = " : " := ").utf8 }
    for (index, command) in commands.enumerated() {
      if index > 0 { output += " | ".utf8 }
      command.write(&output)
    }
  }
}

final class CommandNode: TemplateNode, @unchecked Sendable {
  let operands: [OperandNode]
  init(_ position: Int, _ operands: [OperandNode]) {
    self.operands = operands
    super.init(position)
  }
  override func write(_ output: inout [UInt8]) {
    for (index, operand) in operands.enumerated() {
      if index > 0 { output += " ".utf8 }
      operand.writeOperand(&output)
    }
  }
}

/// An argument or the head of a command.
final class OperandNode: TemplateNode, @unchecked Sendable {
  enum Kind {
    case dot, null
    case bool(Bool)
    case number(NumberLiteral)
    case string([UInt8])
    case field([Key])
    case variable(Key, [Key])
    case function(Function)
    case pipe(PipeNode)
    case chain(OperandNode, [Key])
  }

  let kind: Kind
  /// The text of a literal, as written.
  let source: [UInt8]

  init(_ position: Int, _ kind: Kind, source: [UInt8] = []) {
    self.kind = kind
    self.source = source
    super.init(position)
  }

  override func write(_ output: inout [UInt8]) {
    switch kind {
    case .dot: output += ".".utf8
    case .null: output += "nil".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .number, .string: output += source
    case .field(let keys): Self.append(keys, to: &output)
    case .variable(let name, let keys):
      output += name.array
      Self.append(keys, to: &output)
    case .function(let function): output += function.name.utf8
    case .pipe(let pipe): pipe.write(&output)
    case .chain(let operand, let keys):
      operand.writeOperand(&output)
      Self.append(keys, to: &output)
    }
  }

  func writeOperand(_ output: inout [UInt8]) {
    guard case .pipe = kind else { return write(&output) }
    output += "(".utf8
    write(&output)
    output += ")".utf8
  }

  private static func append(_ keys: [Key], to output: inout [UInt8]) {
    for key in keys {
      output += ".".utf8
      output += key.array
    }
  }
}
