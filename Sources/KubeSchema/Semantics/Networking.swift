import Manifest

/// Ingresses, network policies and endpoints.
extension Semantics {
  mutating func checkIngress() {
    let root = document.root
    let spec = object(root, .spec)
    let rules = list(spec, K.rules)
    if rules.isEmpty && object(spec, K.defaultBackend) == nil {
      fail(.invalid, root, ".spec", "either `defaultBackend` or `rules` must be specified")
    }
    guard let spec else { return }
    if let backend = object(spec, K.defaultBackend) { checkBackend(backend, spec, ".defaultBackend") }
    check(spec, K.ingressClassName, TextRules.subdomain)
    for entry in list(spec, K.tls) {
      for (position, host) in list(entry, K.hosts).enumerated() {
        check(host, at: entry, ".hosts[\(position)]", Self.hostName)
      }
      check(entry, K.secretName, TextRules.subdomain)
    }
    for rule in rules { checkIngressRule(rule) }
  }

  private static func hostName(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    text.contains(UInt8(ascii: "*")) ? TextRules.wildcardSubdomain(text) : TextRules.subdomain(text)
  }

  private mutating func checkIngressRule(_ rule: NodeID) {
    check(text(rule, K.host), at: rule, ".host") { text in
      AddressRules.address(text) == nil ? "must be a DNS name, not an IP address" : Self.hostName(text)
    }
    guard let http = object(rule, K.http) else { return }
    let paths = list(http, K.paths)
    if paths.isEmpty { fail(.required, http, ".paths") }
    for path in paths {
      let type = text(path, K.pathType)
      if let type {
        checkOne(type, at: path, ".pathType", of: "Exact", "ImplementationSpecific", "Prefix")
      } else {
        fail(.required, path, ".pathType", "pathType must be specified")
      }
      checkIngressPath(path, type)
      if let backend = object(path, K.backend) {
        checkBackend(backend, path, ".backend")
      } else {
        fail(.invalid, path, ".backend", "resource or service backend is required")
      }
    }
  }

  private mutating func checkIngressPath(_ path: NodeID, _ type: NodeID?) {
    let value = text(path, K.path)
    if hasText(type, "Exact") || hasText(type, "Prefix") {
      guard let value else { return fail(.invalid, path, ".path", "must be an absolute path") }
      check(value, at: path, ".path") { text in
        if text.first != UInt8(ascii: "/") { return "must be an absolute path" }
        let path = String(decoding: text, as: UTF8.self)
        for part in ["//", "/./", "/../", "%2f", "%2F"] where path.contains(part) {
          return "must not contain '\(part)'"
        }
        for end in ["/..", "/."] where path.hasSuffix(end) { return "cannot end with '\(end)'" }
        return nil
      }
    } else {
      check(value, at: path, ".path", TextRules.absolutePath)
    }
  }

  private mutating func checkBackend(_ backend: NodeID, _ anchor: NodeID, _ suffix: String) {
    let service = object(backend, K.service)
    let resource = object(backend, K.resource)
    if service != nil && resource != nil {
      return fail(.invalid, anchor, suffix, "cannot set both resource and service backends")
    }
    guard let service else {
      if resource == nil { fail(.invalid, anchor, suffix, "resource or service backend is required") }
      return
    }
    if let name = text(service, .name) {
      check(name, at: service, ".name", TextRules.label)
    } else {
      fail(.required, service, ".name")
    }
    let port = object(service, K.port)
    let name = text(port, .name)
    let number = integer(port, K.number) ?? 0
    if name != nil && number != 0 {
      fail(.invalid, anchor, suffix, "cannot set both port name & port number")
    } else if let name, let port {
      check(name, at: port, ".name", TextRules.portName)
    } else if let port, number != 0 {
      if !(1...65535).contains(number) { fail(.invalid, port, ".number", AddressRules.portMessage) }
    } else {
      fail(.required, anchor, suffix, "port name or number is required")
    }
  }

  mutating func checkIngressClass() {
    guard let spec = object(document.root, .spec) else { return }
    if let controller = text(spec, K.controller) {
      if document.count(controller) > 250 {
        fail(.tooLong, spec, ".controller", "may not be more than 250 bytes")
      } else {
        check(controller, at: spec, ".controller", TextRules.domainPath)
      }
    } else {
      fail(.required, spec, ".controller")
    }
    guard let parameters = object(spec, K.parameters) else { return }
    check(parameters, K.apiGroup, TextRules.subdomain)
    require(parameters, .kind, at: parameters, ".kind")
    require(parameters, .name, at: parameters, ".name")
    let scope = text(parameters, K.scope)
    checkOne(scope, at: parameters, ".scope", of: "Cluster", "Namespace")
    let namespace = value(parameters, .namespace)
    if hasText(scope, "Namespace") {
      if namespace == nil {
        fail(.required, parameters, ".namespace", "`parameters.scope` is set to 'Namespace'")
      } else {
        check(parameters, .namespace, TextRules.label)
      }
    } else if namespace != nil {
      fail(.forbidden, parameters, ".namespace", "`parameters.scope` is set to 'Cluster'")
    }
  }

  // MARK: Network policies

  mutating func checkNetworkPolicy() {
    guard let spec = object(document.root, .spec) else { return }
    checkSelector(object(spec, K.podSelector))
    for (rules, peers) in [(K.ingress, K.from), (K.egress, K.to)] {
      for rule in list(spec, rules) {
        for port in list(rule, K.ports) { checkPolicyPort(port) }
        for (position, peer) in list(rule, peers).enumerated() { checkPeer(peer, rule, ".\(peers)[\(position)]") }
      }
    }
    let types = list(spec, K.policyTypes)
    if types.count > 2 {
      fail(.invalid, spec, ".policyTypes", "may not specify more than two policyTypes")
      return
    }
    for (position, type) in types.enumerated() {
      checkOne(type, at: spec, ".policyTypes[\(position)]", of: "Egress", "Ingress")
    }
  }

  private mutating func checkPolicyPort(_ port: NodeID) {
    checkOne(text(port, K.protocol), at: port, ".protocol", of: "SCTP", "TCP", "UDP")
    let own = value(port, K.port)
    if let own { checkPort(own, at: port, ".port") }
    guard let end = integer(port, K.endPort) else { return }
    guard let own else {
      return fail(.invalid, port, ".endPort", "may not be specified when `port` is not specified")
    }
    guard let first = integer(own) else {
      return fail(.invalid, port, ".endPort", "may not be specified when `port` is non-numeric")
    }
    if end < first { fail(.invalid, port, ".endPort", "must be greater than or equal to `port`") }
    if !(1...65535).contains(end) { fail(.invalid, port, ".endPort", AddressRules.portMessage) }
  }

  private mutating func checkPeer(_ peer: NodeID, _ rule: NodeID, _ suffix: String) {
    let pods = object(peer, K.podSelector)
    let namespaces = object(peer, K.namespaceSelector)
    let block = object(peer, K.ipBlock)
    checkSelector(pods)
    checkSelector(namespaces)
    if pods == nil && namespaces == nil && block == nil {
      fail(.required, rule, suffix, "must specify a peer")
    } else if block != nil && (pods != nil || namespaces != nil) {
      fail(.forbidden, rule, suffix, "may not specify both ipBlock and another peer")
    }
    guard let block else { return }
    guard let cidr = text(block, K.cidr) else { return fail(.required, block, ".cidr") }
    check(cidr, at: block, ".cidr", AddressRules.network)
    let whole = document.withText(cidr) { AddressRules.parse($0) }
    for (position, except) in list(block, K.except).enumerated() {
      let count = faults.count
      check(except, at: block, ".except[\(position)]", AddressRules.network)
      guard faults.count == count, let whole, let part = document.withText(except, { AddressRules.parse($0) }) else {
        continue
      }
      if !whole.strictlyContains(part) {
        fail(.invalid, block, ".except[\(position)]", "must be a strict subset of `cidr`")
      }
    }
  }

  // MARK: Endpoints

  mutating func checkEndpoints() {
    for (position, subset) in list(document.root, K.subsets).enumerated() {
      let addresses = list(subset, K.addresses)
      let others = list(subset, K.notReadyAddresses)
      if addresses.isEmpty && others.isEmpty {
        fail(
          .required, document.root, ".subsets[\(position)]", "must specify `addresses` or `notReadyAddresses`")
      }
      for address in [addresses, others].joined() {
        check(text(address, K.ip), at: address, ".ip", AddressRules.address)
        check(address, K.hostname, TextRules.label)
      }
      let ports = list(subset, K.ports)
      for port in ports {
        if ports.count > 1 && text(port, .name) == nil { fail(.required, port, ".name") }
        check(port, .name, TextRules.label)
        if !(1...65535).contains(integer(port, K.port) ?? 0) {
          fail(.invalid, port, ".port", AddressRules.portMessage)
        }
        checkOne(text(port, K.protocol), at: port, ".protocol", of: "SCTP", "TCP", "UDP")
      }
    }
  }

  mutating func checkEndpointSlice() {
    let root = document.root
    let type = text(root, K.addressType)
    checkOne(type, at: root, ".addressType", of: "FQDN", "IPv4", "IPv6")
    for endpoint in list(root, K.endpoints) {
      let addresses = list(endpoint, K.addresses)
      if addresses.isEmpty { fail(.required, endpoint, ".addresses", "must contain at least 1 address") }
      if addresses.count > 100 {
        fail(.tooMany, endpoint, ".addresses", "\(addresses.count): must have at most 100 items")
        continue
      }
      for (position, address) in addresses.enumerated() {
        let rule = hasText(type, "FQDN") ? TextRules.subdomain : AddressRules.address
        check(address, at: endpoint, ".addresses[\(position)]", rule)
      }
      check(endpoint, K.hostname, TextRules.label)
      if let hints = object(endpoint, K.hints) {
        checkDuplicates(list(hints, K.forZones), .name, at: hints) { ".forZones[\($0)].name" }
      }
    }
    let ports = list(root, K.ports)
    for port in ports {
      check(port, .name, TextRules.label)
      checkOne(text(port, K.protocol), at: port, ".protocol", of: "SCTP", "TCP", "UDP")
      check(port, K.appProtocol, TextRules.qualifiedName)
    }
    checkDuplicates(ports, .name, at: root) { ".ports[\($0)].name" }
  }
}
