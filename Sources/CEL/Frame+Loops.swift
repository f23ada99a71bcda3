import Manifest

/// Loops over lists and maps. Costs are those of the loops that the macros stand for in cel-go: reading the
/// accumulator, testing whether to go on, adding to it.
extension Frame {
  /// Steps of one loop.
  struct Range {
    let value: Value
    let count: Int
    let isMap: Bool
  }

  /// The range of a loop; an error when it cannot be looped over.
  private mutating func range(_ instruction: Instruction) -> (range: Range, failure: Value?) {
    let value = evaluate(instruction.b)
    switch value.tag {
    case .list, .documentList: return (Range(value: value, count: Int(value.length), isMap: false), nil)
    case .map, .documentMap: return (Range(value: value, count: Int(value.length), isMap: true), nil)
    case .error: return (Range(value: value, count: 0, isMap: false), value)
    default: return (Range(value: value, count: 0, isMap: false), Frame.noOverload)
    }
  }

  /// Gives the loop's variables their values of one step. `d` of the instruction tells loops of two variables.
  @inline(__always)
  private mutating func step(_ instruction: Instruction, _ range: Range, _ index: Int) {
    let slot = Int(instruction.a)
    if instruction.function == 0 {
      slots[slot] = range.isMap ? key(range.value, at: index) : element(range.value, at: index)
    } else if range.isMap {
      slots[slot] = key(range.value, at: index)
      slots[slot &+ 1] = value(range.value, at: index)
    } else {
      slots[slot] = .int(index)
      slots[slot &+ 1] = element(range.value, at: index)
    }
  }

  /// `all`: go on unless false (accumulator, test), then accumulator && condition.
  mutating func all(_ instruction: Instruction) -> Value { quantify(instruction, decidedBy: 0, price: 3) }

  /// `exists`: go on unless true (accumulator, not, test), then accumulator || condition.
  mutating func exists(_ instruction: Instruction) -> Value { quantify(instruction, decidedBy: 1, price: 4) }

  /// Tests elements until one decides; `price` is what cel-go's loop around the condition costs an element.
  @inline(__always)
  private mutating func quantify(_ instruction: Instruction, decidedBy decisive: Int, price: UInt64) -> Value {
    let (range, problem) = range(instruction)
    if let problem { return problem }
    var failure: Value?
    for index in 0..<range.count {
      step(instruction, range, index)
      cost &+= price
      let value = evaluate(instruction.d)
      if cost > limit { return Frame.overBudget }
      if value.tag == .bool {
        if value.bits == decisive {
          cost &+= index &+ 1 < range.count ? price : 1
          return value
        }
      } else {
        if Frame.isFatal(value) { return value }
        if failure == nil { failure = value.tag == .error ? value : Frame.noOverload }
      }
    }
    cost &+= 1
    return failure ?? (decisive == 0 ? .true : .false)
  }

  mutating func existsOne(_ instruction: Instruction) -> Value {
    let (range, problem) = range(instruction)
    if let problem { return problem }
    var found = 0
    for index in 0..<range.count {
      step(instruction, range, index)
      let value = evaluate(instruction.d)
      if cost > limit { return Frame.overBudget }
      guard value.tag == .bool else { return ended(value) }
      if value.bits == 1 {
        found += 1
        // accumulator + 1
        cost &+= 2
      }
    }
    // accumulator == 1
    cost &+= 2
    return .bool(found == 1)
  }

  private func ended(_ value: Value) -> Value { value.tag == .error ? value : Frame.noOverload }

  // MARK: Loops that make lists

  /// The values that a loop has made so far, in the arena.
  private struct Output {
    var values: UnsafeMutablePointer<Value>
    var count = 0
    var capacity: Int
  }

  private mutating func output(_ capacity: Int) -> Output? {
    arena.values(capacity).map { Output(values: $0, capacity: capacity) }
  }

  /// Condition and result of one step: nil when the condition is false.
  @inline(__always)
  private mutating func accepted(_ instruction: Instruction) -> Value? {
    guard instruction.c >= 0 else { return nil }
    let condition = evaluate(instruction.c)
    if condition.tag == .bool { return condition.bits == 1 ? nil : .false }
    return ended(condition)
  }

  mutating func filter(_ instruction: Instruction) -> Value {
    let (range, problem) = range(instruction)
    if let problem { return problem }
    guard var output = output(range.count) else { return Frame.outOfMemory }
    for index in 0..<range.count {
      step(instruction, range, index)
      let element = slots[Int(instruction.a)]
      let value = evaluate(instruction.d)
      if cost > limit { return Frame.overBudget }
      guard value.tag == .bool else { return ended(value) }
      guard value.bits == 1 else { continue }
      // accumulator + [x]
      cost &+= 13
      (output.values + output.count).initialize(to: element)
      output.count += 1
    }
    cost &+= 1
    return Value.pointing(.list, UnsafeRawPointer(output.values), output.count)
  }

  mutating func mapList(_ instruction: Instruction) -> Value {
    let (range, problem) = range(instruction)
    if let problem { return problem }
    guard var output = output(range.count) else { return Frame.outOfMemory }
    for index in 0..<range.count {
      step(instruction, range, index)
      if let refused = accepted(instruction) {
        if refused.tag == .error { return refused }
        if cost > limit { return Frame.overBudget }
        continue
      }
      let value = evaluate(instruction.d)
      // accumulator + [result]
      cost &+= 12
      if cost > limit { return Frame.overBudget }
      if value.tag == .error { return value }
      (output.values + output.count).initialize(to: value)
      output.count += 1
    }
    cost &+= 1
    return Value.pointing(.list, UnsafeRawPointer(output.values), output.count)
  }

  mutating func transformList(_ instruction: Instruction) -> Value { mapList(instruction) }

  // MARK: Loops that make maps

  mutating func transformMap(_ instruction: Instruction) -> Value {
    let (range, problem) = range(instruction)
    if let problem { return problem }
    var pairs: [(Value, Value)] = []
    pairs.reserveCapacity(range.count)
    for index in 0..<range.count {
      step(instruction, range, index)
      if let refused = accepted(instruction) {
        if refused.tag == .error { return refused }
        if cost > limit { return Frame.overBudget }
        continue
      }
      let key = slots[Int(instruction.a)]
      let value = evaluate(instruction.d)
      if value.tag == .error { return value }
      if instruction.operation == .transformMap {
        // insert(accumulator, key, result)
        cost &+= 3
        pairs.append((key, value))
      } else {
        cost &+= 2
        guard value.isMap else { return Frame.noOverload }
        for position in 0..<Int(value.length) {
          pairs.append((self.key(value, at: position), self.value(value, at: position)))
        }
      }
      if cost > limit { return Frame.overBudget }
    }
    guard let (map, repeated) = MapIndex.build(pairs, arena, views) else { return Frame.outOfMemory }
    cost &+= 1
    if let repeated { return failure(.argument, "insert failed: key \(ValuePrinter.plain(repeated)) already exists") }
    return map
  }

  // MARK: sortBy, optMap

  mutating func sortBy(_ instruction: Instruction) -> Value {
    let list = evaluate(instruction.b)
    if list.tag == .error { return list }
    guard list.isList else { return Frame.noOverload }
    var pairs: [(key: Value, value: Value)] = []
    pairs.reserveCapacity(Int(list.length))
    for index in 0..<Int(list.length) {
      let element = element(list, at: index)
      slots[Int(instruction.a)] = element
      let key = evaluate(instruction.d)
      cost &+= 12
      if cost > limit { return Frame.overBudget }
      if key.tag == .error { return key }
      pairs.append((key, element))
    }
    // The list by its hidden name twice, the result of the map, then the sort.
    cost &+= 3 &+ sortPrice(pairs.first?.key, pairs.count)
    if cost > limit { return Frame.overBudget }
    return sorted(pairs)
  }

  mutating func optionalMap(_ instruction: Instruction) -> Value {
    let before = cost
    let target = evaluate(instruction.b)
    if target.tag == .error { return target }
    guard target.tag == .optional else { return Frame.noOverload }
    guard let inner = target.wrapped else {
      // hasValue, optional.none
      cost &+= 2
      return target
    }
    // The target is evaluated twice: for hasValue and for value.
    cost &+= (cost &- before) &+ 2
    slots[Int(instruction.a)] = inner
    let result = evaluate(instruction.c)
    if result.tag == .error { return result }
    guard instruction.operation == .optionalMap else {
      return result.tag == .optional ? result : Frame.noOverload
    }
    cost &+= 1
    return optional(result)
  }

  mutating func optionalOr(_ instruction: Instruction) -> Value {
    let left = evaluate(instruction.a)
    if left.tag == .error { return left }
    guard left.tag == .optional else { return Frame.noOverload }
    if let inner = left.wrapped { return instruction.operation == .optionalOr ? left : inner }
    return evaluate(instruction.b)
  }

  // MARK: Literals

  mutating func list(_ instruction: Instruction) -> Value {
    guard let target = arena.values(Int(instruction.c)) else { return Frame.outOfMemory }
    var count = 0
    var failed: Value?
    for position in Int(instruction.b)..<Int(instruction.b &+ instruction.c) {
      let value = evaluate(operands[position])
      if value.tag == .error {
        if Frame.isFatal(value) { return value }
        failed = failed ?? value
        break
      }
      if instruction.d == 1, program.optionalOperands.contains(position) {
        guard value.tag == .optional else { return Frame.noOverload }
        guard let inner = value.wrapped else { continue }
        (target + count).initialize(to: inner)
      } else {
        (target + count).initialize(to: value)
      }
      count += 1
    }
    cost &+= UInt64(instruction.cost)
    return failed ?? Value.pointing(.list, UnsafeRawPointer(target), count)
  }

  mutating func map(_ instruction: Instruction) -> Value {
    var pairs: [(Value, Value)] = []
    for position in stride(from: Int(instruction.b), to: Int(instruction.b &+ instruction.c), by: 2) {
      let key = evaluate(operands[position])
      if key.tag == .error { return key }
      guard Frame.isKey(key), key.tag != .double || program.style == .older else {
        return failure(.argument, "unsupported key type: \(ValuePrinter.typeName(key))")
      }
      var value = evaluate(operands[position + 1])
      if value.tag == .error { return value }
      if program.optionalOperands.contains(position) {
        guard value.tag == .optional else { return Frame.noOverload }
        guard let inner = value.wrapped else { continue }
        value = inner
      }
      pairs.append((key, value))
    }
    cost &+= UInt64(instruction.cost)
    guard let (map, repeated) = MapIndex.build(pairs, arena, views) else { return Frame.outOfMemory }
    if let repeated, program.style == .newer {
      return failure(.argument, "Failed with repeated key: \(ValuePrinter.plain(repeated))")
    }
    return map
  }
}
