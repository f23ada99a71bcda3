/// What a live API server does and the published facts do not say, or say wrongly.
///
/// `optional`: the schema requires the field (its Go type has no `omitempty`), the server takes the zero value.
/// `require`: the schema leaves it open, the server refuses every object without it.
/// `kind`: a kind of the past that the facts lack: introduced, deprecated, removed, replacement.
/// `enum`, `default`, `deprecated`, `scope`, `replacement`: the fact as the server has it.
enum Corrections {
  static let text = """
    optional apiserverinternal/*.StorageVersion.spec
    optional apiserverinternal/*.StorageVersion.status
    optional apps/*.ControllerRevision.revision
    optional apps/*.StatefulSetSpec.serviceName
    optional authentication/*.TokenRequest.spec
    optional authentication/*.TokenRequestSpec.audiences
    optional batch/*.PodFailurePolicy.rules
    optional batch/*.PodFailurePolicyOnPodConditionsPattern.status
    optional core/*.ConfigMapNodeConfigSource.kubeletConfigKey
    optional core/*.ConfigMapNodeConfigSource.name
    optional core/*.ConfigMapNodeConfigSource.namespace
    optional core/*.Event.involvedObject
    optional core/*.EvictionResponder.priority
    optional core/*.HTTPHeader.value
    optional core/*.ISCSIPersistentVolumeSource.lun
    optional core/*.ISCSIVolumeSource.lun
    optional core/*.LimitRangeSpec.limits
    optional core/*.PreferredSchedulingTerm.preference
    optional core/*.ScaleIOPersistentVolumeSource.secretRef
    optional core/*.ScaleIOVolumeSource.secretRef
    optional core/*.SleepAction.seconds
    optional core/*.Sysctl.value
    optional discovery/*.EndpointSlice.endpoints
    optional networking/*.NetworkPolicySpec.podSelector
    optional rbac/*.RoleRef.apiGroup
    optional resource/*.Counter.value
    optional resource/*.DeviceCapacity.value
    optional resource/*.DeviceClass.spec
    optional resource/*.NamedResourcesIntSlice.ints
    optional resource/*.NamedResourcesResources.instances
    optional resource/*.NamedResourcesStringSlice.strings
    optional resource/*.PodSchedulingContext.spec
    optional resource/*.ResourceClaim.spec
    optional resource/*.ResourceClaimTemplate.spec
    optional resource/*.ResourceClaimTemplateSpec.spec
    optional resource/*.ResourcePool.generation
    optional scheduling/*.PriorityClass.value
    optional storage/*.CSIDriver.spec
    optional storage/*.CSINode.spec
    optional storage/*.CSINodeSpec.drivers
    optional storage/*.TokenRequest.audience
    optional apiextensions/*.CustomResourceDefinitionVersion.served
    optional apiextensions/*.CustomResourceDefinitionVersion.storage
    optional meta/*.GroupResource.group
    require core/*.Pod.spec
    require core/*.PodTemplate.template
    require core/*.PodTemplateSpec.spec
    require core/*.Container.image
    require core/*.EphemeralContainer.image
    require core/*.ConfigMapEnvSource.name
    require core/*.ConfigMapKeySelector.name
    require core/*.ConfigMapProjection.name
    require core/*.ConfigMapVolumeSource.name
    require core/*.ContainerRestartRule.exitCodes
    require core/*.ExecAction.command
    require core/*.PersistentVolume.spec
    require core/*.PersistentVolumeClaim.spec
    require core/*.PersistentVolumeClaimSpec.accessModes
    require core/*.PersistentVolumeClaimSpec.resources
    require core/*.PersistentVolumeSpec.accessModes
    require core/*.PersistentVolumeSpec.capacity
    require core/*.ReplicationController.spec
    require core/*.ReplicationControllerSpec.template
    require core/*.SecretEnvSource.name
    require core/*.SecretKeySelector.name
    require core/*.SecretProjection.name
    require core/*.SecretVolumeSource.secretName
    require core/*.Service.spec
    require core/*.VolumeResourceRequirements.requests
    require admissionregistration/*.MutatingAdmissionPolicy.spec
    require admissionregistration/*.MutatingAdmissionPolicyBinding.spec
    require admissionregistration/*.MutatingAdmissionPolicyBindingSpec.policyName
    require admissionregistration/*.MutatingAdmissionPolicySpec.matchConstraints
    require admissionregistration/*.MutatingAdmissionPolicySpec.mutations
    require admissionregistration/*.MutatingAdmissionPolicySpec.reinvocationPolicy
    require admissionregistration/*.ParamKind.apiVersion
    require admissionregistration/*.ParamKind.kind
    require admissionregistration/*.RuleWithOperations.apiGroups
    require admissionregistration/*.RuleWithOperations.apiVersions
    require admissionregistration/*.RuleWithOperations.operations
    require admissionregistration/*.RuleWithOperations.resources
    require admissionregistration/*.ValidatingAdmissionPolicy.spec
    require admissionregistration/*.ValidatingAdmissionPolicyBinding.spec
    require admissionregistration/*.ValidatingAdmissionPolicyBindingSpec.policyName
    require admissionregistration/*.ValidatingAdmissionPolicyBindingSpec.validationActions
    require admissionregistration/*.ValidatingAdmissionPolicySpec.matchConstraints
    require apiextensions/*.CustomResourceDefinitionVersion.schema
    require apiextensions/*.CustomResourceValidation.openAPIV3Schema
    require apiregistration/*.APIService.spec
    require apiregistration/*.ServiceReference.name
    require apiregistration/*.ServiceReference.namespace
    require apps/*.DaemonSet.spec
    require apps/*.Deployment.spec
    require apps/*.ReplicaSet.spec
    require apps/*.ReplicaSetSpec.template
    require apps/*.StatefulSet.spec
    require autoscaling/*.HorizontalPodAutoscaler.spec
    require batch/*.CronJob.spec
    require batch/*.Job.spec
    require certificates/*.CertificateSigningRequestSpec.usages
    require events/v1.Event.action
    require events/v1.Event.reason
    require events/v1.Event.reportingController
    require events/v1.Event.reportingInstance
    require events/v1.Event.type
    require flowcontrol/*.FlowSchema.spec
    require flowcontrol/*.PriorityLevelConfiguration.spec
    require networking/*.Ingress.spec
    require networking/*.IngressClass.spec
    require networking/*.IngressClassSpec.controller
    require resource/*.DeviceClaimConfiguration.opaque
    require resource/*.DeviceClassConfiguration.opaque
    require resource/*.DeviceSelector.cel
    require storage/*.VolumeAttributesClass.parameters
    enum discovery/*.EndpointSlice.addressType FQDN|IPv4|IPv6
    enum admissionregistration/*.MutatingWebhook.sideEffects None|NoneOnDryRun
    enum admissionregistration/*.ValidatingWebhook.sideEffects None|NoneOnDryRun
    enum admissionregistration/*.ParamRef.parameterNotFoundAction Allow|Deny
    enum admissionregistration/*.Validation.reason Forbidden|Invalid|RequestEntityTooLarge|Unauthorized
    enum apiextensions/*.CustomResourceColumnDefinition.type boolean|date|integer|number|string
    enum apiextensions/*.CustomResourceConversion.strategy None|Webhook
    enum apiextensions/*.CustomResourceDefinitionSpec.scope Cluster|Namespaced
    enum autoscaling/v2.HPAScalingPolicy.type Percent|Pods
    enum autoscaling/v2.HPAScalingRules.selectPolicy Disabled|Max|Min
    enum autoscaling/v2.MetricSpec.type ContainerResource|External|Object|Pods|Resource
    enum autoscaling/v2.MetricTarget.type AverageValue|Utilization|Value
    enum core/*.Container.restartPolicy Always|Never|OnFailure
    enum core/*.ContainerResizePolicy.restartPolicy NotRequired|RestartContainer
    enum core/*.ContainerRestartRule.action Restart|RestartAllContainers
    enum core/*.PodOS.name linux|windows
    enum core/*.PodSecurityContext.seLinuxChangePolicy MountOption|Recursive
    enum core/*.VolumeMount.recursiveReadOnly Disabled|Enabled|IfPossible
    enum flowcontrol/*.FlowDistinguisherMethod.type ByNamespace|ByUser
    enum flowcontrol/*.LimitResponse.type Queue|Reject
    enum flowcontrol/*.PriorityLevelConfigurationSpec.type Exempt|Limited
    enum flowcontrol/*.Subject.kind Group|ServiceAccount|User
    enum meta/*.LabelSelectorRequirement.operator DoesNotExist|Exists|In|NotIn
    enum networking/*.IngressClassParametersReference.scope Cluster|Namespace
    enum rbac/*.RoleRef.apiGroup rbac.authorization.k8s.io
    enum rbac/*.RoleRef.kind ClusterRole|Role
    enum rbac/*.Subject.kind Group|ServiceAccount|User
    enum storage/*.CSIDriverSpec.fsGroupPolicy File|None|ReadWriteOnceWithFSType
    enum storage/*.CSIDriverSpec.volumeLifecycleModes[] Ephemeral|Persistent
    enum storage/*.StorageClass.reclaimPolicy Delete|Retain
    default core/v1.AzureDiskVolumeSource.cachingMode "ReadWrite"
    default core/v1.AzureDiskVolumeSource.kind "Shared"
    kind apiextensions.k8s.io/v1beta1/CustomResourceDefinition 1.7 1.16 1.22 apiextensions.k8s.io/v1/CustomResourceDefinition
    kind apiregistration.k8s.io/v1beta1/APIService 1.7 1.19 1.22 apiregistration.k8s.io/v1/APIService
    deprecated /v1/ComponentStatus 1.19
    deprecated /v1/Endpoints 1.33 discovery.k8s.io/v1/EndpointSlice
    replacement networking.k8s.io/v1beta1/IngressClass networking.k8s.io/v1/IngressClass
    scope lifecycle.k8s.io/v1alpha1/Eviction namespaced evictions
    scope lifecycle.k8s.io/v1alpha1/EvictionRequest namespaced evictionrequests
    scope resource.k8s.io/v1alpha3/ResourcePoolStatusRequest cluster resourcepoolstatusrequests
    scope scheduling.k8s.io/v1alpha2/PodGroup namespaced podgroups
    scope scheduling.k8s.io/v1alpha3/CompositePodGroup namespaced compositepodgroups
    scope scheduling.k8s.io/v1alpha3/PodGroup namespaced podgroups
    scope scheduling.k8s.io/v1beta1/PodGroup namespaced podgroups
    """
}

extension Facts {
  /// Applies the corrections. One that meets nothing has outlived its reason, or is misspelled: an error.
  mutating func correct(_ text: String = Corrections.text) throws(GeneratorError) {
    for line in text.parts("\n", omittingEmpty: true) {
      let words = line.parts(" ", omittingEmpty: true)
      guard words.count >= 2, correct(words) else { throw GeneratorError("a correction without effect: \(line)") }
    }
  }

  private mutating func correct(_ words: [String]) -> Bool {
    let subject = words[1]
    switch (words[0], words.count) {
    case ("optional", 2):
      var changed = false
      let found = apply(to: subject, minors: .all) {
        if $0.enforced { changed = true }
        $0.enforced = false
      }
      return found && changed
    case ("require", 2): return apply(to: subject, minors: .all) { $0.enforced = true }
    case ("enum", 3): return apply(to: subject, minors: .all) { $0.values = words[2].parts("|") }
    case ("default", 3): return apply(to: subject, minors: .all) { $0.defaultValue = words[2] }
    case ("kind", 6):
      guard kinds[subject] == nil else { return false }
      update(subject) {
        $0.introduced = Self.minor(words[2])
        $0.deprecated = Self.minor(words[3])
        $0.removed = Self.minor(words[4])
        $0.replacement = words[5]
      }
      return kinds[subject] != nil
    case ("deprecated", 3...4):
      guard kinds[subject] != nil else { return false }
      kinds[subject]?.deprecated = Self.minor(words[2])
      if words.count == 4 { kinds[subject]?.replacement = words[3] }
      return true
    case ("replacement", 3):
      guard kinds[subject] != nil else { return false }
      kinds[subject]?.replacement = words[2]
      return true
    case ("scope", 4):
      guard kinds[subject] != nil else { return false }
      kinds[subject]?.isClusterScoped = words[2] == "cluster"
      kinds[subject]?.plural = words[3]
      return true
    default: return false
    }
  }
}
