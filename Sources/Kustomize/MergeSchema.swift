import Manifest

/// Which lists merge by key under strategic merge, from kustomize's bundled API description (Kubernetes 1.21.2).
///
/// The table holds the types on the way to such a list and nothing else; a list that is not in it is atomic.
struct MergeSchema: Sendable {
  /// A type of the table.
  struct TypeID: Hashable, Sendable {
    fileprivate var index: Int
  }

  /// What the table knows of a field.
  struct Field: Sendable {
    /// The type of the value, or of the elements of a list.
    var type: TypeID?
    /// Keys of a list that merges; empty: elements are scalars. nil: the field is no list that merges.
    var listKeys: [Key]?
    /// Whether the API description has the field at all, be it with nothing in it that merges.
    var isKnown = true

    /// A field of a kind that the description does not have.
    static let unknown = Field(type: nil, listKeys: nil, isKnown: false)
    /// A field with no list that merges below it.
    static let plain = Field(type: nil, listKeys: nil)
  }

  private var types: [[Key: Field]] = []
  private var names: [String: Int] = [:]
  private var roots: [String: TypeID] = [:]
  /// What every field of a type is that is not listed.
  private var defaults: [TypeID: Field] = [:]
  /// Whether the table leaves out only fields below which nothing merges.
  private let isComplete: Bool

  static let builtin = MergeSchema(table: MergeSchemaTable.text)

  /// One line a type: `Name: field=Type field=[Type:key+key] field=[:] …`, roots as `apiVersion/Kind: …`.
  init(table: String) {
    isComplete = true
    for line in table.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let declared = line[..<colon].split(separator: ",").map(String.init)
      var fields: [Key: Field] = [:]
      for part in line[line.index(after: colon)...].split(separator: " ") {
        guard let equals = part.firstIndex(of: "=") else { continue }
        fields[Key(String(part[..<equals]))] = field(String(part[part.index(after: equals)...]))
      }
      for name in declared {
        let type = type(name)
        types[type.index].merge(fields) { $1 }
        if name.contains(" ") || name.contains("/") || name.hasPrefix("v1.") { roots[name] = type }
      }
    }
  }

  /// A schema with nothing in it.
  init(isComplete: Bool) { self.isComplete = isComplete }

  /// How many types there are.
  var count: Int { types.count }

  /// The type with this name, which may be filled later.
  mutating func type(named name: String) -> TypeID { type(name) }

  mutating func set(_ field: Field, _ key: Key, of type: TypeID) { types[type.index][key] = field }
  mutating func setDefault(_ field: Field, of type: TypeID) { defaults[type] = field }
  mutating func addRoot(apiVersion: String, kind: String, _ type: TypeID) { roots["\(apiVersion)/\(kind)"] = type }

  private mutating func type(_ name: String) -> TypeID {
    if let index = names[name] { return TypeID(index: index) }
    names[name] = types.count
    types.append([:])
    return TypeID(index: types.count - 1)
  }

  private mutating func field(_ text: String) -> Field {
    guard text.hasPrefix("["), text.hasSuffix("]") else { return Field(type: type(text), listKeys: nil) }
    let parts = text.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
    let keys = parts.count > 1 ? parts[1].split(separator: "+").map { Key(String($0)) } : []
    return Field(type: parts[0].isEmpty ? nil : type(String(parts[0])), listKeys: parts.count > 1 ? keys : nil)
  }

  /// What objects of this kind are; nil when the kind is unknown.
  func root(apiVersion: String, kind: String) -> Field? {
    roots["\(apiVersion)/\(kind)"].map { Field(type: $0, listKeys: nil) }
  }

  /// A member of a field.
  func member(of field: Field, _ key: Key) -> Field {
    guard field.isKnown else { return .unknown }
    guard let type = field.type else { return isComplete ? .plain : .unknown }
    return types[type.index][key] ?? defaults[type] ?? (isComplete ? .plain : .unknown)
  }
}

/// The table, in the form that `MergeSchema.init(table:)` reads.
enum MergeSchemaTable {
  static let text = """
    ObjectMeta: ownerReferences=[OwnerReference:uid] finalizers=[:]
    PodTemplateSpec: metadata=ObjectMeta spec=PodSpec
    PodSpec: containers=[Container:name] initContainers=[Container:name] ephemeralContainers=[EphemeralContainer:name] \
    imagePullSecrets=[X:name] volumes=[X:name] hostAliases=[X:ip] \
    topologySpreadConstraints=[X:topologyKey+whenUnsatisfiable]
    Container: env=[X:name] ports=[X:containerPort+protocol] volumeMounts=[X:mountPath] volumeDevices=[X:devicePath]
    EphemeralContainer: env=[X:name] volumeMounts=[X:mountPath] volumeDevices=[X:devicePath]
    TemplateHolder: template=PodTemplateSpec
    StatefulSetSpec: template=PodTemplateSpec volumeClaimTemplates=[Claim]
    Claim: metadata=ObjectMeta status=Conditions
    JobSpec: template=PodTemplateSpec
    JobTemplateSpec: metadata=ObjectMeta spec=JobSpec
    CronJobSpec: jobTemplate=JobTemplateSpec
    ServiceSpec: ports=[X:port+protocol]
    Conditions: conditions=[X:type]
    NodeStatus: conditions=[X:type] addresses=[X:type]
    PodStatus: conditions=[X:type] podIPs=[X:ip]
    NodeSpec: podCIDRs=[:]
    CSINodeSpec: drivers=[X:name]
    v1/Pod: metadata=ObjectMeta spec=PodSpec status=PodStatus
    v1/PodTemplate: metadata=ObjectMeta template=PodTemplateSpec
    v1/ReplicationController: metadata=ObjectMeta spec=TemplateHolder status=Conditions
    apps/v1/Deployment,apps/v1/ReplicaSet,apps/v1/DaemonSet: metadata=ObjectMeta spec=TemplateHolder status=Conditions
    apps/v1/StatefulSet: metadata=ObjectMeta spec=StatefulSetSpec status=Conditions
    batch/v1/Job: metadata=ObjectMeta spec=JobSpec status=Conditions
    batch/v1/CronJob,batch/v1beta1/CronJob: metadata=ObjectMeta spec=CronJobSpec
    v1/Service: metadata=ObjectMeta spec=ServiceSpec status=Conditions
    v1/ServiceAccount: metadata=ObjectMeta secrets=[X:name]
    v1/ComponentStatus: metadata=ObjectMeta conditions=[X:type]
    v1/Namespace,v1/PersistentVolumeClaim: metadata=ObjectMeta status=Conditions
    v1/Node: metadata=ObjectMeta spec=NodeSpec status=NodeStatus
    storage.k8s.io/v1/CSINode,storage.k8s.io/v1beta1/CSINode: metadata=ObjectMeta spec=CSINodeSpec
    policy/v1/PodDisruptionBudget,policy/v1beta1/PodDisruptionBudget: metadata=ObjectMeta status=Conditions
    apiregistration.k8s.io/v1/APIService,apiregistration.k8s.io/v1beta1/APIService: metadata=ObjectMeta \
    status=Conditions
    admissionregistration.k8s.io/v1/MutatingWebhookConfiguration,\
    admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration,\
    admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration,\
    admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration: metadata=ObjectMeta webhooks=[X:name]
    v1/Binding,v1/ConfigMap,v1/Endpoints,v1/Event,v1/LimitRange,v1/PersistentVolume,v1/ResourceQuota,v1/Secret,\
    networking.k8s.io/v1/Ingress,networking.k8s.io/v1/IngressClass,networking.k8s.io/v1/NetworkPolicy,\
    networking.k8s.io/v1beta1/Ingress,networking.k8s.io/v1beta1/IngressClass,extensions/v1beta1/Ingress,\
    rbac.authorization.k8s.io/v1/Role,rbac.authorization.k8s.io/v1/ClusterRole,\
    rbac.authorization.k8s.io/v1/RoleBinding,rbac.authorization.k8s.io/v1/ClusterRoleBinding,\
    rbac.authorization.k8s.io/v1beta1/Role,rbac.authorization.k8s.io/v1beta1/ClusterRole,\
    rbac.authorization.k8s.io/v1beta1/RoleBinding,rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding,\
    autoscaling/v1/HorizontalPodAutoscaler,autoscaling/v2beta1/HorizontalPodAutoscaler,\
    autoscaling/v2beta2/HorizontalPodAutoscaler,apps/v1/ControllerRevision,\
    scheduling.k8s.io/v1/PriorityClass,scheduling.k8s.io/v1beta1/PriorityClass,storage.k8s.io/v1/StorageClass,\
    storage.k8s.io/v1beta1/StorageClass,storage.k8s.io/v1/VolumeAttachment,storage.k8s.io/v1/CSIDriver,\
    storage.k8s.io/v1beta1/CSIDriver,storage.k8s.io/v1beta1/CSIStorageCapacity,\
    apiextensions.k8s.io/v1/CustomResourceDefinition,apiextensions.k8s.io/v1beta1/CustomResourceDefinition,\
    certificates.k8s.io/v1/CertificateSigningRequest,certificates.k8s.io/v1beta1/CertificateSigningRequest,\
    coordination.k8s.io/v1/Lease,coordination.k8s.io/v1beta1/Lease,discovery.k8s.io/v1/EndpointSlice,\
    discovery.k8s.io/v1beta1/EndpointSlice,node.k8s.io/v1/RuntimeClass,node.k8s.io/v1beta1/RuntimeClass,\
    policy/v1beta1/PodSecurityPolicy,flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema,\
    flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration,events.k8s.io/v1/Event,\
    events.k8s.io/v1beta1/Event: metadata=ObjectMeta
    """
}
