import Manifest

extension Executor {
  // MARK: Pipelines

  func evaluate(_ dot: Value, _ pipe: PipeNode) throws(TemplateError) -> Value {
    node = pipe
    var value: Value?
    for command in pipe.commands {
      value = try evaluate(dot, command, value).unwrapped
    }
    let result = value ?? .missing
    for variable in pipe.declarations {
      if pipe.assigns {
        try setVariable(variable.name, result)
      } else {
        variables.append(Variable(name: variable.name, value: result))
      }
    }
    return result
  }

  private func evaluate(
    _ dot: Value, _ command: CommandNode, _ final: Value?
  ) throws(TemplateError) -> Value {
    let head = command.operands[0]
    let arguments = command.operands.count - 1
    switch head.kind {
    case .field(let keys):
      node = head
      return try fields(dot, dot, keys, head, command, final)
    case .chain(let operand, let keys):
      let receiver = try chainReceiver(dot, head, operand)
      return try fields(dot, receiver, keys, head, command, final)
    case .function(let function):
      node = head
      return try call(dot, function, head, command, final)
    case .pipe(let pipe):
      try refuseArguments(head, arguments, final)
      return try evaluate(dot, pipe)
    case .variable(let name, let keys):
      node = head
      let value = try variable(name)
      if keys.isEmpty {
        try refuseArguments(head, arguments, final)
        return value
      }
      return try fields(dot, value, keys, head, command, final)
    case .bool, .dot, .null, .number, .string: break
    }
    node = head
    try refuseArguments(head, arguments, final)
    switch head.kind {
    case .bool(let value): return .bool(value)
    case .dot: return dot
    case .number(let number): return try constant(number, head)
    case .string(let bytes): return .string(bytes)
    default: throw failure("nil is not a command")
    }
  }

  private func chainReceiver(
    _ dot: Value, _ head: OperandNode, _ operand: OperandNode
  ) throws(TemplateError) -> Value {
    node = head
    if case .null = operand.kind {
      throw failure("indirection through explicit nil in \(String(decoding: head.shown, as: UTF8.self))")
    }
    return try argument(dot, nil, operand)
  }

  private func refuseArguments(_ head: OperandNode, _ count: Int, _ final: Value?) throws(TemplateError) {
    guard count > 0 || final != nil else { return }
    throw failure("can't give argument to non-function \(shownOperand(head))")
  }

  private func shownOperand(_ operand: OperandNode) -> String { String(decoding: operand.shown, as: UTF8.self) }

  private func constant(_ number: NumberLiteral, _ head: OperandNode) throws(TemplateError) -> Value {
    node = head
    if let imaginary = number.imaginary { return .object(ComplexNumber(number.real, imaginary)) }
    if number.looksLikeFloat, let float = number.float { return .float(float) }
    if let int = number.int { return .int(int, .int) }
    if number.uint != nil { throw failure("\(shownOperand(head)) overflows int") }
    return number.float.map { .float($0) } ?? .missing
  }

  // MARK: Fields

  /// Follows a chain of fields; the last may be a method that takes the arguments.
  private func fields(
    _ dot: Value, _ receiver: Value, _ keys: [Key], _ head: OperandNode, _ command: CommandNode?, _ final: Value?
  ) throws(TemplateError) -> Value {
    var value = receiver
    for key in keys.dropLast() { value = try field(dot, key, nil, nil, value, head) }
    guard let last = keys.last else { return value }
    return try field(dot, last, command, final, value, head)
  }

  private func field(
    _ dot: Value, _ key: Key, _ command: CommandNode?, _ final: Value?, _ receiver: Value, _ head: OperandNode
  ) throws(TemplateError) -> Value {
    let hasArguments = (command?.operands.count ?? 1) > 1 || final != nil
    switch receiver.payload {
    case .none:
      if !receiver.isInterface { return .missing }
      throw failure("nil pointer evaluating interface {}.\(key)")
    case .map(let map):
      if let method = Self.method(key, of: map) { return try call(dot, method, key.string, head, command, final) }
      if hasArguments { throw failure("\(key) is not a method but has arguments") }
      return map.lookup(key)
    case .object(let object):
      if let method = object.method(key.string) {
        return try call(dot, method, key.string, head, command, final)
      }
      if let member = object.fields.first(where: { $0.name == key.string }) {
        if hasArguments { throw failure("\(key) has arguments but cannot be invoked as function") }
        return member.value
      }
    case .list(let list):
      if let method = VersionList.method(key.string, list) {
        return try call(dot, method, key.string, head, command, final)
      }
    case .int, .uint:
      if let method = DurationMethods.method(key.string, receiver) {
        return try call(dot, method, key.string, head, command, final)
      }
    default: break
    }
    throw failure("can't evaluate field \(key) in type \(receiver.staticTypeName)")
  }

  /// The method of a map's type; most maps have none, and most names are none.
  private static func method(_ key: Key, of map: MapBox) -> GoObject.Method? {
    switch map.type {
    case .any, .strings: nil
    case .files: ChartFiles.method(key.string, map)
    case .values(let name): ValuesMethods.names.contains(key) ? ValuesMethods.method(key.string, map, name) : nil
    }
  }

  // MARK: Arguments

  /// Evaluates an operand as an argument of a type; nil: any, and it stays as it is.
  func argument(_ dot: Value, _ type: Parameter?, _ operand: OperandNode) throws(TemplateError) -> Value {
    node = operand
    switch operand.kind {
    case .dot: return try check(dot, type)
    case .null:
      guard let type, !type.canBeNil else { return type == .any ? .null : .missing }
      throw failure("cannot assign nil to \(type.name)")
    case .field(let keys): return try check(try fields(dot, dot, keys, operand, nil, nil), type)
    case .variable(let name, let keys):
      let value = try variable(name)
      return try check(keys.isEmpty ? value : try fields(dot, value, keys, operand, nil, nil), type)
    case .pipe(let pipe): return try check(try evaluate(dot, pipe), type)
    case .function(let function): return try check(try call(dot, function, operand, nil, nil), type)
    case .chain(let inner, let keys):
      let receiver = try chainReceiver(dot, operand, inner)
      return try check(try fields(dot, receiver, keys, operand, nil, nil), type)
    case .bool, .number, .string: return try literal(operand, type)
    }
  }

  private func literal(_ operand: OperandNode, _ type: Parameter?) throws(TemplateError) -> Value {
    switch (type ?? .any, operand.kind) {
    case (.any, .bool(let value)), (.reflect, .bool(let value)), (.bool, .bool(let value)): return .bool(value)
    case (.any, .string(let value)), (.reflect, .string(let value)), (.string, .string(let value)):
      return .string(value)
    case (.any, .number(let number)), (.reflect, .number(let number)): return try constant(number, operand)
    case (.int, .number(let number)) where number.int != nil: return .int(number.int ?? 0, .int)
    case (.int64, .number(let number)) where number.int != nil: return .int(number.int ?? 0, .int64)
    case (.uint32, .number(let number)) where number.uint != nil:
      return .uint(UInt64(UInt32(truncatingIfNeeded: number.uint ?? 0)), .uint32)
    case (.float, .number(let number)) where number.float != nil: return .float(number.float ?? 0)
    case (.bool, _): throw failure("expected bool; found \(shownOperand(operand))")
    case (.string, _): throw failure("expected string; found \(shownOperand(operand))")
    case (.int, _), (.int64, _): throw failure("expected integer; found \(shownOperand(operand))")
    case (.uint32, _): throw failure("expected unsigned integer; found \(shownOperand(operand))")
    case (.float, _): throw failure("expected float; found \(shownOperand(operand))")
    default: throw failure("can't handle \(shownOperand(operand)) for arg of type \(type?.name ?? "")")
    }
  }

  /// Go's `validateType`: whether a value may be passed for a parameter.
  func check(_ value: Value, _ type: Parameter?) throws(TemplateError) -> Value {
    guard let type else { return value }
    if value.isNil {
      switch type {
      case .any, .reflect: return value
      default: break
      }
      if value.isInterface { throw failure("wrong type for value; expected \(type.name); got interface {}") }
      guard type.canBeNil else { throw failure("invalid value; expected \(type.name)") }
      return .missing
    }
    let fits =
      switch (type, value.payload) {
      case (.any, _), (.reflect, _): true
      case (.string, .string), (.bool, .bool), (.float, .float): true
      case (.int, .int): value.integerType == .int
      case (.int64, .int): value.integerType == .int64
      case (.uint32, .uint): value.integerType == .uint32
      case (.map, .map(let map)): map.type.isUntyped
      case (.list, .list(let list)): list.element == .any && list.name == nil
      case (.strings, .list(let list)): list.element == .string
      case (.time, .object(let object)): object is GoTime
      case (.certificate, .object(let object)): object is Certificate
      case (.semver, .object(let object)): object is SemverObject
      default: false
      }
    guard fits else { throw failure("wrong type for value; expected \(type.name); got \(value.typeName)") }
    return value
  }

  // MARK: Calls

  func call(
    _ dot: Value, _ function: Function, _ head: OperandNode, _ command: CommandNode?, _ final: Value?
  ) throws(TemplateError) -> Value {
    let operands = command.map { $0.operands.dropFirst() } ?? []
    let count = operands.count + (final == nil ? 0 : 1)
    try checkCount(function.name, function.parameters.count, function.isVariadic, count, operands.count)
    if function.role == .and || function.role == .or {
      return try shortCircuit(dot, operands, final, function.role == .or)
    }
    let arguments = try collect(dot, function.parameters, function.isVariadic, operands, final)
    let body: Call
    if function.role == .call {
      let callee = operands.first.map { String(decoding: $0.shown, as: UTF8.self) }
      let shown = callee ?? final.map { GoPrinter.reflectText($0) } ?? ""
      body = Call(arguments: [.string(shown)] + arguments, executor: self)
    } else {
      body = Call(arguments: arguments, executor: self)
    }
    do throws(CallFailure) {
      return try function.body(body)
    } catch {
      node = command ?? head
      throw failure(error, calling: function.name)
    }
  }

  private func call(
    _ dot: Value, _ method: GoObject.Method, _ name: String, _ head: OperandNode, _ command: CommandNode?,
    _ final: Value?
  ) throws(TemplateError) -> Value {
    let operands = command.map { $0.operands.dropFirst() } ?? []
    let count = operands.count + (final == nil ? 0 : 1)
    try checkCount(name, method.parameters.count, method.isVariadic, count, operands.count)
    let arguments = try collect(dot, method.parameters, method.isVariadic, operands, final)
    do throws(CallFailure) {
      return try method.body(Call(arguments: arguments, executor: self))
    } catch {
      node = head
      throw failure(error, calling: name)
    }
  }

  private func checkCount(
    _ name: String, _ parameters: Int, _ isVariadic: Bool, _ count: Int, _ written: Int
  ) throws(TemplateError) {
    if isVariadic {
      guard count >= parameters - 1 else {
        throw failure("wrong number of args for \(name): want at least \(parameters - 1) got \(written)")
      }
    } else if count != parameters {
      throw failure("wrong number of args for \(name): want \(parameters) got \(count)")
    }
  }

  private func shortCircuit(
    _ dot: Value, _ operands: ArraySlice<OperandNode>, _ final: Value?, _ isOr: Bool
  ) throws(TemplateError) -> Value {
    var value = Value.missing
    for operand in operands {
      value = try argument(dot, .reflect, operand)
      if value.isTrue == isOr { return value }
    }
    return final ?? value
  }

  private func collect(
    _ dot: Value, _ parameters: [Parameter], _ isVariadic: Bool, _ operands: ArraySlice<OperandNode>, _ final: Value?
  ) throws(TemplateError) -> [Value] {
    func type(_ index: Int) -> Parameter { parameters[min(index, parameters.count - 1)] }
    var arguments: [Value] = []
    arguments.reserveCapacity(operands.count + 1)
    for operand in operands { arguments.append(try argument(dot, type(arguments.count), operand)) }
    if let final { arguments.append(try check(final, type(arguments.count))) }
    return arguments
  }
}
