import Manifest

/// Lists.
enum ListFunctions {
  static let table: [Function] = [
    Function("list", [.any], isVariadic: true, list),
    Function("tuple", [.any], isVariadic: true, list),
    Function("first", [.any], first), Function("mustFirst", [.any], first),
    Function("last", [.any], last), Function("mustLast", [.any], last),
    Function("rest", [.any], rest), Function("mustRest", [.any], rest),
    Function("initial", [.any], initial), Function("mustInitial", [.any], initial),
    Function("append", [.any, .any], append), Function("mustAppend", [.any, .any], append),
    Function("push", [.any, .any], append), Function("mustPush", [.any, .any], append),
    Function("prepend", [.any, .any], prepend), Function("mustPrepend", [.any, .any], prepend),
    Function("concat", [.any], isVariadic: true, concat),
    Function("reverse", [.any], reverse), Function("mustReverse", [.any], reverse),
    Function("uniq", [.any], uniq), Function("mustUniq", [.any], uniq),
    Function("compact", [.any], compact), Function("mustCompact", [.any], compact),
    Function("without", [.any, .any], isVariadic: true, without),
    Function("mustWithout", [.any, .any], isVariadic: true, without),
    Function("has", [.any, .any], has), Function("mustHas", [.any, .any], has),
    Function("slice", [.any, .any], isVariadic: true, slice),
    Function("mustSlice", [.any, .any], isVariadic: true, slice),
    Function("chunk", [.int, .any], chunk), Function("mustChunk", [.int, .any], chunk),
    Function("sortAlpha", [.any], sortAlpha),
    Function("until", [.int], until),
    Function("untilStep", [.int, .int, .int], untilStep),
    Function("seq", [.int], isVariadic: true, seq),
  ]

  private static let nilPanic = "runtime error: invalid memory address or nil pointer dereference"

  /// The list that a function wants; what it says about anything else ends with the kind.
  private static func items(_ value: Value, _ complaint: String) throws(CallFailure) -> ListBox {
    if let list = value.list { return list }
    if value.isNil { throw CallFailure(nilPanic) }
    throw CallFailure("\(complaint) \(value.kindName)")
  }

  @Sendable private static func list(_ call: borrowing Call) throws(CallFailure) -> Value { .list(call.arguments) }

  // MARK: Parts

  @Sendable private static func first(_ call: borrowing Call) throws(CallFailure) -> Value {
    try items(call[0], "Cannot find first on type").items.first ?? .missing
  }

  @Sendable private static func last(_ call: borrowing Call) throws(CallFailure) -> Value {
    try items(call[0], "Cannot find last on type").items.last ?? .missing
  }

  @Sendable private static func rest(_ call: borrowing Call) throws(CallFailure) -> Value {
    let list = try items(call[0], "Cannot find rest on type").items
    return list.isEmpty ? .nilList : .list(Array(list.dropFirst()))
  }

  @Sendable private static func initial(_ call: borrowing Call) throws(CallFailure) -> Value {
    let list = try items(call[0], "Cannot find initial on type").items
    return list.isEmpty ? .nilList : .list(Array(list.dropLast()))
  }

  @Sendable private static func slice(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard let list = call[0].list else {
      if call[0].isNil { throw CallFailure(nilPanic) }
      throw CallFailure("list should be type of slice or array but \(call[0].kindName)")
    }
    if list.items.isEmpty { return .missing }
    let start = call.count > 1 ? Convert.int(call[1]) : 0
    let end = call.count > 2 ? Convert.int(call[2]) : Int64(list.items.count)
    guard start >= 0, start <= end, end <= list.items.count else {
      throw CallFailure("reflect.Value.Slice: slice index out of bounds")
    }
    return .list(Array(list.items[Int(start)..<Int(end)]), list.element)
  }

  @Sendable private static func chunk(_ call: borrowing Call) throws(CallFailure) -> Value {
    let size = call.int(0)
    let list = try items(call[1], "Cannot chunk type").items
    if size < 1 { throw CallFailure("runtime error: makeslice: len out of range") }
    let chunks = stride(from: 0, to: list.count, by: size).map { start in
      Value.list(Array(list[start..<min(start + size, list.count)]))
    }
    return .list(chunks, .list)
  }

  // MARK: Making

  @Sendable private static func append(_ call: borrowing Call) throws(CallFailure) -> Value {
    .list(try items(call[0], "Cannot push on type").items + [call[1]])
  }

  @Sendable private static func prepend(_ call: borrowing Call) throws(CallFailure) -> Value {
    .list([call[1]] + (try items(call[0], "Cannot prepend on type").items))
  }

  @Sendable private static func concat(_ call: borrowing Call) throws(CallFailure) -> Value {
    var all: [Value] = []
    for argument in call.arguments {
      if argument.isNil { throw CallFailure(nilPanic) }
      guard let list = argument.list else {
        throw CallFailure("Cannot concat type \(argument.kindName) as list")
      }
      all += list.items
    }
    return all.isEmpty ? .nilList : .list(all)
  }

  @Sendable private static func reverse(_ call: borrowing Call) throws(CallFailure) -> Value {
    .list(try items(call[0], "Cannot find reverse on type").items.reversed())
  }

  @Sendable private static func uniq(_ call: borrowing Call) throws(CallFailure) -> Value {
    var result: [Value] = []
    for item in try items(call[0], "Cannot find uniq on type").items where !contains(result, item) {
      result.append(item)
    }
    return .list(result)
  }

  private static func contains(_ list: [Value], _ item: Value) -> Bool {
    list.contains { $0.isDeeplyEqual(item) }
  }

  @Sendable private static func compact(_ call: borrowing Call) throws(CallFailure) -> Value {
    .list(try items(call[0], "Cannot compact on type").items.filter { !Convert.isEmpty($0) })
  }

  @Sendable private static func without(_ call: borrowing Call) throws(CallFailure) -> Value {
    let omitted = Array(call.arguments.dropFirst())
    return .list(try items(call[0], "Cannot find without on type").items.filter { !contains(omitted, $0) })
  }

  @Sendable private static func has(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call[1].isNil { return .bool(false) }
    return .bool(contains(try items(call[1], "Cannot find has on type").items, call[0]))
  }

  @Sendable private static func sortAlpha(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard call[0].list != nil else { return .strings([Convert.text(call[0])]) }
    return .strings(Convert.texts(call[0]).sorted { bytesAreBefore($0, $1) })
  }

  // MARK: Counting

  private static func range(
    _ start: Int, _ stop: Int, _ step: Int, _ call: borrowing Call
  ) throws(CallFailure) -> [Int] {
    if stop < start ? step >= 0 : step <= 0 { return [] }
    let distance = stop.subtractingReportingOverflow(start)
    // An element takes as much room as some bytes of text.
    let count = distance.partialValue.magnitude / step.magnitude
    let size = count.multipliedReportingOverflow(by: 16)
    try call.checkSize((Int(clamping: size.partialValue), distance.overflow || size.overflow))
    var numbers: [Int] = []
    var number = start
    while step > 0 ? number < stop : number > stop {
      numbers.append(number)
      let next = number.addingReportingOverflow(step)
      if next.overflow { break }
      number = next.partialValue
    }
    return numbers
  }

  private static func ints(_ numbers: [Int]) -> Value { .list(numbers.map { .int($0) }, .int) }

  @Sendable private static func until(_ call: borrowing Call) throws(CallFailure) -> Value {
    ints(try range(0, call.int(0), call.int(0) < 0 ? -1 : 1, call))
  }

  @Sendable private static func untilStep(_ call: borrowing Call) throws(CallFailure) -> Value {
    ints(try range(call.int(0), call.int(1), call.int(2), call))
  }

  @Sendable private static func seq(_ call: borrowing Call) throws(CallFailure) -> Value {
    let bounds: (start: Int, step: Int, end: Int)
    switch call.count {
    case 1: bounds = (1, call.int(0) < 1 ? -1 : 1, call.int(0))
    case 2: bounds = (call.int(0), call.int(1) < call.int(0) ? -1 : 1, call.int(1))
    case 3: bounds = (call.int(0), call.int(1), call.int(2))
    default: return .string("")
    }
    let isDown = bounds.end < bounds.start
    if isDown, bounds.step > 0 { return .string("") }
    let stop = bounds.end.addingReportingOverflow(isDown ? -1 : 1)
    let numbers = try range(bounds.start, stop.overflow ? bounds.end : stop.partialValue, bounds.step, call)
    return .string(numbers.map { String($0) }.joined(separator: " "))
  }
}
