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
    guard let copy = call[0].deepCopy() else { throw CallFailure("the value is too large to copy, or holds itself") }
    return copy
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
