import Manifest

/// kustomize's legacy order: by rank of the kind, then by group, version and kind, then by identity.
struct ResourceOrder {
  private static let defaultFirst = [
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
  ]
  private static let defaultLast = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  private var ranks: [String: Int] = [:]

  /// Lists that are given replace the default ones.
  init(first: [String]? = nil, last: [String]? = nil) {
    let useDefaults = first == nil && last == nil
    let first = useDefaults ? Self.defaultFirst : first ?? []
    let last = useDefaults ? Self.defaultLast : last ?? []
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
      let group = id.group.isEmpty ? "~G" : id.group
      let version = id.version.isEmpty ? "~V" : id.version
      kind = "\(group)_\(version)_\(id.kind.isEmpty ? "~K" : id.kind)"
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
