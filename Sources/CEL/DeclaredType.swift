import Manifest

/// The type of a variable as a caller declares it.
public indirect enum DeclaredType: Sendable {
  case dyn, null, bool, int, uint, double, string, bytes, timestamp, duration
  case list(DeclaredType)
  case map(DeclaredType, DeclaredType)
  case optional(DeclaredType)
  case type(DeclaredType)
  /// A wrapper message: the value or null.
  case wrapper(DeclaredType)
  /// A type known by its name only.
  case opaque(String)
  /// A type parameter, which takes any type.
  case parameter(String)
  case object(name: String, fields: [Field])
  /// A type with bounds on its size, which the estimate of cost uses.
  case bounded(DeclaredType, maximum: UInt64)

  /// A field of an object type.
  public struct Field: Sendable {
    public var name: String
    public var type: DeclaredType
    /// Whether the field may be absent: it is neither required nor has a default.
    public var isOptional: Bool

    public init(_ name: String, _ type: DeclaredType, isOptional: Bool = false) {
      self.name = name
      self.type = type
      self.isOptional = isOptional
    }
  }

  func intern(into types: inout TypeTable) -> TypeID {
    switch self {
    case .dyn, .parameter: return .dyn
    case .null: return .null
    case .bool: return .bool
    case .int: return .int
    case .uint: return .uint
    case .double: return .double
    case .string: return .string
    case .bytes: return .bytes
    case .timestamp: return .timestamp
    case .duration: return .duration
    case .list(let element): return types.list(element.intern(into: &types))
    case .map(let key, let value):
      let keyType = key.intern(into: &types)
      return types.map(keyType, value.intern(into: &types))
    case .optional(let value): return types.optional(value.intern(into: &types))
    case .type(let value): return types.type(value.intern(into: &types))
    case .wrapper(let value): return types.wrapper(value.intern(into: &types))
    case .opaque(let name): return types.opaque(Key(name))
    case .object(let name, let fields): return DeclaredType.intern(name, fields, &types)
    case .bounded(let type, _): return type.intern(into: &types)
    }
  }

  /// Kubernetes' escapes: a name that is no identifier is reached by another spelling.
  private static func intern(_ name: String, _ fields: [Field], _ types: inout TypeTable) -> TypeID {
    var shape = ObjectShape(name: name, fields: [])
    for field in fields {
      let type = field.type.intern(into: &types)
      let key = Key(field.name)
      for spelling in PropertyName.spellings(field.name) {
        shape.fields.append(
          ObjectShape.Field(
            key: Key(spelling), type: type, isOptional: field.isOptional, documentKey: key,
            bounds: field.type.bounds))
      }
    }
    return types.object(shape)
  }

  var bounds: SizeBounds? {
    switch self {
    case .bounded(let type, let maximum): SizeBounds(maximum: maximum, inner: type.bounds?.inner ?? [])
    case .list(let element): element.bounds.map { SizeBounds(maximum: nil, inner: [$0]) }
    case .map(let key, let value):
      key.bounds == nil && value.bounds == nil
        ? nil : SizeBounds(maximum: nil, inner: [key.bounds ?? SizeBounds(), value.bounds ?? SizeBounds()])
    default: nil
    }
  }
}

/// Bounds on a value's size, and on the sizes of what it holds.
struct SizeBounds: Sendable {
  var maximum: UInt64?
  /// Of a list its elements, of a map its keys and values.
  var inner: [SizeBounds] = []
}

/// How Kubernetes spells properties that are no identifiers.
enum PropertyName {
  /// The names by which CEL reaches a property: none, one or two.
  static func spellings(_ name: String) -> [String] {
    if Operator.reserved.contains(name) || ["true", "false", "null", "in"].contains(name) {
      return ["__\(name)__", name]
    }
    guard let first = name.utf8.first, !(first &- 0x30 < 10) else { return [] }
    var escaped = ""
    var rest = Substring(name)
    while let next = rest.unicodeScalars.first {
      if rest.hasPrefix("__") {
        escaped += "__underscores__"
        rest = rest.dropFirst(2)
        continue
      }
      switch next {
      case ".": escaped += "__dot__"
      case "-": escaped += "__dash__"
      case "/": escaped += "__slash__"
      case "a"..."z", "A"..."Z", "0"..."9", "_": escaped.unicodeScalars.append(next)
      default: return []
      }
      rest.unicodeScalars.removeFirst()
    }
    return [escaped]
  }
}
