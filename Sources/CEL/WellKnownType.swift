import Manifest

/// Names that stand for types in expressions.
enum TypeNames {
  private static let plain: [String: TypeID] = [
    "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes,
    "null_type": .null, "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
  ]
  private static let opaque: [(name: String, library: Library)] = [
    ("kubernetes.URL", .url), ("kubernetes.Quantity", .quantity), ("net.IP", .ip), ("net.CIDR", .cidr),
    ("kubernetes.NamedFormat", .format), ("kubernetes.Semver", .semver),
  ]
  private static let packages: Set<Key> = ["google", "kubernetes", "net"]

  /// Whether names of types start so.
  static func isPackage(_ name: Key) -> Bool { packages.contains(name) }

  /// The type of the name's value: `type(int)` for `int`.
  static func type(_ name: String, _ table: inout TypeTable, _ environment: ExpressionEnvironment) -> TypeID? {
    if let type = plain[name] { return table.type(type) }
    if name == nullValue && environment.options.wellKnownTypes { return .null }
    switch name {
    case "list": return table.type(table.list(.dyn))
    case "map": return table.type(table.map(.dyn, .dyn))
    case "type": return table.type(.error)
    case "optional_type" where environment.has(.optional): return table.type(table.optional(.dyn))
    default:
      guard let entry = opaque.first(where: { $0.name == name }), environment.has(entry.library) else { return nil }
      return table.type(table.opaque(Key(name)))
    }
  }

  static let nullValue = "google.protobuf.NullValue.NULL_VALUE"

  /// The value: a type by its name. The text is a key's and so lives as long as the process.
  static func value(_ name: String) -> Value {
    if name == nullValue { return .null }
    let text = Key(name).bytes
    return Value.pointing(.type, UnsafeRawPointer(text.baseAddress), text.count)
  }
}

/// Messages of protobuf that stand for plain values.
enum WellKnownType: String, Sendable {
  case bool = "google.protobuf.BoolValue"
  case bytes = "google.protobuf.BytesValue"
  case double = "google.protobuf.DoubleValue"
  case float = "google.protobuf.FloatValue"
  case int32 = "google.protobuf.Int32Value"
  case int64 = "google.protobuf.Int64Value"
  case string = "google.protobuf.StringValue"
  case uint32 = "google.protobuf.UInt32Value"
  case uint64 = "google.protobuf.UInt64Value"
  case any = "google.protobuf.Any"
  case value = "google.protobuf.Value"
  case structure = "google.protobuf.Struct"
  case list = "google.protobuf.ListValue"
  case timestamp = "google.protobuf.Timestamp"
  case duration = "google.protobuf.Duration"
  case empty = "google.protobuf.Empty"

  func type(in table: inout TypeTable) -> TypeID {
    switch self {
    case .bool: table.wrapper(.bool)
    case .bytes: table.wrapper(.bytes)
    case .double, .float: table.wrapper(.double)
    case .int32, .int64: table.wrapper(.int)
    case .string: table.wrapper(.string)
    case .uint32, .uint64: table.wrapper(.uint)
    case .any, .value: .dyn
    case .structure: table.map(.string, .dyn)
    case .list: table.list(.dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .empty: table.opaque(Key(rawValue))
    }
  }
}
