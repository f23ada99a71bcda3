import Manifest

/// The hash that kustomize appends to the names of generated ConfigMaps and Secrets (api/hasher).
enum NameHash {
  /// The ten letters for an object's final data; nil when it holds something that JSON cannot.
  ///
  /// The encoded text has an empty name: kustomize looks the name up in a field that never exists.
  static func hash(_ document: Document) -> String? {
    let kind = document.value(document.root, .kind).map(document.string) ?? ""
    guard kind == "ConfigMap" || kind == "Secret" else {
      return (try? JSONPrinter().bytes(document, document.root)).map(encode)
    }
    var text = Document()
    add("data", of: document, to: &text, whenMissing: "")
    if kind == "ConfigMap" {
      if let map = document.value(document.root, "binaryData"), document.isMapping(map) {
        add("binaryData", of: document, to: &text, whenMissing: nil)
      }
    } else {
      add("stringData", of: document, to: &text, whenMissing: nil)
      add("type", of: document, to: &text, whenMissing: "")
    }
    set("kind", kind, in: &text)
    set("name", "", in: &text)
    return (try? JSONPrinter().bytes(text, text.root)).map(encode)
  }

  private static func set(_ key: Key, _ value: String, in text: inout Document) {
    text.set(text.root, key, to: text.addString(value, origin: .none), keyOrigin: .none)
  }

  private static func add(_ key: Key, of document: Document, to text: inout Document, whenMissing: String?) {
    if let value = document.value(document.root, key), !document.isNull(value) {
      text.set(text.root, key, to: text.graft(value, from: document), keyOrigin: .none)
    } else if let whenMissing {
      set(key, whenMissing, in: &text)
    }
  }

  /// The first ten hexadecimal digits of the SHA-256, with digits and vowels replaced so that no word comes out.
  private static func encode(_ json: [UInt8]) -> String {
    String(
      SHA256.hex(json).prefix(10).map { digit in
        switch digit {
        case "0": "g"
        case "1": "h"
        case "3": "k"
        case "a": "m"
        case "e": "t"
        default: digit
        }
      })
  }
}

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
  /// Takes the data of a generated object: united with its own, or in place of it. Labels and annotations are united,
  /// the new ones win; name, namespace and history stay.
  mutating func absorb(_ generated: BuildResource, merging: Bool, layer: LayerID) {
    let other = generated.document
    var values: [Key: (value: NodeID, origin: Origin, isText: Bool)] = [:]
    var order: [Key] = []
    for field in [Key.data, "binaryData"] {
      guard let map = other.value(other.root, field) else { continue }
      for position in 0..<other.count(map) {
        let entry = other.entry(map, at: position)
        if values[entry.key] == nil { order.append(entry.key) }
        values[entry.key] = (entry.value, other.keyOrigin(map, at: position), field == .data)
      }
    }
    if !merging {
      document.remove(document.root, .data)
      document.remove(document.root, "binaryData")
    }
    for key in order {
      guard let (value, origin, isText) = values[key] else { continue }
      place(key, value, of: other, in: isText ? .data : "binaryData", keyOrigin: origin, layer: layer)
    }
    if !merging, document.value(document.root, .data) == nil, let empty = other.value(other.root, .data) {
      let copy = document.graft(empty, from: other)
      document.set(document.root, .data, to: copy, keyOrigin: other.origin(empty))
    }
    for field in [Key.labels, .annotations] { unite(field, with: other, layer: layer) }
    needsHash = needsHash && generated.needsHash
  }

  private mutating func place(
    _ key: Key, _ value: NodeID, of other: Document, in field: Key, keyOrigin: Origin, layer: LayerID
  ) {
    let opposite: Key = field == .data ? "binaryData" : .data
    if let map = document.value(document.root, opposite) { document.remove(map, key) }
    let copy = document.graft(value, from: other)
    let map: NodeID
    if let existing = document.value(document.root, field), document.isMapping(existing) {
      map = existing
    } else {
      map = document.addMapping(origin: keyOrigin)
      document.set(document.root, field, to: map, keyOrigin: keyOrigin)
    }
    if let old = document.value(map, key) {
      document.overwrite(old, withContentOf: copy, action: .generator, layer: layer)
    } else {
      document.set(map, key, to: copy, keyOrigin: keyOrigin)
      document.logAddition(of: copy, action: .generator, layer: layer)
    }
  }

  private mutating func unite(_ field: Key, with other: Document, layer: LayerID) {
    guard let source = other.value(other.root, .metadata, field), other.count(source) > 0,
      let metadata = document.value(document.root, .metadata)
    else { return }
    let map: NodeID
    if let existing = document.value(metadata, field), document.isMapping(existing) {
      map = existing
    } else {
      map = document.addMapping(origin: other.origin(source))
      document.set(metadata, field, to: map, keyOrigin: other.origin(source))
    }
    for position in 0..<other.count(source) {
      let entry = other.entry(source, at: position)
      let copy = document.graft(entry.value, from: other)
      if let old = document.value(map, entry.key) {
        document.overwrite(old, withContentOf: copy, action: .generator, layer: layer)
      } else {
        document.set(map, entry.key, to: copy, keyOrigin: other.keyOrigin(source, at: position))
        document.logAddition(of: copy, action: .generator, layer: layer)
      }
    }
  }
}
