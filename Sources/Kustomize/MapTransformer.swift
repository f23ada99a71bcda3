import Manifest

/// Writes pairs into maps: `labels`, `commonLabels`, `commonAnnotations` and their transformers.
struct MapTransformer {
  let pairs: Kustomization.StringMap
  let fieldSpecs: [FieldSpec]
  let action: Change.Action

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    guard !pairs.isEmpty else { return }
    let sorted = pairs.sorted { $0.key.value.utf8.lexicographicallyPrecedes($1.key.value.utf8) }
      .map { Pair(key: Key(plain: $0.key.value), name: $0.key, value: $0.value) }
    for position in list.indices {
      try list.update(position) { resource throws(BuildError) in
        let specs = fieldSpecs.filter { $0.selects(resource.id) }
        for pair in sorted {
          var made: NodeID?
          for spec in specs { try write(pair, at: spec, in: &resource, &made, context) }
        }
      }
    }
  }

  private struct Pair {
    var key: Key
    var name: Located<String>
    var value: Located<String>
  }

  private func write(
    _ pair: Pair, at spec: FieldSpec, in resource: inout BuildResource, _ made: inout NodeID?, _ context: BuildContext
  ) throws(BuildError) {
    let walker = FieldWalker(
      spec: spec, creates: .mapping, origin: pair.name.origin, layer: context.layer, action: action)
    var shared = false
    try walker.walk(&resource.document) { document, map throws(BuildError) in
      guard document.isMapping(map) else {
        throw BuildError(
          .badField, "wrong node kind: expected a mapping at \(spec.path), found \(document.kind(map).name)",
          at: document.origin(map))
      }
      if let node = document.value(map, named: pair.name.value) {
        if document.stringValue(node) == pair.value.value { return }
        document.overwrite(
          node, with: pair.value.value.utf8, style: document.style(node), origin: pair.value.origin, action: action,
          layer: context.layer)
      } else {
        // kustomize puts one and the same node wherever it adds the pair, so that a later change to one is a change
        // to all of them.
        if made != nil { shared = true }
        let node = made ?? document.addString(pair.value.value, origin: pair.value.origin)
        made = node
        document.set(map, pair.key, to: node, keyOrigin: pair.name.origin)
        document.logAddition(of: node, action: action, layer: context.layer)
      }
    }
    if shared, let made { resource.sharedNodes.insert(made) }
  }
}

extension Document {
  /// Makes every value of `metadata.labels` or `metadata.annotations` a string, as Go's string maps do. Keys lose their
  /// quotes on the way.
  mutating func stringifyMetadata(_ field: Key) {
    guard let map = value(root, .metadata, field), isMapping(map) else { return }
    for position in 0..<count(map) {
      let key = entry(map, at: position).key
      guard key.kind == .string, PlainScalar.kind(key.bytes, .yaml12) != .string else { continue }
      let origin = keyOrigin(map, at: position)
      guard let value = remove(map, key) else { continue }
      set(map, Key(plain: key.string), to: value, keyOrigin: origin)
      return stringifyMetadata(field)
    }
    for entry in entries(map) where kind(entry.value) != .string {
      // What is no scalar has no text.
      let text = Array(self.text(entry.value))
      rewrite(entry.value, as: .string, text: text)
    }
  }
}
