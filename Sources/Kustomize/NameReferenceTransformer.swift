import Manifest

/// Makes references follow objects that were renamed (kustomize's nameReferenceTransformer), once, over the whole build.
struct NameReferenceTransformer {
  /// A field that may hold a name, and the kind of object it names.
  private struct Reference {
    var target: TransformerConfiguration.NameReference
    var spec: FieldSpec
  }

  let targets: [TransformerConfiguration.NameReference]
  private static let accessGroup = "rbac.authorization.k8s.io"

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    // kustomize looks at the subjects of role bindings whether or not anything was renamed.
    for resource in list.all where resource.id.kind == "RoleBinding" && resource.id.group == Self.accessGroup {
      _ = try Referrer(resource)
    }
    let renamed = RenamedObjects(list)
    if renamed.isEmpty { return }
    let present = targets.filter { renamed.hasTarget($0) }
    var references: [Key: [Reference]] = [:]
    for position in list.indices {
      let original = list[position].originalID
      let own = references[original.type] ?? Self.references(for: original, among: present)
      references[original.type] = own
      if own.isEmpty { continue }
      let referrer = try Referrer(list[position])
      try list.updateContent(position) { document throws(BuildError) in
        for reference in own {
          let walker = FieldWalker(
            spec: reference.spec, creates: .none, origin: .none, layer: context.layer, action: .nameReference)
          let nodes = try walker.nodes(in: &document)
          if nodes.isEmpty { continue }
          let choice = ReferenceChoice(
            referrer: referrer, target: reference.target, path: reference.spec.path, renamed: renamed)
          for node in nodes { try choice.write(at: node, in: &document, context) }
        }
      }
    }
  }

  private static func references(
    for id: ResourceID, among targets: [TransformerConfiguration.NameReference]
  ) -> [Reference] {
    targets.flatMap { target in
      target.fieldSpecs.filter { $0.selects(id) }.map { Reference(target: target, spec: $0) }
    }
  }
}

/// What the choice of a referral looks at in the object that refers.
final class Referrer {
  let isClusterScoped: Bool
  let namespace: String
  let prefixes: [String]
  let suffixes: [String]
  /// Namespaces of the service accounts among the subjects of a role binding.
  let subjectNamespaces: Set<String>
  /// Group and kind of `roleRef`, where both are given.
  let role: (group: String, kind: String)?

  init(_ resource: BuildResource) throws(BuildError) {
    isClusterScoped = resource.id.isClusterScoped
    namespace = resource.id.effectiveNamespace
    prefixes = resource.prefixes
    suffixes = resource.suffixes
    let document = resource.document
    var namespaces: Set<String> = []
    if resource.id.kind == "RoleBinding", !isClusterScoped, let subjects = document.value(document.root, "subjects") {
      for subject in document.elements(subjects) {
        guard document.value(subject, .kind).map(document.string) == "ServiceAccount" else { continue }
        guard let namespace = document.value(subject, .namespace) else { continue }
        guard document.kind(namespace) == .string else {
          throw BuildError(
            .badField, "Invalid Input: namespace is blank for resource \(resource.id.text)",
            at: document.origin(namespace))
        }
        namespaces.insert(document.string(namespace))
      }
    }
    subjectNamespaces = namespaces
    if let roleRef = document.value(document.root, "roleRef"), let group = document.value(roleRef, "apiGroup"),
      let kind = document.value(roleRef, .kind)
    {
      role = (document.string(group), document.string(kind))
    } else {
      role = nil
    }
  }

  /// Whether an object in this namespace may be referred to at all.
  func reaches(namespace: String, effectiveNamespace: String, isClusterScoped: Bool) -> Bool {
    self.isClusterScoped || isClusterScoped || effectiveNamespace == self.namespace
      || subjectNamespaces.contains(namespace)
  }
}

/// The objects of a build that changed their name or namespace, found by the names they had.
final class RenamedObjects {
  /// What the choice of a referral looks at in the object that is referred to.
  struct Candidate {
    var id: ResourceID
    var previous: [ResourceID]
    var prefixes: [String]
    var suffixes: [String]
    var origin: Origin
    var isClusterScoped: Bool
    var effectiveNamespace: String
    var originalNamespace: String
  }

  /// A namespace as it is written and as it counts.
  private struct Namespace: Hashable {
    var raw: String
    var effective: String
  }

  private var byName: [String: [Candidate]] = [:]
  private var kinds: Set<String> = []
  /// Where the objects that came from a namespace are now.
  private var namespaces: [String: Set<Namespace>] = [:]

  init(_ list: ResourceList) {
    for resource in list.all {
      let isClusterScoped = resource.id.isClusterScoped
      let effective = resource.id.effectiveNamespace
      let original = resource.originalID.effectiveNamespace
      if !isClusterScoped {
        namespaces[original, default: []].insert(Namespace(raw: resource.id.namespace, effective: effective))
      }
      guard !resource.previous.isEmpty else { continue }
      let name = resource.document.value(resource.document.root, .metadata, .name)
      let candidate = Candidate(
        id: resource.id, previous: resource.previous, prefixes: resource.prefixes, suffixes: resource.suffixes,
        origin: name.map { resource.document.origin($0) } ?? resource.resource.origin,
        isClusterScoped: isClusterScoped, effectiveNamespace: effective, originalNamespace: original)
      var names: [String] = []
      for id in resource.previous where !names.contains(id.name) { names.append(id.name) }
      for name in names { byName[name, default: []].append(candidate) }
      for id in resource.previous { kinds.insert(id.kind) }
    }
  }

  var isEmpty: Bool { byName.isEmpty }

  func hasTarget(_ target: TransformerConfiguration.NameReference) -> Bool {
    target.kind.isEmpty || kinds.contains(target.kind)
  }

  /// Objects that once had this name and once were of the target kind, as far as the referrer may refer to them.
  func candidates(
    _ name: String, _ target: TransformerConfiguration.NameReference, from referrer: Referrer
  ) -> [Candidate] {
    (byName[name] ?? []).filter { candidate in
      referrer.reaches(
        namespace: candidate.id.namespace, effectiveNamespace: candidate.effectiveNamespace,
        isClusterScoped: candidate.isClusterScoped)
        && candidate.previous.contains { id in
          (target.group.isEmpty || target.group == id.group) && (target.version.isEmpty || target.version == id.version)
            && (target.kind.isEmpty || target.kind == id.kind)
        }
    }
  }

  /// Whether any object that the referrer may refer to came from this namespace.
  func hasOriginal(_ namespace: String, from referrer: Referrer) -> Bool {
    namespaces[namespace]?.contains {
      referrer.reaches(namespace: $0.raw, effectiveNamespace: $0.effective, isClusterScoped: false)
    } ?? false
  }
}
