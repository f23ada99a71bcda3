import Manifest

/// What an evaluation gave.
public struct Outcome {
  /// The value; it points into memory that the evaluator's next evaluation uses again.
  public var value: Value
  /// Units of Kubernetes' cost model.
  public var cost: UInt64
  /// The field that was read last: the one that decided, in a chain of conditions.
  public var lastRead: (document: Int, node: NodeID)?
}

/// Evaluates the programs of one environment. One for each worker: it keeps memory from one evaluation to the next.
public final class Evaluator {
  /// Cost at which an evaluation ends; the API server's limit for one expression unless changed.
  public var costLimit: UInt64 = 1_000_000

  private let names: [Key]
  private let arena = Arena()
  /// Memory of bound values that are no part of a document.
  private let bindings = Arena()
  private var slots: UnsafeMutableBufferPointer<Value>
  /// What keeps the views alive.
  private var documents: [Document] = []
  private var views: [DocumentView] = []
  /// The program of the last evaluation: its value may be one of the program's constants.
  private var program: Program?

  public init(_ environment: ExpressionEnvironment) {
    names = environment.variables.map(\.name)
    slots = .allocate(capacity: environment.variables.count + 2 * Parser.depthLimit + 2)
    slots.initialize(repeating: Frame.unbound)
  }

  deinit { slots.deallocate() }

  private func index(_ name: String) -> Int? {
    let key = Key(name)
    return names.firstIndex(of: key)
  }

  /// Binds a variable to a value of a document. Returns false when the environment declares no such variable.
  @discardableResult
  public func bind(_ name: String, _ document: Document, _ node: NodeID) -> Bool {
    guard let index = index(name), documents.count < Int(UInt16.max) else { return false }
    guard let view = document.view() else { return false }
    documents.append(document)
    views.append(view)
    slots[index] = Frame.load(view, UInt16(documents.count - 1), node)
    return true
  }

  /// Binds a variable to a plain value. Returns false when the environment declares no such variable.
  @discardableResult
  public func bind(_ name: String, _ literal: LiteralValue) -> Bool {
    guard let index = index(name), let value = literal.build(bindings) else { return false }
    slots[index] = value
    return true
  }

  /// An element of a list of the last evaluation.
  func element(_ list: Value, at position: Int) -> Value {
    guard list.kind == .documentList else { return list.values?[position] ?? .null }
    guard let nodes = list.address?.assumingMemoryBound(to: NodeID.self) else { return .null }
    return Frame.load(views[Int(list.document)], list.document, nodes[position])
  }

  /// A key of a map of the last evaluation, and its value.
  func entry(_ map: Value, at position: Int) -> (key: Value, value: Value) {
    guard map.kind == .documentMap else {
      return (map.values?[2 * position] ?? .null, map.values?[2 * position + 1] ?? .null)
    }
    guard let entries = map.address?.assumingMemoryBound(to: Entry.self) else { return (.null, .null) }
    let entry = entries[position]
    return (TypeNames.text(entry.key), Frame.load(views[Int(map.document)], map.document, entry.value))
  }

  /// Takes all bindings back.
  public func reset() {
    documents.removeAll(keepingCapacity: true)
    views.removeAll(keepingCapacity: true)
    bindings.reset()
    slots.update(repeating: Frame.unbound)
  }

  /// Evaluates a program of this evaluator's environment with the bindings as they are.
  public func evaluate(_ program: Program) -> Outcome {
    // A program of a larger environment would reach past the slots.
    guard program.slots <= slots.count else { return Outcome(value: Frame.unbound, cost: 0) }
    arena.reset()
    self.program = program
    return views.withUnsafeBufferPointer { views in
      var frame = Frame(program, slots: slots, views: views, arena: arena, limit: costLimit)
      var value = frame.evaluate(program.root)
      if frame.cost > costLimit { value = Frame.overBudget }
      let cost = value.failure == .cost ? costLimit &+ 1 : frame.cost
      return Outcome(value: value, cost: cost, lastRead: frame.lastNode.map { (Int(frame.lastRead), $0) })
    }
  }
}

/// A plain value that a caller binds.
public indirect enum LiteralValue: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case timestamp(seconds: Int64, nanoseconds: UInt32)
  case duration(nanoseconds: Int64)
  case type(String)
  case list([LiteralValue])
  case map([(LiteralValue, LiteralValue)])
  case optional(LiteralValue?)

  /// A time as RFC 3339 writes it; nil for any other text.
  public static func timestamp(rfc3339 text: String) -> LiteralValue? {
    let time = Array(text.utf8).withUnsafeBufferPointer { Timestamp($0) }
    return time.map { .timestamp(seconds: $0.seconds, nanoseconds: $0.nanoseconds) }
  }

  /// A duration such as `1h30m`; nil for any other text.
  public static func duration(text: String) -> LiteralValue? {
    Array(text.utf8).withUnsafeBufferPointer { DurationText.parse($0) }.map { .duration(nanoseconds: $0) }
  }

  func build(_ arena: Arena) -> Value? {
    switch self {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .uint(let value): return .uint(value)
    case .double(let value): return .double(value)
    case .string(let value): return LiteralValue.text(.string, Array(value.utf8), arena)
    case .bytes(let value): return LiteralValue.text(.bytes, value, arena)
    case .timestamp(let seconds, let nanoseconds): return .timestamp(seconds, nanoseconds)
    case .duration(let nanoseconds): return .duration(nanoseconds)
    case .type(let name): return TypeNames.value(name)
    case .list(let elements):
      let values = elements.compactMap { $0.build(arena) }
      return LiteralValue.collection(.list, values, elements.count, arena)
    case .map(let entries):
      let values = entries.flatMap { [$0.0.build(arena), $0.1.build(arena)] }.compactMap { $0 }
      return values.count == 2 * entries.count ? LiteralValue.collection(.map, values, entries.count, arena) : nil
    case .optional(let value):
      guard let value else { return Value.none }
      return value.build(arena).flatMap { LiteralValue.collection(.optional, [$0], 1, arena) }
    }
  }

  private static func text(_ kind: Value.Kind, _ bytes: [UInt8], _ arena: Arena) -> Value? {
    bytes.withUnsafeBufferPointer { text in
      arena.copy(text).map { Value.pointing(kind, $0, text.count) }
    }
  }

  private static func collection(_ kind: Value.Kind, _ values: [Value], _ count: Int, _ arena: Arena) -> Value? {
    guard let target = arena.values(values.count) else { return nil }
    for (index, value) in values.enumerated() { (target + index).initialize(to: value) }
    return Value.pointing(kind, UnsafeRawPointer(target), count)
  }
}
