import Manifest

/// The specification of a Pod (Kubernetes' `ValidatePodSpec`).
extension Semantics {
  /// What a Pod belongs to, where the rules differ.
  enum PodOwner {
    case pod, template
  }

  mutating func checkPod() {
    let root = document.root
    guard let spec = object(root, .spec) else { return fail(.required, root, ".spec.containers") }
    checkPodSpec(spec, .pod)
    if !list(spec, K.ephemeralContainers).isEmpty {
      fail(.forbidden, spec, ".ephemeralContainers", "cannot be set on create")
    }
    if let metadata = object(root, .metadata) { checkPodAnnotations(metadata, spec) }
  }

  private mutating func checkPodAnnotations(_ metadata: NodeID, _ spec: NodeID) {
    for entry in entries(metadata, .annotations) {
      let key = entry.key
      if key == K.mirror, text(spec, K.nodeName) == nil {
        fail(
          .invalid, metadata, ".annotations[\(key)]", "must set spec.nodeName if mirror pod annotation is set")
      }
      guard key.bytes.starts(with: "container.apparmor.security.beta.kubernetes.io/".utf8) else { continue }
      check(entry.value, at: metadata, ".annotations[\(key)]") { profile in
        let isKnown =
          profile.isEmpty || profile.elementsEqual("runtime/default".utf8)
          || profile.elementsEqual("unconfined".utf8) || profile.starts(with: "localhost/".utf8)
        return isKnown ? nil : "invalid AppArmor profile name"
      }
    }
  }

  mutating func checkTemplate(_ template: NodeID?, at parent: NodeID, _ suffix: String = ".template") {
    guard let template else { return fail(.required, parent, "\(suffix).spec.containers") }
    checkTemplateMetadata(template)
    guard let spec = object(template, .spec) else { return fail(.required, template, ".spec.containers") }
    checkPodSpec(spec, .template)
    if !list(spec, K.ephemeralContainers).isEmpty {
      fail(.forbidden, spec, ".ephemeralContainers", "ephemeral containers not allowed in pod template")
    }
  }

  mutating func checkPodSpec(_ spec: NodeID, _ owner: PodOwner) {
    checkVolumes(spec, owner)
    checkContainers(spec)
    checkOne(text(spec, K.restartPolicy), at: spec, ".restartPolicy", of: "Always", "Never", "OnFailure")
    checkOne(
      text(spec, K.dnsPolicy), at: spec, ".dnsPolicy", of: "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
    checkDNS(spec)
    checkOne(text(spec, K.preemptionPolicy), at: spec, ".preemptionPolicy", of: "Never", "PreemptLowerPriority")
    checkLabels(spec, K.nodeSelector)
    check(spec, K.serviceAccountName, TextRules.subdomain)
    check(spec, K.nodeName, TextRules.subdomain)
    check(spec, K.hostname, TextRules.label)
    check(spec, K.subdomain, TextRules.label)
    check(spec, K.priorityClassName, TextRules.subdomain)
    check(spec, K.runtimeClassName, TextRules.subdomain)
    checkRange(spec, K.activeDeadlineSeconds, 1...2_147_483_647, "must be between 1 and 2147483647, inclusive")
    checkNonnegative(spec, K.terminationGracePeriodSeconds)
    checkHosts(spec)
    checkGates(spec)
    checkScheduling(spec)
    checkPodSecurity(spec)
    checkOperatingSystem(spec)
    checkClaims(spec)
    checkPodResources(spec)
  }

  private mutating func checkDNS(_ spec: NodeID) {
    let configuration = object(spec, K.dnsConfig)
    if has(spec, K.dnsPolicy, "None") {
      guard let configuration else {
        return fail(.required, spec, ".dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None")
      }
      if list(configuration, K.nameservers).isEmpty {
        fail(
          .required, configuration, ".nameservers",
          "must provide at least one DNS nameserver when `dnsPolicy` is None")
      }
    }
    guard let configuration else { return }
    let servers = list(configuration, K.nameservers)
    if servers.count > 3 {
      fail(.invalid, configuration, ".nameservers", "must not have more than 3 nameservers")
    }
    for (position, server) in servers.enumerated() {
      check(server, at: configuration, ".nameservers[\(position)]", AddressRules.address)
    }
    let searches = list(configuration, K.searches)
    if searches.count > 32 { fail(.invalid, configuration, ".searches", "must not have more than 32 search paths") }
    if searches.reduce(searches.count - 1, { $0 + document.count($1) }) > 2048 {
      fail(.invalid, configuration, ".searches", "must not have more than 2048 characters (including spaces)")
    }
    for (position, search) in searches.enumerated() {
      check(search, at: configuration, ".searches[\(position)]", TextRules.searchPath)
    }
    for (position, option) in list(configuration, K.options).enumerated() where text(option, .name) == nil {
      fail(.required, configuration, ".options[\(position)]", "must not be empty")
    }
  }

  private mutating func checkHosts(_ spec: NodeID) {
    for alias in list(spec, K.hostAliases) {
      if let address = text(alias, K.ip) {
        check(address, at: alias, ".ip", AddressRules.address)
      } else {
        fail(.invalid, alias, ".ip", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
      }
      for (position, name) in list(alias, K.hostnames).enumerated() {
        check(name, at: alias, ".hostnames[\(position)]", TextRules.subdomain)
      }
    }
  }

  private mutating func checkGates(_ spec: NodeID) {
    for gate in list(spec, K.readinessGates) { check(gate, K.conditionType, TextRules.qualifiedName) }
    let gates = list(spec, K.schedulingGates)
    for (position, gate) in gates.enumerated() {
      if let name = text(gate, .name) {
        check(name, at: spec, ".schedulingGates[\(position)]", TextRules.qualifiedName)
      } else {
        fail(.required, spec, ".schedulingGates[\(position)]")
      }
    }
    checkDuplicates(gates, .name, at: spec) { ".schedulingGates[\($0)].name" }
  }

  private mutating func checkClaims(_ spec: NodeID) {
    let claims = list(spec, K.resourceClaims)
    for claim in claims {
      check(claim, .name, TextRules.label)
      check(claim, K.resourceClaimName, TextRules.subdomain)
      check(claim, K.resourceClaimTemplateName, TextRules.subdomain)
      let hasName = text(claim, K.resourceClaimName) != nil
      if hasName == (text(claim, K.resourceClaimTemplateName) != nil) {
        fail(
          .invalid, claim, "",
          hasName
            ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
      }
    }
    checkDuplicates(claims, .name, at: spec) { ".resourceClaims[\($0)].name" }
  }

  private mutating func checkOperatingSystem(_ spec: NodeID) {
    guard let system = object(spec, K.os) else { return }
    guard let name = text(system, .name) else { return fail(.required, system, ".name") }
    checkOne(name, at: spec, ".os", of: "linux", "windows")
    guard hasText(name, "windows") else { return }
    for key in [K.hostPID, K.hostIPC, K.shareProcessNamespace] where isTrue(spec, key) {
      fail(.forbidden, spec, ".\(key)", "cannot be set for a windows pod")
    }
    forbidLinux(object(spec, K.securityContext))
    for key in [K.initContainers, K.containers] {
      for container in list(spec, key) { forbidLinux(object(container, K.securityContext)) }
    }
  }

  private mutating func forbidLinux(_ context: NodeID?) {
    guard let context else { return }
    let keys = [
      K.seLinuxOptions, K.seccompProfile, K.appArmorProfile, K.fsGroup, K.fsGroupChangePolicy, K.sysctls, K.runAsUser,
      K.runAsGroup, K.supplementalGroups, K.capabilities, K.readOnlyRootFilesystem, K.privileged,
      K.allowPrivilegeEscalation, K.procMount,
    ]
    for key in keys where value(context, key) != nil {
      fail(.forbidden, context, ".\(key)", "cannot be set for a windows pod")
    }
  }

  private mutating func checkPodResources(_ spec: NodeID) {
    for entry in entries(spec, K.overhead) {
      if let amount = quantity(entry.value), amount < .zero {
        fail(
          .invalid, spec, ".overhead.limits[\(entry.key)]", "must be greater than or equal to 0", value: entry.value)
      }
    }
    guard let resources = object(spec, K.resources) else { return }
    for key in [K.limits, K.requests] {
      for entry in entries(resources, key) {
        let isKnown =
          entry.key == K.cpu || entry.key == K.memory || entry.key.bytes.starts(with: "hugepages-".utf8)
        if !isKnown {
          fail(
            .notSupported, resources, ".\(key)[\(entry.key)]", "\"\(entry.key)\"", value: entry.value,
            supported: ["cpu", "hugepages-", "memory"])
        }
      }
    }
    checkRequestsBelowLimits(resources)
    for entry in entries(resources, K.requests) {
      guard let amount = quantity(entry.value) else { continue }
      let sum = list(spec, K.containers).reduce(Quantity.zero) { sum, container in
        let own = object(object(container, K.resources), K.requests).flatMap { value($0, entry.key) }
        return sum + (quantity(own) ?? .zero)
      }
      if amount < sum {
        fail(
          .invalid, resources, ".requests[\(entry.key)]",
          "must be greater than or equal to aggregate container requests", value: entry.value)
      }
    }
  }
}
