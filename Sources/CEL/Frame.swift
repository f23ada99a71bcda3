import Manifest
import RegularExpressions

/// One evaluation: the program, the variables, the memory and the cost so far.
struct Frame {
  let instructions: UnsafePointer<Instruction>
  let qualifiers: UnsafePointer<Qualifier>
  let operands: UnsafePointer<Int32>
  let constants: UnsafePointer<Value>
  let slots: UnsafeMutablePointer<Value>
  let views: UnsafeBufferPointer<DocumentView>
  let limit: UInt64
  let arena: Arena
  let program: ProgramFacts
  var cost: UInt64 = 0
  /// The field that was read last.
  var lastRead: UInt16 = 0
  var lastNode: NodeID?

  /// What the seldom operations need.
  struct ProgramFacts {
    var expressions: [RegularExpression]
    var optionalOperands: Set<Int>
    var style: FormatStyle
  }

  static let unbound = Value.text(.error, "the variable has no value", .undeclared)
  static let overBudget = Value.text(.error, "operation cancelled: actual cost limit exceeded", .cost)
  static let outOfMemory = Value.text(.error, "the evaluation takes too much memory", .memory)
  static let noOverload = Value.text(.error, "no such overload", .noSuchOverload)

  init(
    _ program: Program, slots: UnsafeMutableBufferPointer<Value>, views: UnsafeBufferPointer<DocumentView>,
    arena: Arena, limit: UInt64
  ) {
    self.init(
      instructions: program.instructions, qualifiers: program.qualifiers, operands: program.operands,
      constants: program.constants, slots: slots, views: views, arena: arena, limit: limit,
      facts: ProgramFacts(
        expressions: program.expressions, optionalOperands: program.optionalOperands, style: program.style))
  }

  init(
    instructions: UnsafeBufferPointer<Instruction>, qualifiers: UnsafeBufferPointer<Qualifier>,
    operands: UnsafeBufferPointer<Int32>, constants: UnsafeBufferPointer<Value>,
    slots: UnsafeMutableBufferPointer<Value>, views: UnsafeBufferPointer<DocumentView>, arena: Arena, limit: UInt64,
    facts: ProgramFacts
  ) {
    // Every buffer has room for one element at least, so none lacks an address.
    self.instructions = Frame.base(instructions)
    self.qualifiers = Frame.base(qualifiers)
    self.operands = Frame.base(operands)
    self.constants = Frame.base(constants)
    self.slots = UnsafeMutablePointer(mutating: Frame.base(UnsafeBufferPointer(slots)))
    self.views = views
    self.arena = arena
    self.limit = limit
    program = facts
  }

  private nonisolated(unsafe) static let nowhere = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)

  private static func base<Element>(_ buffer: UnsafeBufferPointer<Element>) -> UnsafePointer<Element> {
    buffer.baseAddress ?? UnsafePointer(nowhere.assumingMemoryBound(to: Element.self))
  }

  // MARK: The walk

  mutating func evaluate(_ index: Int32) -> Value {
    let instruction = instructions[Int(index)]
    switch instruction.operation {
    case .constant:
      cost &+= UInt64(instruction.cost)
      return constants[Int(instruction.a)]
    case .slot:
      cost &+= UInt64(instruction.cost)
      return slots[Int(instruction.a)]
    case .path: return path(instruction)
    case .hasPath: return hasPath(instruction)
    case .and: return and(instruction)
    case .or: return or(instruction)
    case .equal: return equal(instruction, isEqual: true)
    case .notEqual: return equal(instruction, isEqual: false)
    case .conditional: return conditional(instruction)
    case .call1: return call1(instruction)
    case .call2: return call2(instruction)
    case .all: return all(instruction)
    case .exists: return exists(instruction)
    case .existsOne: return existsOne(instruction)
    case .inConstants: return inConstants(instruction)
    case .keyIn: return keyIn(instruction)
    case .matchesConstant: return matchesConstant(instruction)
    default: return evaluateSeldom(instruction)
    }
  }

  @inline(never)
  private mutating func evaluateSeldom(_ instruction: Instruction) -> Value {
    switch instruction.operation {
    case .chain: return chain(instruction)
    case .hasChain: return hasChain(instruction)
    case .list: return list(instruction)
    case .map: return map(instruction)
    case .structure: return structure(instruction)
    case .filter: return filter(instruction)
    case .mapList: return mapList(instruction)
    case .transformList: return transformList(instruction)
    case .transformMap, .transformMapEntry: return transformMap(instruction)
    case .sortBy: return sortBy(instruction)
    case .bind:
      slots[Int(instruction.a)] = evaluate(instruction.b)
      return evaluate(instruction.c)
    case .optionalMap, .optionalFlatMap: return optionalMap(instruction)
    case .optionalOr, .optionalOrValue: return optionalOr(instruction)
    case .callMany: return callMany(instruction)
    default: return constants[Int(instruction.a)]
    }
  }

  /// Whether an error ends the evaluation, whatever stands around it.
  @inline(__always)
  static func isFatal(_ value: Value) -> Bool {
    value.tag == .error && (value.detail == Failure.cost.rawValue || value.detail == Failure.memory.rawValue)
  }

  // MARK: Logic

  private mutating func and(_ instruction: Instruction) -> Value {
    var failure: Value?
    for position in Int(instruction.b)..<Int(instruction.b &+ instruction.c) {
      let value = evaluate(operands[position])
      if value.tag == .bool {
        if value.bits == 0 { return value }
      } else {
        if Frame.isFatal(value) { return value }
        if failure == nil { failure = value.tag == .error ? value : Frame.noOverload }
      }
    }
    return failure ?? .true
  }

  private mutating func or(_ instruction: Instruction) -> Value {
    var failure: Value?
    for position in Int(instruction.b)..<Int(instruction.b &+ instruction.c) {
      let value = evaluate(operands[position])
      if value.tag == .bool {
        if value.bits == 1 { return value }
      } else {
        if Frame.isFatal(value) { return value }
        if failure == nil { failure = value.tag == .error ? value : Frame.noOverload }
      }
    }
    return failure ?? .false
  }

  private mutating func conditional(_ instruction: Instruction) -> Value {
    let condition = evaluate(instruction.a)
    guard condition.tag == .bool else { return condition.tag == .error ? condition : Frame.noOverload }
    return evaluate(condition.bits == 1 ? instruction.b : instruction.c)
  }

  private mutating func equal(_ instruction: Instruction, isEqual: Bool) -> Value {
    let left = evaluate(instruction.a)
    let right = evaluate(instruction.b)
    if left.tag == right.tag && left.tag == .string {
      let smaller = left.length < right.length ? left : right
      // Code points are at most bytes: up to ten bytes cost 1 whatever they are, and none costs 0.
      cost &+= smaller.length <= 10 ? (smaller.length == 0 ? 0 : 1) : Frame.tenth(Frame.points(smaller, right, left))
      return .bool(Frame.sameText(left, right) == isEqual)
    }
    if left.tag == .error {
      cost &+= 1
      return left
    }
    if right.tag == .error {
      cost &+= 1
      return right
    }
    cost &+= price(.smaller, left, right)
    return .bool(Frame.areEqual(left, right, views) == isEqual)
  }

  private mutating func inConstants(_ instruction: Instruction) -> Value {
    let value = evaluate(instruction.a)
    if value.tag == .error { return value }
    let list = constants[Int(instruction.b)]
    guard let values = list.values else { return .false }
    for index in 0..<Int(list.length) where Frame.areEqual(value, values[index], views) { return .true }
    return .false
  }

  private mutating func keyIn(_ instruction: Instruction) -> Value {
    let collection = evaluate(instruction.a)
    let key = qualifiers[Int(instruction.b)]
    if collection.tag == .documentMap {
      cost &+= 1
      return .bool(Frame.find(collection, key.key) != nil)
    }
    cost &+= price(instruction.price, key.value, collection)
    return collection.tag == .error ? collection : contained(key.value, collection)
  }

  private mutating func matchesConstant(_ instruction: Instruction) -> Value {
    let value = evaluate(instruction.a)
    guard value.tag == .string else {
      cost &+= 1
      return value.tag == .error ? value : Frame.noOverload
    }
    let length = value.length <= 9 ? 1 : Frame.tenth(UInt64(Frame.codePoints(value.text)) &+ 1)
    cost &+= length &* UInt64(instruction.cost)
    if cost > limit { return Frame.overBudget }
    return .bool(program.expressions[Int(instruction.b)].matches(value.text))
  }
}

extension Value {
  static func text(_ kind: Kind, _ message: StaticString, _ failure: Failure) -> Value {
    Value.pointing(
      kind, UnsafeRawPointer(message.utf8Start), message.utf8CodeUnitCount, detail: failure.rawValue)
  }
}
