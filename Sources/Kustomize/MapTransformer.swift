import Manifest

/// Writes pairs into maps: `labels`, `commonLabels`, `commonAnnotations` and their transformers.
struct MapTransformer {
  let pairs: Kustomization.StringMap
  let fieldSpecs: [FieldSpec]
  let action: Change.Action

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    guard !pairs.isEmpty else { return }
    let sorted = pairs.sorted { $0.key.value.utf8.lexicographicallyPrecedes($1.key.value.utf8) }
    for position in list.indices {
      try list.update(position) { resource throws(BuildError) in
        for spec in fieldSpecs where spec.selects(resource.id) {
          try write(sorted, at: spec, in: &resource, context)
        }
        // Metadata that a transformer touched has passed through a map of strings.
        resource.document.stringifyMetadata(action == .label ? .labels : .annotations)
      }
    }
  }

  private func write(
    _ pairs: Kustomization.StringMap, at spec: FieldSpec, in resource: inout BuildResource, _ context: BuildContext
  ) throws(BuildError) {
    let walker = FieldWalker(
      spec: spec, creates: .mapping, origin: pairs[0].key.origin, layer: context.layer, action: action)
    try walker.walk(&resource.document) { document, map throws(BuildError) in
      guard document.isMapping(map) else {
        throw BuildError(
          .badField, "expected a mapping at \(spec.path), found \(document.kind(map).name)", at: document.origin(map))
      }
      for (key, value) in pairs { set(key, value, in: map, &document, context) }
    }
  }

  private func set(
    _ key: Located<String>, _ value: Located<String>, in map: NodeID, _ document: inout Document,
    _ context: BuildContext
  ) {
    if let node = document.value(map, Key(key.value)) {
      if document.stringValue(node) == value.value { return }
      document.overwrite(node, with: value.value.utf8, origin: value.origin, action: action, layer: context.layer)
    } else {
      let node = document.addString(value.value, origin: value.origin)
      document.set(map, Key(key.value), to: node, keyOrigin: key.origin)
      document.logAddition(of: node, action: action, layer: context.layer)
    }
  }
}

extension Document {
  /// Makes every value of `metadata.labels` or `metadata.annotations` a string, as Go's string maps do.
  mutating func stringifyMetadata(_ field: Key) {
    guard let map = value(root, .metadata, field), isMapping(map) else { return }
    for entry in entries(map) where kind(entry.value) != .string && kind(entry.value).isScalar {
      let text = isNull(entry.value) ? Array("null".utf8) : Array(self.text(entry.value))
      rewrite(entry.value, as: .string, text: text)
    }
  }
}
