import Manifest

/// The functions of text/template itself.
enum LanguageFunctions {
  static let table: [Function] = [
    Function("and", [.reflect, .reflect], isVariadic: true, role: .and, logic),
    Function("or", [.reflect, .reflect], isVariadic: true, role: .or, logic),
    Function("not", [.reflect], not),
    Function("len", [.reflect], length),
    Function("index", [.reflect, .reflect], isVariadic: true, index),
    Function("call", [.reflect, .reflect], isVariadic: true, role: .call, call),
    Function("print", [.any], isVariadic: true, print),
    Function("println", [.any], isVariadic: true, println),
    Function("printf", [.string, .any], isVariadic: true, printf),
    Function("html", [.any], isVariadic: true, html),
    Function("js", [.any], isVariadic: true, js),
    Function("urlquery", [.any], isVariadic: true, urlquery),
    Function("eq", [.reflect, .reflect], isVariadic: true, equal),
    Function("ne", [.reflect, .reflect], notEqual),
    Function("lt", [.reflect, .reflect], less),
    Function("le", [.reflect, .reflect], lessOrEqual),
    Function("gt", [.reflect, .reflect], greater),
    Function("ge", [.reflect, .reflect], greaterOrEqual),
  ]

  /// The executor evaluates `and` and `or` itself, because they need not evaluate every argument.
  @Sendable private static func logic(_ call: borrowing Call) throws(CallFailure) -> Value { .missing }

  @Sendable private static func not(_ call: borrowing Call) throws(CallFailure) -> Value { .bool(!call[0].isTrue) }

  @Sendable private static func length(_ call: borrowing Call) throws(CallFailure) -> Value {
    switch call[0].payload {
    case .string(let bytes): return .int(bytes.count)
    case .list(let list): return .int(list.items.count)
    case .map(let map): return .int(map.count)
    case .none:
      if call[0].isInterface { throw CallFailure("len of nil pointer") }
      throw CallFailure("reflect: call of reflect.Value.Type on zero Value")
    default: throw CallFailure("len of type \(pointee(call[0]))")
    }
  }

  private static func pointee(_ value: Value) -> String {
    value.kindName == "ptr" ? String(value.typeName.dropFirst()) : value.typeName
  }

  @Sendable private static func index(_ call: borrowing Call) throws(CallFailure) -> Value {
    var item = call[0]
    if item.isNil { throw CallFailure("index of untyped nil") }
    for position in 1..<max(call.count, 1) {
      let index = call[position]
      if item.isNil { throw CallFailure("index of nil pointer") }
      switch item.payload {
      case .list(let list):
        item = list.item(try offset(index, list.items.count, "slice"))
      case .string(let bytes):
        item = .uint(UInt64(bytes[try offset(index, bytes.count, "string")]), .uint8)
      case .map(let map):
        if index.isNil { throw CallFailure("value is nil; should be of type string") }
        guard let key = index.bytes else {
          throw CallFailure("value has type \(index.typeName); should be string")
        }
        item = map.lookup(Key(bytes: key))
      default: throw CallFailure("can't index item of type \(pointee(item))")
      }
    }
    return item
  }

  private static func offset(_ index: Value, _ count: Int, _ kind: String) throws(CallFailure) -> Int {
    let offset: Int
    switch index.payload {
    case .int(let number): offset = Int(number)
    case .uint(let number): offset = Int(truncatingIfNeeded: number)
    case .none: throw CallFailure("cannot index slice/array with nil")
    default: throw CallFailure("cannot index slice/array with type \(index.typeName)")
    }
    if offset < 0 || offset > count { throw CallFailure("index out of range: \(offset)") }
    if offset == count { throw CallFailure("reflect: \(kind) index out of range") }
    return offset
  }

  @Sendable private static func call(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call[1].isNil { throw CallFailure("call of nil") }
    throw CallFailure("non-function \(call.text(0)) of type \(call[1].typeName)")
  }

  // MARK: Printing

  @Sendable private static func print(_ call: borrowing Call) throws(CallFailure) -> Value {
    .string(GoPrinter.sprint(call.arguments))
  }

  @Sendable private static func println(_ call: borrowing Call) throws(CallFailure) -> Value {
    .string(GoPrinter.sprintln(call.arguments))
  }

  @Sendable private static func printf(_ call: borrowing Call) throws(CallFailure) -> Value {
    .string(GoPrinter.sprintf(call.bytes(0), Array(call.arguments.dropFirst())))
  }

  private static func joined(_ values: [Value]) -> [UInt8] {
    if values.count == 1, let bytes = values[0].bytes { return bytes }
    return GoPrinter.sprint(values.map { $0.isNil ? .string("<no value>") : $0 })
  }

  @Sendable private static func html(_ call: borrowing Call) throws(CallFailure) -> Value {
    var output: [UInt8] = []
    for byte in joined(call.arguments) {
      switch UnicodeScalar(byte) {
      case "\0": output += "\u{FFFD}".utf8
      case "\"": output += "&#34;".utf8
      case "'": output += "&#39;".utf8
      case "&": output += "&amp;".utf8
      case "<": output += "&lt;".utf8
      case ">": output += "&gt;".utf8
      default: output.append(byte)
      }
    }
    return .string(output)
  }

  @Sendable private static func js(_ call: borrowing Call) throws(CallFailure) -> Value {
    let text = joined(call.arguments)
    var output: [UInt8] = []
    var index = 0
    while index < text.count {
      let rune = Rune.decode(text, index)
      switch UnicodeScalar(rune.value) {
      case "\\": output += "\\\\".utf8
      case "'": output += "\\'".utf8
      case "\"": output += "\\\"".utf8
      case "<", ">", "&", "=": output += unicodeEscape(rune.value)
      default:
        if rune.value < 0x20 || !Rune.isPrintable(rune.value) && rune.isValid {
          output += unicodeEscape(rune.value)
        } else {
          output += text[index..<index + rune.length]
        }
      }
      index += rune.length
    }
    return .string(output)
  }

  private static func unicodeEscape(_ rune: UInt32) -> [UInt8] {
    let text = String(rune, radix: 16, uppercase: true)
    return Array("\\u\(String(repeating: "0", count: max(0, 4 - text.utf8.count)))\(text)".utf8)
  }

  @Sendable private static func urlquery(_ call: borrowing Call) throws(CallFailure) -> Value {
    .string(URLText.escape(joined(call.arguments), .query))
  }

  // MARK: Comparison

  private enum Kind {
    case bool, complex, int, float, string, uint, other
  }

  private static func kind(_ value: Value) -> Kind {
    switch value.payload {
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .float: .float
    case .string: .string
    case .object(let object): object is ComplexNumber ? .complex : .other
    default: .other
    }
  }

  private static func incompatible(_ left: Value, _ right: Value) -> CallFailure {
    CallFailure("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
  }

  @Sendable private static func equal(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call.count < 2 { throw CallFailure("missing argument for comparison") }
    for index in 1..<call.count where try isEqual(call[0], call[index]) { return .bool(true) }
    return .bool(false)
  }

  private static func isEqual(_ left: Value, _ right: Value) throws(CallFailure) -> Bool {
    switch (left.payload, right.payload) {
    case (.int(let a), .int(let b)): return a == b
    case (.uint(let a), .uint(let b)): return a == b
    case (.int(let a), .uint(let b)), (.uint(let b), .int(let a)): return a >= 0 && UInt64(a) == b
    case (.bool(let a), .bool(let b)): return a == b
    case (.float(let a), .float(let b)): return a == b
    case (.string(let a), .string(let b)): return a == b
    default: break
    }
    if left.isNil || right.isNil {
      if !left.isNil { try checkComparable(left) }
      return left.isNil && right.isNil
    }
    guard kind(left) == kind(right) else { throw incompatible(left, right) }
    try checkComparable(left)
    try checkComparable(right)
    if let a = left.object, let b = right.object { return a.isEqual(b) && a.typeName == b.typeName }
    return false
  }

  private static func checkComparable(_ value: Value) throws(CallFailure) {
    switch value.payload {
    case .list, .map:
      // A basic kind beside nil is false without a look; of two others both have to be comparable.
      let shown = String(decoding: GoPrinter.sprintf(Array("%s".utf8), [value]), as: UTF8.self)
      throw CallFailure("non-comparable type \(shown): \(value.typeName)")
    default: return
    }
  }

  @Sendable private static func notEqual(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(!(try isEqual(call[0], call[1])))
  }

  private static func isLess(_ left: Value, _ right: Value) throws(CallFailure) -> Bool {
    let kinds = (kind(left), kind(right))
    if kinds.0 == .other || kinds.1 == .other { throw CallFailure("invalid type for comparison") }
    switch (left.payload, right.payload) {
    case (.int(let a), .int(let b)): return a < b
    case (.uint(let a), .uint(let b)): return a < b
    case (.int(let a), .uint(let b)): return a < 0 || UInt64(a) < b
    case (.uint(let a), .int(let b)): return b >= 0 && a < UInt64(b)
    case (.float(let a), .float(let b)): return a < b
    case (.string(let a), .string(let b)): return bytesAreBefore(a, b)
    default: break
    }
    if kinds.0 != kinds.1 { throw incompatible(left, right) }
    throw CallFailure("invalid type for comparison")
  }

  @Sendable private static func less(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(try isLess(call[0], call[1]))
  }

  @Sendable private static func lessOrEqual(_ call: borrowing Call) throws(CallFailure) -> Value {
    if try isLess(call[0], call[1]) { return .bool(true) }
    return .bool(try isEqual(call[0], call[1]))
  }

  @Sendable private static func greater(_ call: borrowing Call) throws(CallFailure) -> Value {
    if try isLess(call[0], call[1]) { return .bool(false) }
    return .bool(!(try isEqual(call[0], call[1])))
  }

  @Sendable private static func greaterOrEqual(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(!(try isLess(call[0], call[1])))
  }
}
