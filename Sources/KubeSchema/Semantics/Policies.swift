import Manifest

/// Autoscaling, disruption budgets and the small kinds.
extension Semantics {
  mutating func checkDisruptionBudget() {
    guard let spec = object(document.root, .spec) else { return }
    if value(spec, K.minAvailable) != nil && value(spec, K.maxUnavailable) != nil {
      fail(.invalid, document.root, ".spec", "minAvailable and maxUnavailable cannot be both set")
    }
    checkAmount(spec, K.minAvailable, most: 100)
    checkAmount(spec, K.maxUnavailable, most: 100)
    checkSelector(object(spec, K.selector))
    checkOne(
      text(spec, K.unhealthyPodEvictionPolicy), at: spec, ".unhealthyPodEvictionPolicy", of: "AlwaysAllow",
      "IfHealthyBudget")
  }

  mutating func checkPriorityClass() {
    let root = document.root
    if let number = integer(root, K.value), number > 1_000_000_000,
      !(text(object(root, .metadata), .name).map { string($0).hasPrefix("system-") } ?? false)
    {
      fail(.forbidden, root, ".value", "maximum allowed value of a user defined priority is 1000000000")
    }
    checkOne(text(root, K.preemptionPolicy), at: root, ".preemptionPolicy", of: "Never", "PreemptLowerPriority")
  }

  mutating func checkRuntimeClass() {
    let root = document.root
    if let handler = text(root, K.handler) {
      check(handler, at: root, ".handler", TextRules.label)
    } else {
      fail(.required, root, ".handler")
    }
    for entry in entries(object(root, K.overhead), K.podFixed) {
      if let amount = quantity(entry.value), amount < .zero {
        fail(
          .invalid, root, ".overhead.limits[\(entry.key)]", "must be greater than or equal to 0", value: entry.value)
      }
    }
    guard let scheduling = object(root, K.scheduling) else { return }
    checkLabels(scheduling, K.nodeSelector)
    let tolerations = list(scheduling, K.tolerations)
    for (position, toleration) in tolerations.enumerated() {
      checkToleration(toleration)
      if tolerations.prefix(position).contains(where: { document.isEqual($0, to: document, toleration) }) {
        fail(.duplicate, scheduling, ".tolerations[\(position)]")
      }
    }
  }

  mutating func checkLease() {
    guard let spec = object(document.root, .spec) else { return }
    if let seconds = integer(spec, K.leaseDurationSeconds), seconds <= 0 {
      fail(.invalid, spec, ".leaseDurationSeconds", "must be greater than 0")
    }
    checkNonnegative(spec, K.leaseTransitions)
  }

  // MARK: Autoscaling

  mutating func checkAutoscaler() {
    guard let spec = object(document.root, .spec) else { return }
    let most = integer(spec, K.maxReplicas) ?? 0
    let least = integer(spec, K.minReplicas)
    // Zero with such a metric is what clusters with the feature gate HPAScaleToZero accept.
    let canScaleToZero = list(spec, K.metrics).contains { metric in
      text(metric, K.type).map { document.hasText($0, "Object") || document.hasText($0, "External") } ?? false
    }
    if let least, least < 0 || least == 0 && !canScaleToZero {
      fail(.invalid, spec, ".minReplicas", "must be greater than or equal to 1")
      if least == 0 {
        fail(
          .forbidden, spec, ".metrics",
          "must specify at least one Object or External metric to support scaling to zero replicas")
      }
    }
    if most < 1 { fail(.required, spec, ".maxReplicas", "must be set and greater than 0") }
    if most < least ?? 1 {
      fail(.invalid, spec, ".maxReplicas", "must be greater than or equal to `minReplicas`")
    }
    checkTarget(spec)
    for (position, metric) in list(spec, K.metrics).enumerated() { checkMetric(metric, position, spec) }
    if let behavior = object(spec, K.behavior) {
      for key in [K.scaleUp, K.scaleDown] {
        if let rules = object(behavior, key) { checkScaling(rules) }
      }
    }
    if let percent = integer(spec, K.targetCPU), percent < 1 {
      fail(
        .invalid, spec, ".metrics[0].resource.target.averageUtilization", "must be greater than 0",
        value: value(spec, K.targetCPU))
    }
  }

  private mutating func checkTarget(_ spec: NodeID) {
    let target = object(spec, K.scaleTargetRef)
    for key in [Key.kind, .name] {
      if let value = text(target, key) {
        check(value, at: spec, ".scaleTargetRef.\(key)", TextRules.pathSegment)
      } else {
        fail(.required, spec, ".scaleTargetRef.\(key)")
      }
    }
    if let version = text(target, .apiVersion) {
      check(version, at: spec, ".scaleTargetRef.apiVersion") { text in
        let slashes = text.count { $0 == UInt8(ascii: "/") }
        return slashes > 1 ? "unexpected GroupVersion string" : nil
      }
    } else if target.map({ text($0, .kind) == nil && text($0, .name) == nil }) ?? true {
      fail(.invalid, spec, ".scaleTargetRef.apiVersion", "apiVersion must specify API group")
    }
  }

  private static let metricSources = [
    ("Object", K.object), ("Pods", K.pods), ("Resource", K.resource), ("ContainerResource", K.containerResource),
    ("External", K.external),
  ]

  private mutating func checkMetric(_ metric: NodeID, _ position: Int, _ spec: NodeID) {
    guard let type = text(metric, K.type) else {
      fail(.required, metric, ".type", "must specify a metric source type")
      return fail(.notSupported, metric, ".type", "\"\"")
    }
    guard let (_, expected) = Self.metricSources.first(where: { string(type) == $0.0 }) else { return }
    for (_, key) in Self.metricSources {
      guard let source = object(metric, key) else { continue }
      checkMetricSource(source, key)
      if key != expected { fail(.forbidden, metric, ".\(key)", "must populate the given metric source only") }
    }
    if object(metric, expected) == nil {
      fail(.required, metric, ".\(expected)", "must populate information for the given metric source")
    }
  }

  private mutating func checkMetricSource(_ source: NodeID, _ key: Key) {
    let target = object(source, K.target)
    if key == K.resource || key == K.containerResource {
      if text(source, .name) == nil { fail(.required, source, ".name", "must specify a resource name") }
      if key == K.containerResource && text(source, K.container) == nil {
        fail(.required, source, ".container", "must specify a container")
      }
    } else if text(object(source, K.metric), .name) == nil {
      fail(.required, source, ".metric.name", "must specify a metric name")
    }
    if key == K.object {
      let described = object(source, K.describedObject)
      for name in [Key.kind, .name] where text(described, name) == nil {
        fail(.required, source, ".describedObject.\(name)")
      }
    }
    checkMetricTarget(target, source)
    let average = value(target, K.averageValue)
    let amount = value(target, K.value)
    let utilization = value(target, K.averageUtilization)
    switch key {
    case K.resource, K.containerResource:
      if utilization == nil && average == nil {
        fail(
          .required, source, ".target.averageUtilization",
          "must set either a target raw value or a target utilization")
      } else if utilization != nil && average != nil {
        fail(
          .forbidden, source, ".target.averageValue",
          "may not set both a target raw value and a target utilization")
      }
    case K.pods:
      if average == nil {
        fail(.required, source, ".target.averageValue", "must specify a positive target averageValue")
      }
    case K.external:
      if amount != nil && average != nil {
        fail(.forbidden, source, ".target.value", "may not set both a target value for metric and a per-pod target")
      } else if amount == nil && average == nil {
        fail(
          .required, source, ".target.averageValue",
          "must set either a target value for metric or a per-pod target")
      }
    default:
      if amount == nil && average == nil {
        fail(
          .required, source, ".target.averageValue", "must set either a target value for metric or a per-pod target")
      }
    }
  }

  private mutating func checkMetricTarget(_ target: NodeID?, _ source: NodeID) {
    let type = text(target, K.type)
    if type == nil { fail(.required, source, ".target.type", "must specify a metric target type") }
    if !hasText(type, "Utilization") && !hasText(type, "Value") && !hasText(type, "AverageValue")
      && !(type.map { isOpen($0) } ?? false)
    {
      fail(.invalid, source, ".target.type", "must be either Utilization, Value, or AverageValue")
    }
    for key in [K.averageValue, K.value] {
      if let amount = quantity(value(target, key)), amount <= .zero {
        fail(.invalid, source, ".target.\(key)", "must be positive")
      }
    }
    if let percent = integer(target, K.averageUtilization), percent < 1 {
      fail(.invalid, source, ".target.averageUtilization", "must be greater than 0")
    }
  }

  private mutating func checkScaling(_ rules: NodeID) {
    if let window = integer(rules, K.stabilizationWindowSeconds) {
      if window < 0 {
        fail(.invalid, rules, ".stabilizationWindowSeconds", "must be greater than or equal to zero")
      } else if window > 3600 {
        fail(.invalid, rules, ".stabilizationWindowSeconds", "must be less than or equal to 3600")
      }
    }
    checkOne(text(rules, K.selectPolicy), at: rules, ".selectPolicy", of: "Disabled", "Max", "Min")
    if let policies = value(rules, K.policies), document.count(policies) == 0 {
      fail(.required, rules, ".policies", "must specify at least one Policy")
    }
    for policy in list(rules, K.policies) {
      checkOne(text(policy, K.type), at: policy, ".type", of: "Percent", "Pods")
      for key in [K.value, K.periodSeconds] where integer(policy, key) ?? 0 <= 0 {
        fail(.invalid, policy, ".\(key)", "must be greater than zero")
      }
      if let period = integer(policy, K.periodSeconds), period > 1800 {
        fail(.invalid, policy, ".periodSeconds", "must be less than or equal to 1800")
      }
    }
  }
}
