import Manifest

/// The order of types that kustomize keeps field specs in (resid.Gvk.IsLessThan).
enum TypeOrder {
  static let first = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
  ]
  static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  /// Rank by kind; 0 for kinds that are in neither list.
  static let ranks: [String: Int] = {
    var ranks: [String: Int] = [:]
    for (position, kind) in first.enumerated() { ranks[kind] = position - first.count }
    for (position, kind) in last.enumerated() { ranks[kind] = position + 1 }
    return ranks
  }()

  /// `group_version_Kind` with marks for missing parts, which sort behind letters.
  static func text(group: String, version: String, kind: String) -> String {
    "\(group.isEmpty ? "~G" : group)_\(version.isEmpty ? "~V" : version)_\(kind.isEmpty ? "~K" : kind)"
  }

  static func sorted<Element>(_ list: [Element], type: (Element) -> (String, String, String)) -> [Element] {
    guard list.count > 1 else { return list }
    let keys = list.map { element -> (rank: Int, text: String) in
      let (group, version, kind) = type(element)
      return (ranks[kind] ?? 0, text(group: group, version: version, kind: kind))
    }
    let order = list.indices.sorted { a, b in
      if keys[a].rank != keys[b].rank { return keys[a].rank < keys[b].rank }
      if keys[a].text != keys[b].text { return keys[a].text.utf8.lexicographicallyPrecedes(keys[b].text.utf8) }
      return a < b
    }
    return order.map { list[$0] }
  }
}

/// kustomize's legacy order: by rank of the kind, then by group, version and kind, then by identity.
struct ResourceOrder {
  private var ranks: [String: Int] = [:]

  /// Lists that are given replace the default ones.
  init(first: [String]? = nil, last: [String]? = nil) {
    let useDefaults = first == nil && last == nil
    let first = useDefaults ? TypeOrder.first : first ?? []
    let last = useDefaults ? TypeOrder.last : last ?? []
    for (position, kind) in first.enumerated() { ranks[kind] = position - first.count }
    for (position, kind) in last.enumerated() { ranks[kind] = position + 1 }
  }

  func sort(_ list: inout ResourceList) {
    let keys = list.all.map { Keys(id: $0.id, rank: ranks[$0.id.kind] ?? 0) }
    list.reorder(list.indices.sorted { keys[$0].precedes(keys[$1]) || (!keys[$1].precedes(keys[$0]) && $0 < $1) })
  }

  private struct Keys {
    let rank: Int
    let isCoreNamespace: Bool
    let kind: String
    let identity: String

    init(id: ResourceID, rank: Int) {
      self.rank = rank
      // In the core group a Namespace comes before those of other groups, which sort by text.
      kind = TypeOrder.text(group: id.group, version: id.version, kind: id.kind)
      isCoreNamespace = id.kind == "Namespace" && id.group.isEmpty
      let namespace = id.namespace.isEmpty ? "~X" : id.namespace
      let name = id.name.isEmpty ? "~N" : id.name
      let typeText =
        "\(id.kind).\(id.version.isEmpty ? "[noVer]" : id.version).\(id.group.isEmpty ? "[noGrp]" : id.group)"
      identity = "\(typeText)|\(namespace)|\(name)"
    }

    func precedes(_ other: Keys) -> Bool {
      if rank != other.rank { return rank < other.rank }
      if isCoreNamespace != other.isCoreNamespace, rank < 0 { return isCoreNamespace }
      if kind != other.kind { return kind.utf8.lexicographicallyPrecedes(other.kind.utf8) }
      return identity.utf8.lexicographicallyPrecedes(other.identity.utf8)
    }
  }
}
