import Manifest

/// Objects whose API version or kind the chosen version of Kubernetes does not serve.
extension SchemaValidator {
  func deprecated(_ kind: SchemaTable.Kind, _ head: ObjectHead, _ resource: Resource) -> Diagnostic {
    var message = "\(table.description(kind)) is deprecated since Kubernetes 1.\(kind.deprecated)"
    if kind.removed != 0 { message += " and removed in 1.\(kind.removed)" }
    return diagnostic(
      SchemaRules.deprecated, message, hint: successor(of: kind).map { "use \(table.description($0))" }, resource,
      path: "apiVersion", at: origin(head.apiVersion, resource))
  }

  func unserved(_ resource: Resource, _ head: ObjectHead) -> Outcome {
    let document = resource.document
    let (apiVersion, name) = (document.string(head.apiVersion), document.string(head.kind))
    let (group, version) = ObjectRef.split(apiVersion: apiVersion)
    let custom = Outcome.noSchema(group: group, version: version, kind: name)
    if isOpen(document, head.apiVersion) || isOpen(document, head.kind) { return custom }
    // What kubectl takes apart itself.
    if apiVersion == "v1" && name == "List" { return custom }
    if let kind = lookup(apiVersion, name), let diagnostic = notServed(kind, head, resource) {
      return .validated([diagnostic])
    }
    if version.utf8.contains(UInt8(ascii: "/")) {
      let message = "apiVersion: \"\(apiVersion)\" has more than one slash; expected group/version"
      return .validated([
        diagnostic(
          SchemaRules.violated, message, resource, path: "apiVersion", at: origin(head.apiVersion, resource))
      ])
    }
    // `apiVersion: v1alpha1` is how Talos and others head their files; with a kind of Kubernetes it is a mistake.
    if group.isEmpty && version != "v1" && kindElsewhere(name, group: nil) == nil { return custom }
    guard knowsGroup(group) else {
      guard let diagnostic = misspelledGroup(group, name, head, resource) else { return custom }
      return .validated([diagnostic])
    }
    return .validated([unknown(group, apiVersion, name, head, resource)])
  }

  private func isOpen(_ document: Document, _ node: NodeID) -> Bool {
    document.withText(node) { ScalarFormats.holdsVariable($0) }
  }

  /// nil when the facts do not say that the kind was ever served.
  private func notServed(_ kind: SchemaTable.Kind, _ head: ObjectHead, _ resource: Resource) -> Diagnostic? {
    let name = table.description(kind)
    let first = KubeVersion.supported[0].minor
    let message: String
    if kind.minors == 0 {
      if kind.introduced > version.minor {
        message = "\(name) is served since Kubernetes 1.\(kind.introduced), not yet in \(version)"
      } else if kind.removed != 0 && kind.removed <= version.minor {
        message = "\(name) was removed in Kubernetes 1.\(kind.removed)"
      } else {
        return nil
      }
    } else if kind.minors < minor {
      let last = first + kind.minors.bitWidth - 1 - kind.minors.leadingZeroBitCount
      message = "\(name) was removed in Kubernetes 1.\(last + 1)"
    } else {
      // A set of minors that lie before and after this one has not been seen; the next after it is named then.
      let later = kind.minors & ~(minor | (minor - 1))
      message = "\(name) is served since Kubernetes 1.\(first + later.trailingZeroBitCount), not yet in \(version)"
    }
    return diagnostic(
      SchemaRules.notServed, message, hint: successor(of: kind).map { "use \(table.description($0))" }, resource,
      path: "apiVersion", at: origin(head.apiVersion, resource))
  }

  /// What to use in place of a kind, in the chosen version: what the facts name, followed until it is served, or the
  /// best version of the same kind in the same group.
  private func successor(of kind: SchemaTable.Kind) -> SchemaTable.Kind? {
    var next = kind
    for _ in 0..<8 where next.replacement != SchemaTable.none {
      next = table.kind(next.replacement)
      if next.minors & minor != 0 { return next }
    }
    let group = table.string(table.group(ofAPIVersion: kind.apiVersion))
    let name = table.string(kind.name)
    let found = table.best(
      table.versions(ofGroup: group).compactMap { table.kind(named: name, in: $0) }, in: minor)
    return found?.number == kind.number ? nil : found
  }

  // MARK: Kinds that never were

  private func unknown(
    _ group: String, _ apiVersion: String, _ name: String, _ head: ObjectHead, _ resource: Resource
  ) -> Diagnostic {
    let versions = table.versions(ofGroup: group)
    let isVersion = versions.contains { version in
      table.string(table.text(ofAPIVersion: version)) == apiVersion
        && table.kinds(ofAPIVersion: version).contains { table.kind($0).minors & minor != 0 }
    }
    // The kind is right and stands elsewhere: the API version is at fault.
    if let other = kindElsewhere(name, group: group) {
      return diagnostic(
        SchemaRules.violated, "apiVersion: there is no \(name) in \(apiVersion)",
        hint: "did you mean \(table.string(table.text(ofAPIVersion: other.apiVersion)))?", resource, path: "apiVersion",
        at: origin(head.apiVersion, resource))
    }
    if !isVersion {
      return diagnostic(
        SchemaRules.violated, "apiVersion: Kubernetes \(version) has no API version \(apiVersion)", resource,
        path: "apiVersion", at: origin(head.apiVersion, resource))
    }
    return diagnostic(
      SchemaRules.violated, "kind: there is no \(name) in \(apiVersion)", hint: kindHint(name, apiVersion), resource,
      path: "kind", at: origin(head.kind, resource))
  }

  /// A group that is one slip away from Kubernetes' own and holds one of its kinds. The group of a custom resource has
  /// a dot, so `app/v1` can be no other.
  private func misspelledGroup(
    _ group: String, _ name: String, _ head: ObjectHead, _ resource: Resource
  ) -> Diagnostic? {
    guard !group.utf8.contains(UInt8(ascii: ".")), let kind = kindElsewhere(name, group: nil) else { return nil }
    let right = table.string(table.group(ofAPIVersion: kind.apiVersion))
    guard !right.isEmpty, Suggestion.distance(between: group, and: right, limit: 2) != nil else { return nil }
    return diagnostic(
      SchemaRules.violated, "apiVersion: there is no API group \"\(group)\"",
      hint: "did you mean \(table.string(table.text(ofAPIVersion: kind.apiVersion)))?", resource, path: "apiVersion",
      at: origin(head.apiVersion, resource))
  }

  /// The kind in another API version, of the group first.
  private func kindElsewhere(_ name: String, group: String?) -> SchemaTable.Kind? {
    if let group {
      let own = table.versions(ofGroup: group).compactMap { table.kind(named: name, in: $0) }
      if let found = table.best(own, in: minor) { return found }
    }
    return table.best((0..<table.count(.apiVersions)).compactMap { table.kind(named: name, in: $0) }, in: minor)
  }

  private func kindHint(_ name: String, _ apiVersion: String) -> String? {
    guard let number = apiVersion.withBytes({ table.apiVersion($0) }) else { return nil }
    let kinds = table.kinds(ofAPIVersion: number).map { table.kind($0) }.filter { $0.minors & minor != 0 }
    if let near = Suggestion.nearest(to: name, among: kinds.map { table.string($0.name) }) {
      return "did you mean \(near)?"
    }
    // Not in this API version; perhaps close to a kind of another.
    let all = (0..<table.count(.kinds)).map { table.kind($0) }.filter { $0.minors & minor != 0 }
    guard let near = Suggestion.nearest(to: name, among: all.map { table.string($0.name) }),
      let kind = kindElsewhere(near, group: nil)
    else { return nil }
    return "did you mean \(table.description(kind))?"
  }

  private func origin(_ node: NodeID, _ resource: Resource) -> Origin {
    let origin = resource.document.origin(node)
    return origin.isNone ? resource.origin : origin
  }
}
