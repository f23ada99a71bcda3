import Manifest

/// Objects of custom kinds.
extension SchemaValidator {
  func customKind(_ document: Document, _ head: ObjectHead) -> CustomSchemas.Kind? {
    if custom.isEmpty { return nil }
    return custom.kind(
      CustomSchemas.Name(
        apiVersion: document.withText(head.apiVersion) { Key($0) }, kind: document.withText(head.kind) { Key($0) }))
  }

  /// Every fault of a custom object, in the server's order: what cannot be read, metadata, the schema.
  func faults(_ resource: Resource, _ kind: CustomSchemas.Kind) -> [Violation] {
    let document = resource.document
    let root = document.root
    let isEncrypted = document.value(root, K.sops, K.mac) != nil
    var violations: [Violation] = []
    checkCustomMetadata(root, resource, &violations)
    var semantics = Semantics(document: document, minor: minor, isEncrypted: isEncrypted)
    if violations.allSatisfy({ $0.reason == .unknownField }) {
      semantics.checkCustomHead()
      semantics.checkMetadata(isCustom: true) { TextRules.subdomain($0) }
    }
    var walker = CustomWalker(schema: kind.schema, document: document, isEncrypted: isEncrypted)
    walker.walk()
    if let path = kind.replicasPath { walker.checkReplicas(path) }
    for node in walker.embedded {
      checkCustomMetadata(node, resource, &violations)
      semantics.checkEmbedded(node)
    }
    if violations.isEmpty && semantics.faults.isEmpty && walker.faults.isEmpty { return [] }
    violations += semantics.faults.map { violation($0, semantics, resource) }
    var seen: Set<String> = []
    violations += walker.faults.map { custom($0, semantics, resource) }
    return violations.filter {
      seen.insert("\($0.reason.rawValue) \($0.field) \($0.diagnostic.message)").inserted
    }
  }

  /// The walk of metadata along the built-in schema.
  private func checkCustomMetadata(_ object: NodeID, _ resource: Resource, _ violations: inout [Violation]) {
    let document = resource.document
    guard let metadata = document.value(object, .metadata), !document.isNull(metadata), metadataDefinition >= 0 else {
      return
    }
    var walker = SchemaWalker(table: table, minor: minor, document: document, isSecret: false)
    walker.walk(metadata, definition: metadataDefinition)
    guard walker.hasFailed else { return }
    walker.record(for: resource, at: FieldPath.locating(metadata, in: document) ?? FieldPath())
    walker.walk(metadata, definition: metadataDefinition)
    // What is missing in an owner is found again by the checks of metadata.
    violations += walker.violations.filter { $0.reason.isDecoding }
  }

  private func custom(_ fault: CustomWalker.Fault, _ semantics: Semantics, _ resource: Resource) -> Violation {
    let parts = fault.message.split(separator: "\n", maxSplits: 1).map { String($0) }
    let base = Semantics.Fault(
      reason: fault.reason, anchor: fault.node, suffix: fault.suffix, value: nil, message: parts.first ?? "")
    var violation = violation(base, semantics, resource)
    let field = violation.field
    if fault.reason != .required {
      violation.diagnostic.message = field.isEmpty ? base.message : "\(field): \(base.message)"
    }
    if fault.reason == .unknownField {
      violation.diagnostic.rule = SchemaRules.unknownField
      violation.diagnostic.hint = parts.count > 1 ? "did you mean `\(parts[1])`?" : nil
    } else if parts.count > 1 {
      violation.diagnostic.hint = "supported are \(parts[1])"
    }
    if let own = fault.field { violation.field = own }
    return violation
  }
}

extension Semantics {
  /// A custom object needs a name.
  mutating func checkCustomHead() {
    let metadata = value(document.root, .metadata)
    if text(metadata, .name) == nil && text(metadata, K.generateName) == nil {
      fail(.required, document.root, ".metadata.name", "name or generateName is required")
    }
  }

  /// An object inside a custom one (`x-kubernetes-embedded-resource`).
  mutating func checkEmbedded(_ node: NodeID) {
    if let version = text(node, .apiVersion) {
      check(version, at: node, ".apiVersion") { text in
        let slashes = text.count { $0 == UInt8(ascii: "/") }
        return slashes > 1 ? "unexpected GroupVersion string" : nil
      }
    } else {
      fail(.required, node, ".apiVersion")
    }
    if let kind = text(node, .kind) {
      check(kind, at: node, ".kind") { text in
        let lowered = text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        return lowered.withUnsafeBufferPointer { TextRules.label1035($0) }
      }
    } else {
      fail(.required, node, ".kind")
    }
    guard let metadata = object(node, .metadata) else { return }
    if let namespace = text(metadata, .namespace) { check(namespace, at: metadata, ".namespace", TextRules.label) }
    checkLabels(metadata, .labels)
    checkAnnotations(metadata)
  }
}
