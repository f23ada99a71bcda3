import Manifest

/// A type, by its place in a `TypeTable`.
struct TypeID: Hashable, Sendable {
  var index: Int32

  static let dyn = TypeID(index: 0)
  static let null = TypeID(index: 1)
  static let bool = TypeID(index: 2)
  static let int = TypeID(index: 3)
  static let uint = TypeID(index: 4)
  static let double = TypeID(index: 5)
  static let string = TypeID(index: 6)
  static let bytes = TypeID(index: 7)
  static let timestamp = TypeID(index: 8)
  static let duration = TypeID(index: 9)
  /// The type of a term that is wrong: fits everywhere, so that one mistake is one problem.
  static let error = TypeID(index: 10)
}

/// What a type is made of.
struct TypeShape: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    case dyn, null, bool, int, uint, double, string, bytes, timestamp, duration, error
    /// `first` is what it holds; of a map `first` the key and `second` the value.
    case list, map, optional, type, wrapper
    /// `first` is the number of the parameter.
    case parameter, variable
    /// Known by its name only.
    case opaque
    /// `first` is its place in the table's objects.
    case object
  }

  var kind: Kind
  var first: Int32 = 0
  var second: Int32 = 0
  var name = Key.none
}

/// A type with declared fields.
struct ObjectShape: Sendable {
  struct Field: Sendable {
    var key: Key
    var type: TypeID
    /// The field may be absent: it is not required and has no default.
    var isOptional: Bool
    /// The field's name in the document, where an escape makes it another.
    var documentKey: Key
    /// Bounds on the size, for the estimate of cost.
    var bounds: SizeBounds?
  }

  var name: String
  var fields: [Field]

  func field(_ key: Key) -> Field? { fields.first { $0.key == key } }
}

/// Types by number. A copy grows on its own: the shared part stays shared.
struct TypeTable: Sendable {
  private var base: [TypeShape]
  private var baseIndex: [TypeShape: Int32]
  private var added: [TypeShape] = []
  var objects: [ObjectShape] = []

  init() {
    let kinds: [TypeShape.Kind] = [
      .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .error,
    ]
    base = kinds.map { TypeShape(kind: $0) }
    baseIndex = [:]
    for (index, shape) in base.enumerated() { baseIndex[shape] = Int32(index) }
  }

  subscript(_ id: TypeID) -> TypeShape {
    let index = Int(id.index)
    return index < base.count ? base[index] : added[index - base.count]
  }

  mutating func intern(_ shape: TypeShape) -> TypeID {
    if let index = baseIndex[shape] { return TypeID(index: index) }
    for (index, other) in added.enumerated() where other == shape { return TypeID(index: Int32(base.count + index)) }
    added.append(shape)
    return TypeID(index: Int32(base.count + added.count - 1))
  }

  /// Makes what was added part of the shared part.
  mutating func settle() {
    for shape in added {
      baseIndex[shape] = Int32(base.count)
      base.append(shape)
    }
    added = []
  }

  mutating func list(_ element: TypeID) -> TypeID { intern(TypeShape(kind: .list, first: element.index)) }
  mutating func map(_ key: TypeID, _ value: TypeID) -> TypeID {
    intern(TypeShape(kind: .map, first: key.index, second: value.index))
  }
  mutating func optional(_ value: TypeID) -> TypeID { intern(TypeShape(kind: .optional, first: value.index)) }
  mutating func type(_ value: TypeID) -> TypeID { intern(TypeShape(kind: .type, first: value.index)) }
  mutating func opaque(_ name: Key) -> TypeID { intern(TypeShape(kind: .opaque, name: name)) }
  mutating func parameter(_ index: Int32) -> TypeID { intern(TypeShape(kind: .parameter, first: index)) }
  mutating func variable(_ index: Int32) -> TypeID { intern(TypeShape(kind: .variable, first: index)) }
  mutating func wrapper(_ value: TypeID) -> TypeID { intern(TypeShape(kind: .wrapper, first: value.index)) }
  mutating func object(_ shape: ObjectShape) -> TypeID {
    objects.append(shape)
    return intern(TypeShape(kind: .object, first: Int32(objects.count - 1)))
  }

  /// The type as messages spell it.
  func text(_ id: TypeID) -> String {
    let shape = self[id]
    func inner(_ index: Int32) -> String { text(TypeID(index: index)) }
    switch shape.kind {
    case .dyn: return "dyn"
    case .null: return "null"
    case .bool: return "bool"
    case .int: return "int"
    case .uint: return "uint"
    case .double: return "double"
    case .string: return "string"
    case .bytes: return "bytes"
    case .timestamp: return "google.protobuf.Timestamp"
    case .duration: return "google.protobuf.Duration"
    case .error: return "!error!"
    case .list: return "list(\(inner(shape.first)))"
    case .map: return "map(\(inner(shape.first)), \(inner(shape.second)))"
    case .optional: return "optional_type(\(inner(shape.first)))"
    case .type: return shape.first == TypeID.error.index ? "type" : "type(\(inner(shape.first)))"
    case .wrapper: return "wrapper(\(inner(shape.first)))"
    case .parameter, .variable: return "dyn"
    case .opaque: return shape.name.string
    case .object: return objects[Int(shape.first)].name
    }
  }
}
