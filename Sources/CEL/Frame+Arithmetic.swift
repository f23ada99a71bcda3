import Manifest

/// Operators on numbers, times, text and lists.
extension Frame {
  private func overflow(_ kind: Value.Kind) -> Value {
    switch kind {
    case .int: Value.text(.error, "integer overflow", .overflow)
    case .uint: Value.text(.error, "unsigned integer overflow", .overflow)
    case .duration: Value.text(.error, "duration overflow", .overflow)
    default: Value.text(.error, "timestamp overflow", .overflow)
    }
  }

  func add(_ left: Value, _ right: Value) -> Value {
    switch (left.tag, right.tag) {
    case (.int, .int):
      let (sum, failed) = left.asInt.addingReportingOverflow(right.asInt)
      return failed ? overflow(.int) : .int(sum)
    case (.uint, .uint):
      let (sum, failed) = left.bits.addingReportingOverflow(right.bits)
      return failed ? overflow(.uint) : .uint(sum)
    case (.double, .double): return .double(left.asDouble + right.asDouble)
    case (.string, .string), (.bytes, .bytes): return joined(left, right)
    case (.duration, .duration):
      let (sum, failed) = left.asInt.addingReportingOverflow(right.asInt)
      return failed ? overflow(.duration) : .duration(sum)
    case (.timestamp, .duration): return shifted(left, right.asInt)
    case (.duration, .timestamp): return shifted(right, left.asInt)
    default: return left.isList && right.isList ? concatenated(left, right) : Frame.noOverload
    }
  }

  private func joined(_ left: Value, _ right: Value) -> Value {
    let count = Int(left.length) + Int(right.length)
    guard let target = arena.take(count) else { return Frame.outOfMemory }
    if let base = left.address { target.copyMemory(from: base, byteCount: Int(left.length)) }
    if let base = right.address {
      (target + Int(left.length)).copyMemory(from: base, byteCount: Int(right.length))
    }
    return Value.pointing(left.tag, UnsafeRawPointer(target), count)
  }

  private func concatenated(_ left: Value, _ right: Value) -> Value {
    if left.length == 0 { return right }
    if right.length == 0 { return left }
    let first = Int(left.length)
    guard let target = arena.values(first + Int(right.length)) else { return Frame.outOfMemory }
    for index in 0..<first { (target + index).initialize(to: element(left, at: index)) }
    for index in 0..<Int(right.length) { (target + first + index).initialize(to: element(right, at: index)) }
    return Value.pointing(.list, UnsafeRawPointer(target), first + Int(right.length))
  }

  private func shifted(_ time: Value, _ nanoseconds: Int64) -> Value {
    Timestamp(time).adding(nanoseconds: nanoseconds)?.value ?? overflow(.timestamp)
  }

  func subtract(_ left: Value, _ right: Value) -> Value {
    switch (left.tag, right.tag) {
    case (.int, .int):
      let (difference, failed) = left.asInt.subtractingReportingOverflow(right.asInt)
      return failed ? overflow(.int) : .int(difference)
    case (.uint, .uint):
      let (difference, failed) = left.bits.subtractingReportingOverflow(right.bits)
      return failed ? overflow(.uint) : .uint(difference)
    case (.double, .double): return .double(left.asDouble - right.asDouble)
    case (.duration, .duration):
      let (difference, failed) = left.asInt.subtractingReportingOverflow(right.asInt)
      return failed ? overflow(.duration) : .duration(difference)
    case (.timestamp, .duration):
      let (opposite, failed) = Int64(0).subtractingReportingOverflow(right.asInt)
      return failed ? overflow(.timestamp) : shifted(left, opposite)
    case (.timestamp, .timestamp):
      return Timestamp(left).distance(from: Timestamp(right)).map { Value.duration($0) } ?? overflow(.duration)
    default: return Frame.noOverload
    }
  }

  func multiply(_ left: Value, _ right: Value) -> Value {
    switch (left.tag, right.tag) {
    case (.int, .int):
      let (product, failed) = left.asInt.multipliedReportingOverflow(by: right.asInt)
      return failed ? overflow(.int) : .int(product)
    case (.uint, .uint):
      let (product, failed) = left.bits.multipliedReportingOverflow(by: right.bits)
      return failed ? overflow(.uint) : .uint(product)
    case (.double, .double): return .double(left.asDouble * right.asDouble)
    default: return Frame.noOverload
    }
  }

  func divide(_ left: Value, _ right: Value) -> Value {
    switch (left.tag, right.tag) {
    case (.int, .int):
      if right.bits == 0 { return Value.text(.error, "division by zero", .divisionByZero) }
      let (quotient, failed) = left.asInt.dividedReportingOverflow(by: right.asInt)
      return failed ? overflow(.int) : .int(quotient)
    case (.uint, .uint):
      if right.bits == 0 { return Value.text(.error, "division by zero", .divisionByZero) }
      return .uint(left.bits / right.bits)
    case (.double, .double): return .double(left.asDouble / right.asDouble)
    default: return Frame.noOverload
    }
  }

  func modulo(_ left: Value, _ right: Value) -> Value {
    switch (left.tag, right.tag) {
    case (.int, .int):
      if right.bits == 0 { return Value.text(.error, "modulus by zero", .divisionByZero) }
      let (remainder, failed) = left.asInt.remainderReportingOverflow(dividingBy: right.asInt)
      return failed ? overflow(.int) : .int(remainder)
    case (.uint, .uint):
      if right.bits == 0 { return Value.text(.error, "modulus by zero", .divisionByZero) }
      return .uint(left.bits % right.bits)
    default: return Frame.noOverload
    }
  }

  func negate(_ value: Value) -> Value {
    switch value.tag {
    case .int: return value.asInt == .min ? overflow(.int) : .int(-value.asInt)
    case .double: return .double(-value.asDouble)
    default: return Frame.noOverload
    }
  }

  /// `<`, `<=`, `>`, `>=`
  func ordered(_ function: Function, _ left: Value, _ right: Value) -> Value {
    guard let order = Frame.compare(left, right) else {
      return left.isNumber && right.isNumber ? .false : Frame.noOverload
    }
    switch function {
    case .less: return .bool(order < 0)
    case .lessOrEqual: return .bool(order <= 0)
    case .greater: return .bool(order > 0)
    default: return .bool(order >= 0)
    }
  }

  /// `value in collection`
  func contained(_ value: Value, _ collection: Value) -> Value {
    switch collection.tag {
    case .map, .documentMap:
      return .bool(lookUp(collection, value) != nil)
    case .list, .documentList:
      for index in 0..<Int(collection.length) where Frame.areEqual(value, element(collection, at: index), views) {
        return .true
      }
      return .false
    default: return Frame.noOverload
    }
  }
}
