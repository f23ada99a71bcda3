import Manifest

/// Walks a custom object along its structural schema, as the API server prunes, defaults and validates it.
///
/// Nothing is changed: a field with a default counts as present, null as absent where the schema does not allow it.
struct CustomWalker {
  let schema: CustomSchema
  let document: Document
  let isEncrypted: Bool
  /// Faults in the form of the checks: an object and the way from there.
  private(set) var faults: [Fault] = []
  /// Objects with metadata below the root.
  private(set) var embedded: [NodeID] = []
  private var depth = 0

  struct Fault {
    var reason: Violation.Reason
    var node: NodeID
    var suffix: String
    var message: String
    var field: String?
  }

  private static let depthLimit = 400

  init(schema: CustomSchema, document: Document, isEncrypted: Bool) {
    self.schema = schema
    self.document = document
    self.isEncrypted = isEncrypted
  }

  /// Walks an object.
  mutating func walk() { check(document.root, schema.root, isRoot: true) }

  /// Walks a value that is no object of its own.
  mutating func walkValue() { check(document.root, schema.root) }

  private func isOpen(_ node: NodeID) -> Bool {
    guard document.kind(node) == .string else { return false }
    return document.withText(node) {
      ScalarFormats.holdsVariable($0) || isEncrypted && ScalarFormats.isCiphertext($0)
    }
  }

  private mutating func fail(
    _ reason: Violation.Reason, _ node: NodeID, _ suffix: String, _ message: String, field: String? = nil
  ) {
    faults.append(Fault(reason: reason, node: node, suffix: suffix, message: message, field: field))
  }

  private func detail(_ node: CustomSchema.Node) -> CustomSchema.Detail? {
    node.detail < 0 ? nil : schema.details[Int(node.detail)]
  }

  // MARK: Values

  private mutating func check(_ value: NodeID, _ number: Int32, isRoot: Bool = false) {
    guard depth < Self.depthLimit else { return }
    depth += 1
    defer { depth -= 1 }
    let node = schema.nodes[Int(number)]
    if isOpen(value) { return }
    if document.kind(value) == .float, document.doubleValue(value)?.isFinite == false {
      return fail(.malformed, value, "", "no number of JSON")
    }
    if document.isNull(value) && node.flags.contains(.nullable) {
      if let detail = detail(node), !detail.values.isEmpty { checkEnum(value, detail) }
      return
    }
    let types = Self.types(document.kind(value), isWhole: isWhole(value))
    if !node.types.isEmpty && node.types.isDisjoint(with: types) {
      if document.isMapping(value) { checkUnknown(value, node, isRoot: isRoot) }
      let name = Self.name(document.kind(value))
      if let detail = detail(node) { checkCombined(value, detail) }
      return fail(.typeInvalid, value, "", "expected \(Self.names(node.types)), found \(name)")
    }
    if document.isMapping(value) {
      checkObject(value, node, isRoot: isRoot)
    } else if document.isSequence(value) {
      if node.items >= 0 {
        for element in document.elements(value) { check(element, node.items) }
      }
      if node.flags.contains(.isSet) || node.flags.contains(.isMap) { checkDuplicates(value, node) }
    }
    if let detail = detail(node) {
      checkDetail(value, detail)
      checkCombined(value, detail)
    }
  }

  private static func types(_ kind: Node.Kind, isWhole: Bool) -> CustomSchema.Types {
    switch kind {
    case .null: []
    case .bool: .boolean
    case .int, .float: isWhole ? [.integer, .number] : .number
    case .string, .timestamp, .binary: .string
    case .sequence: .array
    case .mapping: .object
    }
  }

  /// Whether a number is an integer to the server: within 64 bits, or a float without loss.
  private func isWhole(_ value: NodeID) -> Bool {
    switch document.kind(value) {
    case .int: return document.intValue(value) != nil
    case .float:
      guard let number = document.doubleValue(value) else { return false }
      return number == number.rounded() && abs(number) <= 0x1p53 - 1
    default: return false
    }
  }

  private static func name(_ kind: Node.Kind) -> String {
    switch kind {
    case .null: "null"
    case .bool: "boolean"
    case .int: "integer"
    case .float: "number"
    case .sequence: "a list"
    case .mapping: "an object"
    default: "string"
    }
  }

  private static func names(_ types: CustomSchema.Types) -> String {
    if types == [.number, .integer] { return "number" }
    var names: [String] = []
    for (type, name) in [
      (CustomSchema.Types.integer, "integer"), (.string, "string"), (.number, "number"), (.boolean, "boolean"),
      (.object, "object"), (.array, "list"),
    ] where types.contains(type) {
      names.append(name)
    }
    return names.joined(separator: " or ")
  }

  // MARK: Objects

  private static func isHead(_ key: Key) -> Bool { key == .apiVersion || key == .kind || key == .metadata }

  private mutating func checkObject(_ value: NodeID, _ node: CustomSchema.Node, isRoot: Bool) {
    let isObject = isRoot || node.flags.contains(.embedded)
    checkUnknown(value, node, isRoot: isRoot)
    for entry in document.entries(value) {
      if let property = schema.property(entry.key, of: node) {
        // Null that the schema does not allow is taken for nothing.
        if document.isNull(entry.value), !schema.nodes[Int(property)].flags.contains(.nullable) { continue }
        check(entry.value, property)
      } else if isObject && Self.isHead(entry.key) {
        continue
      } else if node.additional >= 0 {
        if document.isNull(entry.value), !schema.nodes[Int(node.additional)].flags.contains(.nullable) { continue }
        check(entry.value, node.additional)
      } else if node.flags.contains(.forbidsOthers) {
        fail(.invalid, value, "", "\(entry.key) is a forbidden property")
      }
    }
    if node.flags.contains(.embedded) && !isRoot { embedded.append(value) }
    guard let detail = detail(node) else { return }
    for key in detail.required where !isPresent(value, key, node) { fail(.required, value, ".\(key)", "") }
  }

  private func isPresent(_ value: NodeID, _ key: Key, _ node: CustomSchema.Node) -> Bool {
    let property = schema.property(key, of: node).map { schema.nodes[Int($0)] }
    if property?.flags.contains(.hasDefault) == true { return true }
    guard let own = document.value(value, key) else { return false }
    return !document.isNull(own) || property == nil || property?.flags.contains(.nullable) == true
  }

  private static let sops: Key = "sops"

  /// What the server prunes.
  private mutating func checkUnknown(_ value: NodeID, _ node: CustomSchema.Node, isRoot: Bool) {
    if node.flags.contains(.preserves) || node.flags.contains(.allowsOthers) || node.flags.contains(.forbidsOthers) {
      return
    }
    let isObject = isRoot || node.flags.contains(.embedded)
    for entry in document.entries(value) where schema.property(entry.key, of: node) == nil {
      if isObject && Self.isHead(entry.key) || isRoot && isEncrypted && entry.key == Self.sops { continue }
      if ScalarFormats.holdsVariable(entry.key.bytes) { continue }
      var message = "unknown field"
      let names = (0..<node.propertyCount).map { schema.properties[Int(node.firstProperty + $0)].key.string }
      if let near = Suggestion.nearest(to: entry.key.string, among: names) { message += "\n\(near)" }
      fail(.unknownField, value, ".\(entry.key)", message)
    }
  }

  // MARK: Details

  private mutating func checkDetail(_ value: NodeID, _ detail: CustomSchema.Detail) {
    if !detail.values.isEmpty { checkEnum(value, detail) }
    switch document.kind(value) {
    case .string, .timestamp, .binary: checkText(value, detail)
    case .int, .float: checkNumber(value, detail)
    case .sequence:
      if let limits = detail.items {
        let count = document.count(value)
        if count < limits.least { fail(.invalid, value, "", "should have at least \(limits.least) items") }
        if count > limits.most { fail(.tooMany, value, "", "\(count): must have at most \(limits.most) items") }
      }
    case .mapping:
      if let limits = detail.properties {
        let count = document.count(value)
        if count < limits.least { fail(.invalid, value, "", "should have at least \(limits.least) properties") }
        if count > limits.most { fail(.tooMany, value, "", "\(count): must have at most \(limits.most) items") }
      }
    default: break
    }
  }

  private mutating func checkText(_ value: NodeID, _ detail: CustomSchema.Detail) {
    if let limits = detail.lengths {
      let count = document.withText(value) { text in text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) } }
      if count < limits.least { fail(.invalid, value, "", "should be at least \(limits.least) chars long") }
      if count > limits.most { fail(.tooLong, value, "", "may not be more than \(limits.most) bytes") }
    }
    if let pattern = detail.pattern, !document.withText(value, { pattern.matches($0) }) {
      fail(.invalid, value, "", "should match '\(detail.patternText)'")
    }
    if let format = detail.format, !document.withText(value, { format.matches($0) }) {
      fail(.typeInvalid, value, "", "must be of type \(detail.formatName): \(ValueText.quoted(document, value))")
    }
  }

  private mutating func checkNumber(_ value: NodeID, _ detail: CustomSchema.Detail) {
    guard let number = document.doubleValue(value) else { return }
    if let least = detail.minimum, detail.isMinimumExclusive ? number <= least : number < least {
      let words = detail.isMinimumExclusive ? "greater than" : "greater than or equal to"
      fail(.invalid, value, "", "should be \(words) \(Self.shown(least))")
    }
    if let most = detail.maximum, detail.isMaximumExclusive ? number >= most : number > most {
      let words = detail.isMaximumExclusive ? "less than" : "less than or equal to"
      fail(.invalid, value, "", "should be \(words) \(Self.shown(most))")
    }
    if let factor = detail.multipleOf, factor > 0 {
      // Floats are compared with some tolerance.
      let quotient = number / factor
      if abs(quotient - quotient.rounded()) >= 1e-9 {
        fail(.invalid, value, "", "should be a multiple of \(Self.shown(factor))")
      }
    }
  }

  private static func shown(_ number: Double) -> String { String(decoding: GoFloat.text(number), as: UTF8.self) }

  private mutating func checkEnum(_ value: NodeID, _ detail: CustomSchema.Detail) {
    let source = schema.source
    // Null is in no enum, even where it is listed.
    let isKnown = detail.values.contains { one in
      if document.isNull(value) { return false }
      if let number = document.doubleValue(value), let other = source.doubleValue(one) { return number == other }
      if let flag = document.boolValue(value), let other = source.boolValue(one) { return flag == other }
      return document.isEqual(value, to: source, one)
    }
    if isKnown { return }
    let names = detail.values.map { source.string($0) }.joined(separator: ", ")
    fail(.notSupported, value, "", "unsupported value \(ValueText.quoted(document, value))\n\(names)")
  }

  // MARK: Combinations

  private mutating func checkCombined(_ value: NodeID, _ detail: CustomSchema.Detail) {
    for number in detail.allOf {
      let found = faults(of: value, number)
      if found.isEmpty { continue }
      fail(.invalid, value, "", "must validate all the schemas (allOf)", field: "<nil>")
      faults += found
    }
    if !detail.anyOf.isEmpty {
      let found = detail.anyOf.map { faults(of: value, $0) }
      if !found.contains(where: \.isEmpty) {
        fail(.invalid, value, "", "must validate at least one schema (anyOf)", field: "<nil>")
        faults += found.min { $0.count < $1.count } ?? []
      }
    }
    if !detail.oneOf.isEmpty {
      let found = detail.oneOf.map { faults(of: value, $0) }
      let count = found.count(where: \.isEmpty)
      if count != 1 {
        let words = count == 0 ? "Found none valid" : "Found \(count) valid alternatives"
        fail(.invalid, value, "", "must validate one and only one schema (oneOf). \(words)", field: "<nil>")
        if count == 0 { faults += found.min { $0.count < $1.count } ?? [] }
      }
    }
    if let not = detail.not, faults(of: value, not).isEmpty {
      fail(.invalid, value, "", "must not validate the schema (not)", field: "<nil>")
    }
  }

  /// What a schema finds in a value; fields that it does not name are no fault there.
  private func faults(of value: NodeID, _ number: Int32) -> [Fault] {
    var inner = self
    inner.faults = []
    inner.check(value, number)
    return inner.faults.filter { $0.reason != .unknownField }
  }

  // MARK: Scale

  /// The number of replicas of a kind that can be scaled.
  mutating func checkReplicas(_ path: [Key]) {
    var node = document.root
    for key in path {
      guard let next = document.value(node, key) else { return }
      node = next
    }
    guard let number = document.intValue(node) else { return }
    let field = path.map { ".\($0)" }.joined()
    if number < 0 {
      fail(.invalid, node, "", "should be a non-negative integer", field: field)
    } else if number > Int64(Int32.max) {
      fail(.invalid, node, "", "should be less than or equal to \(Int32.max)", field: field)
    }
  }

  // MARK: Lists

  private mutating func checkDuplicates(_ list: NodeID, _ node: CustomSchema.Node) {
    let elements = document.elements(list)
    guard elements.count > 1 else { return }
    let keys = node.flags.contains(.isMap) ? detail(node)?.mapKeys ?? [] : []
    let item = node.items < 0 ? nil : schema.nodes[Int(node.items)]
    var seen: [String: Int] = [:]
    for (position, element) in elements.enumerated() {
      guard let text = identity(element, keys, item, isMap: node.flags.contains(.isMap)) else { continue }
      seen[text, default: 0] += 1
      // One that stands there a third time is not reported again.
      if seen[text] == 2 { fail(.duplicate, list, "[\(position)]", "duplicate value \(text)") }
    }
  }

  /// What tells an element of a list from the others, as JSON.
  private func identity(
    _ element: NodeID, _ keys: [Key], _ item: CustomSchema.Node?, isMap: Bool
  ) -> String? {
    let printer = JSONPrinter()
    do throws(JSONPrinter.Failure) {
      if !isMap { return String(decoding: try printer.bytes(document, element), as: UTF8.self) }
      guard document.isMapping(element) else { return nil }
      var parts: [String] = []
      for key in keys {
        if let value = document.value(element, key), !document.isNull(value) {
          parts.append("\"\(key)\":\(String(decoding: try printer.bytes(document, value), as: UTF8.self))")
        } else if let item, let property = schema.property(key, of: item),
          let standard = detail(schema.nodes[Int(property)])?.standard
        {
          parts.append("\"\(key)\":\(String(decoding: try printer.bytes(schema.source, standard), as: UTF8.self))")
        }
      }
      return "{\(parts.joined(separator: ","))}"
    } catch {
      return nil
    }
  }
}
