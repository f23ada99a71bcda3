import Manifest

/// Executes templates: one render's state. Not shared between threads.
final class Executor {
  let set: TemplateSet
  let options: RenderOptions
  var namespace: Namespace
  var synthetic: SyntheticSource
  /// What was written so far and which template line wrote it.
  var output = SpanBuffer()
  /// The spans of strings that templates made (results of `include`).
  var spanLists: [[Span]] = []
  /// Frames by number: who called whom.
  var frames: [SpanFrame] = []
  /// How deep each name is included.
  var includeDepths: [[UInt8]: Int] = [:]
  /// Whether a value was read that differs from run to run.
  var notes: Set<RenderNote> = []

  // The state of the template that runs.
  var template: Template
  var node: TemplateNode?
  var variables: [Variable] = []
  var depth = 0
  /// How deep `include` and `tpl` are nested.
  var captureDepth = 0
  var frame: UInt32 = 0
  private var steps = 0
  /// The lowest address that the stack may reach.
  var stackFloor: UInt = 0

  struct Variable {
    let name: Key
    var value: Value
  }

  /// How a block ended.
  enum Flow {
    case normal, broke, continued
  }

  init(_ set: TemplateSet, _ options: RenderOptions, _ template: Template) {
    self.set = set
    self.options = options
    self.template = template
    namespace = Namespace(set.templates)
    synthetic = SyntheticSource(options)
  }

  /// Runs a template from the top: what it writes goes to `output`.
  func execute(_ template: Template, _ data: Value, calledAt position: Int = 0) throws(TemplateError) {
    let saved = (self.template, node, variables, frame)
    variables = [Variable(name: TemplateParser.dollar, value: data)]
    self.template = template
    frame = newFrame(template, position)
    defer { (self.template, node, variables, frame) = saved }
    _ = try walk(data, template.body)
  }

  private func newFrame(_ template: Template, _ position: Int) -> UInt32 {
    guard options.recordsOrigins else { return 0 }
    frames.append(SpanFrame(parent: frames.isEmpty ? nil : frame, template: template, position: position))
    return UInt32(frames.count - 1)
  }

  // MARK: Errors

  func failure(_ message: String, _ problem: TemplateError.Problem = .execution) -> TemplateError {
    var error = TemplateError(message, problem)
    error.frames = [currentFrame(prefix: "", isPlain: true)]
    return error
  }

  func currentFrame(prefix: String, isPlain: Bool) -> TemplateError.Frame {
    TemplateError.Frame(
      place: template.place(node?.position ?? 0), template: String(decoding: template.name, as: UTF8.self),
      expression: node.map { String(decoding: $0.shown, as: UTF8.self) } ?? "", prefix: prefix, isPlain: isPlain)
  }

  /// A function's failure as an error of the command that called it.
  func failure(_ call: CallFailure, calling name: String) -> TemplateError {
    switch call.kind {
    case .message(let text):
      var error = failure(text)
      error.frames[0].prefix = "error calling \(name): "
      error.isTemplateError = false
      return error
    case .raised(let text):
      var error = failure(text, .raised)
      error.isTemplateError = false
      return error
    case .nested(let prefix, var error):
      if case .parse = error.problem {
        let text = "\(prefix)template: \(error.file):\(Self.line(error)): \(error.message)"
        return failure(CallFailure(text), calling: name)
      }
      let frame = currentFrame(prefix: "error calling \(name): \(prefix)", isPlain: prefix.isEmpty)
      error.frames.insert(frame, at: 0)
      return error
    }
  }

  private static func line(_ error: TemplateError) -> Int {
    if case .parse(let line) = error.problem { return line }
    return 0
  }

  /// Counts work, so that no template runs for ever.
  @inline(__always)
  func step() throws(TemplateError) {
    steps &+= 1
    if steps > options.stepLimit { throw failure("the template takes more than \(options.stepLimit) steps", .limit) }
    if output.bytes.count > options.outputLimit {
      throw failure("the template writes more than \(options.outputLimit) bytes", .limit)
    }
  }

  func checkStack() throws(TemplateError) {
    var mark: UInt8 = 0
    let address = withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
    if address < stackFloor { throw failure("exceeded maximum template depth (100000)", .limit) }
  }

  // MARK: Walking

  func walk(_ dot: Value, _ block: BlockNode) throws(TemplateError) -> Flow {
    for node in block.nodes {
      let flow = try walk(dot, node: node)
      if flow != .normal { return flow }
    }
    return .normal
  }

  private func walk(_ dot: Value, node: TemplateNode) throws(TemplateError) -> Flow {
    self.node = node
    try step()
    switch node {
    case let text as TextNode:
      write(text.text, at: text.position, .none)
    case let action as ActionNode:
      let value = try evaluate(dot, action.pipe)
      if action.pipe.declarations.isEmpty { try print(action, value) }
    case let branch as BranchNode:
      return branch.kind == .range ? try walkRange(dot, branch) : try walkBranch(dot, branch)
    case let call as CallNode:
      try walkTemplate(dot, call)
    case let jump as JumpNode:
      return jump.isBreak ? .broke : .continued
    case let block as BlockNode:
      return try walk(dot, block)
    default: break
    }
    return .normal
  }

  private func walkBranch(_ dot: Value, _ branch: BranchNode) throws(TemplateError) -> Flow {
    let mark = variables.count
    defer { variables.removeLast(variables.count - mark) }
    let value = try evaluate(dot, branch.pipe)
    if value.isTrue { return try walk(branch.kind == .with ? value : dot, branch.body) }
    guard let other = branch.elseBody else { return .normal }
    return try walk(dot, other)
  }

  private func walkRange(_ dot: Value, _ branch: BranchNode) throws(TemplateError) -> Flow {
    let mark = variables.count
    defer { variables.removeLast(variables.count - mark) }
    let value = try evaluate(dot, branch.pipe)
    switch value.payload {
    case .list(let list):
      for index in 0..<list.items.count {
        if try iterate(branch, .int(index), list.item(index)) == .broke { return .normal }
      }
      if !list.items.isEmpty { return .normal }
    case .map(let map):
      for entry in map.sorted {
        let item = map.type.isUntyped ? entry.value.inInterface : entry.value
        if try iterate(branch, .string(entry.key.array), item) == .broke { return .normal }
      }
      if map.count > 0 { return .normal }
    case .int(let count):
      if try rangeOver(branch, value, count) { return .normal }
    case .uint(let count):
      if try rangeOver(branch, value, Int64(clamping: count)) { return .normal }
    case .none: break
    default: throw failure("range can't iterate over \(GoPrinter.text(value))")
    }
    guard let other = branch.elseBody else { return .normal }
    return try walk(dot, other)
  }

  /// Counts from 0; whether there was anything to count.
  private func rangeOver(_ branch: BranchNode, _ value: Value, _ count: Int64) throws(TemplateError) -> Bool {
    if branch.pipe.declarations.count > 1 {
      throw failure("can't use \(GoPrinter.text(value)) to iterate over more than one variable")
    }
    guard count > 0 else { return false }
    var index: Int64 = 0
    while index < count {
      var item = Value(value.payload)
      item.integerType = value.integerType
      if case .uint = value.payload { item.payload = .uint(UInt64(index)) } else { item.payload = .int(index) }
      if try iterate(branch, .missing, item) == .broke { return true }
      index += 1
    }
    return true
  }

  private func iterate(_ branch: BranchNode, _ index: Value, _ item: Value) throws(TemplateError) -> Flow {
    try step()
    let mark = variables.count
    let names = branch.pipe.declarations
    if branch.pipe.assigns {
      if names.count > 1 {
        try setVariable(names[0].name, index)
        try setVariable(names[1].name, item)
      } else if let name = names.first {
        try setVariable(name.name, item)
      }
    } else if !names.isEmpty {
      variables[mark - 1].value = item
      if names.count > 1 { variables[mark - 2].value = index }
    }
    defer { variables.removeLast(variables.count - mark) }
    return try walk(item, branch.body)
  }

  private func walkTemplate(_ dot: Value, _ call: CallNode) throws(TemplateError) {
    guard let callee = namespace[call.name] else {
      throw failure("template \(GoQuote.text(call.name)) not defined")
    }
    guard depth < 100_000 else { throw failure("exceeded maximum template depth (100000)") }
    try checkStack()
    let argument = try call.pipe.map { pipe throws(TemplateError) in try evaluate(dot, pipe) } ?? .missing
    depth += 1
    defer { depth -= 1 }
    try execute(callee, argument, calledAt: call.position)
  }

  // MARK: Variables

  func setVariable(_ name: Key, _ value: Value) throws(TemplateError) {
    guard let index = variables.lastIndex(where: { $0.name == name }) else {
      throw failure("undefined variable: \(name)")
    }
    variables[index].value = value
  }

  func variable(_ name: Key) throws(TemplateError) -> Value {
    var index = variables.count - 1
    while index >= 0 {
      if variables[index].name == name { return variables[index].value }
      index -= 1
    }
    throw failure("undefined variable: \(name)")
  }

  // MARK: Output

  private func print(_ action: ActionNode, _ value: Value) throws(TemplateError) {
    node = action
    if case .string(let bytes) = value.payload {
      return write(bytes, at: action.position, value.trace)
    }
    if let object = value.object, object.kindName == "func" {
      throw failure("can't print \(String(decoding: action.shown, as: UTF8.self)) of type \(value.typeName)")
    }
    write(GoPrinter.display(value), at: action.position, value.trace)
  }

  func write(_ bytes: [UInt8], at position: Int, _ trace: Trace) {
    guard options.recordsOrigins, !bytes.isEmpty else {
      output.bytes += bytes
      return
    }
    let start = UInt32(truncatingIfNeeded: output.bytes.count)
    if let index = trace.spanIndex {
      for var span in spanLists[index] {
        span.start &+= start
        output.spans.append(span)
      }
    } else {
      output.spans.append(
        Span(start: start, frame: frame, position: UInt32(truncatingIfNeeded: position), trace: trace))
    }
    output.bytes += bytes
  }
}
