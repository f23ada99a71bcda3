import Manifest
import RegularExpressions

/// The structural schema of one version of a custom kind, in flat arrays.
struct CustomSchema: Sendable {
  /// The types that a value may have.
  struct Types: OptionSet {
    let rawValue: UInt8
    static let string = Types(rawValue: 1)
    static let integer = Types(rawValue: 2)
    static let number = Types(rawValue: 4)
    static let boolean = Types(rawValue: 8)
    static let object = Types(rawValue: 16)
    static let array = Types(rawValue: 32)
  }

  struct Flags: OptionSet {
    let rawValue: UInt8
    static let nullable = Flags(rawValue: 1)
    static let preserves = Flags(rawValue: 2)
    static let embedded = Flags(rawValue: 4)
    static let hasDefault = Flags(rawValue: 8)
    static let isSet = Flags(rawValue: 16)
    static let isMap = Flags(rawValue: 32)
    static let forbidsOthers = Flags(rawValue: 64)
    static let allowsOthers = Flags(rawValue: 128)
  }

  /// A schema: trivially copyable, so that a walk retains nothing.
  struct Node {
    var types: Types = []
    var flags: Flags = []
    /// Positions in `properties`.
    var firstProperty: Int32 = 0
    var propertyCount: Int32 = 0
    /// Schemas of elements and of further properties; -1 for none.
    var items: Int32 = -1
    var additional: Int32 = -1
    /// What only some have, in `details`; -1 for none.
    var detail: Int32 = -1
  }

  struct Property {
    var key: Key
    var node: Int32
  }

  struct Detail {
    var required: [Key] = []
    var values: [NodeID] = []
    var pattern: RegularExpression?
    var patternText = ""
    var format: CustomFormat?
    var formatName = ""
    var minimum: Double?
    var maximum: Double?
    var isMinimumExclusive = false
    var isMaximumExclusive = false
    var multipleOf: Double?
    var lengths: Limits?
    var items: Limits?
    var properties: Limits?
    var mapKeys: [Key] = []
    var standard: NodeID?
    var allOf: [Int32] = []
    var anyOf: [Int32] = []
    var oneOf: [Int32] = []
    var not: Int32?
  }

  struct Limits {
    var least = 0
    var most = Int.max
  }

  /// The definition, for the values of enums and defaults.
  let source: Document
  private(set) var nodes: [Node] = []
  private(set) var properties: [Property] = []
  private(set) var details: [Detail] = []
  private(set) var root: Int32 = 0
  /// Whether rules in CEL stand somewhere.
  private(set) var hasRules = false

  private static let depthLimit = 200

  init(_ document: Document, _ node: NodeID) {
    source = document
    root = compile(node, 0)
  }

  /// The schema of a property.
  @inline(__always)
  func property(_ key: Key, of node: Node) -> Int32? {
    let first = Int(node.firstProperty)
    return properties.withUnsafeBufferPointer { properties in
      for index in first..<first + Int(node.propertyCount) where properties[index].key == key {
        return properties[index].node
      }
      return nil
    }
  }

  // MARK: Compiling

  private mutating func compile(_ schema: NodeID, _ depth: Int) -> Int32 {
    var node = Node()
    var detail = Detail()
    guard depth < Self.depthLimit else { return add(node) }
    if source.value(schema, K.celRules) != nil { hasRules = true }
    if let type = source.stringValue(source.value(schema, K.type)) { node.types = Self.types(type) }
    if isTrue(schema, K.intOrString) { node.types = [.integer, .string] }
    if isTrue(schema, K.nullable) { node.flags.insert(.nullable) }
    if isTrue(schema, K.preserveUnknown) { node.flags.insert(.preserves) }
    if isTrue(schema, K.embeddedResource) { node.flags.insert(.embedded) }
    if let value = source.value(schema, K.default) {
      node.flags.insert(.hasDefault)
      detail.standard = value
    }
    switch source.stringValue(source.value(schema, K.listType)) {
    case "set": node.flags.insert(.isSet)
    case "map": node.flags.insert(.isMap)
    default: break
    }
    if let items = source.value(schema, K.items), source.isMapping(items) { node.items = compile(items, depth + 1) }
    if let others = source.value(schema, K.additionalProperties) {
      if source.isMapping(others) {
        node.additional = compile(others, depth + 1)
        node.flags.insert(.allowsOthers)
      } else {
        node.flags.insert(source.boolValue(others) == true ? .allowsOthers : .forbidsOthers)
      }
    }
    var own: [Property] = []
    if let map = source.value(schema, K.properties) {
      for entry in source.entries(map) { own.append(Property(key: entry.key, node: compile(entry.value, depth + 1))) }
    }
    node.firstProperty = Int32(properties.count)
    node.propertyCount = Int32(own.count)
    properties += own
    if fill(&detail, schema, depth) || detail.standard != nil {
      node.detail = Int32(details.count)
      details.append(detail)
    }
    return add(node)
  }

  private mutating func add(_ node: Node) -> Int32 {
    nodes.append(node)
    return Int32(nodes.count - 1)
  }

  private func isTrue(_ schema: NodeID, _ key: Key) -> Bool { source.boolValue(source.value(schema, key)) == true }

  private static func types(_ name: String) -> Types {
    switch name {
    case "string": .string
    case "integer": .integer
    case "number": [.number, .integer]
    case "boolean": .boolean
    case "object": .object
    case "array": .array
    default: []
    }
  }

  /// Reads what only some schemas have; false when there is none of it.
  private mutating func fill(_ detail: inout Detail, _ schema: NodeID, _ depth: Int) -> Bool {
    var isFilled = false
    func list(_ key: Key) -> ArraySlice<NodeID> {
      let found = source.value(schema, key).map { source.elements($0) } ?? []
      isFilled = isFilled || !found.isEmpty
      return found
    }
    detail.required = list(K.requiredFields).map { source.withText($0) { Key($0) } }
    detail.values = Array(list(K.enum))
    detail.mapKeys = list(K.listMapKeys).map { source.withText($0) { Key($0) } }
    if let pattern = source.stringValue(source.value(schema, K.pattern)) {
      detail.pattern = try? RegularExpression(pattern)
      detail.patternText = pattern
      isFilled = isFilled || detail.pattern != nil
    }
    if let format = source.stringValue(source.value(schema, K.format)), let known = CustomFormat(rawValue: format) {
      detail.format = known
      detail.formatName = format
      isFilled = true
    }
    for (key, path) in [
      (K.minimum, \Detail.minimum), (K.maximum, \Detail.maximum), (K.multipleOf, \Detail.multipleOf),
    ] {
      detail[keyPath: path] = source.doubleValue(source.value(schema, key))
      isFilled = isFilled || detail[keyPath: path] != nil
    }
    detail.isMinimumExclusive = isTrue(schema, K.exclusiveMinimum)
    detail.isMaximumExclusive = isTrue(schema, K.exclusiveMaximum)
    for (least, most, path) in [
      (K.minLength, K.maxLength, \Detail.lengths), (K.minItems, K.maxItems, \Detail.items),
      (K.minProperties, K.maxProperties, \Detail.properties),
    ] {
      let (low, high) = (source.intValue(source.value(schema, least)), source.intValue(source.value(schema, most)))
      if low == nil && high == nil { continue }
      detail[keyPath: path] = Limits(least: low.map { Int($0) } ?? 0, most: high.map { Int($0) } ?? .max)
      isFilled = true
    }
    detail.allOf = list(K.allOf).map { compile($0, depth + 1) }
    detail.anyOf = list(K.anyOf).map { compile($0, depth + 1) }
    detail.oneOf = list(K.oneOf).map { compile($0, depth + 1) }
    if let not = source.value(schema, K.not), source.isMapping(not) {
      detail.not = compile(not, depth + 1)
      isFilled = true
    }
    return isFilled
  }
}
