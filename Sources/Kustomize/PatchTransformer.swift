import Manifest

/// Applies one entry of `patches`, `patchesStrategicMerge` or `patchesJson6902`.
struct PatchTransformer {
  /// The field the entry stands in; the three behave a little differently.
  enum Field { case patches, strategicMerge, json6902 }

  /// The patch, once its text is read.
  private enum Content {
    case merge([BuildResource])
    case json(JSONPatch)
    /// Nothing but comments.
    case empty
  }

  let entry: Kustomization.PatchEntry
  let field: Field
  let reader: ResourceReader
  let schema: MergeSchema

  /// Applies the entry. Returns whether any object was patched.
  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) -> Bool {
    let text = try self.text(context)
    switch try content(text) {
    case .empty: return try applyNothing(to: list)
    case .json(let patch): return try apply(patch, to: &list, context)
    case .merge(let patches):
      if let target = entry.target, field == .patches {
        guard patches.count == 1 else {
          throw BuildError(
            .badField, "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target`",
            hint: "give each document an entry of its own", at: target.origin)
        }
        return try apply(patches[0], toAll: target, of: &list, context)
      }
      var hasEmptied = false
      for patch in patches {
        if hasEmptied {
          throw BuildError(
            .badField, "kustomize 5.6 crashes on a patch document behind one that deletes an object",
            hint: "give each document an entry of its own", at: patch.document.origin(patch.document.root))
        }
        let count = list.count
        try apply(patch, to: &list, context)
        hasEmptied = reader.version == .v5_6 && field == .patches && list.count < count
      }
      return true
    }
  }

  /// A patch without content does nothing; 5.6 takes it for an empty JSON patch and refuses that.
  private func applyNothing(to list: ResourceList) throws(BuildError) -> Bool {
    guard reader.version == .v5_6 else { return true }
    let origin = entry.path?.origin ?? entry.origin
    guard let target = entry.target else {
      throw BuildError(.badField, "must specify a target for JSON patch", hint: "the patch is empty", at: origin)
    }
    let selector = try target.compiled()
    if list.all.contains(where: { selector.matches($0) }) {
      throw BuildError(.badField, "the patch is empty", at: origin)
    }
    return false
  }

  // MARK: Reading

  private func text(_ context: BuildContext) throws(BuildError) -> EmbeddedText {
    switch (entry.path, entry.patch) {
    case (let path?, nil): return try context.files.read(path)
    case (nil, let patch?): return patch
    case (nil, nil):
      throw BuildError(.badField, "must specify one of patch and path", at: entry.origin)
    case (let path?, _?):
      throw BuildError(.badField, "patch and path can't be set at the same time", at: path.origin)
    }
  }

  private func content(_ text: EmbeddedText) throws(BuildError) -> Content {
    switch field {
    case .json6902:
      guard let patch = try jsonPatch(text), !patch.operations.isEmpty else {
        throw BuildError(.badField, "patch appears to be empty", at: text.origin)
      }
      return .json(patch)
    case .strategicMerge:
      let patches = try reader.resources(text, layers: []).resources
      if patches.isEmpty {
        throw BuildError(.badField, "patch appears to be empty", at: text.origin)
      }
      return .merge(patches)
    case .patches: return try mergeOrJSON(text)
    }
  }

  /// One of the two readings has to succeed. A text without any object or operation does nothing; 5.6 refuses it.
  private func mergeOrJSON(_ text: EmbeddedText) throws(BuildError) -> Content {
    var mergeError: BuildError?
    var patches: [BuildResource]?
    do throws(BuildError) { patches = try reader.resources(text, layers: []).resources } catch { mergeError = error }
    var jsonError: BuildError?
    var operations: JSONPatch?
    do throws(BuildError) { operations = try jsonPatch(text) } catch { jsonError = error }
    if mergeError == nil, jsonError == nil, reader.version == .v5_6 {
      throw BuildError(.badField, "the patch illegally qualifies as both an SM and JSON patch", at: text.origin)
    }
    if let patches { return patches.isEmpty ? .empty : .merge(patches) }
    guard let jsonError else { return operations.map(Content.json) ?? .empty }
    let looksLikeList =
      text.bytes.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
      .map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "[") } ?? false
    throw (looksLikeList ? jsonError : mergeError) ?? jsonError
  }

  /// A list of operations: strict JSON when it starts with `[`, else the first document of YAML 1.1; nil for a null.
  private func jsonPatch(_ text: EmbeddedText) throws(BuildError) -> JSONPatch? {
    if text.bytes.isEmpty { throw BuildError(.badField, "the patch is empty", at: text.origin) }
    let isJSON = text.bytes.first == UInt8(ascii: "[")
    guard let document = try reader.firstDocument(text, dialect: isJSON ? .json : .yaml11),
      !document.isNull(document.root)
    else { return nil }
    return try JSONPatch(document)
  }

  // MARK: JSON 6902

  private func apply(_ patch: JSONPatch, to list: inout ResourceList, _ context: BuildContext) throws(BuildError)
    -> Bool
  {
    guard let target = entry.target else {
      throw BuildError(
        .badField, "must specify a target for JSON patch",
        hint: "add target: with the kind and name of the object", at: entry.path?.origin ?? entry.origin)
    }
    if field == .json6902, target.name.isEmpty {
      throw BuildError(.badField, "must specify the target name", at: target.origin)
    }
    let selector = try target.compiled()
    var matched = false
    for position in list.candidates(named: selector.exactName) where selector.matches(list[position]) {
      matched = true
      try list.update(position) { resource throws(BuildError) in
        // kustomize writes its history into the annotations first, so that the map exists for the patch.
        if field == .patches { resource.pushID() }
        if resource.isAnnotated { resource.document.ensureAnnotations(origin: entry.origin) }
        resource.unshare()
        try applyWhole(patch, to: &resource, context)
        resource.refreshID()
      }
    }
    return matched
  }

  /// All of the patch or nothing of it: what is rendered after a failure is the object without the patch.
  private func applyWhole(
    _ patch: JSONPatch, to resource: inout BuildResource, _ context: BuildContext
  ) throws(BuildError) {
    var document = resource.document
    try document.passThroughJSON()
    try patch.apply(to: &document, layer: context.layer)
    guard document.isMapping(document.root), document.value(document.root, .kind) != nil else {
      throw BuildError(.badField, "the patch leaves no object of \(resource.id.ref)", at: entry.origin)
    }
    document.roundNumbers()
    resource.document = document
  }

  // MARK: Strategic merge

  private func apply(
    _ patch: BuildResource, toAll target: Selector, of list: inout ResourceList, _ context: BuildContext
  ) throws(BuildError) -> Bool {
    let selector = try target.compiled()
    let matches = list.candidates(named: selector.exactName).filter { selector.matches(list[$0]) }
    var copy = patch
    copy.document.normaliseMetadata(.labels)
    copy.document.normaliseMetadata(.annotations)
    try merge(copy, into: matches, of: &list, context)
    return !matches.isEmpty
  }

  private func apply(_ patch: BuildResource, to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    let positions = list.positions(ofAny: patch.id)
    guard positions.count == 1 else {
      let near = nearMatch(patch.id, in: list)
      throw BuildError(
        .noMatch,
        positions.isEmpty
          ? "no resource matches strategic merge patch \"\(patch.id.text)\": no \(patch.id.ref) in the build"
          : "several resources match strategic merge patch \"\(patch.id.text)\"",
        hint: near, at: patch.document.origin(patch.document.root))
    }
    var patch = patch
    if field == .strategicMerge {
      patch.document.normaliseMetadata(.labels)
      patch.document.normaliseMetadata(.annotations)
    }
    try merge(patch, into: positions, of: &list, context)
  }

  private func merge(
    _ patch: BuildResource, into positions: [Int], of list: inout ResourceList, _ context: BuildContext
  ) throws(BuildError) {
    let merger = StrategicMerge(
      schema: schema, layer: context.layer, origin: patch.document.origin(patch.document.root))
    var emptied: Set<Int> = []
    var patch = patch
    if entry.allowNameChange || entry.allowKindChange { patch.document.normaliseMetadata(.annotations) }
    removeIdentity(from: &patch.document)
    for position in positions {
      try list.update(position) { resource throws(BuildError) in
        if entry.allowNameChange || entry.allowKindChange { resource.pushID() }
        let identity = try Identity(resource.document)
        if try merger.merge(patch.document, into: &resource.document) {
          identity.restore(&resource.document)
          resource.refreshID()
        } else {
          emptied.insert(position)
        }
      }
    }
    list.remove(emptied)
  }

  /// The patch does not change who the object is, unless the options allow it: kind, name, namespace and apiVersion
  /// are taken out of the patch.
  private func removeIdentity(from patch: inout Document) {
    patch.remove(patch.root, .apiVersion)
    if !entry.allowKindChange { patch.remove(patch.root, .kind) }
    guard let metadata = patch.value(patch.root, .metadata) else { return }
    if !entry.allowNameChange { patch.remove(metadata, .name) }
    patch.remove(metadata, .namespace)
  }

  /// Who an object is: put back where a patch took it away with everything around it.
  private struct Identity {
    private let apiVersion, kind, name, namespace: NodeID?

    /// The fields of an object that a patch for it names; they have to be scalars for the two to merge.
    init(_ document: Document) throws(BuildError) {
      apiVersion = document.value(document.root, .apiVersion)
      kind = document.value(document.root, .kind)
      let metadata = document.value(document.root, .metadata)
      name = metadata.flatMap { document.value($0, .name) }
      namespace = metadata.flatMap { document.value($0, .namespace) }
      if let name, !document.kind(name).isScalar {
        throw BuildError(
          .badField, "wrong node kind: metadata.name is \(document.kind(name).name)", at: document.origin(name))
      }
    }

    func restore(_ document: inout Document) {
      put(.apiVersion, apiVersion, document.root, &document)
      put(.kind, kind, document.root, &document)
      guard let name else { return }
      let metadata: NodeID
      if let present = document.value(document.root, .metadata), document.isMapping(present) {
        metadata = present
      } else {
        metadata = document.addMapping(origin: document.origin(name))
        document.set(document.root, .metadata, to: metadata, keyOrigin: document.origin(name))
      }
      put(.name, name, metadata, &document)
      put(.namespace, namespace, metadata, &document)
    }

    private func put(_ key: Key, _ node: NodeID?, _ map: NodeID, _ document: inout Document) {
      guard let node, document.value(map, key) == nil else { return }
      document.set(map, key, to: node, keyOrigin: document.origin(node))
    }
  }

  /// The object that was probably meant: same kind and name elsewhere, or a name that is nearly the same.
  private func nearMatch(_ id: ResourceID, in list: ResourceList) -> String? {
    let sameKind = list.all.filter { $0.id.kind == id.kind || $0.originalID.kind == id.kind }
    if let other = sameKind.first(where: { $0.id.name == id.name || $0.originalID.name == id.name }) {
      let otherID = other.originalID
      if otherID.effectiveNamespace != id.effectiveNamespace {
        return "the \(id.kind) is in namespace \"\(otherID.namespace.isEmpty ? "default" : otherID.namespace)\""
      }
      return "the object's apiVersion is \(other.id.ref.apiVersion)"
    }
    return Suggestion.nearest(to: id.name, among: sameKind.map(\.originalID.name)).map { "did you mean \"\($0)\"?" }
  }
}

extension Document {
  /// What becomes of a map of the metadata that goes through a string map: an empty one or a null goes.
  fileprivate mutating func normaliseMetadata(_ field: Key) {
    guard let metadata = value(root, .metadata), let map = value(metadata, field) else { return }
    if isNull(map) || count(map) == 0 {
      remove(metadata, field)
    } else {
      stringifyMetadata(field)
    }
  }

  /// Makes sure that `metadata.annotations` is there.
  mutating func ensureAnnotations(origin: Origin) {
    guard let metadata = value(root, .metadata), isMapping(metadata) else { return }
    if let annotations = value(metadata, .annotations), !isNull(annotations) { return }
    set(metadata, .annotations, to: addMapping(origin: origin), keyOrigin: origin)
  }
}
