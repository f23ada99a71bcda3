import Manifest

/// Defaults, types, conversions and flow.
enum TypeFunctions {
  static let table: [Function] = [
    Function("default", [.any, .any], isVariadic: true, defaulted),
    Function("empty", [.any], empty),
    Function("coalesce", [.any], isVariadic: true, coalesce),
    Function("all", [.any], isVariadic: true, all),
    Function("any", [.any], isVariadic: true, any),
    Function("ternary", [.any, .any, .bool], ternary),
    Function("typeOf", [.any], typeOf),
    Function("typeIs", [.string, .any], typeIs),
    Function("typeIsLike", [.string, .any], typeIsLike),
    Function("kindOf", [.any], kindOf),
    Function("kindIs", [.string, .any], kindIs),
    Function("deepEqual", [.any, .any], deepEqual),
    Function("deepCopy", [.any], deepCopy),
    Function("mustDeepCopy", [.any], deepCopy),
    Function("toString", [.any], toString),
    Function("toStrings", [.any], toStrings),
    Function("int", [.any], int),
    Function("int64", [.any], int64),
    Function("float64", [.any], float64),
    Function("atoi", [.string], atoi),
    Function("toDecimal", [.any], toDecimal),
    Function("hello", [], hello),
  ]

  @Sendable private static func defaulted(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call.count < 2 || Convert.isEmpty(call[1]) { return call[0] }
    return call[1]
  }

  @Sendable private static func empty(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(Convert.isEmpty(call[0]))
  }

  @Sendable private static func coalesce(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.arguments.first { !Convert.isEmpty($0) } ?? .missing
  }

  @Sendable private static func all(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(call.arguments.allSatisfy { !Convert.isEmpty($0) })
  }

  @Sendable private static func any(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(call.arguments.contains { !Convert.isEmpty($0) })
  }

  @Sendable private static func ternary(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.bool(2) ? call[0] : call[1]
  }

  // MARK: Types

  @Sendable private static func typeOf(_ call: borrowing Call) throws(CallFailure) -> Value {
    .string(call[0].typeName)
  }

  @Sendable private static func typeIs(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(call.text(0) == call[1].typeName)
  }

  @Sendable private static func typeIsLike(_ call: borrowing Call) throws(CallFailure) -> Value {
    let name = call[1].typeName
    return .bool(call.text(0) == name || "*" + call.text(0) == name)
  }

  @Sendable private static func kindOf(_ call: borrowing Call) throws(CallFailure) -> Value {
    .string(call[0].kindName)
  }

  @Sendable private static func kindIs(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(call.text(0) == call[1].kindName)
  }

  @Sendable private static func deepEqual(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(call[0].isDeeplyEqual(call[1]))
  }

  @Sendable private static func deepCopy(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call[0].isNil { throw CallFailure("reflect: call of reflect.Value.Type on zero Value") }
    return call[0].deepCopy()
  }

  // MARK: Conversions

  @Sendable private static func toString(_ call: borrowing Call) throws(CallFailure) -> Value {
    Value.string(Convert.text(call[0])).traced(call[0].trace)
  }

  @Sendable private static func toStrings(_ call: borrowing Call) throws(CallFailure) -> Value {
    .strings(Convert.texts(call[0]))
  }

  @Sendable private static func int(_ call: borrowing Call) throws(CallFailure) -> Value {
    Value.int(Convert.int(call[0]), .int).traced(call[0].trace)
  }

  @Sendable private static func int64(_ call: borrowing Call) throws(CallFailure) -> Value {
    Value.int(Convert.int(call[0]), .int64).traced(call[0].trace)
  }

  @Sendable private static func float64(_ call: borrowing Call) throws(CallFailure) -> Value {
    Value.float(Convert.float(call[0])).traced(call[0].trace)
  }

  @Sendable private static func atoi(_ call: borrowing Call) throws(CallFailure) -> Value {
    .int(GoInteger.int64(call.bytes(0), base: 10).clamped, .int)
  }

  @Sendable private static func toDecimal(_ call: borrowing Call) throws(CallFailure) -> Value {
    .int(GoInteger.int64(GoPrinter.print(call[0]), base: 8).value ?? 0, .int64)
  }

  @Sendable private static func hello(_ call: borrowing Call) throws(CallFailure) -> Value { .string("Hello!") }
}

extension Value {
  /// `reflect.DeepEqual`: types count.
  func isDeeplyEqual(_ other: Value) -> Bool {
    switch (payload, other.payload) {
    case (.none, .none): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b && integerType == other.integerType
    case (.uint(let a), .uint(let b)): return a == b && integerType == other.integerType
    case (.float(let a), .float(let b)): return a == b
    case (.string(let a), .string(let b)): return a == b
    case (.list(let a), .list(let b)):
      guard a.typeName == b.typeName, a.isNil == b.isNil, a.items.count == b.items.count else { return false }
      return a === b || zip(a.items, b.items).allSatisfy { $0.isDeeplyEqual($1) }
    case (.map(let a), .map(let b)):
      guard a.type == b.type, a.isNil == b.isNil, a.count == b.count else { return false }
      if a === b { return true }
      return a.sorted.allSatisfy { entry in b[entry.key].map { entry.value.isDeeplyEqual($0) } ?? false }
    case (.object(let a), .object(let b)): return a.typeName == b.typeName && a.isEqual(b)
    default: return false
    }
  }

  /// A copy that shares no map with the original.
  func deepCopy() -> Value {
    var copy = self
    switch payload {
    case .list(let list):
      copy.payload = .list(
        ListBox(list.items.map { $0.deepCopy() }, list.element, isNil: list.isNil, name: list.name))
    case .map(let map):
      let new = MapBox(type: map.type, isNil: map.isNil)
      for entry in map.sorted { new[entry.key] = entry.value.deepCopy() }
      copy.payload = .map(new)
    default: break
    }
    return copy
  }
}
