import Manifest
import RegularExpressions

/// The schemas in a CustomResourceDefinition: whether they are structural, and right in themselves.
extension Semantics {
  private static let nestingLimit = 200

  /// What a schema stands in, where the rules differ.
  private enum Role {
    case root, property, item, logical
  }

  mutating func checkSchemas(_ spec: NodeID) {
    for version in list(spec, K.versions) {
      guard let schema = object(object(version, K.schema), K.openAPIV3Schema) else { continue }
      if isTrue(schema, K.nullable) {
        failSchema(.forbidden, schema, ".nullable", "nullable cannot be true at the root")
      }
      checkSchema(schema, .root, 0)
      let metadata = object(object(object(schema, K.properties), .metadata), K.properties)
      for entry in metadata.map({ document.entries($0) }) ?? [] where document.value(entry.value, K.default) != nil {
        failSchema(.forbidden, entry.value, ".default", "must not be set in top-level metadata")
      }
    }
  }

  private mutating func failSchema(
    _ reason: Violation.Reason, _ schema: NodeID, _ suffix: String, _ message: String, supported: [String] = []
  ) {
    // Names of properties stand in brackets; the schema of a single version goes by its old place.
    let steps = FieldPath.locating(schema, in: document)?.steps ?? []
    let isSingle = list(object(document.root, .spec), K.versions).count == 1
    var text = ""
    var isName = false
    for (position, step) in steps.enumerated() {
      switch step {
      case .index(let index): if !(isSingle && position == 2) { text += "[\(index)]" }
      case .key(let key):
        if isName {
          text += "[\(key)]"
          isName = false
        } else {
          if isSingle && position == 3 { continue }
          text += ".\(isSingle && position == 1 ? "validation" : key.string)"
          isName = key == K.properties && position > 4
        }
      }
    }
    fail(reason, document.root, text + suffix, message, value: schema, supported: supported)
  }

  private mutating func checkSchema(_ schema: NodeID, _ role: Role, _ depth: Int) {
    guard depth < Self.nestingLimit else { return }
    checkForbidden(schema)
    checkType(schema, role)
    checkExtensions(schema)
    checkPattern(schema)
    if role != .logical { checkDefault(schema) }
    let isIntOrString = isTrue(schema, K.intOrString)
    for entry in entries(schema, K.properties) where document.isMapping(entry.value) {
      checkSchema(entry.value, role == .logical ? .logical : .property, depth + 1)
    }
    if let items = object(schema, K.items) { checkSchema(items, role == .logical ? .logical : .item, depth + 1) }
    if let others = object(schema, K.additionalProperties) {
      if role != .logical { checkSchema(others, .property, depth + 1) }
    }
    if let not = object(schema, K.not) { checkLogical(not, depth, mayHaveType: false) }
    for key in [K.anyOf, K.oneOf, K.allOf] {
      for (position, part) in list(schema, key).enumerated() where document.isMapping(part) {
        // The forms in which integers or strings may be written out.
        let isForm = key == K.anyOf && isIntOrString && isIntOrStringForm(schema)
        let holdsForm = key == K.allOf && position == 0 && isIntOrString && isIntOrStringForm(part)
        if holdsForm {
          for inner in list(part, K.anyOf) { checkLogical(inner, depth, mayHaveType: true) }
        } else {
          checkLogical(part, depth, mayHaveType: isForm)
        }
      }
    }
  }

  private func isIntOrStringForm(_ schema: NodeID) -> Bool {
    let forms = list(schema, K.anyOf)
    guard forms.count == 2, let first = forms.first, let last = forms.last else { return false }
    return has(first, K.type, "integer") && has(last, K.type, "string")
  }

  private mutating func checkLogical(_ schema: NodeID, _ depth: Int, mayHaveType: Bool) {
    if !mayHaveType && text(schema, K.type) != nil {
      failSchema(.forbidden, schema, ".type", "must be empty to be structural")
    }
    if document.value(schema, K.default) != nil {
      failSchema(.forbidden, schema, ".default", "must be undefined to be structural")
    }
    if document.value(schema, K.additionalProperties) != nil {
      failSchema(.forbidden, schema, ".additionalProperties", "must be undefined to be structural")
    }
    if isTrue(schema, K.nullable) {
      failSchema(.forbidden, schema, ".nullable", "must be false to be structural")
    }
    for entry in entries(schema, K.properties) where document.isMapping(entry.value) {
      checkLogical(entry.value, depth + 1, mayHaveType: false)
    }
    if let items = object(schema, K.items) { checkLogical(items, depth + 1, mayHaveType: false) }
    checkSchema(withoutStructure: schema, depth + 1)
  }

  private mutating func checkSchema(withoutStructure schema: NodeID, _ depth: Int) {
    guard depth < Self.nestingLimit else { return }
    checkForbidden(schema)
    checkPattern(schema)
  }

  // MARK: Rules

  private mutating func checkForbidden(_ schema: NodeID) {
    for key in [K.schemaReference, K.definitions, K.dependencies] where value(schema, key) != nil {
      failSchema(.forbidden, schema, ".\(key)", "\(key) is not supported")
    }
    if isTrue(schema, K.uniqueItems) {
      failSchema(
        .forbidden, schema, ".uniqueItems",
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
    }
    if let items = value(schema, K.items), document.isSequence(items) {
      failSchema(.forbidden, schema, ".items", "items must be a schema object and not an array")
    }
    if value(schema, K.additionalProperties) != nil, !entries(schema, K.properties).isEmpty,
      document.boolValue(value(schema, K.additionalProperties)) != false
    {
      failSchema(
        .forbidden, schema, ".additionalProperties",
        "additionalProperties and properties are mutual exclusive")
    }
  }

  private static let types = ["array", "boolean", "integer", "number", "object", "string"]

  private mutating func checkType(_ schema: NodeID, _ role: Role) {
    guard let type = text(schema, K.type) else {
      if role == .root { return failSchema(.required, schema, ".type", "must not be empty at the root") }
      if role != .logical && !isTrue(schema, K.intOrString) && !isTrue(schema, K.preserveUnknown) {
        failSchema(
          .required, schema, ".type",
          "must not be empty for specified \(role == .item ? "array items" : "object fields")")
      }
      return
    }
    if hasText(type, "null") {
      failSchema(
        .forbidden, schema, ".type", "type cannot be set to null, use nullable as an alternative")
    }
    if !Self.types.contains(string(type)) {
      failSchema(.notSupported, schema, ".type", ValueText.quoted(document, type), supported: Self.types)
    } else if role == .root && !hasText(type, "object") {
      failSchema(.invalid, schema, ".type", "must be object at the root")
    }
    if hasText(type, "array") && value(schema, K.items) == nil && role != .logical {
      failSchema(.required, schema, ".items", "must be specified")
    }
  }

  private mutating func checkPattern(_ schema: NodeID) {
    guard let pattern = text(schema, K.pattern) else { return }
    do throws(RegularExpression.PatternError) {
      _ = try RegularExpression(string(pattern))
    } catch {
      failSchema(
        .invalid, schema, ".pattern", "must be a valid regular expression, but isn't: \(error.message)")
    }
  }

  private mutating func checkExtensions(_ schema: NodeID) {
    if document.boolValue(value(schema, K.preserveUnknown)) == false {
      failSchema(.invalid, schema, ".\(K.preserveUnknown)", "must be true or undefined")
    }
    if isTrue(schema, K.embeddedResource) && entries(schema, K.properties).isEmpty
      && !isTrue(schema, K.preserveUnknown)
    {
      failSchema(
        .required, schema, ".properties",
        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")
    }
    let type = text(schema, K.type)
    if let kind = text(schema, K.mapType) {
      if !hasText(kind, "atomic") && !hasText(kind, "granular") {
        failSchema(
          .notSupported, schema, ".\(K.mapType)", ValueText.quoted(document, kind), supported: ["atomic", "granular"])
      }
      if !hasText(type, "object") {
        failSchema(.invalid, schema, ".type", "must be object if x-kubernetes-map-type is specified")
      }
    }
    checkListType(schema, type)
  }

  private mutating func checkListType(_ schema: NodeID, _ type: NodeID?) {
    let kind = text(schema, K.listType)
    let keys = list(schema, K.listMapKeys)
    if let kind {
      if !["atomic", "set", "map"].contains(string(kind)) {
        failSchema(
          .notSupported, schema, ".\(K.listType)", ValueText.quoted(document, kind),
          supported: ["atomic", "set", "map"])
      }
      if !hasText(type, "array") {
        failSchema(.invalid, schema, ".type", "must be array if x-kubernetes-list-type is specified")
      }
    }
    guard hasText(kind, "map") else {
      if !keys.isEmpty {
        failSchema(
          .required, schema, ".\(K.listType)", "must be map if x-kubernetes-list-map-keys is non-empty")
      }
      return
    }
    if keys.isEmpty {
      failSchema(.required, schema, ".\(K.listMapKeys)", "must not be empty if x-kubernetes-list-type is map")
    }
    guard let items = object(schema, K.items) else { return }
    if !has(items, K.type, "object") {
      failSchema(.invalid, items, ".type", "must be object if parent array's x-kubernetes-list-type is map")
    }
    checkListKeys(keys, items, schema)
  }

  private mutating func checkListKeys(_ keys: ArraySlice<NodeID>, _ items: NodeID, _ schema: NodeID) {
    for (position, key) in keys.enumerated() {
      if keys.prefix(position).contains(where: { same($0, key) }) {
        failSchema(.invalid, schema, ".\(K.listMapKeys)", "must not contain duplicate entries")
      }
      let property = object(items, K.properties).flatMap { document.value($0, document.withText(key) { Key($0) }) }
      guard let property else {
        if has(items, K.type, "object") {
          failSchema(.invalid, schema, ".\(K.listMapKeys)", "entries must all be names of item properties")
        }
        continue
      }
      if has(property, K.type, "object") || has(property, K.type, "array") {
        failSchema(
          .invalid, property, ".type", "must be a scalar type if parent array's x-kubernetes-list-type is map")
      }
    }
  }

  /// A default has to be right by its own schema.
  private mutating func checkDefault(_ schema: NodeID) {
    guard let standard = document.value(schema, K.default), !document.isNull(standard) else { return }
    let value = document.extracted(standard)
    var walker = CustomWalker(
      schema: CustomSchema(document, schema), document: value, isEncrypted: false)
    walker.walkValue()
    guard let fault = walker.faults.first else { return }
    if fault.reason == .unknownField {
      failSchema(.invalid, schema, ".default", "must not have unknown fields")
    } else {
      failSchema(fault.reason, schema, ".default", fault.message)
    }
  }

  // MARK: The definition

  /// Names, columns, conversion and scale.
  mutating func checkDefinitionParts(_ spec: NodeID) {
    if let names = object(spec, K.names) {
      for key in [Key.kind, K.listKind] {
        check(text(names, key), at: names, ".\(key)") { text in
          let lowered = text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
          return lowered.withUnsafeBufferPointer { TextRules.label1035($0) }
        }
      }
      for (position, name) in list(names, K.shortNames).enumerated() {
        check(name, at: names, ".shortNames[\(position)]", TextRules.label1035)
      }
    }
    if let group = text(spec, K.group), !document.withText(group, { $0.contains(UInt8(ascii: ".")) }), !isOpen(group) {
      fail(.invalid, spec, ".group", "should be a domain with at least one dot")
    }
    let versions = list(spec, K.versions)
    for (position, version) in versions.enumerated() {
      let prefix = versions.count == 1 ? "" : ".versions[\(position)]"
      if let path = text(object(object(version, K.subresources), K.scale), K.specReplicasPath),
        document.text(path).first != UInt8(ascii: ".")
      {
        fail(
          .invalid, spec, "\(prefix).subresources.scale.specReplicasPath", "must be a simple json path starting with .",
          value: path)
      }
      checkColumns(version, spec, prefix)
    }
    guard let conversion = object(spec, K.conversion), has(conversion, K.strategy, "Webhook") else { return }
    let webhook = object(conversion, K.webhook)
    if list(webhook, K.conversionReviewVersions).isEmpty { fail(.required, conversion, ".conversionReviewVersions") }
    if object(webhook, K.clientConfig) == nil {
      fail(.required, conversion, ".webhookClientConfig", "required when strategy is set to Webhook")
    }
  }

  private mutating func checkColumns(_ version: NodeID, _ spec: NodeID, _ prefix: String) {
    for (position, column) in list(version, K.additionalPrinterColumns).enumerated() {
      let place = "\(prefix).additionalPrinterColumns[\(position)]"
      if text(column, .name) == nil { fail(.required, spec, "\(place).name", value: column) }
      if let type = text(column, K.type),
        !["boolean", "date", "integer", "number", "string"].contains(string(type)), !isOpen(type)
      {
        fail(
          .invalid, spec, "\(place).type", "must be one of boolean,date,integer,number,string", value: type)
      }
      if let path = text(column, K.jsonPath), document.text(path).first != UInt8(ascii: "."), !isOpen(path) {
        fail(.invalid, spec, "\(place).JSONPath", "must be a simple json path starting with .", value: path)
      }
    }
  }
}
