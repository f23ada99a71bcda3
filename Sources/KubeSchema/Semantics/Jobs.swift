import Manifest

/// Jobs and CronJobs.
extension Semantics {
  mutating func checkJob() {
    guard let spec = object(document.root, .spec) else {
      fail(.required, document.root, ".spec.template.spec.containers")
      return fail(.required, document.root, ".spec.template.spec.restartPolicy", Self.restartMessage)
    }
    if isTrue(spec, K.manualSelector) { checkManualSelector(spec) }
    checkJobSpec(spec)
  }

  private static let restartMessage = "valid values: \"OnFailure\", \"Never\""

  private mutating func checkManualSelector(_ spec: NodeID) {
    let labels = object(object(object(spec, K.template), .metadata), .labels)
    let selector = object(spec, K.selector)
    if selector == nil { fail(.required, spec, ".selector") }
    guard let selector, checkSelector(selector) else {
      if selector == nil {
        failBetween(.invalid, spec, ".template.metadata.labels", "`selector` does not match template `labels`")
      }
      return
    }
    if !selects(selector, labels) {
      failBetween(.invalid, spec, ".template.metadata.labels", "`selector` does not match template `labels`")
    }
  }

  private mutating func checkJobSpec(_ spec: NodeID) {
    for key in [
      K.parallelism, K.completions, K.activeDeadlineSeconds, K.backoffLimit, K.ttlSecondsAfterFinished,
      K.backoffLimitPerIndex, K.maxFailedIndexes,
    ] {
      checkNonnegative(spec, key)
    }
    checkIndexes(spec)
    check(text(spec, K.managedBy), at: spec, ".managedBy", TextRules.domainPath)
    if let name = text(spec, K.managedBy), document.count(name) > 63 {
      fail(.tooLong, spec, ".managedBy", "may not be more than 63 bytes")
    }
    let template = object(spec, K.template)
    checkTemplate(template, at: spec)
    let pod = object(template, .spec)
    let policy = text(pod, K.restartPolicy)
    if let pod, let policy {
      if hasText(policy, "Always") {
        fail(.required, pod, ".restartPolicy", Self.restartMessage)
      } else {
        checkOne(policy, at: pod, ".restartPolicy", of: "OnFailure", "Never")
      }
    } else {
      let anchor = pod ?? template ?? spec
      let suffix =
        pod != nil ? ".restartPolicy" : template != nil ? ".spec.restartPolicy" : ".template.spec.restartPolicy"
      fail(.required, anchor, suffix, Self.restartMessage)
    }
    checkFailurePolicy(spec, pod)
    checkReplacement(spec)
    checkSuccessPolicy(spec)
  }

  private mutating func checkIndexes(_ spec: NodeID) {
    let isIndexed = has(spec, K.completionMode, "Indexed")
    checkOne(text(spec, K.completionMode), at: spec, ".completionMode", of: "Indexed", "NonIndexed")
    if isIndexed {
      if value(spec, K.completions) == nil && value(spec, K.parallelism) != nil {
        fail(.required, spec, ".completions", "when completion mode is Indexed")
      }
      if let count = integer(spec, K.parallelism), count > 100_000 {
        fail(.invalid, spec, ".parallelism", "must be less than or equal to 100000 when completion mode is Indexed")
      }
    } else {
      if integer(spec, K.backoffLimitPerIndex) ?? -1 >= 0 {
        fail(.invalid, spec, ".backoffLimitPerIndex", "requires indexed completion mode")
      }
    }
    if let most = integer(spec, K.maxFailedIndexes) {
      if value(spec, K.backoffLimitPerIndex) == nil {
        fail(.required, spec, ".backoffLimitPerIndex", "when maxFailedIndexes is specified")
      }
      if let completions = integer(spec, K.completions), most > completions {
        fail(.invalid, spec, ".maxFailedIndexes", "must be less than or equal to completions")
      }
    }
  }

  // MARK: Policies

  private mutating func checkFailurePolicy(_ spec: NodeID, _ pod: NodeID?) {
    guard let policy = object(spec, K.podFailurePolicy) else { return }
    if let pod, let restart = text(pod, K.restartPolicy), !hasText(restart, "Never") {
      fail(.invalid, pod, ".restartPolicy", "only \"Never\" is supported when podFailurePolicy is specified")
    }
    let rules = list(policy, K.rules)
    if rules.count > 20 { fail(.tooMany, policy, ".rules", "\(rules.count): must have at most 20 items") }
    for (position, rule) in rules.enumerated() {
      checkFailureRule(rule, position, policy, spec)
    }
  }

  private mutating func checkFailureRule(_ rule: NodeID, _ position: Int, _ policy: NodeID, _ spec: NodeID) {
    let action = text(rule, K.action)
    checkOne(action, at: rule, ".action", of: "Count", "FailIndex", "FailJob", "Ignore")
    if hasText(action, "FailIndex"), value(spec, K.backoffLimitPerIndex) == nil {
      fail(.invalid, rule, ".action", "requires the backoffLimitPerIndex to be set")
    }
    let codes = object(rule, K.onExitCodes)
    let conditions = list(rule, K.onPodConditions)
    if codes != nil && !conditions.isEmpty {
      fail(
        .invalid, policy, ".rules[\(position)]", "specifying both OnExitCodes and OnPodConditions is not supported")
    } else if codes == nil && conditions.isEmpty {
      fail(
        .invalid, policy, ".rules[\(position)]", "specifying one of OnExitCodes and OnPodConditions is required")
    }
    guard let codes else { return }
    checkOne(text(codes, K.operator), at: codes, ".operator", of: "In", "NotIn")
    let values = list(codes, K.values).map { integer($0) ?? 0 }
    if values.isEmpty {
      fail(.invalid, codes, ".values", "at least one value is required")
    } else if values.count > 255 {
      fail(.tooMany, codes, ".values", "must have at most 255 items")
    }
    if values != values.sorted() { fail(.invalid, codes, ".values", "must be ordered") }
    for (index, value) in values.enumerated() {
      if value == 0 && has(codes, K.operator, "In") {
        fail(.invalid, codes, ".values[\(index)]", "must not be 0 for the In operator")
      }
      if values.prefix(index).contains(value) { fail(.duplicate, codes, ".values[\(index)]", "\(value)") }
    }
  }

  private mutating func checkReplacement(_ spec: NodeID) {
    guard let policy = text(spec, K.podReplacementPolicy) else { return }
    if value(spec, K.podFailurePolicy) != nil {
      checkOne(policy, at: spec, ".podReplacementPolicy", of: "Failed")
    } else {
      checkOne(policy, at: spec, ".podReplacementPolicy", of: "Failed", "TerminatingOrFailed")
    }
  }

  private mutating func checkSuccessPolicy(_ spec: NodeID) {
    guard let policy = object(spec, K.successPolicy) else { return }
    guard has(spec, K.completionMode, "Indexed") else {
      return fail(.invalid, spec, ".successPolicy", "requires indexed completion mode")
    }
    let rules = list(policy, K.rules)
    if rules.isEmpty { fail(.required, policy, ".rules", "at least one rules must be specified") }
    let completions = integer(spec, K.completions) ?? 0
    for rule in rules {
      var total = completions
      if let indexes = text(rule, K.succeededIndexes) {
        let (count, message) = Self.countIndexes(string(indexes), below: completions)
        if let message { fail(.invalid, rule, ".succeededIndexes", "error parsing succeededIndexes: \(message)") }
        total = count
      }
      if let count = integer(rule, K.succeededCount) {
        if count <= 0 {
          fail(.invalid, rule, ".succeededCount", "must be greater than 0")
        } else if count > total {
          fail(.invalid, rule, ".succeededCount", "must be less than or equal to \(total)")
        }
      }
      if text(rule, K.succeededIndexes) == nil && value(rule, K.succeededCount) == nil {
        fail(.required, rule, "", "at least one of succeededCount or succeededIndexes must be specified")
      }
    }
  }

  /// How many numbers a text such as `0-2,5` names.
  private static func countIndexes(_ text: String, below limit: Int) -> (count: Int, message: String?) {
    var (total, last) = (0, -1)
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard (1...2).contains(ends.count), let first = Int(ends[0]), let end = ends.count == 2 ? Int(ends[1]) : first
      else { return (total, "cannot convert string to integer for index: \"\(part)\"") }
      if end >= limit { return (total, "too large index: \"\(end)\"") }
      if first <= last || end < first || (ends.count == 2 && end == first) {
        return (total, "non-increasing order")
      }
      total += end - first + 1
      last = end
    }
    return (total, nil)
  }

  // MARK: CronJobs

  mutating func checkCronJob() {
    let root = document.root
    if let metadata = object(root, .metadata), let name = text(metadata, .name), document.count(name) > 52 {
      fail(.invalid, metadata, ".name", "must be no more than 52 characters")
    }
    guard let spec = object(root, .spec) else { return }
    if let schedule = text(spec, K.schedule) {
      check(schedule, at: spec, ".schedule", CronSchedule.fault)
    } else {
      fail(.required, spec, ".schedule")
    }
    checkNonnegative(spec, K.startingDeadlineSeconds)
    checkNonnegative(spec, K.successfulJobsHistoryLimit)
    checkNonnegative(spec, K.failedJobsHistoryLimit)
    checkOne(text(spec, K.concurrencyPolicy), at: spec, ".concurrencyPolicy", of: "Allow", "Forbid", "Replace")
    if let zone = value(spec, K.timeZone), isText(zone) { check(zone, at: spec, ".timeZone", TimeZones.fault) }
    guard let job = object(object(spec, K.jobTemplate), .spec) else {
      let anchor = object(spec, K.jobTemplate) ?? spec
      let prefix = anchor == spec ? ".jobTemplate.spec" : ".spec"
      fail(.required, anchor, "\(prefix).template.spec.containers")
      return fail(.required, anchor, "\(prefix).template.spec.restartPolicy", Self.restartMessage)
    }
    if let template = object(spec, K.jobTemplate) { checkTemplateMetadata(template) }
    if isTrue(job, K.manualSelector) {
      fail(.notSupported, job, ".manualSelector", "true", supported: ["nil", "false"])
    }
    checkJobSpec(job)
  }
}
