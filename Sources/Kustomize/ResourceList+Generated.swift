import Manifest

extension ResourceList {
  /// Appends the hash to every name that is to have one; runs once, on final data.
  mutating func appendHashes(_ sourceMap: SourceMap, layer: LayerID) {
    for position in indices where self[position].needsHash {
      update(position) { resource in
        guard let hash = NameHash.hash(resource.document),
          let name = resource.document.value(resource.document.root, .metadata, .name)
        else { return }
        resource.pushID()
        let data = resource.document.value(resource.document.root, .data)
        let origin = resource.document.origin(name)
        let parts = [origin] + (data.map { [resource.document.origin($0)] } ?? [])
        resource.document.overwrite(
          name, with: (resource.document.string(name) + "-" + hash).utf8, origin: sourceMap.derive(parts),
          action: .hash, layer: layer)
        resource.refreshID()
      }
    }
  }

  /// Adds a generated object, or merges it into the one that exists (resmap.AbsorbAll).
  mutating func absorb(_ generated: BuildResource, layer: LayerID, origin: Origin) throws(BuildError) {
    let matches = positions(ofAny: generated.id)
    switch (matches.count, generated.behavior) {
    case (0, .create): try append(generated, at: origin)
    case (0, _):
      throw BuildError(
        .noMatch, "\(generated.id.ref) does not exist; cannot merge or replace",
        hint: "set behavior: create, or correct the name or namespace", at: origin)
    case (1, .create):
      throw BuildError(
        .duplicateResource, "\(generated.id.ref) exists; behavior must be merge or replace", at: origin)
    case (1, let behavior):
      update(matches[0]) { resource in
        resource.absorb(generated, merging: behavior == .merge, layer: layer)
      }
    default:
      throw BuildError(.noMatch, "found multiple objects \(generated.id.ref) that could accept the data", at: origin)
    }
  }
}

extension BuildResource {
  /// Becomes a generated object in the place of this one (resource.CopyMergeMetaDataFieldsFrom): name, namespace and
  /// history stay, labels and annotations are united, and so is the data when merging; everything else is the new
  /// object's.
  mutating func absorb(_ generated: BuildResource, merging: Bool, layer: LayerID) {
    var merge = DataMerge(old: document, new: generated.document, layer: layer)
    merge.takeIdentity()
    merge.unite([.metadata, .labels])
    merge.unite([.metadata, .annotations])
    if merging {
      merge.unite([.data])
      merge.unite(["binaryData"])
    } else {
      resource.layers = generated.resource.layers
      generatedBy = generated.generatedBy
    }
    document = merge.result
    needsHash = needsHash && generated.needsHash
    sharedNodes = []
    isAnnotated = true
  }
}

/// Puts a generated object together with the one that it meets.
private struct DataMerge {
  let old: Document
  var result: Document
  let layer: LayerID

  init(old: Document, new: Document, layer: LayerID) {
    self.old = old
    result = new
    self.layer = layer
  }

  /// Takes over name and namespace.
  mutating func takeIdentity() {
    guard let metadata = result.value(result.root, .metadata) else { return }
    for key in [Key.name, .namespace] {
      guard let value = old.value(old.root, .metadata, key), !old.isNull(value), old.count(value) > 0 else {
        if key == .namespace { result.remove(metadata, key) }
        continue
      }
      let copy = result.graft(value, from: old)
      result.set(metadata, key, to: copy, keyOrigin: old.origin(value))
    }
  }

  /// Unites the maps at the end of a path; values of the new object win. A map without anything in it is left out.
  mutating func unite(_ path: [Key]) {
    guard let key = path.last else { return }
    var parent = result.root
    var source: NodeID? = old.root
    for key in path.dropLast() {
      guard let next = result.value(parent, key) else { return }
      parent = next
      source = source.flatMap { old.value($0, key) }
    }
    let own = result.value(parent, key)
    guard let given = source.flatMap({ old.value($0, key) }), old.isMapping(given), old.count(given) > 0 else {
      if let own, result.count(own) == 0 { result.remove(parent, key) }
      return
    }
    let united = result.addMapping(origin: old.origin(given))
    for position in 0..<old.count(given) {
      let entry = old.entry(given, at: position)
      let copy = result.graft(entry.value, from: old)
      if result.kind(copy) != .string { result.rewrite(copy, as: .string, text: Array(result.text(copy))) }
      result.set(united, Key(plain: entry.key.string), to: copy, keyOrigin: old.keyOrigin(given, at: position))
    }
    for position in 0..<(own.map { result.count($0) } ?? 0) {
      guard let own else { break }
      let entry = result.entry(own, at: position)
      let origin = result.keyOrigin(own, at: position)
      if let present = result.value(united, entry.key) {
        result.overwrite(present, withContentOf: entry.value, action: .generator, layer: layer)
      } else {
        result.set(united, entry.key, to: entry.value, keyOrigin: origin)
        result.logAddition(of: entry.value, action: .generator, layer: layer)
      }
    }
    result.set(parent, key, to: united, keyOrigin: old.origin(given))
  }
}
