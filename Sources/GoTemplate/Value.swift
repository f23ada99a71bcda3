import Manifest

/// A value of Go as a template sees it: what `reflect.Value` is to Go's text/template.
///
/// Scalars are stored in place, strings are bytes (Go's strings need not be UTF-8), lists have value semantics, and
/// maps are references, because `set` and `merge` change the map that every other holder sees.
public struct Value {
  /// What the value is; `none` is nil in an interface when `isInterface`, else "no value at all".
  public enum Payload {
    case none
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case float(Double)
    case string([UInt8])
    case list(ListBox)
    case map(MapBox)
    case object(GoObject)
  }

  public var payload: Payload
  /// The Go type of an integer.
  public var integerType: IntegerType = .int
  /// Whether the value was reached through `interface {}` (an element of an untyped map or list): Go tells such a value
  /// from the bare one in its error texts and in how it treats nil.
  public var isInterface = false
  /// Where the value came from.
  public var trace: Trace = .none

  @inlinable
  public init(_ payload: Payload) { self.payload = payload }

  /// An integer type of Go.
  public enum IntegerType: UInt8, Sendable {
    case int, int64, int32, uint8, uint32, uint64, duration, month, weekday

    /// The type's name.
    var name: String {
      switch self {
      case .int: "int"
      case .int64: "int64"
      case .int32: "int32"
      case .uint8: "uint8"
      case .uint32: "uint32"
      case .uint64: "uint64"
      case .duration: "time.Duration"
      case .month: "time.Month"
      case .weekday: "time.Weekday"
      }
    }

    /// The kind below the name.
    var kind: String {
      switch self {
      case .duration: "int64"
      case .month, .weekday: "int"
      default: name
      }
    }
  }
}

extension Value {
  /// No value: what is left of a nil that passed through a pipeline, parentheses or a variable.
  public static var missing: Value { Value(.none) }

  /// A nil in an interface: a missing key, or a nil that was read from a map or list.
  public static var null: Value {
    var value = Value(.none)
    value.isInterface = true
    return value
  }

  public static func bool(_ value: Bool) -> Value { Value(.bool(value)) }
  public static func int(_ value: Int) -> Value { Value(.int(Int64(value))) }
  public static func float(_ value: Double) -> Value { Value(.float(value)) }
  public static func string(_ bytes: [UInt8]) -> Value { Value(.string(bytes)) }
  public static func string(_ text: String) -> Value { Value(.string(Array(text.utf8))) }
  public static func map(_ map: MapBox) -> Value { Value(.map(map)) }
  public static func object(_ object: GoObject) -> Value { Value(.object(object)) }

  public static func int(_ value: Int64, _ type: IntegerType) -> Value {
    var result = Value(.int(value))
    result.integerType = type
    return result
  }

  public static func uint(_ value: UInt64, _ type: IntegerType) -> Value {
    var result = Value(.uint(value))
    result.integerType = type
    return result
  }

  public static func list(_ items: [Value], _ type: ListBox.Element = .any) -> Value {
    Value(.list(ListBox(items, type)))
  }

  public static func strings(_ items: [[UInt8]]) -> Value { list(items.map { .string($0) }, .string) }

  /// The nil slice of `interface {}`.
  static var nilList: Value { Value(.list(ListBox([], .any, isNil: true))) }

  /// Whether there is nothing: no value, or nil in an interface.
  @inlinable
  public var isNil: Bool {
    if case .none = payload { return true }
    return false
  }

  /// The value without the interface around it.
  @inlinable
  var unwrapped: Value {
    var value = self
    value.isInterface = false
    return value
  }

  /// The value as an element of an untyped map or list.
  @inlinable
  var inInterface: Value {
    var value = self
    value.isInterface = true
    return value
  }

  @inlinable
  func traced(_ trace: Trace) -> Value {
    var value = self
    value.trace = trace
    return value
  }

  /// The bytes of a string; nil for any other kind.
  public var bytes: [UInt8]? {
    if case .string(let bytes) = payload { return bytes }
    return nil
  }

  public var list: ListBox? {
    if case .list(let list) = payload { return list }
    return nil
  }

  public var map: MapBox? {
    if case .map(let map) = payload { return map }
    return nil
  }

  public var object: GoObject? {
    if case .object(let object) = payload { return object }
    return nil
  }

  /// Whether `if` takes the value for true: Go's rule, by emptiness.
  public var isTrue: Bool {
    switch payload {
    case .none: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .uint(let value): value != 0
    case .float(let value): value != 0
    case .string(let bytes): !bytes.isEmpty
    case .list(let list): !list.items.isEmpty
    case .map(let map): map.count > 0
    case .object(let object): object.isTrue
    }
  }

  /// The name of the value's type, as `%T` prints it.
  public var typeName: String {
    switch payload {
    case .none: "<nil>"
    case .bool: "bool"
    case .int, .uint: integerType.name
    case .float: "float64"
    case .string: "string"
    case .list(let list): list.typeName
    case .map(let map): map.type.name
    case .object(let object): object.typeName
    }
  }

  /// The type's name in an error about the static type: `interface {}` for what an interface holds.
  var staticTypeName: String { isInterface ? "interface {}" : typeName }

  /// The value's kind, as `reflect.Kind` prints it.
  public var kindName: String {
    switch payload {
    case .none: "invalid"
    case .int, .uint: integerType.kind
    case .list: "slice"
    case .map: "map"
    case .object(let object): object.kindName
    default: typeName
    }
  }
}
