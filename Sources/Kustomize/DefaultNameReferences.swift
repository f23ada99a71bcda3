/// Which fields hold the name of another object (kustomize's builtinpluginconsts/namereference.go), as data.
enum DefaultNameReferences {
  private typealias Reference = TransformerConfiguration.NameReference

  /// In the order in which kustomize tries the targets.
  static let all: [TransformerConfiguration.NameReference] = [
    target("apps/*/Deployment", scaled), target("*/*/ReplicationController", scaled),
    target("*/*/ReplicaSet", scaled), target("*/*/StatefulSet", scaled),
    target("*/v1/ConfigMap", podFields(configMapFields, in: allWorkloads) + parse(configMapExtras)),
    target("*/v1/Secret", podFields(secretFields, in: allWorkloads) + parse(secretExtras)),
    target("*/v1/Service", parse(serviceFields)),
    target(
      "rbac.authorization.k8s.io/*/Role", parse("rbac.authorization.k8s.io/*/RoleBinding roleRef/name")),
    target(
      "rbac.authorization.k8s.io/*/ClusterRole",
      parse(
        """
        rbac.authorization.k8s.io/*/RoleBinding roleRef/name
        rbac.authorization.k8s.io/*/ClusterRoleBinding roleRef/name
        """)),
    target(
      "*/v1/ServiceAccount",
      parse(
        """
        rbac.authorization.k8s.io/*/RoleBinding subjects
        rbac.authorization.k8s.io/*/ClusterRoleBinding subjects
        """) + podFields(["serviceAccountName"], in: accountWorkloads)),
    target(
      "*/v1/PersistentVolumeClaim", podFields(["volumes/persistentVolumeClaim/claimName"], in: accountWorkloads)),
    target(
      "*/v1/PersistentVolume",
      parse(
        """
        */v1/PersistentVolumeClaim spec/volumeName
        rbac.authorization.k8s.io/*/ClusterRole rules/resourceNames
        """)),
    target(
      "storage.k8s.io/v1/StorageClass",
      parse(
        """
        */v1/PersistentVolume spec/storageClassName
        */v1/PersistentVolumeClaim spec/storageClassName
        */*/StatefulSet spec/volumeClaimTemplates/spec/storageClassName
        """)),
    target("scheduling.k8s.io/v1/PriorityClass", podFields(["priorityClassName"], in: accountWorkloads)),
    // The group is written with its version, so this never matches; kept, because it is what kustomize does.
    target("networking.k8s.io/v1/*/IngressClass", parse("*/*/Ingress spec/ingressClassName")),
    target(
      "admissionregistration.k8s.io/*/ValidatingAdmissionPolicy",
      parse("*/*/ValidatingAdmissionPolicyBinding spec/policyName")),
  ]

  private static let scaled = parse("*/*/HorizontalPodAutoscaler spec/scaleTargetRef/name")

  /// Where the pod spec is in each kind.
  private static let allWorkloads: [(type: String, pod: String)] = [
    ("*/v1/Pod", "spec"), ("*/*/PodTemplate", "template/spec"), ("*/*/Deployment", "spec/template/spec"),
    ("*/*/ReplicaSet", "spec/template/spec"), ("*/*/DaemonSet", "spec/template/spec"),
    ("*/*/StatefulSet", "spec/template/spec"), ("*/*/Job", "spec/template/spec"),
    ("*/*/CronJob", "spec/jobTemplate/spec/template/spec"),
  ]

  private static let accountWorkloads: [(type: String, pod: String)] = [
    ("*/*/Pod", "spec"), ("*/*/StatefulSet", "spec/template/spec"), ("*/*/Deployment", "spec/template/spec"),
    ("*/*/ReplicationController", "spec/template/spec"), ("*/*/CronJob", "spec/jobTemplate/spec/template/spec"),
    ("*/*/Job", "spec/template/spec"), ("*/*/DaemonSet", "spec/template/spec"),
  ]

  private static let configMapFields = [
    "volumes/configMap/name", "volumes/projected/sources/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name", "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name", "initContainers/envFrom/configMapRef/name",
  ]

  private static let configMapExtras = """
    */*/Node spec/configSource/configMap
    rbac.authorization.k8s.io/*/Role rules/resourceNames
    rbac.authorization.k8s.io/*/ClusterRole rules/resourceNames
    */*/Ingress metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap
    """

  private static let secretFields = [
    "volumes/secret/secretName", "volumes/projected/sources/secret/name",
    "containers/env/valueFrom/secretKeyRef/name", "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name", "initContainers/envFrom/secretRef/name", "imagePullSecrets/name",
  ]

  private static let secretExtras = """
    */*/Ingress spec/tls/secretName
    */*/Ingress metadata/annotations/ingress.kubernetes.io\\/auth-secret
    */*/Ingress metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret
    */*/Ingress metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret
    */*/ServiceAccount imagePullSecrets/name
    */*/StorageClass parameters/secretName
    */*/StorageClass parameters/adminSecretName
    */*/StorageClass parameters/userSecretName
    */*/StorageClass parameters/secretRef
    rbac.authorization.k8s.io/*/Role rules/resourceNames
    rbac.authorization.k8s.io/*/ClusterRole rules/resourceNames
    serving.knative.dev/v1/Service spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    */*/PersistentVolume spec/azureFile/secretName
    """

  private static let serviceFields = """
    apps/*/StatefulSet spec/serviceName
    */*/Ingress spec/rules/http/paths/backend/serviceName
    */*/Ingress spec/rules/http/paths/backend/service/name
    */*/Ingress spec/backend/serviceName
    */*/Ingress spec/defaultBackend/service/name
    apiregistration.k8s.io/*/APIService spec/service/name
    admissionregistration.k8s.io/*/ValidatingWebhookConfiguration webhooks/clientConfig/service
    admissionregistration.k8s.io/*/MutatingWebhookConfiguration webhooks/clientConfig/service
    """

  private static func target(_ type: String, _ specs: [FieldSpec]) -> TransformerConfiguration.NameReference {
    let parts = type.split(separator: "/").map { $0 == "*" ? "" : String($0) }
    let group = parts.dropLast(2).joined(separator: "/")
    return TransformerConfiguration.NameReference(
      group: group, version: parts[parts.count - 2], kind: parts[parts.count - 1], fieldSpecs: specs)
  }

  private static func parse(_ table: String) -> [FieldSpec] { DefaultFieldSpecs.parse(table) }

  private static func podFields(_ fields: [String], in workloads: [(type: String, pod: String)]) -> [FieldSpec] {
    workloads.flatMap { workload in
      parse(fields.map { "\(workload.type) \(workload.pod)/\($0)" }.joined(separator: "\n"))
    }
  }
}
