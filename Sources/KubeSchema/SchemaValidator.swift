import Manifest

/// Checks objects against the built-in API of one version of Kubernetes, as the API server with strict field validation
/// would: unknown fields, wrong types, missing fields, values outside an enum, API versions that are not served.
///
/// What the server accepts passes. Values that are not final yet, `${VAR}` of a Flux substitution and the ciphertext of
/// SOPS, pass for any type. The walk of an object without faults allocates nothing.
public struct SchemaValidator: Sendable {
  /// What came of a check.
  public enum Outcome: Sendable {
    /// There is a schema, or there should be one; the faults stand in the order of the document.
    case validated([Diagnostic])
    /// No schema is known: a custom resource.
    case noSchema(group: String, version: String, kind: String)
  }

  public let version: KubeVersion
  let table: SchemaTable
  /// The bit of the version in a set of minors.
  let minor: Int
  /// The custom kinds.
  let custom: CustomSchemas
  /// The checks of each kind, by its number.
  private let areas: [Semantics.Area]
  /// That of `ObjectMeta`; -1 for a table without.
  let metadataDefinition: Int

  /// Checks against the built-in API of a version, and against custom kinds.
  public init(version: KubeVersion, custom: CustomSchemas = .none) {
    self.init(version: version, table: .builtIn, custom: custom)
  }

  init(version: KubeVersion, table: SchemaTable, custom: CustomSchemas = .none) {
    self.custom = custom
    self.version = version
    self.table = table
    areas = Semantics.areas(of: table)
    minor = 1 << (version.minor - KubeVersion.supported[0].minor)
    let bit = minor
    let map = "v1".withBytes { table.apiVersion($0) }.flatMap { table.kind(named: "ConfigMap", in: $0) }
    let field = map.flatMap { table.field(.metadata, of: $0.definition, in: bit) }
    metadataDefinition = field.map { table.argument(ofType: table.type(ofField: $0)) } ?? -1
  }

  /// Checks one object. A `List` is for the caller to take apart.
  public func validate(_ resource: Resource) -> Outcome {
    let document = resource.document
    guard let head = head(document) else { return .validated(headFaults(resource)) }
    guard let kind = kind(document, head) else {
      if let kind = customKind(document, head) { return .validated(faults(resource, kind).map(\.diagnostic)) }
      return unserved(resource, head)
    }
    var diagnostics: [Diagnostic] = []
    if kind.deprecated != 0 && kind.deprecated <= version.minor { diagnostics.append(deprecated(kind, head, resource)) }
    diagnostics += faults(resource, kind).map(\.diagnostic)
    return .validated(diagnostics)
  }

  /// Every cause for which the API server would refuse an object; nil when no schema is known.
  public func violations(_ resource: Resource) -> [Violation]? {
    let document = resource.document
    guard let head = head(document) else {
      return headFaults(resource).map { Violation(reason: .malformed, field: $0.path, diagnostic: $0) }
    }
    if let kind = kind(document, head) { return faults(resource, kind) }
    if let kind = customKind(document, head) { return faults(resource, kind) }
    guard case .validated(let diagnostics) = unserved(resource, head) else { return nil }
    return diagnostics.map { Violation(reason: .version, field: $0.path, diagnostic: $0) }
  }

  /// The kind of an object, where the version serves it.
  private func kind(_ document: Document, _ head: ObjectHead) -> SchemaTable.Kind? {
    guard let apiVersion = document.withText(head.apiVersion, { table.apiVersion(UnsafeRawBufferPointer($0)) }),
      let kind = document.withText(head.kind, { table.kind(UnsafeRawBufferPointer($0), in: apiVersion) }),
      kind.minors & minor != 0, kind.definition != SchemaTable.none
    else { return nil }
    return kind
  }

  private func faults(_ resource: Resource, _ kind: SchemaTable.Kind) -> [Violation] {
    let document = resource.document
    var walker = SchemaWalker(table: table, minor: minor, document: document, isSecret: isSecret(kind))
    let needsName = kind.scope != .unknown && !isReview(kind)
    // The first walk only says whether anything is wrong; the second, hardly ever made, keeps the paths.
    walker.walk(kind.definition, needsName: needsName)
    var semantics = Semantics(document: document, minor: minor, isEncrypted: walker.isEncrypted)
    // What cannot be decoded has nothing else looked at.
    if !walker.hasMismatch { semantics.run(areas[kind.number]) }
    guard walker.hasFailed || !semantics.faults.isEmpty else { return [] }
    if walker.hasFailed {
      walker.record(for: resource)
      walker.walk(kind.definition, needsName: needsName)
    }
    return merged(walker.violations, semantics, resource)
  }

  /// The faults of the walk and of the checks; where both speak of one field, the checks have the server's words.
  private func merged(_ walked: [Violation], _ semantics: Semantics, _ resource: Resource) -> [Violation] {
    var own: [Violation] = []
    for fault in semantics.faults { own.append(violation(fault, semantics, resource)) }
    let kept = walked.filter { violation in
      if violation.reason.isDecoding { return true }
      // The walk knows what was probably meant: of two equal faults its own is kept.
      let count = own.count
      own.removeAll { $0.field == violation.field && $0.reason == violation.reason }
      if own.count < count { return true }
      return !own.contains { Self.covers($0.diagnostic.fieldPath, violation.diagnostic.fieldPath) }
    }
    var seen: Set<String> = []
    return (kept + own).filter {
      seen.insert("\($0.reason.rawValue) \($0.field) \($0.diagnostic.message)").inserted
    }
  }

  /// Whether one path leads through the other, or to the object around it.
  private static func covers(_ path: FieldPath?, _ other: FieldPath?) -> Bool {
    guard let path, let other else { return false }
    return path.steps.starts(with: other.steps)
      || other.steps.count - path.steps.count == 1 && other.steps.starts(with: path.steps)
  }

  func violation(_ fault: Semantics.Fault, _ semantics: Semantics, _ resource: Resource) -> Violation {
    let document = resource.document
    let (field, path) = semantics.place(of: fault)
    let message: String
    switch fault.reason {
    case .required: message = fault.message.isEmpty ? "is required and missing" : "is required: \(fault.message)"
    case .duplicate: message = "duplicate value \(fault.message)"
    case .notSupported: message = "unsupported value \(fault.message)"
    case .notFound: message = "not found: \(fault.message)"
    case .forbidden: message = "forbidden: \(fault.message)"
    default: message = fault.message
    }
    let supported = fault.supported.map { "`\($0)`" }.joined(separator: ", ")
    return Violation(
      reason: fault.reason, field: field,
      diagnostic: Diagnostic(
        rule: SchemaRules.violated,
        message: fault.reason == .required && fault.message.isEmpty
          ? "\(field) \(message)" : "\(field): \(message)",
        hint: supported.isEmpty ? nil : "supported are \(supported)", object: resource.ref,
        originalObject: resource.original, fieldPath: path, path: field,
        stablePath: path.stableDescription(in: document), origin: origin(of: path, in: document, resource)))
  }

  /// The place of a field, or of what is there of the way to it.
  private func origin(of path: FieldPath, in document: Document, _ resource: Resource) -> Origin {
    var node = document.root
    var origin = resource.origin
    for (position, step) in path.steps.enumerated() {
      guard let next = FieldPath([step]).resolve(in: document, from: node) else { break }
      node = next
      let own = document.origin(node)
      if position < path.steps.count - 1, case .key(let key) = step,
        let parent = FieldPath(Array(path.steps.prefix(position))).resolve(in: document),
        let place = document.keyOrigin(parent, key), !place.isNone
      {
        origin = place
      } else if !own.isNone {
        origin = own
      }
    }
    return origin
  }

  /// Whether a kind lives outside namespaces; nil when that is not known.
  public func isClusterScoped(group: String, version: String, kind: String) -> Bool? {
    let apiVersion = group.isEmpty ? version : "\(group)/\(version)"
    if let found = lookup(apiVersion, kind), found.scope != .unknown { return found.scope == .cluster }
    // A kind has the same scope in every version of its group.
    for other in table.versions(ofGroup: group) {
      if let found = table.kind(named: kind, in: other), found.scope != .unknown { return found.scope == .cluster }
    }
    return custom.isClusterScoped(group: group, kind: kind)
  }

  /// Whether a group is Kubernetes' own, so that a kind of it that is not known does not exist.
  public func knowsGroup(_ group: String) -> Bool { group.withBytes { table.knowsGroup($0) } }

  func lookup(_ apiVersion: String, _ kind: String) -> SchemaTable.Kind? {
    apiVersion.withBytes({ table.apiVersion($0) }).flatMap { table.kind(named: kind, in: $0) }
  }

  private func isSecret(_ kind: SchemaTable.Kind) -> Bool {
    table.text(kind.name).elementsEqual("Secret".utf8)
  }

  /// Questions to the API server, such as `SubjectAccessReview`, are not stored and need no name.
  private func isReview(_ kind: SchemaTable.Kind) -> Bool {
    table.text(kind.name).suffix(6).elementsEqual("Review".utf8)
  }
}

/// The nodes that say what an object is.
struct ObjectHead {
  var apiVersion: NodeID
  var kind: NodeID
}

extension SchemaValidator {
  /// nil when the object does not say what it is.
  private func head(_ document: Document) -> ObjectHead? {
    guard let apiVersion = document.value(document.root, .apiVersion), document.kind(apiVersion) == .string,
      let kind = document.value(document.root, .kind), document.kind(kind) == .string,
      document.count(apiVersion) > 0, document.count(kind) > 0
    else { return nil }
    return ObjectHead(apiVersion: apiVersion, kind: kind)
  }

  private func headFaults(_ resource: Resource) -> [Diagnostic] {
    let document = resource.document
    let root = document.root
    guard document.isMapping(root) else {
      let found = ValueText.describe(document, root, isSecret: false)
      return [
        diagnostic(SchemaRules.violated, "expected an object, found \(found)", resource, path: "", at: resource.origin)
      ]
    }
    var diagnostics: [Diagnostic] = []
    for key in [Key.apiVersion, Key.kind] {
      guard let node = document.value(root, key), !document.isNull(node) else {
        diagnostics.append(
          diagnostic(SchemaRules.violated, "\(key) is required and missing", resource, path: "", at: resource.origin))
        continue
      }
      if document.kind(node) == .string && document.count(node) > 0 { continue }
      let found = document.kind(node) == .string ? "an empty one" : ValueText.describe(document, node, isSecret: false)
      let place = document.origin(node).isNone ? resource.origin : document.origin(node)
      diagnostics.append(
        diagnostic(
          SchemaRules.violated, "\(key): expected a string, found \(found)", resource, path: key.string, at: place))
    }
    return diagnostics
  }

  func diagnostic(
    _ rule: Rule, _ message: String, hint: String? = nil, _ resource: Resource, path: String, at origin: Origin
  ) -> Diagnostic {
    Diagnostic(
      rule: rule, message: message, hint: hint, object: resource.ref, originalObject: resource.original,
      fieldPath: FieldPath(path.split(separator: ".").map { .key(Key(String($0))) }), path: path, origin: origin)
  }
}

extension String {
  /// Calls `body` with the text as bytes.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    var text = self
    return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}
