import Manifest

/// Where a Pod may run: affinity, tolerations, spreading.
extension Semantics {
  mutating func checkScheduling(_ spec: NodeID) {
    if let affinity = object(spec, K.affinity) {
      if let node = object(affinity, K.nodeAffinity) { checkNodeAffinity(node) }
      for key in [K.podAffinity, K.podAntiAffinity] {
        if let pods = object(affinity, key) { checkPodAffinity(pods) }
      }
    }
    for toleration in list(spec, K.tolerations) { checkToleration(toleration) }
    checkSpread(spec)
  }

  // MARK: Affinity

  private mutating func checkNodeAffinity(_ affinity: NodeID) {
    if let required = object(affinity, K.required) { checkNodeSelector(required) }
    for term in list(affinity, K.preferred) {
      checkWeight(term)
      if let preference = object(term, K.preference) { checkNodeTerm(preference) }
    }
  }

  mutating func checkNodeSelector(_ selector: NodeID) {
    let terms = list(selector, K.nodeSelectorTerms)
    if terms.isEmpty {
      fail(.required, selector, ".nodeSelectorTerms", "must have at least one node selector term")
    }
    for term in terms { checkNodeTerm(term) }
  }

  private mutating func checkWeight(_ term: NodeID) {
    if !(1...100).contains(integer(term, K.weight) ?? 0) {
      fail(.invalid, term, ".weight", "must be in the range 1-100")
    }
  }

  private mutating func checkNodeTerm(_ term: NodeID) {
    for requirement in list(term, K.matchExpressions) { checkNodeRequirement(requirement) }
    for field in list(term, K.matchFields) {
      let values = list(field, K.values)
      if has(field, K.operator, "In") || has(field, K.operator, "NotIn") {
        if values.count != 1 {
          fail(
            .required, field, ".values",
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
        }
      } else if let name = value(field, K.operator), !isOpen(name) {
        fail(.invalid, field, ".operator", "not a valid selector operator")
      }
      if let key = text(field, K.key) {
        if !hasText(key, "metadata.name") && !isOpen(key) {
          fail(.invalid, field, ".key", "not a valid field selector key")
        } else {
          for (position, value) in values.enumerated() {
            check(value, at: field, ".values[\(position)]", TextRules.subdomain)
          }
        }
      }
    }
  }

  private mutating func checkNodeRequirement(_ requirement: NodeID) {
    let values = list(requirement, K.values)
    if let name = value(requirement, K.operator) {
      if hasText(name, "In") || hasText(name, "NotIn") {
        if values.isEmpty {
          fail(.required, requirement, ".values", "must be specified when `operator` is 'In' or 'NotIn'")
        }
      } else if hasText(name, "Exists") || hasText(name, "DoesNotExist") {
        if !values.isEmpty {
          fail(
            .forbidden, requirement, ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
        }
      } else if hasText(name, "Gt") || hasText(name, "Lt") {
        if values.count != 1 {
          fail(
            .required, requirement, ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
        }
      } else if !isOpen(name) {
        fail(.invalid, requirement, ".operator", "not a valid selector operator")
      }
    }
    check(requirement, K.key, TextRules.qualifiedName)
    for (position, value) in values.enumerated() {
      check(value, at: requirement, ".values[\(position)]", TextRules.labelValue)
    }
  }

  private mutating func checkPodAffinity(_ affinity: NodeID) {
    for term in list(affinity, K.required) { checkPodTerm(term) }
    for weighted in list(affinity, K.preferred) {
      checkWeight(weighted)
      if let term = object(weighted, K.podAffinityTerm) { checkPodTerm(term) }
    }
  }

  private mutating func checkPodTerm(_ term: NodeID) {
    checkSelector(object(term, K.labelSelector))
    checkSelector(object(term, K.namespaceSelector))
    for namespace in list(term, K.namespaces) { check(namespace, at: term, ".namespace", TextRules.label) }
    if let key = text(term, K.topologyKey) {
      check(key, at: term, ".topologyKey", TextRules.qualifiedName)
    } else {
      fail(.required, term, ".topologyKey", "can not be empty")
      fail(.invalid, term, ".topologyKey", "name part must be non-empty")
    }
  }

  // MARK: Tolerations

  mutating func checkToleration(_ toleration: NodeID) {
    check(toleration, K.key, TextRules.qualifiedName)
    let name = text(toleration, K.operator)
    let effect = text(toleration, K.effect)
    if text(toleration, K.key) == nil && !hasText(name, "Exists") {
      fail(.invalid, toleration, ".operator", "operator must be Exists when `key` is empty")
    }
    if integer(toleration, K.tolerationSeconds) != nil && !hasText(effect, "NoExecute") {
      fail(.invalid, toleration, ".effect", "effect must be 'NoExecute' when `tolerationSeconds` is set")
    }
    if hasText(name, "Exists") {
      if let value = text(toleration, K.value) {
        fail(.invalid, toleration, ".operator", "value must be empty when `operator` is 'Exists'", value: value)
      }
    } else if name == nil || hasText(name, "Equal") {
      check(text(toleration, K.value), at: toleration, ".operator", TextRules.labelValue)
    } else {
      checkOne(name, at: toleration, ".operator", of: "Equal", "Exists")
    }
    checkOne(effect, at: toleration, ".effect", of: "NoExecute", "NoSchedule", "PreferNoSchedule")
  }

  // MARK: Spreading

  private mutating func checkSpread(_ spec: NodeID) {
    let constraints = list(spec, K.topologySpreadConstraints)
    for (position, constraint) in constraints.enumerated() {
      if integer(constraint, K.maxSkew) ?? 0 <= 0 {
        fail(.invalid, constraint, ".maxSkew", "must be greater than zero")
      }
      if let key = text(constraint, K.topologyKey) {
        check(key, at: constraint, ".topologyKey", TextRules.qualifiedName)
      } else {
        fail(.required, constraint, ".topologyKey", "can not be empty")
      }
      let action = text(constraint, K.whenUnsatisfiable)
      if let action {
        checkOne(action, at: constraint, ".whenUnsatisfiable", of: "DoNotSchedule", "ScheduleAnyway")
      } else {
        fail(
          .notSupported, constraint, ".whenUnsatisfiable", "\"\"", supported: ["DoNotSchedule", "ScheduleAnyway"])
      }
      checkDomains(constraint, action)
      for key in [K.nodeTaintsPolicy, K.nodeAffinityPolicy] {
        checkOne(text(constraint, key), at: constraint, ".\(key)", of: "Honor", "Ignore")
      }
      checkSelector(object(constraint, K.labelSelector))
      let isKnown = constraints.prefix(position).contains {
        equal($0, constraint, K.topologyKey, default: "") && equal($0, constraint, K.whenUnsatisfiable, default: "")
      }
      if isKnown {
        // The server names the first place, whichever one is repeated.
        fail(
          .duplicate, spec, ".topologySpreadConstraints[\(position - 1)].{topologyKey, whenUnsatisfiable}",
          "{\(string(text(constraint, K.topologyKey))), \(string(action))}", value: constraint)
      }
    }
  }

  private mutating func checkDomains(_ constraint: NodeID, _ action: NodeID?) {
    guard let domains = integer(constraint, K.minDomains) else { return }
    if domains <= 0 { fail(.invalid, constraint, ".minDomains", "must be greater than zero") }
    if hasText(action, "ScheduleAnyway") {
      fail(
        .invalid, constraint, ".minDomains", "can only use minDomains if whenUnsatisfiable=DoNotSchedule")
    }
  }
}
