import Manifest

/// The kinds that make Pods from a template, but for jobs.
extension Semantics {
  /// What a workload asks of its template besides the common rules.
  private mutating func checkWorkloadTemplate(_ spec: NodeID, at root: NodeID, deadline: String) {
    let template = object(spec, K.template)
    checkTemplate(template, at: spec)
    guard let pod = object(template, .spec) else { return }
    if let policy = text(pod, K.restartPolicy), !hasText(policy, "Always"), !isOpen(policy) {
      fail(
        .notSupported, pod, ".restartPolicy", ValueText.quoted(document, policy), value: policy, supported: ["Always"])
    }
    if value(pod, K.activeDeadlineSeconds) != nil {
      fail(.forbidden, pod, ".activeDeadlineSeconds", "activeDeadlineSeconds in \(deadline) is not Supported")
    }
  }

  /// A missing specification has the faults of an empty one.
  private mutating func failWithoutSpec(_ root: NodeID, needsSelector: Bool = true) {
    if needsSelector { fail(.required, root, ".spec.selector") }
    fail(.invalid, root, ".spec.template.metadata.labels", "`selector` does not match template `labels`")
    fail(.required, root, ".spec.template.spec.containers")
  }

  /// `hasCause` says that the server repeats a broken selector as a second fault.
  private mutating func checkWorkloadSelector(
    _ spec: NodeID, isRequired: Bool = true, hasCause: Bool = true, isEmptyFault: Bool = true
  ) {
    let labels = object(object(object(spec, K.template), .metadata), .labels)
    guard let selector = object(spec, K.selector) else {
      if isRequired { fail(.required, spec, ".selector") }
      return failBetween(
        .invalid, spec, ".template.metadata.labels", "`selector` does not match template `labels`")
    }
    let isRight = checkSelector(selector)
    if isEmptySelector(selector) {
      if isEmptyFault { fail(.invalid, spec, ".selector", "empty selector is invalid") }
      return
    }
    if !isRight {
      if hasCause { fail(.invalid, spec, ".selector", "invalid label selector") }
      return
    }
    if !selects(selector, labels) {
      failBetween(.invalid, spec, ".template.metadata.labels", "`selector` does not match template `labels`")
    }
  }

  mutating func checkDeployment() {
    guard let spec = object(document.root, .spec) else { return failWithoutSpec(document.root) }
    checkNonnegative(spec, K.replicas)
    checkNonnegative(spec, K.minReadySeconds)
    checkNonnegative(spec, K.revisionHistoryLimit)
    checkWorkloadSelector(spec)
    checkWorkloadTemplate(spec, at: document.root, deadline: "ReplicaSet")
    if let deadline = integer(spec, K.progressDeadlineSeconds) {
      if deadline < 0 {
        fail(.invalid, spec, ".progressDeadlineSeconds", "must be greater than or equal to 0")
      }
      if deadline <= integer(spec, K.minReadySeconds) ?? 0 {
        fail(.invalid, spec, ".progressDeadlineSeconds", "must be greater than minReadySeconds")
      }
    }
    guard let strategy = object(spec, K.strategy) else { return }
    checkOne(text(strategy, K.type), at: strategy, ".type", of: "Recreate", "RollingUpdate")
    let rolling = object(strategy, K.rollingUpdate)
    if has(strategy, K.type, "Recreate") {
      if rolling != nil {
        fail(
          .forbidden, strategy, ".rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
      }
      return
    }
    guard let rolling else { return }
    checkAmount(rolling, K.maxUnavailable, most: 100)
    checkAmount(rolling, K.maxSurge)
    if isZeroAmount(rolling, K.maxUnavailable), isZeroAmount(rolling, K.maxSurge) {
      fail(.invalid, rolling, ".maxUnavailable", "may not be 0 when `maxSurge` is 0")
    }
  }

  mutating func checkReplicaSet() {
    guard let spec = object(document.root, .spec) else { return failWithoutSpec(document.root) }
    checkNonnegative(spec, K.replicas)
    checkNonnegative(spec, K.minReadySeconds)
    checkWorkloadSelector(spec)
    checkWorkloadTemplate(spec, at: document.root, deadline: "ReplicaSet")
  }

  mutating func checkReplicationController() {
    guard let spec = object(document.root, .spec) else { return }
    checkNonnegative(spec, K.replicas)
    checkNonnegative(spec, K.minReadySeconds)
    // Without a selector the labels of the template are taken.
    let labels = object(object(object(spec, K.template), .metadata), .labels)
    let selector = object(spec, K.selector)
    if (selector ?? labels).map({ document.count($0) == 0 }) ?? true { fail(.required, spec, ".selector") }
    for entry in entries(spec, K.selector) {
      guard let own = value(labels, entry.key), same(own, entry.value) else {
        failBetween(.invalid, spec, ".template.metadata.labels", "`selector` does not match template `labels`")
        break
      }
    }
    checkWorkloadTemplate(spec, at: document.root, deadline: "ReplicationController")
  }

  mutating func checkDaemonSet() {
    guard let spec = object(document.root, .spec) else {
      return failWithoutSpec(document.root, needsSelector: false)
    }
    checkWorkloadSelector(spec, isRequired: false, hasCause: false)
    checkWorkloadTemplate(spec, at: document.root, deadline: "DaemonSet")
    checkNonnegative(spec, K.minReadySeconds)
    checkNonnegative(spec, K.revisionHistoryLimit)
    guard let strategy = object(spec, K.updateStrategy) else { return }
    checkOne(text(strategy, K.type), at: spec, ".updateStrategy", of: "OnDelete", "RollingUpdate")
    guard !has(strategy, K.type, "OnDelete"), let rolling = object(strategy, K.rollingUpdate) else { return }
    checkAmount(rolling, K.maxUnavailable, most: 100)
    checkAmount(rolling, K.maxSurge, most: 100)
    let hasSurge = value(rolling, K.maxSurge) != nil && !isZeroAmount(rolling, K.maxSurge)
    let isUnavailable = value(rolling, K.maxUnavailable) == nil ? !hasSurge : !isZeroAmount(rolling, K.maxUnavailable)
    if hasSurge && isUnavailable {
      fail(.invalid, rolling, ".maxSurge", "may not be set when maxUnavailable is non-zero")
    } else if !hasSurge && !isUnavailable {
      fail(.required, rolling, ".maxUnavailable", "cannot be 0 when maxSurge is 0")
    }
  }

  mutating func checkStatefulSet() {
    guard let spec = object(document.root, .spec) else { return failWithoutSpec(document.root) }
    checkOne(
      text(spec, K.podManagementPolicy), as: .invalid, at: spec, ".podManagementPolicy", "OrderedReady", "Parallel")
    if let strategy = object(spec, K.updateStrategy) {
      let rolling = object(strategy, K.rollingUpdate)
      if let type = text(strategy, K.type) {
        checkOne(type, as: .invalid, at: spec, ".updateStrategy", "OnDelete", "RollingUpdate")
        if hasText(type, "OnDelete") && rolling != nil {
          fail(.invalid, strategy, ".rollingUpdate", "only allowed for updateStrategy 'RollingUpdate'")
        }
      }
      if let rolling {
        checkNonnegative(rolling, K.partition)
        checkAmount(rolling, K.maxUnavailable, most: 100)
      }
    }
    checkNonnegative(spec, K.replicas)
    checkNonnegative(spec, K.minReadySeconds)
    checkNonnegative(object(spec, K.ordinals), K.start)
    check(text(spec, K.serviceName), at: spec, ".serviceName", TextRules.label)
    checkWorkloadSelector(spec)
    claims = list(spec, K.volumeClaimTemplates)
    checkWorkloadTemplate(spec, at: document.root, deadline: "StatefulSet")
    for template in list(spec, K.volumeClaimTemplates) {
      if let claim = object(template, .spec) { checkClaimSpec(claim) }
    }
  }

  // MARK: Amounts

  /// A number or a percentage (`maxSurge`).
  mutating func checkAmount(_ node: NodeID, _ key: Key, most: Int? = nil) {
    guard let amount = value(node, key) else { return }
    if let number = integer(amount) {
      if number < 0 { fail(.invalid, node, ".\(key)", "must be greater than or equal to 0") }
      return
    }
    guard isText(amount) else { return }
    let (percent, message) = document.withText(amount) { TextRules.percent($0) }
    if let message {
      if !isOpen(amount) { fail(.invalid, node, ".\(key)", message) }
    } else if let percent, let most, percent > most {
      fail(.invalid, node, ".\(key)", "must not be greater than \(most)%")
    }
  }

  private func isZeroAmount(_ node: NodeID, _ key: Key) -> Bool {
    guard let amount = value(node, key) else { return false }
    return integer(amount) == 0 || hasText(amount, "0%")
  }

  /// A text that must be one of two, with the reason that the older kinds give.
  private mutating func checkOne(
    _ value: NodeID?, as reason: Violation.Reason, at anchor: NodeID, _ suffix: String, _ one: StaticString,
    _ other: StaticString
  ) {
    guard let value, !hasText(value, one), !hasText(value, other), !isOpen(value) else { return }
    fail(reason, anchor, suffix, "must be '\(one)' or '\(other)'", value: value)
  }
}
