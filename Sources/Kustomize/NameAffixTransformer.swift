import Manifest

/// Adds a prefix or a suffix to names: `namePrefix`, `nameSuffix` and the transformers of those names.
struct NameAffixTransformer {
  enum Side { case prefix, suffix }

  let side: Side
  let text: Located<String>
  let fieldSpecs: [FieldSpec]

  /// Kinds whose names are fixed by what they stand for.
  private static func isExempt(_ id: ResourceID) -> Bool {
    switch id.kind {
    case "CustomResourceDefinition", "Namespace": true
    case "APIService": id.group == "apiregistration.k8s.io"
    default: false
    }
  }

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    var known = SpecsByType(fieldSpecs)
    try list.updateAll { resource throws(BuildError) in
      let original = resource.originalID
      if Self.isExempt(original) { return }
      for spec in known.specs(for: original) { try rename(&resource, spec, context) }
    }
  }

  private func rename(
    _ resource: inout BuildResource, _ spec: FieldSpec, _ context: BuildContext
  ) throws(BuildError) {
    let isName = spec.path == "metadata/name"
    if isName, !text.value.isEmpty {
      side == .prefix ? resource.prefixes.append(text.value) : resource.suffixes.append(text.value)
      resource.pushID()
    }
    guard spec.selects(resource.id) else { return }
    let walker = FieldWalker(
      spec: spec, creates: .scalar, origin: text.origin, layer: context.layer,
      action: side == .prefix ? .namePrefix : .nameSuffix)
    for node in try walker.nodes(in: &resource.document) {
      guard resource.document.kind(node).isScalar else {
        throw BuildError(
          .badField, "name field spec \(spec.path) leads to no scalar", at: resource.document.origin(node))
      }
      affix(&resource.document, node, context)
    }
    isName ? resource.refreshName() : resource.refreshID()
  }

  private func affix(_ document: inout Document, _ node: NodeID, _ context: BuildContext) {
    if text.value.isEmpty { return }
    let old = document.isNull(node) ? "" : document.string(node)
    let origin = document.origin(node)
    let new = side == .prefix ? text.value + old : old + text.value
    // The name stays the first part: it is the place that people look for.
    document.retext(
      node, new, origin: context.sourceMap.derive([origin, text.origin]),
      action: side == .prefix ? .namePrefix : .nameSuffix, layer: context.layer)
  }
}
