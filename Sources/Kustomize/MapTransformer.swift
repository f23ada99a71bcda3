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
    var known = SpecsByType(fieldSpecs)
    for position in list.indices {
      let specs = known.specs(for: list[position].id)
      if specs.isEmpty { continue }
      let shared = try list.updateContent(position) { document throws(BuildError) in
        let maps = try maps(of: specs, in: &document, sorted[0], context)
        return sorted.compactMap { write($0, in: maps, of: &document, context) }
      }
      if !shared.isEmpty { list.noteShared(shared, at: position) }
    }
  }

  private struct Pair {
    var key: Key
    var name: Located<String>
    var value: Located<String>
  }

  /// The maps that the pairs go into, made where the specs say so.
  private func maps(
    of specs: [FieldSpec], in document: inout Document, _ pair: Pair, _ context: BuildContext
  ) throws(BuildError) -> [NodeID] {
    var maps: [NodeID] = []
    for spec in specs {
      let walker = FieldWalker(
        spec: spec, creates: .mapping, origin: pair.name.origin, layer: context.layer, action: action)
      for map in try walker.nodes(in: &document) {
        guard document.isMapping(map) else {
          throw BuildError(
            .badField, "wrong node kind: expected a mapping at \(spec.path), found \(document.kind(map).name)",
            at: document.origin(map))
        }
        maps.append(map)
      }
    }
    return maps
  }

  /// Writes a pair into the maps. Returns the value that it put into more than one of them.
  ///
  /// kustomize puts one and the same node wherever it adds the pair, so that a later change to one is a change to all.
  private func write(
    _ pair: Pair, in maps: [NodeID], of document: inout Document, _ context: BuildContext
  ) -> NodeID? {
    var made: NodeID?
    var isShared = false
    for map in maps {
      if let node = document.value(map, pair.key) ?? document.value(map, named: pair.name.value) {
        if document.stringValue(node) == pair.value.value { continue }
        document.overwrite(
          node, with: pair.value.value.utf8, style: document.style(node), origin: pair.value.origin, action: action,
          layer: context.layer)
      } else {
        isShared = made != nil
        let node = made ?? document.addString(pair.value.value, origin: pair.value.origin)
        made = node
        document.set(map, pair.key, to: node, keyOrigin: pair.name.origin)
        document.logAddition(of: node, action: action, layer: context.layer)
      }
    }
    return isShared ? made : nil
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
