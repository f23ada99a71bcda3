import Manifest

/// Chooses the object that one reference means, and writes its name.
struct ReferenceChoice {
  let referrer: Referrer
  let target: TransformerConfiguration.NameReference
  let path: String
  let renamed: RenamedObjects

  func write(at node: NodeID, in document: inout Document, _ context: BuildContext) throws(BuildError) {
    switch document.kind(node) {
    case .mapping: try writeMap(node, &document, context)
    case .sequence: for element in document.elements(node) { try write(at: element, in: &document, context) }
    case .null: return
    default:
      let name = document.string(node)
      let candidates = renamed.candidates(name, target, from: referrer)
      guard let choice = try choose(name, candidates, isMap: false, document.origin(node)) else { return }
      put(choice.id.name, at: node, from: choice, &document, context)
    }
  }

  /// A reference with a name and perhaps a namespace, as the subject of a role binding has it.
  private func writeMap(_ map: NodeID, _ document: inout Document, _ context: BuildContext) throws(BuildError) {
    guard let node = document.value(map, .name) else {
      throw BuildError(.badField, "cannot find field 'name' in the reference at \(path)", at: document.origin(map))
    }
    let name = document.string(node)
    let namespaceNode = document.value(map, .namespace)
    var candidates = renamed.candidates(name, target, from: referrer)
    if let namespaceNode {
      let namespace = document.string(namespaceNode)
      let isOriginal = renamed.hasOriginal(namespace, from: referrer)
      candidates = candidates.filter {
        !$0.isClusterScoped && (isOriginal ? $0.originalNamespace : $0.effectiveNamespace) == namespace
      }
    }
    guard let choice = try choose(name, candidates, isMap: true, document.origin(node)) else { return }
    put(choice.id.name, at: node, from: choice, &document, context)
    guard !choice.id.namespace.isEmpty else { return }
    if let namespaceNode {
      put(choice.id.namespace, at: namespaceNode, from: choice, &document, context)
    } else {
      let added = document.addString(choice.id.namespace, origin: choice.origin)
      document.set(map, .namespace, to: added, keyOrigin: choice.origin)
      document.logAddition(of: added, action: .nameReference, layer: context.layer)
    }
  }

  private func put(
    _ text: String, at node: NodeID, from choice: RenamedObjects.Candidate, _ document: inout Document,
    _ context: BuildContext
  ) {
    if document.string(node) == text { return }
    let origin = context.sourceMap.derive([document.origin(node), choice.origin])
    document.retext(node, text, origin: origin, action: .nameReference, layer: context.layer)
  }

  private func choose(
    _ name: String, _ candidates: [RenamedObjects.Candidate], isMap: Bool, _ origin: Origin
  ) throws(BuildError) -> RenamedObjects.Candidate? {
    var left = candidates
    if path.utf8.suffix(12).elementsEqual("roleRef/name".utf8), let role = referrer.role {
      left = left.filter { candidate in
        candidate.previous.contains {
          (role.group.isEmpty || role.group == $0.group) && (role.kind.isEmpty || role.kind == $0.kind)
        }
      }
    }
    if !referrer.isClusterScoped {
      left = left.filter {
        $0.isClusterScoped || $0.id.kind == "ServiceAccount" || $0.effectiveNamespace == referrer.namespace
      }
    }
    if left.count == 1 { return left[0] }
    left = left.filter { endsAlike($0, acceptsEmpty: true) }
    if left.count > 1 { left = left.filter { endsAlike($0, acceptsEmpty: false) } }
    guard let first = left.first else { return nil }
    let isSame = left.allSatisfy {
      $0.id.name == first.id.name && (!isMap || $0.id.namespace == first.id.namespace)
    }
    guard isSame else {
      throw BuildError(
        .badField,
        "found multiple possible referrals for \"\(name)\": "
          + left.map { $0.id.ref.description }.sorted().joined(separator: ", "),
        hint: "give the objects different names", at: origin)
    }
    return first
  }

  /// Whether prefixes and suffixes of both end alike: the shorter history is compared with the end of the longer one.
  /// A missing history is like any other only if that is accepted.
  private func endsAlike(_ candidate: RenamedObjects.Candidate, acceptsEmpty: Bool) -> Bool {
    func alike(_ left: [String], _ right: [String]) -> Bool {
      let count = min(left.count, right.count)
      if count == 0 { return acceptsEmpty || left.count == right.count }
      return left.suffix(count) == right.suffix(count)
    }
    return alike(referrer.prefixes, candidate.prefixes) && alike(referrer.suffixes, candidate.suffixes)
  }
}
