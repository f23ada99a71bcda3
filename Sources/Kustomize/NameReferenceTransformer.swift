import Manifest

/// Makes references follow objects that were renamed (kustomize's nameReferenceTransformer), once, over the whole build.
struct NameReferenceTransformer {
  /// A field that may hold a name, and the kind of object it names.
  private struct Reference {
    var target: TransformerConfiguration.NameReference
    var spec: FieldSpec
  }

  /// What an object is, for the choice of references.
  private struct Kind: Hashable {
    var group: String
    var version: String
    var kind: String
  }

  private let targets: [TransformerConfiguration.NameReference]

  init(configured: [TransformerConfiguration.NameReference]) {
    var targets = DefaultNameReferences.all
    for reference in configured {
      let index = targets.firstIndex {
        $0.group == reference.group && $0.version == reference.version && $0.kind == reference.kind
      }
      if let index {
        let known = targets[index].fieldSpecs
        targets[index].fieldSpecs += reference.fieldSpecs.filter { new in !known.contains { $0.isSame(as: new) } }
      } else {
        targets.append(reference)
      }
    }
    self.targets = targets
  }

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    let renamed = RenamedObjects(list)
    if renamed.isEmpty { return }
    var references: [Kind: [Reference]] = [:]
    for position in list.indices {
      let original = list[position].originalID
      let kind = Kind(group: original.group, version: original.version, kind: original.kind)
      let own = references[kind] ?? self.references(for: original)
      references[kind] = own
      for reference in own {
        try list.update(position) { resource throws(BuildError) in
          try follow(reference, in: &resource, renamed, context)
        }
      }
    }
  }

  private func references(for id: ResourceID) -> [Reference] {
    targets.flatMap { target in
      target.fieldSpecs.filter { $0.selects(id) }.map { Reference(target: target, spec: $0) }
    }
  }

  private func follow(
    _ reference: Reference, in resource: inout BuildResource, _ renamed: RenamedObjects, _ context: BuildContext
  ) throws(BuildError) {
    guard renamed.hasTarget(reference.target) else { return }
    let referrer = resource
    let walker = FieldWalker(
      spec: reference.spec, creates: .none, origin: .none, layer: context.layer, action: .nameReference)
    try walker.walk(&resource.document) { document, node throws(BuildError) in
      let choice = ReferenceChoice(
        referrer: referrer, target: reference.target, path: reference.spec.path, renamed: renamed)
      try choice.write(at: node, in: &document, context)
    }
  }
}

/// The objects of a build that changed their name or namespace, found by the names they had.
struct RenamedObjects {
  /// What the choice of a referral looks at.
  struct Candidate {
    var id: ResourceID
    var previous: [ResourceID]
    var prefixes: [String]
    var suffixes: [String]
    var origin: Origin
  }

  private var byName: [String: [Candidate]] = [:]
  private var kinds: Set<String> = []

  init(_ list: ResourceList) {
    for resource in list.all where !resource.previous.isEmpty {
      let name = resource.document.value(resource.document.root, .metadata, .name)
      let candidate = Candidate(
        id: resource.id, previous: resource.previous, prefixes: resource.prefixes, suffixes: resource.suffixes,
        origin: name.map { resource.document.origin($0) } ?? resource.resource.origin)
      for name in Set(resource.previous.map(\.name)) { byName[name, default: []].append(candidate) }
      for id in resource.previous { kinds.insert(id.kind) }
    }
  }

  var isEmpty: Bool { byName.isEmpty }

  func hasTarget(_ target: TransformerConfiguration.NameReference) -> Bool {
    target.kind.isEmpty || kinds.contains(target.kind)
  }

  /// Objects of the target kind that once had this name.
  func candidates(_ name: String, _ target: TransformerConfiguration.NameReference) -> [Candidate] {
    (byName[name] ?? []).filter { candidate in
      candidate.previous.contains { id in
        id.name == name && (target.group.isEmpty || target.group == id.group)
          && (target.version.isEmpty || target.version == id.version)
          && (target.kind.isEmpty || target.kind == id.kind)
      }
    }
  }
}

/// Chooses the object that one reference means, and writes its name.
struct ReferenceChoice {
  let referrer: BuildResource
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
      guard let choice = try choose(name, reachable(renamed.candidates(name, target)), isMap: false, document, node)
      else { return }
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
    let namespace = namespaceNode.map(document.string) ?? ""
    let effective = namespace.isEmpty ? "default" : namespace
    let all = reachable(renamed.candidates(name, target))
    var subset = all.filter { ($0.previous.first ?? $0.id).effectiveNamespace == effective || $0.id.isClusterScoped }
    if subset.isEmpty { subset = all.filter { $0.id.effectiveNamespace == effective || $0.id.isClusterScoped } }
    guard let choice = try choose(name, subset, isMap: true, document, node) else { return }
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
    document.overwrite(
      node, with: text.utf8, kind: .string, origin: origin, action: .nameReference, layer: context.layer)
  }

  /// The candidates that the referrer may refer to: cluster-scoped ones, those of its namespace, and for a role binding
  /// those of its subjects' namespaces. A cluster-scoped referrer may refer to all.
  private func reachable(_ candidates: [RenamedObjects.Candidate]) -> [RenamedObjects.Candidate] {
    if referrer.id.isClusterScoped { return candidates }
    var namespaces: Set<String> = [referrer.id.effectiveNamespace]
    if referrer.id.kind == "RoleBinding" { namespaces.formUnion(subjectNamespaces) }
    return candidates.filter { $0.id.isClusterScoped || namespaces.contains($0.id.effectiveNamespace) }
  }

  private var subjectNamespaces: [String] {
    let document = referrer.document
    guard let subjects = document.value(document.root, "subjects") else { return [] }
    return document.elements(subjects).compactMap { subject in
      guard document.value(subject, .kind).map(document.string) == "ServiceAccount" else { return nil }
      return document.value(subject, .namespace).map(document.string)
    }
  }

  private func choose(
    _ name: String, _ candidates: [RenamedObjects.Candidate], isMap: Bool, _ document: Document, _ node: NodeID
  ) throws(BuildError) -> RenamedObjects.Candidate? {
    var left = candidates
    if path == "roleRef/name" { left = left.filter(matchesRoleRef) }
    if !isMap {
      left = left.filter {
        referrer.id.isClusterScoped || $0.id.isClusterScoped || $0.id.kind == "ServiceAccount"
          || $0.id.effectiveNamespace == referrer.id.effectiveNamespace
      }
    }
    if left.count == 1 { return left[0] }
    left = left.filter { endsAlike($0, exactly: false) }
    if left.count > 1 {
      let exact = left.filter { endsAlike($0, exactly: true) }
      if !exact.isEmpty { left = exact }
    }
    guard let first = left.first else { return nil }
    let isSame = left.allSatisfy {
      $0.id.name == first.id.name && (!isMap || $0.id.namespace == first.id.namespace)
    }
    guard isSame else {
      throw BuildError(
        .badField,
        "found multiple possible referrals for \"\(name)\": "
          + left.map { $0.id.ref.description }.sorted().joined(separator: ", "),
        hint: "give the objects different names", at: document.origin(node))
    }
    return first
  }

  private func matchesRoleRef(_ candidate: RenamedObjects.Candidate) -> Bool {
    let document = referrer.document
    guard let roleRef = document.value(document.root, "roleRef") else { return false }
    return document.value(roleRef, "apiGroup").map(document.string) == candidate.id.group
      && document.value(roleRef, .kind).map(document.string) == candidate.id.kind
  }

  /// Whether prefixes and suffixes of both end alike: the shorter history is compared with the end of the longer one.
  private func endsAlike(_ candidate: RenamedObjects.Candidate, exactly: Bool) -> Bool {
    func alike(_ left: [String], _ right: [String]) -> Bool {
      if exactly { return left == right }
      let count = min(left.count, right.count)
      return left.suffix(count) == right.suffix(count)
    }
    return alike(referrer.prefixes, candidate.prefixes) && alike(referrer.suffixes, candidate.suffixes)
  }
}
