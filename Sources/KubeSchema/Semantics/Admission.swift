import Manifest

/// Webhooks and admission policies, but for their expressions.
extension Semantics {
  mutating func checkWebhooks() {
    let hooks = list(document.root, K.webhooks)
    checkDuplicates(hooks, .name, at: document.root) { ".webhooks[\($0)].name" }
    for hook in hooks {
      if let name = text(hook, .name) {
        check(name, at: hook, ".name") { text in
          if let message = TextRules.subdomain(text) { return message }
          let dots = text.count { $0 == UInt8(ascii: ".") }
          return dots < 2 ? "should be a domain with at least three segments separated by dots" : nil
        }
      } else {
        fail(.required, hook, ".name")
      }
      if text(hook, K.sideEffects) == nil {
        fail(.required, hook, ".sideEffects", "must specify one of None, NoneOnDryRun")
      }
      checkReviewVersions(hook)
      checkOne(text(hook, K.failurePolicy), at: hook, ".failurePolicy", of: "Fail", "Ignore")
      checkOne(text(hook, K.matchPolicy), at: hook, ".matchPolicy", of: "Equivalent", "Exact")
      checkRange(hook, K.timeoutSeconds, 1...30, "the timeout value must be between 1 and 30 seconds")
      checkSelector(object(hook, K.namespaceSelector))
      checkSelector(object(hook, K.objectSelector))
      for rule in list(hook, K.rules) { checkAdmissionRule(rule) }
      checkClient(object(hook, K.clientConfig), hook)
      checkConditions(hook)
    }
  }

  private mutating func checkReviewVersions(_ hook: NodeID) {
    let versions = list(hook, K.admissionReviewVersions)
    if versions.isEmpty {
      return fail(.required, hook, ".admissionReviewVersions", "must specify one of v1, v1beta1")
    }
    for (position, version) in versions.enumerated() {
      check(version, at: hook, ".admissionReviewVersions[\(position)]", TextRules.label1035)
      if versions.prefix(position).contains(where: { same($0, version) }) {
        fail(.invalid, hook, ".admissionReviewVersions[\(position)]", "duplicate version")
      }
    }
    if !versions.contains(where: { hasText($0, "v1") || hasText($0, "v1beta1") }) {
      fail(.invalid, hook, ".admissionReviewVersions", "must include at least one of v1, v1beta1")
    }
  }

  mutating func checkConditions(_ parent: NodeID) {
    let conditions = list(parent, K.matchConditions)
    if conditions.count > 64 {
      fail(.tooMany, parent, ".matchConditions", "\(conditions.count): must have at most 64 items")
    }
    checkDuplicates(conditions, .name, at: parent) { ".matchConditions[\($0)].name" }
    for condition in conditions {
      if let name = text(condition, .name) {
        check(name, at: condition, ".name", TextRules.qualifiedName)
      } else {
        fail(.required, condition, ".name")
      }
      require(condition, K.expression, at: condition, ".expression")
    }
  }

  private mutating func checkClient(_ client: NodeID?, _ hook: NodeID) {
    let service = object(client, K.service)
    let address = text(client, K.url)
    guard let client, (service == nil) != (address == nil) else {
      return fail(.required, hook, ".clientConfig", "exactly one of url or service is required")
    }
    if let address { check(address, at: client, ".url", Self.webhookURL) }
    guard let service else { return }
    // The server takes the one for the other.
    for (key, named) in [(Key.name, "namespace"), (.namespace, "name")] where text(service, key) == nil {
      fail(.required, service, ".\(named)", "`\(key)` is missing", value: service)
    }
    if let port = integer(service, K.port), !(1...65535).contains(port) {
      fail(.invalid, service, ".port", "port is not valid: \(AddressRules.portMessage)")
    }
    guard let path = text(service, K.path) else { return }
    check(path, at: service, ".path") { text in
      if text.first != UInt8(ascii: "/") { return "must start with a '/'" }
      if text.count == 1 { return nil }
      var text = text
      if text.last == UInt8(ascii: "/") { text = .init(rebasing: text.dropLast()) }
      for segment in text.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
        if segment.isEmpty { return "segment may not be empty" }
        if let message = TextRules.subdomain(.init(rebasing: segment)) { return message }
      }
      return nil
    }
  }

  private static func webhookURL(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    let url = String(decoding: text, as: UTF8.self)
    guard url.hasPrefix("https://") else { return "'https' is the only allowed URL scheme" }
    let rest = url.dropFirst("https://".utf8.count)
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if host.isEmpty { return "host must be specified" }
    if host.contains("@") { return "user information is not permitted in the URL" }
    if rest.contains("#") { return "fragments are not permitted in the URL" }
    return rest.contains("?") ? "query parameters are not permitted in the URL" : nil
  }

  // MARK: Rules

  mutating func checkAdmissionRule(_ rule: NodeID, canDelete: Bool = true) {
    for (key, what) in [(K.operations, "operations"), (K.apiGroups, "API groups"), (K.apiVersions, "API versions")] {
      let values = list(rule, key)
      if values.isEmpty { fail(.required, rule, ".\(key)") }
      if values.count > 1, values.contains(where: { hasText($0, "*") }) {
        fail(.invalid, rule, ".\(key)", "if '*' is present, must not specify other \(what)")
      }
    }
    for (position, operation) in list(rule, K.operations).enumerated() {
      checkOne(
        operation, at: rule, ".operations[\(position)]", of: "*", "CONNECT", "CREATE", "DELETE", "UPDATE")
    }
    for (position, version) in list(rule, K.apiVersions).enumerated() where document.count(version) == 0 {
      fail(.required, rule, ".apiVersions[\(position)]")
    }
    checkOne(text(rule, K.scope), at: rule, ".scope", of: "*", "Cluster", "Namespaced")
    let names = list(rule, K.resourceNames)
    for (position, name) in names.enumerated() {
      check(name, at: rule, ".resourceNames[\(position)]", TextRules.pathSegment)
    }
    checkDuplicates(names, nil, at: rule) { ".resourceNames[\($0)]" }
    checkRuleResources(rule)
  }

  private mutating func checkRuleResources(_ rule: NodeID) {
    let resources = list(rule, K.resources)
    if resources.isEmpty { fail(.required, rule, ".resources") }
    if resources.contains(where: { hasText($0, "*/*") }), resources.count > 1 {
      fail(.invalid, rule, ".resources", "if '*/*' is present, must not specify other resources")
    }
    let texts = resources.map { string($0) }
    for (position, text) in texts.enumerated() {
      if text.isEmpty { fail(.required, rule, ".resources[\(position)]") }
      let parts = text.split(separator: "/", maxSplits: 1)
      if parts.count == 2 {
        let (resource, part) = (parts[0], parts[1])
        if part != "*", texts.contains("\(resource)/*") {
          fail(
            .invalid, rule, ".resources[\(position)]", "if '\(resource)/*' is present, must not specify \(text)")
        }
        if resource != "*", texts.contains("*/\(part)") {
          fail(.invalid, rule, ".resources[\(position)]", "if '*/\(part)' is present, must not specify \(text)")
        }
      }
    }
    let others = texts.contains { $0 != "*" && !$0.contains("/") }
    if texts.contains("*") && others {
      fail(
        .invalid, rule, ".resources",
        "if '*' is present, must not specify other resources without subresources")
    }
  }

  // MARK: Policies

  mutating func checkAdmissionPolicy(isMutating: Bool) {
    guard let spec = object(document.root, .spec) else { return }
    checkOne(text(spec, K.failurePolicy), at: spec, ".failurePolicy", of: "Fail", "Ignore")
    if let kind = object(spec, K.paramKind) {
      require(kind, .apiVersion, at: kind, ".apiVersion")
      require(kind, .kind, at: kind, ".kind")
    }
    if let constraints = object(spec, K.matchConstraints) {
      checkMatching(constraints)
      if list(constraints, K.resourceRules).isEmpty { fail(.required, constraints, ".resourceRules") }
    } else {
      fail(.required, spec, ".matchConstraints")
    }
    checkConditions(spec)
    for variable in list(spec, K.variables) {
      if text(variable, .name) == nil { fail(.required, variable, ".name", "name is not specified") }
      requireExpression(variable, K.expression)
    }
    if isMutating { checkMutations(spec) } else { checkValidations(spec) }
  }

  private mutating func requireExpression(_ parent: NodeID, _ key: Key) {
    guard let value = value(parent, key), isText(value) else {
      return fail(.required, parent, ".\(key)", "\(key) is not specified")
    }
    let isBlank = document.withText(value) { $0.allSatisfy { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D } }
    if isBlank { fail(.required, parent, ".\(key)", "\(key) is not specified") }
  }

  private mutating func checkValidations(_ spec: NodeID) {
    let validations = list(spec, K.validations)
    let annotations = list(spec, K.auditAnnotations)
    if validations.isEmpty && annotations.isEmpty {
      for key in [K.validations, K.auditAnnotations] {
        fail(.required, spec, ".\(key)", "validations or auditAnnotations must contain at least one item")
      }
    }
    for validation in validations {
      requireExpression(validation, K.expression)
      check(text(validation, K.message), at: validation, ".message") { text in
        text.contains(0x0A) || text.contains(0x0D) ? "must not contain line breaks" : nil
      }
    }
    for annotation in annotations {
      check(annotation, K.key, TextRules.qualifiedName)
      requireExpression(annotation, K.valueExpression)
    }
    checkDuplicates(annotations, K.key, at: spec) { ".auditAnnotations[\($0)].key" }
  }

  private mutating func checkMutations(_ spec: NodeID) {
    for mutation in list(spec, K.mutations) {
      let type = text(mutation, K.patchType)
      let pairs: [(StaticString, Key, Key)] = [
        ("JSONPatch", K.jsonPatch, K.applyConfiguration), ("ApplyConfiguration", K.applyConfiguration, K.jsonPatch),
      ]
      for (name, own, other) in pairs where hasText(type, name) {
        if let patch = object(mutation, own) {
          require(patch, K.expression, at: patch, ".expression")
        } else {
          fail(.required, mutation, ".\(own)", "must be specified when patchType is \(name)")
        }
        if object(mutation, other) != nil {
          fail(.invalid, mutation, ".\(other)", "must not be specified when patchType is \(name)")
        }
      }
    }
    let constraints = object(spec, K.matchConstraints)
    for rule in list(constraints, K.resourceRules) {
      for (position, operation) in list(rule, K.operations).enumerated()
      where hasText(operation, "DELETE") || hasText(operation, "*") {
        fail(.notSupported, rule, ".operations[\(position)]", ValueText.quoted(document, operation))
        if let constraints {
          fail(
            .notSupported, constraints, ".resourceRules.operations", ValueText.quoted(document, operation),
            value: operation)
        }
      }
    }
  }

  private mutating func checkMatching(_ resources: NodeID) {
    checkOne(text(resources, K.matchPolicy), at: resources, ".matchPolicy", of: "Equivalent", "Exact")
    checkSelector(object(resources, K.namespaceSelector))
    checkSelector(object(resources, K.objectSelector))
    for key in [K.resourceRules, K.excludeResourceRules] {
      for rule in list(resources, key) { checkAdmissionRule(rule) }
    }
  }

  mutating func checkPolicyBinding(isMutating: Bool) {
    let root = document.root
    guard let spec = object(root, .spec) else {
      fail(.required, root, ".spec.policyName")
      if !isMutating { fail(.required, root, ".spec.validationActions") }
      return
    }
    require(spec, K.policyName, at: spec, ".policyName")
    if let resources = object(spec, K.matchResources) { checkMatching(resources) }
    if let reference = object(spec, K.paramRef) {
      let hasName = text(reference, .name) != nil
      if hasName == (object(reference, K.selector) != nil) {
        fail(.required, spec, ".paramRef", "one of name or selector must be specified")
      }
      checkSelector(object(reference, K.selector))
    }
    if isMutating { return }
    let actions = list(spec, K.validationActions)
    if actions.isEmpty {
      fail(.required, spec, ".validationActions", "at least one validation action is required")
    }
    for (position, action) in actions.enumerated() {
      checkOne(action, at: spec, ".validationActions[\(position)]", of: "Audit", "Deny", "Warn")
    }
    checkDuplicates(actions, nil, at: spec) { ".validationActions[\($0)]" }
    if actions.contains(where: { hasText($0, "Deny") }), actions.contains(where: { hasText($0, "Warn") }) {
      fail(.invalid, spec, ".validationActions", "must not contain both Deny and Warn")
    }
  }
}
