import Manifest

/// Moves objects into a namespace: `namespace:` of a kustomization, or a NamespaceTransformer.
struct NamespaceTransformer {
  /// Which subjects of role bindings move along.
  enum RoleBindingSubjects: String {
    case defaultOnly, allServiceAccounts, none
  }

  let namespace: Located<String>
  var fieldSpecs: [FieldSpec]
  var unsetOnly = false
  var subjects = RoleBindingSubjects.defaultOnly

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    var known = SpecsByType(fieldSpecs)
    try list.updateAll { resource throws(BuildError) in
      resource.pushID()
      try move(&resource, known.specs(for: resource.id), context)
      resource.refreshName()
    }
    if let (first, second) = list.duplicate() {
      throw BuildError(
        .duplicateResource,
        "namespace transformation produces ID conflict: \(list[first].id.ref) is there twice",
        hint: "one was \(list[first].originalID.ref), the other \(list[second].originalID.ref)",
        at: namespace.origin)
    }
  }

  /// Moves one object without remembering where it was.
  func moveAlone(_ resource: inout BuildResource, _ context: BuildContext) {
    let id = resource.id
    if !id.isClusterScoped { setMetadataNamespace(&resource, context) }
    if id.kind == "RoleBinding" || id.kind == "ClusterRoleBinding" { moveSubjects(&resource, context) }
  }

  private func move(
    _ resource: inout BuildResource, _ specs: [FieldSpec], _ context: BuildContext
  ) throws(BuildError) {
    moveAlone(&resource, context)
    for spec in specs where !isHandled(spec, resource.id) {
      let walker = FieldWalker(
        spec: spec, creates: .scalar, origin: namespace.origin, layer: context.layer, action: .namespace)
      for node in try walker.nodes(in: &resource.document) {
        guard resource.document.kind(node).isScalar else {
          throw BuildError(
            .badField, "namespace field spec \(spec.path) leads to no scalar", at: resource.document.origin(node))
        }
        write(&resource.document, node, context)
      }
    }
  }

  /// Specs that kustomize ignores because it has steps of its own for them. Namespaces of other groups are ordinary
  /// objects, whatever the spec for `metadata/name` says.
  private func isHandled(_ spec: FieldSpec, _ id: ResourceID) -> Bool {
    switch spec.path {
    case "metadata/namespace": true
    case "subjects/namespace": id.kind == "RoleBinding" || id.kind == "ClusterRoleBinding"
    case "metadata/name": id.kind == "Namespace" && !(id.group.isEmpty && id.version == "v1")
    default: false
    }
  }

  private func setMetadataNamespace(_ resource: inout BuildResource, _ context: BuildContext) {
    let root = resource.document.root
    let metadata: NodeID
    if let existing = resource.document.value(root, .metadata) {
      metadata = existing
    } else {
      metadata = resource.document.addMapping(origin: namespace.origin)
      resource.document.set(root, .metadata, to: metadata, keyOrigin: namespace.origin)
    }
    guard resource.document.isMapping(metadata) else { return }
    if let node = resource.document.value(metadata, .namespace) {
      write(&resource.document, node, context)
    } else {
      let node = resource.document.addString(namespace.value, origin: namespace.origin)
      resource.document.set(metadata, .namespace, to: node, keyOrigin: namespace.origin)
      resource.document.logAddition(of: node, action: .namespace, layer: context.layer)
    }
  }

  private func write(_ document: inout Document, _ node: NodeID, _ context: BuildContext) {
    if unsetOnly, document.count(node) > 0, !document.isNull(node) { return }
    if document.stringValue(node) == namespace.value { return }
    document.overwrite(
      node, with: namespace.value.utf8, origin: namespace.origin, action: .namespace, layer: context.layer)
  }

  private func moves(_ subject: NodeID, _ document: Document) -> Bool {
    let field = document.value(subject, subjects == .defaultOnly ? .name : .kind)
    return field.map { document.hasText($0, subjects == .defaultOnly ? "default" : "ServiceAccount") } ?? false
  }

  private func moveSubjects(_ resource: inout BuildResource, _ context: BuildContext) {
    guard subjects != .none, let list = resource.document.value(resource.document.root, "subjects") else { return }
    for subject in resource.document.elements(list) {
      guard resource.document.isMapping(subject), moves(subject, resource.document) else { continue }
      if let node = resource.document.value(subject, .namespace) {
        write(&resource.document, node, context)
      } else {
        let node = resource.document.addString(namespace.value, origin: namespace.origin)
        resource.document.set(subject, .namespace, to: node, keyOrigin: namespace.origin)
        resource.document.logAddition(of: node, action: .namespace, layer: context.layer)
      }
    }
  }
}
