import Manifest
import RegularExpressions

/// Turns a checked expression into instructions: fuses, folds what is constant, and prices every node.
struct Planner {
  let environment: ExpressionEnvironment
  let checked: CheckedSyntax
  var instructions: [Instruction] = []
  var qualifiers: [Qualifier] = []
  var operands: [Int32] = []
  var constants: [Value] = []
  var optionalOperands: Set<Int> = []
  var expressions: [RegularExpression] = []
  var problems: [SourceProblem] = []

  var syntax: Syntax { checked.syntax }

  static func plan(
    _ checked: CheckedSyntax, source: String, in environment: ExpressionEnvironment
  ) throws(CompileError) -> Program {
    var planner = Planner(environment: environment, checked: checked)
    planner.instructions.reserveCapacity(checked.syntax.terms.count)
    let root = planner.plan(checked.syntax.root)
    if !planner.problems.isEmpty { throw CompileError(source: source, problems: planner.problems) }
    return Program(planner, source: source, checked: checked, root: root, lint: FieldLint.run(checked))
  }

  mutating func emit(_ instruction: Instruction) -> Int32 {
    instructions.append(instruction)
    return Int32(instructions.count - 1)
  }

  mutating func constant(_ value: Value, cost: UInt32 = 0) -> Int32 {
    constants.append(value)
    return emit(Instruction(operation: .constant, cost: cost, a: Int32(constants.count - 1)))
  }

  func isConstant(_ index: Int32) -> Bool { instructions[Int(index)].operation == .constant }

  func value(_ index: Int32) -> Value { constants[Int(instructions[Int(index)].a)] }

  mutating func add(_ list: [Int32]) -> (first: Int32, count: Int32) {
    operands.append(contentsOf: list)
    return (Int32(operands.count - list.count), Int32(list.count))
  }

  /// - Parameter isBranch: the term is a branch of a conditional, where cel-go reads an attribute for free.
  mutating func plan(_ index: Int32, isBranch: Bool = false) -> Int32 {
    let term = checked.syntax.terms[Int(index)]
    switch term.kind {
    case .constant: return constant(checked.syntax.constants[Int(term.first)])
    case .identifier: return identifier(index, term, isBranch)
    case .select: return attribute(index, isBranch)
    case .call: return call(index, term, isBranch)
    case .list: return list(term)
    case .map: return map(term)
    case .structure: return structure(term)
    case .fold: return fold(index, term)
    }
  }

  private mutating func identifier(_ index: Int32, _ term: Term, _ isBranch: Bool) -> Int32 {
    let note = checked.notes[Int(index)]
    switch note.kind {
    case .slot: return emit(Instruction(operation: .slot, cost: isBranch ? 0 : 1, a: note.index))
    case .constant: return constant(checked.syntax.constants[Int(note.index)])
    default: return failure("undeclared reference to '\(term.name.string)'", .undeclared)
    }
  }

  private mutating func failure(_ message: String, _ kind: Failure) -> Int32 {
    var value = checked.syntax.pool.text(.error, Array(message.utf8))
    value.detail = kind.rawValue
    constants.append(value)
    return emit(Instruction(operation: .failure, a: Int32(constants.count - 1)))
  }

  // MARK: Attributes

  private func isAttributeStep(_ index: Int32) -> Bool {
    let term = checked.syntax.terms[Int(index)]
    if term.kind == .select { return !term.flag }
    return term.kind == .call && (term.name == Operator.index || term.name == Operator.optionalIndex)
  }

  /// A root and all selections and indices that follow it, as one instruction.
  mutating func attribute(_ index: Int32, _ isBranch: Bool) -> Int32 {
    var steps: [Int32] = []
    var current = index
    let isPresence = checked.syntax.terms[Int(index)].flag && checked.syntax.terms[Int(index)].kind == .select
    repeat {
      steps.append(current)
      let term = checked.syntax.terms[Int(current)]
      current = term.kind == .select ? term.target : checked.syntax.operands[Int(term.first)].term
    } while isAttributeStep(current)
    var list: [Qualifier] = []
    for step in steps.reversed() { list.append(qualifier(step)) }
    let root = plan(current, isBranch: true)
    let rootInstruction = instructions[Int(root)]
    let isPlain =
      rootInstruction.operation == .slot && list.allSatisfy { $0.kind == .field && !$0.isOptional && !$0.isIndex }
    let first = Int32(qualifiers.count)
    qualifiers.append(contentsOf: list)
    let cost: UInt32 = isBranch ? 0 : 1
    if isPlain {
      return emit(
        Instruction(
          operation: isPresence ? .hasPath : .path, cost: cost, a: rootInstruction.a, b: first, c: Int32(list.count)))
    }
    return emit(
      Instruction(operation: isPresence ? .hasChain : .chain, cost: cost, a: root, b: first, c: Int32(list.count)))
  }

  private mutating func qualifier(_ index: Int32) -> Qualifier {
    let term = checked.syntax.terms[Int(index)]
    if term.kind == .select {
      return Qualifier(kind: .field, isOptional: term.isOptional, key: term.name, value: TypeNames.text(term.name))
    }
    let isOptional = term.name == Operator.optionalIndex
    let argument = plan(checked.syntax.operands[Int(term.first) + 1].term, isBranch: true)
    guard isConstant(argument) else {
      return Qualifier(kind: .computed, isOptional: isOptional, isIndex: true, term: argument)
    }
    let value = value(argument)
    if value.kind == .string {
      return Qualifier(kind: .field, isOptional: isOptional, isIndex: true, key: Key(value.text), value: value)
    }
    if !Frame.isKey(value), environment.options.checksLiterals {
      let message = "a value of type '\(ValuePrinter.typeName(value))' is neither an index nor a key"
      problems.append(SourceProblem(message, at: Int(term.position)))
    }
    return Qualifier(kind: .constant, isOptional: isOptional, isIndex: true, value: value)
  }

  // MARK: Literals

  private mutating func list(_ term: Term) -> Int32 {
    let list = Array(syntax.operands(term))
    let planned = list.map { plan($0.term) }
    if !list.contains(where: \.isOptional), planned.allSatisfy({ isConstant($0) && instructions[Int($0)].cost == 0 }) {
      return constant(syntax.pool.values(planned.map { value($0) }, .list, length: planned.count))
    }
    let (first, count) = add(planned)
    for (offset, operand) in list.enumerated() where operand.isOptional { optionalOperands.insert(Int(first) + offset) }
    return emit(
      Instruction(
        operation: .list, cost: 10, b: first, c: count, d: list.contains(where: \.isOptional) ? 1 : 0))
  }

  private mutating func map(_ term: Term) -> Int32 {
    let list = Array(syntax.operands(term))
    let planned = list.map { plan($0.term) }
    let isPlain = !list.contains(where: \.isOptional)
    let isConstant = isPlain && planned.allSatisfy { self.isConstant($0) && instructions[Int($0)].cost == 0 }
    let (first, count) = add(planned)
    for (offset, operand) in list.enumerated() where operand.isOptional { optionalOperands.insert(Int(first) + offset) }
    let index = emit(Instruction(operation: .map, cost: 30, b: first, c: count))
    if isConstant { instructions[Int(index)].cost = 0 }
    return isConstant ? folded(index, cost: 0) : index
  }

  private mutating func structure(_ term: Term) -> Int32 {
    var planned: [Int32] = [constant(TypeNames.text(term.name))]
    for operand in syntax.operands(term) {
      planned.append(constant(TypeNames.text(operand.field)))
      planned.append(plan(operand.term))
    }
    let (first, count) = add(planned)
    for (offset, operand) in syntax.operands(term).enumerated() where operand.isOptional {
      optionalOperands.insert(Int(first) + 1 + 2 * offset)
    }
    return emit(Instruction(operation: .structure, cost: 40, b: first, c: count))
  }

  // MARK: Folding

  /// Replaces an instruction whose operands are constants by its value; keeps it when it fails.
  mutating func folded(_ index: Int32, cost: UInt32? = nil) -> Int32 {
    guard let (value, spent) = run(index), value.kind != .error else { return index }
    guard let copy = ConstantCopy.copy(value, into: syntax.pool) else { return index }
    return constant(copy, cost: cost ?? UInt32(clamping: spent))
  }

  /// Evaluates an instruction that needs no variables.
  func run(_ index: Int32) -> (value: Value, cost: UInt64)? {
    let arena = Arena()
    let slots = UnsafeMutableBufferPointer<Value>.allocate(capacity: max(checked.slots, 1))
    slots.initialize(repeating: Frame.unbound)
    defer { slots.deallocate() }
    return instructions.withUnsafeBufferPointer { instructions in
      qualifiers.withUnsafeBufferPointer { qualifiers in
        operands.withUnsafeBufferPointer { operands in
          constants.withUnsafeBufferPointer { constants in
            var frame = Frame(
              instructions: instructions, qualifiers: qualifiers, operands: operands, constants: constants,
              slots: slots, views: UnsafeBufferPointer(start: nil, count: 0), arena: arena, limit: 100_000,
              facts: Frame.ProgramFacts(
                expressions: expressions, optionalOperands: optionalOperands,
                style: environment.options.olderFormat ? .older : .newer))
            let value = frame.evaluate(index)
            guard let copy = ConstantCopy.copy(value, into: syntax.pool) else { return nil }
            return (copy, frame.cost)
          }
        }
      }
    }
  }

  // MARK: Macros

  private mutating func fold(_ index: Int32, _ term: Term) -> Int32 {
    let slot = checked.notes[Int(index)].index
    let range = plan(term.target)
    let list = syntax.operands(term).map { $0.term }
    switch term.fold {
    case .bind, .optionalMap, .optionalFlatMap:
      let operation: Instruction.Operation =
        term.fold == .bind ? .bind : term.fold == .optionalMap ? .optionalMap : .optionalFlatMap
      let body = plan(list[0])
      return emit(Instruction(operation: operation, a: slot, b: range, c: body))
    default: break
    }
    let condition = list.count == 2 ? plan(list[0]) : -1
    let result = plan(list[list.count - 1])
    return emit(
      Instruction(
        operation: Planner.loops[Int(term.fold.rawValue)], function: term.secondName == .none ? 0 : 1, a: slot,
        b: range, c: condition, d: result))
  }

  /// The operations of the loops, in the order of `Term.Fold`.
  private static let loops: [Instruction.Operation] = [
    .all, .exists, .existsOne, .mapList, .filter, .transformList, .transformMap, .transformMapEntry, .sortBy,
  ]
}

extension TypeNames {
  /// The text of a key as a string; it lives as long as the process.
  static func text(_ key: Key) -> Value {
    Value.pointing(.string, UnsafeRawPointer(key.bytes.baseAddress), key.bytes.count)
  }
}

/// Moves values from an evaluation's memory to a program's.
enum ConstantCopy {
  static func copy(_ value: Value, into pool: ConstantPool) -> Value? {
    switch value.kind {
    case .string, .bytes, .url, .error:
      var copy = pool.text(value.kind, value.text)
      copy.detail = value.detail
      return copy
    case .list, .optional:
      guard let values = value.values else { return value }
      let copies = (0..<Int(value.length)).compactMap { copy(values[$0], into: pool) }
      return copies.count == Int(value.length) ? pool.values(copies, value.kind, length: copies.count) : nil
    case .map where value.detail == 0:
      guard let values = value.values else { return value }
      let copies = (0..<2 * Int(value.length)).compactMap { copy(values[$0], into: pool) }
      return copies.count == 2 * Int(value.length) ? pool.values(copies, .map, length: Int(value.length)) : nil
    case .quantity, .ip, .cidr, .semver:
      let size = Int(value.length)
      guard let base = value.address else { return nil }
      let block = pool.take(size)
      block.copyMemory(from: base, byteCount: size)
      return Value.pointing(value.kind, UnsafeRawPointer(block), size, detail: value.detail)
    case .documentList, .documentMap, .structure, .map: return nil
    default: return value
    }
  }
}
