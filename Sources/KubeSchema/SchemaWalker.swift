import Manifest

/// Walks an object along its schema.
///
/// The first walk only looks for a fault and keeps nothing. With `record(for:)` the second keeps the way down and
/// writes a diagnostic for each fault.
struct SchemaWalker {
  /// Nesting beyond this is not followed: schemas recurse only in `JSONSchemaProps`.
  private static let maximumDepth = 400

  let table: SchemaTable
  let minor: Int
  let document: Document
  /// The values of a Secret are not shown in messages.
  let isSecret: Bool
  /// Whether SOPS encrypted the object.
  let isEncrypted: Bool

  private(set) var hasFailed = false
  /// Whether a value has a type that its field cannot hold.
  private(set) var hasMismatch = false
  private(set) var violations: [Violation] = []
  /// nil in the first walk.
  private var resource: Resource?
  private var steps: [FieldPath.Step] = []
  /// The objects on the way down, for hints about the right place of a field.
  private var ancestors: [Ancestor] = []
  private var depth = 0

  /// An object on the way down.
  struct Ancestor {
    var definition: Int
    var node: NodeID
    /// How many steps lead to it.
    var stepCount: Int
  }

  /// What is asked of a value, besides its type.
  private struct Demand {
    /// Where to point when the value has no place of its own: at its key.
    var place: Origin
    var enumeration = SchemaTable.none
    /// The status is the cluster's to write: nothing is required there.
    var isStatus = false
  }

  init(table: SchemaTable, minor: Int, document: Document, isSecret: Bool) {
    self.table = table
    self.minor = minor
    self.document = document
    self.isSecret = isSecret
    isEncrypted = document.value(document.root, Self.sops, Self.mac) != nil
  }

  private static let sops: Key = "sops"
  private static let mac: Key = "mac"
  private static let status: Key = "status"
  private static let generateName: Key = "generateName"

  /// Makes the next walk write diagnostics.
  mutating func record(for resource: Resource, at path: FieldPath = FieldPath()) {
    self.resource = resource
    steps = path.steps
  }

  private var isRecording: Bool { resource != nil }

  /// Walks the whole object.
  mutating func walk(_ definition: Int, needsName: Bool) {
    let root = document.root
    let place = document.origin(root)
    if needsName { checkName(root, place) }
    check(root, object: definition, Demand(place: place))
  }

  /// Walks one object of the document.
  mutating func walk(_ node: NodeID, definition: Int) {
    check(node, definition: definition, Demand(place: document.origin(node)))
  }

  private mutating func checkName(_ root: NodeID, _ place: Origin) {
    let metadata = document.value(root, .metadata)
    for key in [Key.name, Self.generateName] {
      if let node = metadata.flatMap({ document.value($0, key) }), !document.isNull(node),
        document.kind(node) != .string || document.count(node) > 0
      {
        return
      }
    }
    // Metadata of the wrong type is a fault of its own.
    if let metadata, !document.isMapping(metadata), !document.isNull(metadata) { return }
    fail(.required, at: document.keyOrigin(root, .metadata) ?? place, below: [.key(.metadata), .key(.name)]) {
      ("\($0) is required and missing", nil)
    }
  }

  // MARK: Values

  private mutating func check(_ node: NodeID, type: Int, _ demand: Demand) {
    let kind = document.kind(node)
    // Null is the same as nothing for Go's decoder, whatever the type.
    if kind == .null { return }
    switch table.tag(ofType: type) {
    case .string: checkString(node, kind, table.format(ofType: type), demand)
    case .integer: checkInteger(node, kind, is32: table.format(ofType: type) == .int32, demand)
    case .boolean: if kind != .bool { mismatch(node, "boolean", demand) }
    case .number: if kind != .int && kind != .float { mismatch(node, "number", demand) }
    case .object: if kind != .mapping { mismatch(node, "object", demand) }
    case .any: break
    case .reference: check(node, definition: table.argument(ofType: type), demand)
    case .list: checkList(node, kind, table.argument(ofType: type), demand)
    case .map: checkMap(node, kind, table.argument(ofType: type), demand)
    }
  }

  private mutating func checkList(_ node: NodeID, _ kind: Node.Kind, _ element: Int, _ demand: Demand) {
    guard kind == .sequence else { return mismatch(node, "list", demand) }
    for position in 0..<document.count(node) {
      let child = document.element(node, at: position)
      var inner = demand
      let origin = document.origin(child)
      if !origin.isNone { inner.place = origin }
      if isRecording { steps.append(.index(position)) }
      // Null in a list is an empty element, and may lack what every element needs.
      if document.isNull(child), table.tag(ofType: element) == .reference {
        let definition = table.argument(ofType: element)
        if table.form(definition) == .object && !demand.isStatus { checkRequired(child, definition, inner) }
      }
      check(child, type: element, inner)
      if isRecording { steps.removeLast() }
    }
  }

  private mutating func checkMap(_ node: NodeID, _ kind: Node.Kind, _ element: Int, _ demand: Demand) {
    guard kind == .mapping else { return mismatch(node, "object", demand) }
    for position in 0..<document.count(node) {
      let entry = document.entry(node, at: position)
      if isRecording { steps.append(.key(entry.key)) }
      check(
        entry.value, type: element,
        Demand(place: place(ofKeyAt: position, in: node, demand), isStatus: demand.isStatus))
      if isRecording { steps.removeLast() }
    }
  }

  private mutating func check(_ node: NodeID, definition: Int, _ demand: Demand) {
    let kind = document.kind(node)
    switch table.form(definition) {
    case .object:
      if kind == .mapping {
        check(node, object: definition, demand)
      } else {
        mismatch(node, "object", demand)
      }
    case .any: break
    case .quantity: checkQuantity(node, kind, demand)
    case .intOrString:
      if kind == .int || kind == .float {
        checkInteger(node, kind, is32: true, demand, expected: "integer or string")
      } else if !Self.isText(kind) {
        mismatch(node, "integer or string", demand)
      }
    case .time: checkTime(node, kind, isMicro: false, demand)
    case .microTime: checkTime(node, kind, isMicro: true, demand)
    case .schemaOrBool: if kind != .mapping && kind != .bool { mismatch(node, "schema or boolean", demand) }
    case .schemaOrList: if kind != .mapping && kind != .sequence { mismatch(node, "schema or list of schemas", demand) }
    case .schemaOrStrings:
      if kind != .mapping && kind != .sequence { mismatch(node, "schema or list of strings", demand) }
    }
  }

  // MARK: Objects

  private mutating func check(_ node: NodeID, object definition: Int, _ demand: Demand) {
    guard depth < Self.maximumDepth else {
      return fail(.malformed, severity: .warning, at: demand.place) {
        ("\($0) is nested too deeply to be checked", nil)
      }
    }
    depth += 1
    defer { depth -= 1 }
    if !demand.isStatus && table.hasEnforcedFields(definition) { checkRequired(node, definition, demand) }
    if isRecording { ancestors.append(Ancestor(definition: definition, node: node, stepCount: steps.count)) }
    for position in 0..<document.count(node) {
      let entry = document.entry(node, at: position)
      let place = place(ofKeyAt: position, in: node, demand)
      guard let field = table.field(entry.key, of: definition, in: minor) else {
        checkUnknown(entry.key, definition, place)
        continue
      }
      let isStatus = demand.isStatus || depth == 1 && entry.key == Self.status
      let enumeration = isStatus ? SchemaTable.none : table.enumeration(ofField: field)
      if isRecording { steps.append(.key(entry.key)) }
      check(
        entry.value, type: table.type(ofField: field),
        Demand(place: place, enumeration: enumeration, isStatus: isStatus))
      if isRecording { steps.removeLast() }
    }
    if isRecording { ancestors.removeLast() }
  }

  private mutating func checkRequired(_ node: NodeID, _ definition: Int, _ demand: Demand) {
    for field in table.fields(definition) where table.isEnforced(field) && table.isField(field, in: minor) {
      let key = table.key(ofField: field)
      guard let value = document.value(node, key), !document.isNull(value) else {
        fail(.required, at: demand.place, below: [.key(key)]) { ("\($0) is required and missing", nil) }
        continue
      }
      guard isZero(value) else { continue }
      let place = document.keyOrigin(node, key) ?? demand.place
      let zero = document.kind(value) == .int ? "zero" : "empty"
      fail(.required, at: place, below: [.key(key)]) { ("\($0) is required and must not be \(zero)", nil) }
    }
  }

  /// Whether a value is what Go's decoder leaves when there is none, so that the server finds it missing.
  private func isZero(_ value: NodeID) -> Bool {
    switch document.kind(value) {
    case .string, .sequence: document.count(value) == 0
    case .int: document.hasText(value, "0")
    default: false
    }
  }

  private mutating func checkUnknown(_ key: Key, _ definition: Int, _ place: Origin) {
    // The key may be anything yet; the block of SOPS is taken off before the object is applied.
    if ScalarFormats.holdsVariable(key.bytes) || isEncrypted && depth == 1 && key == Self.sops { return }
    hasMismatch = true
    guard isRecording else { return hasFailed = true }
    let advisor = FieldAdvisor(table: table, minor: minor, document: document, steps: steps, ancestors: ancestors)
    let hint = advisor.hint(for: key, in: definition)
    fail(.unknownField, rule: SchemaRules.unknownField, at: place, below: [.key(key)]) {
      ("\($0): unknown field", hint)
    }
  }

  private func place(ofKeyAt position: Int, in node: NodeID, _ demand: Demand) -> Origin {
    let origin = document.keyOrigin(node, at: position)
    return origin.isNone ? demand.place : origin
  }
}

// MARK: - Scalars

extension SchemaWalker {
  /// Whether the decoder takes a value as a text: YAML dates and binaries reach it as strings.
  private static func isText(_ kind: Node.Kind) -> Bool { kind == .string || kind == .timestamp || kind == .binary }

  private mutating func checkString(
    _ node: NodeID, _ kind: Node.Kind, _ format: SchemaTable.Format, _ demand: Demand
  ) {
    guard Self.isText(kind) else { return mismatch(node, "string", demand) }
    if format == .byte {
      // A binary of YAML is decoded already.
      if kind == .binary || document.withText(node, { ScalarFormats.isBase64($0) }) { return }
      return mismatch(node, "base64 text", demand)
    }
    if format == .dateTime { return checkTime(node, kind, isMicro: false, demand) }
    // The empty text is no value, and is replaced by the default.
    if demand.enumeration == SchemaTable.none || document.count(node) == 0 { return }
    if document.withText(node, { table.enumeration(demand.enumeration, contains: $0) }) || isOpen(node) { return }
    let values = isRecording ? table.values(ofEnumeration: demand.enumeration).filter { !$0.isEmpty } : []
    let value = ValueText.quoted(document, node)
    fail(.notSupported, at: place(node, demand)) {
      ("\($0): unsupported value \(value)", FieldAdvisor.hint(for: value, of: values))
    }
  }

  private mutating func checkInteger(
    _ node: NodeID, _ kind: Node.Kind, is32: Bool, _ demand: Demand, expected: String = "integer"
  ) {
    switch kind {
    case .int:
      if let value = document.intValue(node), !is32 || Int32(exactly: value) != nil { return }
    case .float:
      // `30.0` and `3e1` are whole numbers to the decoder.
      guard let value = document.doubleValue(node), value == value.rounded(), value.isFinite else {
        return mismatch(node, expected, demand)
      }
      if is32 ? Int32(exactly: value) != nil : Int64(exactly: value) != nil { return }
    default: return mismatch(node, expected, demand)
    }
    let value = ValueText.describe(document, node, isSecret: isSecret)
    fail(.malformed, at: place(node, demand)) { ("\($0): \(value) does not fit \(is32 ? "32" : "64") bits", nil) }
  }

  private mutating func checkQuantity(_ node: NodeID, _ kind: Node.Kind, _ demand: Demand) {
    if kind == .int || kind == .float { return }
    let isQuantity = Self.isText(kind) && document.withText(node) { ScalarFormats.isQuantity($0) }
    if !isQuantity { mismatch(node, "quantity such as 500m or 1Gi", demand) }
  }

  private mutating func checkTime(_ node: NodeID, _ kind: Node.Kind, isMicro: Bool, _ demand: Demand) {
    let isTime = Self.isText(kind) && document.withText(node) { ScalarFormats.isTime($0, isMicro: isMicro) }
    let example = isMicro ? "2024-05-01T12:00:00.000000Z" : "2024-05-01T12:00:00Z"
    if !isTime { mismatch(node, "time such as \(example)", demand) }
  }

  /// Whether a value is not final yet: it holds a variable, or is encrypted.
  private func isOpen(_ node: NodeID) -> Bool {
    guard document.kind(node) == .string else { return false }
    return document.withText(node) {
      ScalarFormats.holdsVariable($0) || isEncrypted && ScalarFormats.isCiphertext($0)
    }
  }
}

// MARK: - Faults

extension SchemaWalker {
  private func place(_ node: NodeID, _ demand: Demand) -> Origin {
    let origin = document.origin(node)
    return origin.isNone ? demand.place : origin
  }

  private mutating func mismatch(_ node: NodeID, _ expected: String, _ demand: Demand) {
    if isOpen(node) { return }
    hasMismatch = true
    guard isRecording else { return hasFailed = true }
    let found = ValueText.describe(document, node, isSecret: isSecret)
    let hint = FieldAdvisor.hint(for: node, in: document, expected: expected, isSecret: isSecret)
    fail(.malformed, at: place(node, demand)) {
      ($0.isEmpty ? "expected \(expected), found \(found)" : "\($0): expected \(expected), found \(found)", hint)
    }
  }

  /// Writes a diagnostic; `body` makes message and hint from the path.
  private mutating func fail(
    _ reason: Violation.Reason, rule: Rule = SchemaRules.violated, severity: Severity? = nil, at place: Origin,
    below: [FieldPath.Step] = [],
    _ body: (String) -> (message: String, hint: String?)
  ) {
    hasFailed = true
    guard let resource else { return }
    let path = FieldPath(steps + below)
    let (message, hint) = body(path.description)
    violations.append(
      Violation(
        reason: reason, field: path.description,
        diagnostic: Diagnostic(
          rule: rule, severity: severity, message: message, hint: hint, object: resource.ref,
          originalObject: resource.original, fieldPath: path, path: path.description,
          stablePath: path.stableDescription(in: document), origin: place)))
  }
}
