import Manifest

/// Structures: messages that stand for plain values, and the objects of mutation expressions.
extension Frame {
  mutating func structure(_ instruction: Instruction) -> Value {
    let first = Int(instruction.b)
    let name = evaluate(operands[first]).stringValue ?? ""
    var fields: [(Value, Value)] = []
    for position in stride(from: first + 1, to: first + Int(instruction.c), by: 2) {
      let key = evaluate(operands[position])
      var value = evaluate(operands[position + 1])
      if value.tag == .error { return value }
      if program.optionalOperands.contains(position) {
        guard value.tag == .optional else { return Frame.noOverload }
        guard let inner = value.wrapped else { continue }
        value = inner
      }
      fields.append((key, value))
    }
    cost &+= UInt64(instruction.cost)
    if let type = WellKnownType(rawValue: name) { return wellKnown(type, fields) }
    guard var map = MapIndex.build(fields, arena, views)?.map else { return Frame.outOfMemory }
    map.tag = .structure
    return map
  }

  private func wellKnown(_ type: WellKnownType, _ fields: [(Value, Value)]) -> Value {
    func field(_ name: String) -> Value? { fields.first { $0.0.stringValue == name }?.1 }
    let value = field("value")
    switch type {
    case .bool: return value.map { $0.tag == .bool ? $0 : Frame.noOverload } ?? .false
    case .bytes: return value.map { $0.tag == .bytes ? $0 : Frame.noOverload } ?? Value(.bytes)
    case .string: return value.map { $0.tag == .string ? $0 : Frame.noOverload } ?? .emptyText
    case .double: return value.map { $0.tag == .double ? $0 : Frame.noOverload } ?? .double(0)
    case .float:
      return value.map { $0.tag == .double ? .double(Double(Float($0.asDouble))) : Frame.noOverload } ?? .double(0)
    case .int64: return value.map { $0.tag == .int ? $0 : Frame.noOverload } ?? .int(0)
    case .uint64: return value.map { $0.tag == .uint ? $0 : Frame.noOverload } ?? .uint(0)
    case .int32: return narrow(value ?? .int(0), .int) { Int32(exactly: $0.asInt) != nil }
    case .uint32: return narrow(value ?? .uint(0), .uint) { $0.bits <= UInt64(UInt32.max) }
    case .structure: return field("fields").map { $0.isMap ? $0 : Frame.noOverload } ?? .emptyMap
    case .list: return field("values").map { $0.isList ? $0 : Frame.noOverload } ?? .emptyList
    case .value: return fields.first?.1 ?? .null
    case .timestamp:
      return Timestamp(seconds: field("seconds")?.asInt ?? 0, nanoseconds: UInt32(field("nanos")?.asInt ?? 0))?.value
        ?? Value.text(.error, "timestamp overflow", .overflow)
    case .duration: return .duration((field("seconds")?.asInt ?? 0) &* 1_000_000_000 &+ (field("nanos")?.asInt ?? 0))
    case .any: return Value.text(.error, "conversion error: google.protobuf.Any without a type", .conversion)
    case .empty: return Value(.structure)
    }
  }

  private func narrow(_ value: Value, _ kind: Value.Kind, _ fits: (Value) -> Bool) -> Value {
    guard value.tag == kind else { return Frame.noOverload }
    return fits(value) ? value : Value.text(.error, "range error", .overflow)
  }
}
