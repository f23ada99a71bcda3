import Manifest

extension Semantics {
  /// The checks of a kind.
  enum Area: UInt8 {
    case general, pod, podTemplate, deployment, replicaSet, replicationController, daemonSet, statefulSet, job, cronJob
    case service, ingress, ingressClass, networkPolicy, endpoints, endpointSlice, configMap, secret, namespace, role
    case clusterRole, roleBinding, clusterRoleBinding, claim, volume, storageClass, driver, disruptionBudget
    case priorityClass, runtimeClass, lease, autoscaler, webhooks, validatingPolicy, mutatingPolicy
    case validatingBinding, mutatingBinding, customResourceDefinition, apiService, event, resourceQuota, limitRange,
      flowSchema
    case priorityLevel, resourceClaim, claimTemplate, node, none
  }

  private static let areas: [String: Area] = [
    "/Pod": .pod, "/PodTemplate": .podTemplate, "/ReplicationController": .replicationController,
    "/Service": .service, "/Endpoints": .endpoints, "/ConfigMap": .configMap, "/Secret": .secret,
    "/Namespace": .namespace, "/PersistentVolumeClaim": .claim, "/PersistentVolume": .volume, "/Event": .event,
    "events.k8s.io/Event": .event, "apps/Deployment": .deployment, "apps/ReplicaSet": .replicaSet,
    "apps/DaemonSet": .daemonSet, "apps/StatefulSet": .statefulSet, "batch/Job": .job, "batch/CronJob": .cronJob,
    "networking.k8s.io/Ingress": .ingress, "networking.k8s.io/IngressClass": .ingressClass,
    "networking.k8s.io/NetworkPolicy": .networkPolicy, "discovery.k8s.io/EndpointSlice": .endpointSlice,
    "rbac.authorization.k8s.io/Role": .role, "rbac.authorization.k8s.io/ClusterRole": .clusterRole,
    "rbac.authorization.k8s.io/RoleBinding": .roleBinding,
    "rbac.authorization.k8s.io/ClusterRoleBinding": .clusterRoleBinding,
    "storage.k8s.io/StorageClass": .storageClass, "storage.k8s.io/CSIDriver": .driver,
    "policy/PodDisruptionBudget": .disruptionBudget, "scheduling.k8s.io/PriorityClass": .priorityClass,
    "node.k8s.io/RuntimeClass": .runtimeClass, "coordination.k8s.io/Lease": .lease,
    "autoscaling/HorizontalPodAutoscaler": .autoscaler,
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": .webhooks,
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": .webhooks,
    "admissionregistration.k8s.io/ValidatingAdmissionPolicy": .validatingPolicy,
    "admissionregistration.k8s.io/MutatingAdmissionPolicy": .mutatingPolicy,
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": .validatingBinding,
    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding": .mutatingBinding,
    "apiextensions.k8s.io/CustomResourceDefinition": .customResourceDefinition,
    "apiregistration.k8s.io/APIService": .apiService, "/ResourceQuota": .resourceQuota, "/LimitRange": .limitRange,
    "flowcontrol.apiserver.k8s.io/FlowSchema": .flowSchema,
    "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": .priorityLevel,
    "resource.k8s.io/ResourceClaim": .resourceClaim, "resource.k8s.io/ResourceClaimTemplate": .claimTemplate,
    "/Node": .node,
  ]

  /// The area of each kind of a table, by the number of the kind.
  static func areas(of table: SchemaTable) -> [Area] {
    (0..<table.count(.kinds)).map { area(table.kind($0), of: table) }
  }

  private static func area(_ kind: SchemaTable.Kind, of table: SchemaTable) -> Area {
    if kind.scope == .unknown { return .none }
    let group = table.string(table.group(ofAPIVersion: kind.apiVersion))
    let name = table.string(kind.name)
    if name.hasSuffix("Review") { return .none }
    return areas["\(group)/\(name)"] ?? .general
  }

  /// Runs the checks of a kind.
  mutating func run(_ area: Area) {
    if area == .none { return }
    checkMetadata(nameRule(area))
    switch area {
    case .general, .none, .event: break
    case .customResourceDefinition: checkDefinition()
    case .apiService: checkAPIService()
    case .resourceQuota: checkQuota()
    case .limitRange: checkLimitRange()
    case .flowSchema: checkFlowSchema()
    case .priorityLevel: checkPriorityLevel()
    case .resourceClaim: checkDevices(object(object(document.root, .spec), K.devices))
    case .claimTemplate: checkDevices(object(object(object(document.root, .spec), .spec), K.devices))
    case .node: checkNode()
    case .pod: checkPod()
    case .podTemplate: checkTemplate(object(document.root, K.template), at: document.root)
    case .deployment: checkDeployment()
    case .replicaSet: checkReplicaSet()
    case .replicationController: checkReplicationController()
    case .daemonSet: checkDaemonSet()
    case .statefulSet: checkStatefulSet()
    case .job: checkJob()
    case .cronJob: checkCronJob()
    case .service: checkService()
    case .ingress: checkIngress()
    case .ingressClass: checkIngressClass()
    case .networkPolicy: checkNetworkPolicy()
    case .endpoints: checkEndpoints()
    case .endpointSlice: checkEndpointSlice()
    case .configMap: checkConfigMap()
    case .secret: checkSecret()
    case .namespace: checkNamespace()
    case .role: checkRole(isCluster: false)
    case .clusterRole: checkRole(isCluster: true)
    case .roleBinding: checkBinding(isCluster: false)
    case .clusterRoleBinding: checkBinding(isCluster: true)
    case .claim: checkClaim()
    case .volume: checkVolume()
    case .storageClass: checkStorageClass()
    case .driver: checkDriver()
    case .disruptionBudget: checkDisruptionBudget()
    case .priorityClass: checkPriorityClass()
    case .runtimeClass: checkRuntimeClass()
    case .lease: checkLease()
    case .autoscaler: checkAutoscaler()
    case .webhooks: checkWebhooks()
    case .validatingPolicy: checkAdmissionPolicy(isMutating: false)
    case .mutatingPolicy: checkAdmissionPolicy(isMutating: true)
    case .validatingBinding: checkPolicyBinding(isMutating: false)
    case .mutatingBinding: checkPolicyBinding(isMutating: true)
    }
  }

  private func nameRule(_ area: Area) -> TextRule {
    switch area {
    case .namespace, .statefulSet: return { TextRules.label($0) }
    case .service:
      // Before 1.36 the name of a Service had to begin with a letter.
      return minor >= 1 << 7 ? { TextRules.label($0) } : { TextRules.label1035($0) }
    case .role, .clusterRole, .roleBinding, .clusterRoleBinding, .apiService, .event:
      return { TextRules.pathSegment($0) }
    default: return { TextRules.subdomain($0) }
    }
  }
}
