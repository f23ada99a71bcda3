import Manifest

/// Services (Kubernetes' `ValidateService`).
extension Semantics {
  mutating func checkService() {
    let root = document.root
    guard let spec = object(root, .spec) else { return fail(.required, root, ".spec.ports") }
    let type = text(spec, K.type)
    let isExternalName = hasText(type, "ExternalName")
    let isBalancer = hasText(type, "LoadBalancer")
    checkOne(type, at: spec, ".type", of: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
    if let selector = object(spec, K.selector), document.count(selector) > 0 { checkLabels(spec, K.selector) }
    checkOne(text(spec, K.sessionAffinity), at: spec, ".sessionAffinity", of: "ClientIP", "None")
    checkAffinity(spec)
    if isExternalName {
      if let name = text(spec, K.externalName) {
        check(name, at: spec, ".externalName") { text in
          TextRules.subdomain(text.last == UInt8(ascii: ".") ? .init(rebasing: text.dropLast()) : text)
        }
      } else {
        fail(.required, spec, ".externalName")
      }
    }
    checkServicePorts(spec, type)
    checkClusterAddresses(spec, isExternalName: isExternalName)
    for (position, address) in list(spec, K.externalIPs).enumerated() {
      check(address, at: spec, ".externalIPs[\(position)]", AddressRules.address)
    }
    checkBalancer(spec, isBalancer: isBalancer)
    checkTraffic(spec, type)
    checkFamilies(spec)
  }

  private mutating func checkAffinity(_ spec: NodeID) {
    guard let configuration = object(spec, K.sessionAffinityConfig) else { return }
    if has(spec, K.sessionAffinity, "None") {
      return fail(
        .forbidden, spec, ".sessionAffinityConfig", "must not be set when session affinity is None")
    }
    if let client = object(configuration, K.clientIP), let seconds = integer(client, K.timeoutSeconds),
      !(1...86400).contains(seconds)
    {
      fail(.invalid, client, ".timeoutSeconds", "must be greater than 0 and less than 86400")
    }
  }

  private mutating func checkServicePorts(_ spec: NodeID, _ type: NodeID?) {
    let ports = list(spec, K.ports)
    let isHeadless = has(spec, K.clusterIP, "None")
    let isInternal = type == nil || hasText(type, "ClusterIP")
    if ports.isEmpty && !isHeadless && !hasText(type, "ExternalName") { fail(.required, spec, ".ports") }
    for (position, port) in ports.enumerated() {
      checkServicePort(port, hasSeveral: ports.count > 1, isHeadless: isHeadless, isInternal: isInternal)
      let isKnown = ports.prefix(position).contains { other in
        integer(other, K.port) == integer(port, K.port) && equal(other, port, K.protocol, default: "TCP")
      }
      if isKnown { fail(.duplicate, spec, ".ports[\(position)]", value: port) }
      guard let node = integer(port, K.nodePort), node != 0 else { continue }
      let isTaken = ports.prefix(position).contains { other in
        integer(other, K.nodePort) == node && equal(other, port, K.protocol, default: "TCP")
      }
      if isTaken { fail(.invalid, port, ".nodePort", "provided port is already allocated") }
    }
    checkDuplicates(ports, .name, at: spec) { ".ports[\($0)].name" }
  }

  private mutating func checkServicePort(_ port: NodeID, hasSeveral: Bool, isHeadless: Bool, isInternal: Bool) {
    if hasSeveral && text(port, .name) == nil { fail(.required, port, ".name") }
    check(port, .name, TextRules.label)
    let number = integer(port, K.port) ?? 0
    if !(1...65535).contains(number) { fail(.invalid, port, ".port", AddressRules.portMessage) }
    if let target = value(port, K.targetPort) {
      if integer(target) != 0 && !(isText(target) && document.count(target) == 0) {
        checkPort(target, at: port, ".targetPort")
      } else if !(1...65535).contains(number) {
        fail(.invalid, port, ".targetPort", AddressRules.portMessage)
      }
    } else if number != 0 && !(1...65535).contains(number) {
      // The target is the port itself.
      fail(.invalid, port, ".targetPort", AddressRules.portMessage)
    }
    checkOne(text(port, K.protocol), at: port, ".protocol", of: "SCTP", "TCP", "UDP")
    check(port, K.appProtocol, TextRules.qualifiedName)
    if isInternal, let node = integer(port, K.nodePort), node != 0 {
      fail(.forbidden, port, ".nodePort", "may not be used when `type` is 'ClusterIP'")
    }
  }

  private mutating func checkClusterAddresses(_ spec: NodeID, isExternalName: Bool) {
    let addresses = list(spec, K.clusterIPs)
    let address = text(spec, K.clusterIP)
    if isExternalName { return }
    if addresses.count > 2 { fail(.invalid, spec, ".clusterIPs", "may only hold up to 2 values") }
    if !addresses.isEmpty {
      if let address, let first = addresses.first, !same(address, first) {
        fail(.invalid, spec, ".clusterIPs", "first value must match `clusterIP`")
      } else if address == nil {
        fail(.invalid, spec, ".clusterIPs", "must be empty when `clusterIP` is not specified")
      }
      for (position, one) in addresses.enumerated() where !hasText(one, "None") {
        check(one, at: spec, ".clusterIPs[\(position)]", AddressRules.address)
      }
    } else if let address, !hasText(address, "None") {
      // The first of the list is filled in from the single one.
      check(address, at: spec, ".clusterIPs[0]", AddressRules.address)
    }
  }

  private mutating func checkBalancer(_ spec: NodeID, isBalancer: Bool) {
    let ranges = list(spec, K.loadBalancerSourceRanges)
    if !ranges.isEmpty && !isBalancer {
      fail(.forbidden, spec, ".LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'")
    }
    if isBalancer {
      for (position, range) in ranges.enumerated() {
        check(range, at: spec, ".LoadBalancerSourceRanges[\(position)]") { text in
          let first = text.firstIndex { $0 != 0x20 } ?? text.endIndex
          let end = (text.lastIndex { $0 != 0x20 } ?? -1) + 1
          return AddressRules.looseNetwork(.init(rebasing: text[min(first, end)..<end]))
        }
      }
    }
    if !isBalancer {
      for key in [K.allocateLoadBalancerNodePorts, K.loadBalancerClass] where value(spec, key) != nil {
        fail(.forbidden, spec, ".\(key)", "may only be used when `type` is 'LoadBalancer'")
      }
    }
    check(spec, K.loadBalancerClass, TextRules.qualifiedName)
  }

  private mutating func checkTraffic(_ spec: NodeID, _ type: NodeID?) {
    let isBalancer = hasText(type, "LoadBalancer")
    let isReachable = isBalancer || hasText(type, "NodePort") || !list(spec, K.externalIPs).isEmpty
    let policy = text(spec, K.externalTrafficPolicy)
    if let policy {
      if !isReachable {
        fail(
          .invalid, spec, ".externalTrafficPolicy", "may only be set for externally-accessible services")
      } else {
        checkOne(policy, at: spec, ".externalTrafficPolicy", of: "Cluster", "Local")
      }
    }
    checkOne(
      text(spec, K.internalTrafficPolicy), at: spec, ".internalTrafficPolicy", of: "Cluster", "Local")
    if let port = integer(spec, K.healthCheckNodePort), port != 0, !isBalancer || !hasText(policy, "Local") {
      fail(
        .invalid, spec, ".healthCheckNodePort",
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
    }
  }

  private mutating func checkFamilies(_ spec: NodeID) {
    let families = list(spec, K.ipFamilies)
    for (position, family) in families.enumerated() {
      checkOne(family, at: spec, ".ipFamilies[\(position)]", of: "IPv4", "IPv6")
    }
    checkDuplicates(families, nil, at: spec) { ".ipFamilies[\($0)]" }
    checkOne(
      text(spec, K.ipFamilyPolicy), at: spec, ".ipFamilyPolicy", of: "PreferDualStack", "RequireDualStack",
      "SingleStack")
    if has(spec, K.ipFamilyPolicy, "SingleStack"), families.count > 1 || list(spec, K.clusterIPs).count > 1 {
      fail(
        .invalid, spec, ".ipFamilyPolicy",
        "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified")
    }
  }
}
