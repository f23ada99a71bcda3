import Manifest

/// Merges a strategic merge patch into an object as kyaml's merge2 does, traps included (version 5.6 and 5.8 alike).
///
/// The patch is copied into the base document first, so both trees live in one arena and nodes move by number.
struct StrategicMerge {
  let schema: MergeSchema
  let layer: LayerID
  /// Where a removal without a place of its own is blamed on.
  let origin: Origin

  /// What a merge leaves of a value.
  private enum Outcome {
    case keep(NodeID)
    case clear
  }

  private static let directive: Key = "$patch"

  /// Merges the object `patch` into `document`. Returns false when nothing is left of the object.
  func merge(_ patch: Document, into document: inout Document) throws(BuildError) -> Bool {
    let copy = document.graft(patch.root, from: patch)
    guard case .keep(let root) = try merge(&document, document.root, copy, .unknown) else { return false }
    if root != document.root {
      document.overwrite(document.root, withContentOf: root, action: .patch, layer: layer)
    }
    return document.count(document.root) > 0
  }

  /// Merges `patch` into `base`; either may be absent, not both.
  private func merge(
    _ document: inout Document, _ base: NodeID?, _ patch: NodeID?, _ field: MergeSchema.Field
  ) throws(BuildError) -> Outcome {
    let baseKind = base.map { document.kind($0) } ?? .null
    let patchKind = patch.map { document.kind($0) } ?? .null
    let kind = baseKind == .null ? patchKind : baseKind
    if kind == .null { return mergeNulls(document, base, patch) }
    if baseKind != .null, patchKind != .null, shape(baseKind) != shape(patchKind) {
      throw BuildError(
        .badField, "wrong node kind: the patch has \(patchKind.name) where the object has \(baseKind.name)",
        at: patch.map { document.origin($0) } ?? origin)
    }
    switch kind {
    case .mapping: return try mergeMaps(&document, base, patch, field)
    case .sequence:
      if let keys = field.listKeys {
        return try mergeLists(&document, base, patch, MergeSchema.Field(type: field.type, listKeys: nil), keys)
      }
    default: break
    }
    // A scalar or an atomic list: the patch's, whatever is in it.
    guard let patch else { return base.map(Outcome.keep) ?? .clear }
    return patchKind == .null ? .clear : .keep(patch)
  }

  private func shape(_ kind: Node.Kind) -> Int { kind == .mapping ? 2 : kind == .sequence ? 1 : 0 }

  /// A null that stands in the base as a word stays when the patch does not mention it; a null of the patch removes.
  private func mergeNulls(_ document: Document, _ base: NodeID?, _ patch: NodeID?) -> Outcome {
    if patch == nil, let base, document.count(base) > 0 { return .keep(base) }
    return .clear
  }

  // MARK: Mappings

  private func mergeMaps(
    _ document: inout Document, _ base: NodeID?, _ patch: NodeID?, _ field: MergeSchema.Field
  ) throws(BuildError) -> Outcome {
    let base = base.flatMap { document.isNull($0) ? nil : $0 }
    if let patch, document.isNull(patch) { return .clear }
    let field = described(field, base ?? patch, document)
    let directive = try patch.flatMap { patch throws(BuildError) in try takeDirective(&document, patch) }
    if directive == .delete { return .clear }
    guard let base, directive != .replace else {
      // What the patch adds is merged with itself: nulls and deletions inside it take effect.
      guard let patch else { return .clear }
      try mergeFields(&document, into: patch, from: patch, field)
      return .keep(patch)
    }
    try mergeFields(&document, into: base, from: patch, field)
    return .keep(base)
  }

  /// What is known of a mapping: where nothing is, an object inside an object is looked up by its kind.
  private func described(_ field: MergeSchema.Field, _ map: NodeID?, _ document: Document) -> MergeSchema.Field {
    guard !field.isKnown, let map, let kind = document.value(map, .kind),
      let apiVersion = document.value(map, .apiVersion)
    else { return field }
    return schema.root(apiVersion: document.string(apiVersion), kind: document.string(kind)) ?? field
  }

  /// Merges every field of both maps into `target`. Fields that the patch does not mention are entered too: lists that
  /// merge and empty nulls are changed wherever they are.
  private func mergeFields(
    _ document: inout Document, into target: NodeID, from patch: NodeID?, _ field: MergeSchema.Field
  ) throws(BuildError) {
    var keys = document.entries(target).map(\.key)
    if let patch, patch != target {
      for entry in document.entries(patch) where document.value(target, entry.key) == nil { keys.append(entry.key) }
    }
    for key in keys {
      let old = document.value(target, key)
      let new = patch.flatMap { document.value($0, key) }
      let member = schema.member(of: field, key)
      if new == nil, let old, isUntouched(old, member, document) { continue }
      switch try merge(&document, old, new, member) {
      case .keep(let value): put(&document, target, key, old, value, keyOrigin(document, key, patch, target))
      case .clear:
        guard let old else { continue }
        document.remove(target, key)
        if target != patch {
          document.logRemoval(
            from: target, of: old, origin: new.map { document.origin($0) } ?? origin, action: .delete, layer: layer)
        }
      }
    }
  }

  /// Whether nothing can happen to a value that the patch does not mention.
  private func isUntouched(_ value: NodeID, _ field: MergeSchema.Field, _ document: Document) -> Bool {
    switch document.kind(value) {
    case .mapping: document.count(value) == 0
    case .sequence: field.listKeys == nil
    case .null: document.count(value) > 0
    default: true
    }
  }

  private func keyOrigin(_ document: Document, _ key: Key, _ patch: NodeID?, _ target: NodeID) -> Origin {
    patch.flatMap { document.keyOrigin($0, key) } ?? document.keyOrigin(target, key) ?? origin
  }

  private func put(
    _ document: inout Document, _ target: NodeID, _ key: Key, _ old: NodeID?, _ value: NodeID, _ keyOrigin: Origin
  ) {
    guard old != value else { return }
    if let old, document.kind(old).isScalar, document.kind(value).isScalar, document.style(old) != document.style(value)
    {
      // The quotes stay those of the object; between quotes everything is a string.
      let style = document.style(old)
      document.overwrite(
        old, with: Array(document.text(value)), kind: style == .plain ? document.kind(value) : .string, style: style,
        origin: document.origin(value), action: .patch, layer: layer)
    } else if let old {
      document.overwrite(old, withContentOf: value, action: .patch, layer: layer)
    } else {
      document.set(target, key, to: value, keyOrigin: keyOrigin)
      document.logAddition(of: value, action: .patch, layer: layer)
    }
  }

  // MARK: Directives

  private enum Directive { case merge, replace, delete }

  /// Reads and removes the `$patch` of a map.
  private func takeDirective(_ document: inout Document, _ map: NodeID) throws(BuildError) -> Directive? {
    guard let node = document.value(map, Self.directive) else { return nil }
    let directive = try self.directive(document, node)
    document.remove(map, Self.directive)
    return directive
  }

  private func directive(_ document: Document, _ node: NodeID) throws(BuildError) -> Directive {
    switch document.string(node) {
    case "delete": return .delete
    case "replace": return .replace
    case "merge": return .merge
    default:
      throw BuildError(
        .badField, "unknown patch strategy '\(document.string(node))'",
        hint: "$patch takes merge, replace or delete", at: document.origin(node))
    }
  }

  /// The directive of a list: the first element with `$patch` holds nothing else; it is removed.
  private func takeListDirective(_ document: inout Document, _ list: NodeID) throws(BuildError) -> Directive? {
    for position in 0..<document.count(list) {
      let element = document.element(list, at: position)
      guard document.isMapping(element), let node = document.value(element, Self.directive) else { continue }
      guard document.count(element) == 1 else { return nil }
      let directive = try self.directive(document, node)
      document.removeElement(list, at: position)
      return directive
    }
    return nil
  }

  // MARK: Lists that merge by key

  private func mergeLists(
    _ document: inout Document, _ base: NodeID?, _ patch: NodeID?, _ element: MergeSchema.Field, _ keys: [Key]
  ) throws(BuildError) -> Outcome {
    let base = base.flatMap { document.isNull($0) ? nil : $0 }
    if let patch, document.isNull(patch) { return .clear }
    let directive: Directive? =
      if base != nil, let patch { try takeListDirective(&document, patch) } else { nil }
    if directive == .delete { return .clear }
    guard let base, directive != .replace else {
      guard let patch else { return .clear }
      return .keep(try mergeElements(&document, patch, patch, element, keys))
    }
    return .keep(try mergeElements(&document, base, patch, element, keys))
  }

  private func mergeElements(
    _ document: inout Document, _ base: NodeID, _ patch: NodeID?, _ element: MergeSchema.Field, _ keys: [Key]
  ) throws(BuildError) -> NodeID {
    if keys.isEmpty { return mergeScalars(&document, base, patch) }
    var merge = ListMerge(document: document, base: base, patch: patch, keys: keys)
    for tuple in merge.tuples {
      let (old, new) = merge.sources(tuple, document)
      guard case .keep(let value) = try self.merge(&document, old, new, element), !document.isNull(value),
        !(document.isMapping(value) && document.count(value) == 0)
      else {
        try merge.removeFromBase(tuple, document)
        continue
      }
      merge.ensureKeys(of: value, tuple, in: &document, origin: origin)
      try merge.addToResult(value, tuple, document)
    }
    let result = try merge.result(document)
    if result != Array(document.elements(base)) { document.setElements(base, to: result) }
    return base
  }

  /// A set of scalars: the patch's first, then what only the base has.
  private func mergeScalars(_ document: inout Document, _ base: NodeID, _ patch: NodeID?) -> NodeID {
    guard let patch, patch != base else { return base }
    var result = Array(document.elements(patch))
    for element in document.elements(base)
    where !result.contains(where: { document.sameText($0, document, element) }) {
      result.append(element)
    }
    document.setElements(base, to: result)
    return base
  }
}
