import Manifest

/// Sets `spec.replicas`: one entry of `replicas`, or a ReplicaCountTransformer.
struct ReplicasTransformer {
  let replica: Kustomization.ReplicaEntry
  let fieldSpecs: [FieldSpec]

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    var found = false
    for spec in fieldSpecs {
      for position in list.indices where spec.selects(list[position].id) && isNamed(list[position]) {
        found = true
        try list.updateContent(position) { document throws(BuildError) in
          let walker = FieldWalker(
            spec: spec, creates: .scalar, origin: replica.count.origin, layer: context.layer, action: .replicas)
          for node in try walker.nodes(in: &document) { try set(node, in: &document, spec, context) }
        }
      }
    }
    guard !found else { return }
    let kinds = fieldSpecs.map(\.kind).joined(separator: ", ")
    let near = Suggestion.nearest(
      to: replica.name.value,
      among: list.all.filter { resource in fieldSpecs.contains { $0.selects(resource.id) } }.map(\.id.name))
    throw BuildError(
      .noMatch, "no \(kinds) is named \"\(replica.name.value)\"", hint: near.map { "did you mean \"\($0)\"?" },
      at: replica.name.origin)
  }

  private func set(
    _ node: NodeID, in document: inout Document, _ spec: FieldSpec, _ context: BuildContext
  ) throws(BuildError) {
    guard document.kind(node).isScalar else {
      throw BuildError(
        .badField, "wrong node kind: \(spec.path) is \(document.kind(node).name)", at: document.origin(node))
    }
    let text = String(replica.count.value)
    if document.kind(node) == .int, document.string(node) == text { return }
    // The quotes stay, and between quotes everything is a string.
    let style = document.isNull(node) ? .plain : document.style(node)
    document.overwrite(
      node, with: text.utf8, kind: style == .plain ? .int : .string, style: style, origin: replica.count.origin,
      action: .replicas, layer: context.layer)
  }

  private func isNamed(_ resource: BuildResource) -> Bool {
    resource.id.name == replica.name.value || resource.previous.contains { $0.name == replica.name.value }
  }
}
