import Manifest

/// Maps.
enum MapFunctions {
  static let table: [Function] = [
    Function("dict", [.any], isVariadic: true, dict),
    Function("get", [.map, .string], get),
    Function("set", [.map, .string, .any], set),
    Function("unset", [.map, .string], unset),
    Function("hasKey", [.map, .string], hasKey),
    Function("pluck", [.string, .map], isVariadic: true, pluck),
    Function("pick", [.map, .string], isVariadic: true, pick),
    Function("omit", [.map, .string], isVariadic: true, omit),
    Function("keys", [.map], isVariadic: true, keys),
    Function("values", [.map], values),
    Function("dig", [.any], isVariadic: true, dig),
    Function("merge", [.map, .map], isVariadic: true, merge),
    Function("mustMerge", [.map, .map], isVariadic: true, merge),
    Function("mergeOverwrite", [.map, .map], isVariadic: true, mergeOverwrite),
    Function("mustMergeOverwrite", [.map, .map], isVariadic: true, mergeOverwrite),
  ]

  @Sendable private static func dict(_ call: borrowing Call) throws(CallFailure) -> Value {
    let map = MapBox()
    var index = 0
    while index < call.count {
      let key = Key(bytes: Convert.text(call[index]))
      map[key] = index + 1 < call.count ? call[index + 1].unwrapped : .string("")
      index += 2
    }
    return .map(map)
  }

  @Sendable private static func get(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.map(0)[bytes: call.bytes(1)] ?? .string("")
  }

  @Sendable private static func set(_ call: borrowing Call) throws(CallFailure) -> Value {
    let map = call.map(0)
    if map.isNil { throw CallFailure("assignment to entry in nil map") }
    map[Key(bytes: call.bytes(1))] = call[2].unwrapped
    return call[0]
  }

  @Sendable private static func unset(_ call: borrowing Call) throws(CallFailure) -> Value {
    let map = call.map(0)
    map[Key(bytes: call.bytes(1))] = nil
    return .map(map)
  }

  @Sendable private static func hasKey(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(call.map(0)[bytes: call.bytes(1)] != nil)
  }

  /// The maps among the arguments from an index on.
  private static func maps(_ call: borrowing Call, from index: Int) -> [MapBox] {
    call.arguments.dropFirst(index).map { $0.map ?? MapBox(isNil: true) }
  }

  @Sendable private static func pluck(_ call: borrowing Call) throws(CallFailure) -> Value {
    let key = Key(bytes: call.bytes(0))
    return .list(maps(call, from: 1).compactMap { $0[key] })
  }

  private static func names(_ call: borrowing Call) -> [Key] {
    call.arguments.dropFirst().compactMap { $0.bytes.map { Key(bytes: $0) } }
  }

  @Sendable private static func pick(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (source, result) = (call.map(0), MapBox())
    for key in names(call) { if let value = source[key] { result[key] = value } }
    return .map(result)
  }

  @Sendable private static func omit(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (omitted, result) = (Set(names(call)), MapBox())
    for entry in call.map(0).sorted where !omitted.contains(entry.key) { result[entry.key] = entry.value }
    return .map(result)
  }

  @Sendable private static func keys(_ call: borrowing Call) throws(CallFailure) -> Value {
    .strings(maps(call, from: 0).flatMap { $0.sorted.map(\.key.array) })
  }

  @Sendable private static func values(_ call: borrowing Call) throws(CallFailure) -> Value {
    .list(call.map(0).sorted.map(\.value))
  }

  @Sendable private static func dig(_ call: borrowing Call) throws(CallFailure) -> Value {
    let arguments = call.arguments
    guard arguments.count >= 3 else { throw CallFailure("dig needs at least three arguments") }
    var map = try plainMap(arguments[arguments.count - 1])
    var keys: [Key] = []
    for argument in arguments.dropLast(2) {
      guard let bytes = argument.bytes else {
        throw CallFailure("interface conversion: interface {} is \(name(argument)), not string")
      }
      keys.append(Key(bytes: bytes))
    }
    for (index, key) in keys.enumerated() {
      guard let step = map[key] else { return arguments[arguments.count - 2] }
      if index == keys.count - 1 { return step }
      map = try plainMap(step)
    }
    return .missing
  }

  private static func name(_ value: Value) -> String { value.isNil ? "nil" : value.typeName }

  private static func plainMap(_ value: Value) throws(CallFailure) -> MapBox {
    if let map = value.map, map.type == .any { return map }
    throw CallFailure("interface conversion: interface {} is \(name(value)), not map[string]interface {}")
  }

  // MARK: Merging

  @Sendable private static func merge(_ call: borrowing Call) throws(CallFailure) -> Value {
    try merged(call, overwrites: false)
  }

  @Sendable private static func mergeOverwrite(_ call: borrowing Call) throws(CallFailure) -> Value {
    try merged(call, overwrites: true)
  }

  private static func merged(_ call: borrowing Call, overwrites: Bool) throws(CallFailure) -> Value {
    let target = call.map(0).isNil ? MapBox() : call.map(0)
    var visits = 2_000_000
    for source in maps(call, from: 1) { try merge(target, source, overwrites, depth: 0, &visits) }
    return call.map(0).isNil ? .map(target) : call[0]
  }

  private static func merge(
    _ target: MapBox, _ source: MapBox, _ overwrites: Bool, depth: Int, _ visits: inout Int
  ) throws(CallFailure) {
    visits -= 1
    guard depth < 1000, visits > 0 else { throw CallFailure("the maps are too large to merge, or hold themselves") }
    if target === source { return }
    for entry in source.sorted {
      if !overwrites, entry.value.isNil { continue }
      guard let old = target[entry.key] else {
        target[entry.key] = entry.value
        continue
      }
      if let below = entry.value.map, let into = old.map {
        // An empty map is filled by the other one itself, which both then share.
        if !overwrites, into.count == 0 {
          target[entry.key] = entry.value
        } else {
          try merge(into, below, overwrites, depth: depth + 1, &visits)
        }
        continue
      }
      if overwrites || Convert.isEmpty(old) { target[entry.key] = entry.value }
    }
  }
}
