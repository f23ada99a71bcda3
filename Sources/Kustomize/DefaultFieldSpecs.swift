import Manifest

/// The field specs that kustomize ships (api/internal/konfig/builtinpluginconsts), as data.
///
/// One line a spec: `group/version/Kind path` with `*` for "any"; a trailing `+` creates the field.
enum DefaultFieldSpecs {
  static let commonLabels =
    parse(
      """
      */*/* metadata/labels +
      */v1/Service spec/selector +
      */v1/ReplicationController spec/selector +
      */*/Deployment spec/selector/matchLabels +
      */*/ReplicaSet spec/selector/matchLabels +
      */*/DaemonSet spec/selector/matchLabels +
      apps/*/StatefulSet spec/selector/matchLabels +
      batch/*/Job spec/selector/matchLabels
      batch/*/CronJob spec/jobTemplate/spec/selector/matchLabels
      policy/*/PodDisruptionBudget spec/selector/matchLabels
      networking.k8s.io/*/NetworkPolicy spec/podSelector/matchLabels
      networking.k8s.io/*/NetworkPolicy spec/ingress/from/podSelector/matchLabels
      networking.k8s.io/*/NetworkPolicy spec/egress/to/podSelector/matchLabels
      """) + affinitySelectors + Array(templateLabels.dropFirst())

  /// Selectors inside the pod template of the two kinds that kustomize lists them for.
  private static let affinitySelectors: [FieldSpec] = ["Deployment", "StatefulSet"].flatMap { kind in
    let affinity = ["podAffinity", "podAntiAffinity"].flatMap { term in
      [
        "spec/template/spec/affinity/\(term)/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm"
          + "/labelSelector/matchLabels",
        "spec/template/spec/affinity/\(term)/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
      ]
    }
    let paths = affinity + ["spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"]
    return paths.map { FieldSpec(group: "apps", kind: kind, path: $0) }
  }

  static let templateLabels = parse(
    """
    */*/* metadata/labels +
    */v1/ReplicationController spec/template/metadata/labels +
    */*/Deployment spec/template/metadata/labels +
    */*/ReplicaSet spec/template/metadata/labels +
    */*/DaemonSet spec/template/metadata/labels +
    apps/*/StatefulSet spec/template/metadata/labels +
    apps/*/StatefulSet spec/volumeClaimTemplates[]/metadata/labels +
    batch/*/Job spec/template/metadata/labels +
    batch/*/CronJob spec/jobTemplate/metadata/labels +
    batch/*/CronJob spec/jobTemplate/spec/template/metadata/labels +
    """)

  static let metadataLabels = parse("*/*/* metadata/labels +")

  static let commonAnnotations = parse(
    """
    */*/* metadata/annotations +
    */v1/ReplicationController spec/template/metadata/annotations +
    */*/Deployment spec/template/metadata/annotations +
    */*/ReplicaSet spec/template/metadata/annotations +
    */*/DaemonSet spec/template/metadata/annotations +
    */*/StatefulSet spec/template/metadata/annotations +
    batch/*/Job spec/template/metadata/annotations +
    batch/*/CronJob spec/jobTemplate/metadata/annotations +
    batch/*/CronJob spec/jobTemplate/spec/template/metadata/annotations +
    """)

  static let namespace = parse(
    """
    */*/Namespace metadata/name +
    apiregistration.k8s.io/*/APIService spec/service/namespace +
    apiextensions.k8s.io/*/CustomResourceDefinition spec/conversion/webhook/clientConfig/service/namespace
    """)

  static let name = parse("*/*/* metadata/name")

  static func images(_ version: KustomizeOptions.Version) -> [FieldSpec] {
    let images = parse(
      """
      */*/* spec/containers[]/image +
      */*/* spec/initContainers[]/image +
      */*/* spec/template/spec/containers[]/image +
      */*/* spec/template/spec/initContainers[]/image +
      """)
    let volumes = parse(
      """
      */*/* spec/volumes[]/image/reference +
      */*/* spec/template/spec/volumes[]/image/reference +
      """)
    return version == .v5_6 ? images : images + volumes
  }

  static let replicas = parse(
    """
    */*/Deployment spec/replicas +
    */*/ReplicationController spec/replicas +
    */*/ReplicaSet spec/replicas +
    */*/StatefulSet spec/replicas +
    """)

  static let variables: [FieldSpec] = {
    let pod = ["CronJob": "spec/jobTemplate/spec/template/spec", "Pod": "spec"]
    var specs: [FieldSpec] = []
    for kind in ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet"] {
      let template = pod[kind] ?? "spec/template/spec"
      for containers in ["containers", "initContainers"] {
        for field in ["args", "command", "env/value", "volumeMounts/mountPath"] {
          specs.append(FieldSpec(kind: kind, path: "\(template)/\(containers)/\(field)"))
        }
      }
      switch kind {
      case "CronJob": specs.append(FieldSpec(kind: kind, path: "spec/jobTemplate/spec/template/volumes/nfs/server"))
      case "StatefulSet": specs.append(FieldSpec(kind: kind, path: "spec/volumeClaimTemplates/spec/nfs/server"))
      default: specs.append(FieldSpec(kind: kind, path: "\(template)/volumes/nfs/server"))
      }
    }
    return specs
      + parse(
        """
        */*/Deployment spec/template/metadata/annotations
        */*/Ingress spec/rules/host
        */*/Ingress spec/tls/hosts
        */*/Ingress spec/tls/secretName
        */*/Service spec/ports/port
        */*/Service spec/ports/targetPort
        */*/PersistentVolume spec/nfs/server
        */*/* metadata/labels
        */*/* metadata/annotations
        """)
  }()

  static func parse(_ table: String) -> [FieldSpec] {
    table.split(separator: "\n").map { line in
      let parts = line.split(separator: " ")
      let type = parts[0].split(separator: "/").map { $0 == "*" ? "" : String($0) }
      return FieldSpec(
        group: type[0], version: type[1], kind: type[2], path: String(parts[1]), create: parts.count > 2)
    }
  }
}
