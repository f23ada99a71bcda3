import Manifest

/// Quotas, limits, fairness of requests, device claims and other kinds of an administrator.
extension Semantics {
  // MARK: Quotas

  private static let quotaNames: Set<String> = [
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas",
    "services", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps", "services.nodeports",
    "services.loadbalancers",
  ]
  private static let countedNames: Set<String> = [
    "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps",
    "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
  ]

  mutating func checkQuota() {
    guard let spec = object(document.root, .spec) else { return }
    for entry in entries(spec, K.hard) {
      let name = entry.key.string
      if ScalarFormats.holdsVariable(entry.key.bytes) { continue }
      let isPrefixed = name.hasPrefix("hugepages-") || name.hasPrefix("requests.hugepages-")
      if TextRules.qualifiedName(entry.key.bytes) != nil
        || !name.utf8.contains(UInt8(ascii: "/")) && !Self.quotaNames.contains(name) && !isPrefixed
      {
        fail(.invalid, spec, ".hard[\(name)]", "must be a standard resource for quota", value: entry.value)
      }
      guard let amount = quantity(entry.value) else { continue }
      if amount < .zero {
        fail(.invalid, spec, ".hard[\(name)]", "must be greater than or equal to 0", value: entry.value)
      } else if !amount.isWhole && (Self.countedNames.contains(name) || name.hasPrefix("count/")) {
        fail(.invalid, spec, ".hard[\(name)]", "must be an integer", value: entry.value)
      }
    }
    checkScopes(spec)
  }

  private static let scopes = [
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
  ]

  private mutating func checkScopes(_ spec: NodeID) {
    let scopes = list(spec, K.scopes)
    for scope in scopes where !Self.scopes.contains(string(scope)) && !isOpen(scope) {
      fail(.invalid, spec, ".scopes", "unsupported scope", value: scope)
    }
    for (one, other) in [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")] {
      let names = scopes.map { string($0) }
      if names.contains(one) && names.contains(other) { fail(.invalid, spec, ".scopes", "conflicting scopes") }
    }
    guard let selector = object(spec, K.scopeSelector) else { return }
    for expression in list(selector, K.matchExpressions) {
      let name = string(text(expression, K.operator))
      let values = list(expression, K.values)
      let needsExists =
        !has(expression, K.scopeName, "PriorityClass")
        && !has(expression, K.scopeName, "VolumeAttributesClass")
      switch name {
      case "In", "NotIn":
        if values.isEmpty {
          fail(
            .required, selector, ".matchExpressions.values",
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector", value: expression)
        }
        if needsExists {
          fail(
            .invalid, selector, ".matchExpressions.operator", "must be 'Exists' for this scope", value: expression)
        }
      case "Exists", "DoesNotExist":
        if !values.isEmpty {
          fail(
            .invalid, selector, ".matchExpressions.values",
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector", value: expression)
        }
      default:
        if text(expression, K.operator).map({ !isOpen($0) }) ?? true {
          fail(.invalid, selector, ".matchExpressions.operator", "not a valid selector operator", value: expression)
        }
      }
    }
  }

  // MARK: Limits

  mutating func checkLimitRange() {
    for limit in list(object(document.root, .spec), K.limits) {
      guard let type = text(limit, K.type) else {
        fail(.invalid, limit, ".type", "name part must be non-empty")
        continue
      }
      check(type, at: limit, ".type", TextRules.qualifiedName)
      if hasText(type, "Pod") {
        for key in [K.`default`, K.defaultRequest] where !entries(limit, key).isEmpty {
          fail(.forbidden, limit, ".\(key)", "may not be specified when `type` is 'Pod'")
        }
      }
      checkLimits(limit, isContainer: hasText(type, "Container"))
    }
  }

  private mutating func checkLimits(_ limit: NodeID, isContainer: Bool) {
    var keys: [Key] = []
    for list in [K.min, K.max, K.`default`, K.defaultRequest, K.maxLimitRequestRatio] {
      for entry in entries(limit, list) where !keys.contains(entry.key) { keys.append(entry.key) }
    }
    for key in keys {
      checkLimitNames(key, limit, isContainer: isContainer)
      checkLimitOrder(key, limit, isContainer: isContainer)
    }
  }

  private mutating func checkLimitNames(_ key: Key, _ limit: NodeID, isContainer: Bool) {
    let isQualified = TextRules.qualifiedName(key.bytes) == nil
    let isKnown = key == K.cpu || key == K.memory || key == K.ephemeralStorage || key == K.storage
    if isQualified && (isKnown || !isContainer || key.bytes.contains(UInt8(ascii: "/"))) { return }
    if key.bytes.starts(with: "hugepages-".utf8) && isQualified { return }
    let lists = isContainer ? [K.min, K.max, K.`default`, K.defaultRequest] : [K.min, K.max]
    for list in lists where limitAmount(limit, list, key, isContainer: isContainer) != nil {
      fail(.invalid, limit, ".\(list)[\(key)]", "must be a standard resource for containers")
    }
  }

  /// An amount with the server's defaults: the default limit is the maximum, the default request the default limit or
  /// the minimum.
  private func limitAmount(_ limit: NodeID, _ list: Key, _ key: Key, isContainer: Bool) -> Quantity? {
    func own(_ list: Key) -> Quantity? { quantity(value(value(limit, list), key)) }
    if let amount = own(list) { return amount }
    if !isContainer { return nil }
    if list == K.`default` { return own(K.max) }
    if list == K.defaultRequest { return own(K.`default`) ?? own(K.max) ?? own(K.min) }
    return nil
  }

  private mutating func checkLimitOrder(_ key: Key, _ limit: NodeID, isContainer: Bool) {
    func amount(_ list: Key) -> Quantity? { limitAmount(limit, list, key, isContainer: isContainer) }
    let (least, most) = (amount(K.min), amount(K.max))
    let (standard, request) = (amount(K.`default`), amount(K.defaultRequest))
    let pairs: [(Quantity?, Quantity?, Key, String)] = [
      (least, most, K.min, "min value is greater than max value"),
      (least, request, K.defaultRequest, "min value is greater than default request value"),
      (request, most, K.defaultRequest, "default request value is greater than max value"),
      (request, standard, K.defaultRequest, "default request value is greater than default limit value"),
      (least, standard, K.`default`, "min value is greater than default value"),
      (standard, most, K.`default`, "default value is greater than max value"),
    ]
    for (low, high, list, message) in pairs {
      if let low, let high, low > high { fail(.invalid, limit, ".\(list)[\(key)]", message) }
    }
    guard let ratio = amount(K.maxLimitRequestRatio) else { return }
    if ratio < Quantity(1) {
      fail(.invalid, limit, ".maxLimitRequestRatio[\(key)]", "ratio is less than 1")
    } else if let least, let most, least > .zero,
      Double(ratio.billionths) / 1e9 > Double(most.billionths) / Double(least.billionths)
    {
      fail(.invalid, limit, ".maxLimitRequestRatio[\(key)]", "ratio is greater than max/min")
    }
  }

  // MARK: Fairness

  mutating func checkFlowSchema() {
    let root = document.root
    guard let spec = object(root, .spec) else { return }
    if text(object(spec, K.priorityLevelConfiguration), .name) == nil {
      fail(.required, spec, ".priorityLevelConfiguration.name", "must reference a priority level")
    }
    if let precedence = integer(spec, K.matchingPrecedence) {
      if precedence > 10_000 {
        fail(.invalid, spec, ".matchingPrecedence", "must not be greater than 10000")
      } else if precedence < 0 {
        fail(.invalid, spec, ".matchingPrecedence", "must be positive")
      } else if precedence == 1, !has(object(root, .metadata), .name, "exempt") {
        fail(.invalid, spec, ".matchingPrecedence", "only the schema named 'exempt' may have matchingPrecedence 1")
      }
    }
    for (position, rule) in list(spec, K.rules).enumerated() {
      for subject in list(rule, K.subjects) {
        for (kind, key) in [("User", K.user), ("Group", K.group), ("ServiceAccount", K.serviceAccount)]
        where string(text(subject, .kind)) == kind && object(subject, key) == nil {
          fail(.required, subject, ".\(key)", "\(key) is required when subject kind is '\(kind)'")
        }
      }
      if list(rule, K.resourceRules).isEmpty && list(rule, K.nonResourceRules).isEmpty {
        fail(
          .required, spec, ".rules[\(position)]",
          "at least one of resourceRules and nonResourceRules has to be non-empty")
      }
      for resources in list(rule, K.resourceRules) {
        for verb in list(resources, K.verbs) {
          checkOne(
            verb, at: resources, ".verbs", of: "*", "create", "delete", "deletecollection", "get", "list", "patch",
            "proxy", "update", "watch")
        }
        if list(resources, K.namespaces).isEmpty && !isTrue(resources, K.clusterScope) {
          fail(
            .required, resources, ".namespaces",
            "resource rules that are not cluster scoped must supply at least one namespace")
        }
      }
    }
  }

  mutating func checkPriorityLevel() {
    guard let spec = object(document.root, .spec) else { return }
    guard has(spec, K.type, "Limited") else { return }
    guard let limited = object(spec, K.limited) else {
      return fail(.required, spec, ".limited", "must not be empty when type is Limited")
    }
    if let shares = integer(limited, K.nominalConcurrencyShares), shares < 0 {
      fail(.invalid, limited, ".nominalConcurrencyShares", "must be a non-negative integer")
    }
    guard let response = object(limited, K.limitResponse) else { return }
    let queuing = object(response, K.queuing)
    if has(response, K.type, "Reject") {
      if queuing != nil {
        fail(.forbidden, response, ".queuing", "must be nil if limited.limitResponse.type is not Limited")
      }
    } else if has(response, K.type, "Queue") {
      guard let queuing else {
        return fail(
          .required, response, ".queuing", "must not be empty if limited.limitResponse.type is Limited")
      }
      checkQueuing(queuing)
    }
  }

  private mutating func checkQueuing(_ queuing: NodeID) {
    func size(_ key: Key, _ standard: Int) -> Int {
      let own = integer(queuing, key) ?? 0
      return own == 0 ? standard : own
    }
    let (queues, hand) = (size(K.queues, 64), size(K.handSize, 8))
    for key in [K.queueLengthLimit, K.queues, K.handSize] where integer(queuing, key) ?? 0 < 0 {
      fail(.invalid, queuing, ".\(key)", "must be positive")
    }
    if queues > 10_000_000 {
      fail(.invalid, queuing, ".queues", "must not be greater than 10000000")
    } else if hand > queues {
      fail(.invalid, queuing, ".handSize", "should not be greater than queues (\(queues))")
    } else if hand > 0 {
      // The bits that drawing a hand of queues takes have to fit in a hash.
      var product = 1.0
      for drawn in 0..<min(hand, 64) { product *= Double(queues - drawn) }
      if product > 0x1p60 {
        fail(
          .invalid, queuing, ".handSize", "required entropy bits of deckSize and handSize should not be greater than 60"
        )
      }
    }
  }

  // MARK: Devices

  mutating func checkDevices(_ devices: NodeID?) {
    guard let devices else { return }
    let requests = list(devices, K.requests)
    checkDuplicates(requests, .name, at: devices) { ".requests[\($0)]" }
    for (position, request) in requests.enumerated() {
      if let name = text(request, .name) {
        check(name, at: request, ".name", TextRules.label)
      } else {
        fail(.required, request, ".name")
      }
      let exactly = object(request, K.exactly)
      // Older versions have the fields in the request itself.
      guard minor >= 1 << 5 else { continue }
      if let exactly {
        checkDeviceRequest(exactly)
      } else if list(request, K.firstAvailable).isEmpty && text(request, K.deviceClassName) == nil {
        fail(
          .required, devices, ".requests[\(position)]", "exactly one of `exactly` or `firstAvailable` is required")
      }
    }
    for constraint in list(devices, K.constraints) {
      check(text(constraint, K.matchAttribute), at: constraint, ".matchAttribute") { text in
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")), slash > 0 else {
          return "a fully qualified name must be a domain and a name separated by a slash"
        }
        return nil
      }
    }
  }

  private mutating func checkDeviceRequest(_ request: NodeID) {
    require(request, K.deviceClassName, at: request, ".deviceClassName")
    let count = integer(request, K.count) ?? 0
    if has(request, K.allocationMode, "All") {
      if count != 0 {
        fail(.invalid, request, ".count", "must not be specified when allocationMode is 'All'")
      }
    } else if count < 0 {
      fail(.invalid, request, ".count", "must be greater than zero")
    }
  }

  // MARK: Others

  mutating func checkNode() {
    guard let spec = object(document.root, .spec) else { return }
    let anchor = object(document.root, .metadata) ?? document.root
    for (position, taint) in list(spec, K.taints).enumerated() {
      let suffix = ".taints[\(position)]"
      if let key = text(taint, K.key) {
        check(key, at: anchor, "\(suffix).key", TextRules.qualifiedName)
      } else {
        fail(.required, anchor, "\(suffix).key", value: taint)
      }
      if let effect = text(taint, K.effect) {
        checkOne(effect, at: anchor, "\(suffix).effect", of: "NoExecute", "NoSchedule", "PreferNoSchedule")
      } else {
        fail(.required, anchor, "\(suffix).effect", value: taint)
      }
    }
    for (position, network) in list(spec, K.podCIDRs).enumerated() {
      check(network, at: spec, ".podCIDRs[\(position)]", AddressRules.looseNetwork)
    }
  }

  mutating func checkAPIService() {
    let root = document.root
    guard let spec = object(root, .spec), let metadata = object(root, .metadata) else { return }
    let wanted = "\(string(text(spec, K.version))).\(string(text(spec, K.group)))"
    if let name = text(metadata, .name), string(name) != wanted, !isOpen(name) {
      failBetween(.invalid, metadata, ".name", "must be `spec.version+\".\"+spec.group`: \"\(wanted)\"")
    }
    for key in [K.groupPriorityMinimum, K.versionPriority] {
      let most = key == K.versionPriority ? 1000 : 20000
      if let priority = integer(spec, key), !(1...most).contains(priority) {
        fail(.invalid, spec, ".\(key)", "must be positive and less than \(most)")
      }
    }
    if isTrue(spec, K.insecureSkipTLSVerify), text(spec, K.caBundle) != nil {
      fail(.invalid, spec, ".insecureSkipTLSVerify", "may not be true if caBundle is present")
    }
  }

  /// What concerns the names of a definition; its schemas are another matter.
  mutating func checkDefinition() {
    let root = document.root
    guard let spec = object(root, .spec) else { return }
    let names = object(spec, K.names)
    let group = text(spec, K.group)
    let plural = text(names, K.plural)
    if let metadata = object(root, .metadata), let name = text(metadata, .name), let group, let plural {
      if string(name) != "\(string(plural)).\(string(group))" {
        failBetween(.invalid, metadata, ".name", "must be spec.names.plural+\".\"+spec.group")
      }
      let protected = ["k8s.io", "kubernetes.io"].contains { string(group) == $0 || string(group).hasSuffix(".\($0)") }
      if protected, text(object(metadata, .annotations), K.approval) == nil {
        fail(
          .required, metadata, ".annotations[api-approved.kubernetes.io]",
          "protected groups must have approval annotation \"api-approved.kubernetes.io\"")
      }
    }
    check(group, at: spec, ".group", TextRules.subdomain)
    check(plural, at: names ?? spec, ".plural", TextRules.label1035)
    check(text(names, K.singular), at: names ?? spec, ".singular", TextRules.label1035)
    if let names, let kind = text(names, .kind), let list = text(names, K.listKind), same(kind, list) {
      fail(.invalid, names, ".listKind", "kind and listKind may not be the same")
    }
    if isTrue(spec, K.preserveUnknownFields) {
      fail(
        .invalid, spec, ".preserveUnknownFields",
        "cannot set to true, set x-kubernetes-preserve-unknown-fields to true instead")
    }
    checkDefinitionParts(spec)
    checkSchemas(spec)
    let versions = list(spec, K.versions)
    if versions.count(where: { isTrue($0, K.storage) }) != 1 {
      fail(.invalid, spec, ".versions", "must have exactly one version marked as storage version")
      fail(.invalid, root, ".status.storedVersions", "must have the storage version", value: value(spec, K.versions))
    }
  }
}
