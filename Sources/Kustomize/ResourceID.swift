import Manifest

/// What kustomize tells objects apart by (resid.ResId): group, version, kind, name and namespace.
struct ResourceID: Sendable {
  let group: String
  let version: String
  let kind: String
  var name: String
  var namespace: String
  /// Group, version and kind as one name: equal types have equal names.
  let type: Key
  /// Certainly cluster-scoped by the API list that kustomize bundles; unknown kinds are not.
  let isClusterScoped: Bool

  init(group: String, version: String, kind: String, name: String, namespace: String) {
    self.group = group
    self.version = version
    self.kind = kind
    self.name = name
    self.namespace = namespace
    type = Key("\(group)\0\(version)\0\(kind)")
    isClusterScoped = ClusterScopedKinds.contains(group: group, version: version, kind: kind)
  }

  init(_ document: Document) {
    let ref = ObjectRef(document)
    self.init(
      group: ref.group, version: ref.version, kind: ref.kind, name: ref.name, namespace: ref.namespace)
  }

  /// The same name and namespace with the group and version of another id.
  func moved(to other: ResourceID) -> ResourceID {
    if group == other.group, version == other.version { return self }
    return ResourceID(group: other.group, version: other.version, kind: kind, name: name, namespace: namespace)
  }

  /// A namespace of its own for cluster-scoped kinds; `default` where none is given.
  var effectiveNamespace: String {
    if isClusterScoped { return "_non_namespaceable_" }
    return namespace.isEmpty ? "default" : namespace
  }

  /// Equal ids are the same object: the namespace counts as it takes effect.
  var canonical: ResourceID {
    var id = self
    id.namespace = effectiveNamespace
    return id
  }

  /// `Kind.version.group/name.namespace` with placeholders for missing parts, as kustomize's messages have it.
  var text: String {
    let version = version.isEmpty ? "[noVer]" : version
    let group = group.isEmpty ? "[noGrp]" : group
    let namespace = namespace.isEmpty ? "[noNs]" : namespace
    return "\(kind.isEmpty ? "[noKind]" : kind).\(version).\(group)/\(name.isEmpty ? "[noName]" : name).\(namespace)"
  }

  var ref: ObjectRef {
    ObjectRef(group: group, version: version, kind: kind, namespace: namespace, name: name)
  }
}

extension ResourceID: Hashable {
  static func == (left: Self, right: Self) -> Bool {
    left.type == right.type && left.name == right.name && left.namespace == right.namespace
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(name)
    hasher.combine(namespace)
  }
}

/// The kinds that kustomize's bundled API description (Kubernetes 1.21.2) has as cluster-scoped.
enum ClusterScopedKinds {
  private static let table: Set<String> = [
    "v1 ComponentStatus", "v1 Namespace", "v1 Node", "v1 PersistentVolume",
    "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration",
    "apiextensions.k8s.io/v1 CustomResourceDefinition", "apiextensions.k8s.io/v1beta1 CustomResourceDefinition",
    "apiregistration.k8s.io/v1 APIService", "apiregistration.k8s.io/v1beta1 APIService",
    "certificates.k8s.io/v1 CertificateSigningRequest", "certificates.k8s.io/v1beta1 CertificateSigningRequest",
    "flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema",
    "flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration",
    "networking.k8s.io/v1 IngressClass", "networking.k8s.io/v1beta1 IngressClass",
    "node.k8s.io/v1 RuntimeClass", "node.k8s.io/v1beta1 RuntimeClass", "policy/v1beta1 PodSecurityPolicy",
    "rbac.authorization.k8s.io/v1 ClusterRole", "rbac.authorization.k8s.io/v1beta1 ClusterRole",
    "rbac.authorization.k8s.io/v1 ClusterRoleBinding", "rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding",
    "scheduling.k8s.io/v1 PriorityClass", "scheduling.k8s.io/v1beta1 PriorityClass",
    "storage.k8s.io/v1 CSIDriver", "storage.k8s.io/v1beta1 CSIDriver", "storage.k8s.io/v1 CSINode",
    "storage.k8s.io/v1beta1 CSINode", "storage.k8s.io/v1 StorageClass", "storage.k8s.io/v1beta1 StorageClass",
    "storage.k8s.io/v1 VolumeAttachment", "storage.k8s.io/v1beta1 VolumeAttachment",
  ]

  private static let kinds: Set<String> = Set(table.map { String($0.split(separator: " ")[1]) })

  static func contains(group: String, version: String, kind: String) -> Bool {
    guard kinds.contains(kind) else { return false }
    return table.contains(group.isEmpty ? "\(version) \(kind)" : "\(group)/\(version) \(kind)")
  }
}
