import Manifest

/// ConfigMaps, Secrets, namespaces, roles and their bindings.
extension Semantics {
  private static let sizeLimit = 1 << 20

  mutating func checkConfigMap() {
    let root = document.root
    var size = 0
    for key in [Key.data, K.binaryData] {
      for entry in entries(root, key) {
        size += key == .data ? document.count(entry.value) : document.count(entry.value) / 4 * 3
        checkKey(entry.key, at: root, ".\(key)[\(entry.key)]", TextRules.configKey)
        if key == .data, value(value(root, K.binaryData), entry.key) != nil {
          fail(.invalid, root, ".data[\(entry.key)]", "duplicate of key present in binaryData")
        }
      }
    }
    if size > Self.sizeLimit { fail(.tooLong, root, "[]", "may not be more than \(Self.sizeLimit) bytes") }
  }

  mutating func checkSecret() {
    let root = document.root
    for key in [Key.data, K.stringData] {
      for entry in entries(root, key) {
        checkKey(entry.key, at: root, ".data[\(entry.key)]", TextRules.configKey)
      }
    }
    let size = entries(root, .data).reduce(0) { $0 + document.count($1.value) / 4 * 3 }
    if size > Self.sizeLimit + 2 {
      fail(.tooLong, root, ".data", "may not be more than \(Self.sizeLimit) bytes")
    }
    guard let type = text(root, K.type) else { return }
    if hasText(type, "kubernetes.io/tls") {
      for key in [K.tlsCertificate, K.tlsKey] where !hasSecret(key) { fail(.required, root, ".data[\(key)]") }
    } else if hasText(type, "kubernetes.io/dockerconfigjson") {
      checkJSON(K.dockerConfigJSON)
    } else if hasText(type, "kubernetes.io/dockercfg") {
      checkJSON(K.dockerConfig)
    } else if hasText(type, "kubernetes.io/basic-auth") {
      if !hasSecret(K.username) && !hasSecret(K.password) {
        for key in [K.username, K.password] { fail(.required, root, ".data[\(key)]") }
      }
    } else if hasText(type, "kubernetes.io/ssh-auth") {
      if secretText(K.sshKey).map({ document.count($0) == 0 }) ?? true {
        fail(.required, root, ".data[\(K.sshKey)]")
      }
    } else if hasText(type, "kubernetes.io/service-account-token") {
      let metadata = object(root, .metadata)
      if text(object(metadata, .annotations), K.serviceAccountNameAnnotation) == nil {
        fail(.required, metadata ?? root, ".annotations[\(K.serviceAccountNameAnnotation)]")
      }
    }
  }

  private func secretText(_ key: Key) -> NodeID? {
    value(object(document.root, K.stringData), key) ?? value(object(document.root, .data), key)
  }

  private func hasSecret(_ key: Key) -> Bool {
    document.value(document.root, K.stringData, key) != nil || document.value(document.root, .data, key) != nil
  }

  private mutating func checkJSON(_ key: Key) {
    guard let value = secretText(key) else { return fail(.required, document.root, ".data[\(key)]") }
    if isOpen(value) { return }
    let isPlain = self.value(object(document.root, K.stringData), key) != nil
    let bytes = isPlain ? Array(document.text(value)) : Base64.decode(document.text(value)) ?? []
    // Go takes null, and objects, as a map; nothing else.
    let parsed: Document?
    do throws(YAMLError) { parsed = try YAMLReader(dialect: .json).read(bytes).document } catch { parsed = nil }
    if parsed == nil { fail(.invalid, document.root, ".data[\(key)]", "must be JSON", value: value) }
  }

  mutating func checkNamespace() {
    let root = document.root
    if let metadata = object(root, .metadata) {
      if let name = text(metadata, .name), document.count(name) > 63 {
        // The name becomes a label.
        fail(.invalid, metadata, ".labels", "must be no more than 63 characters", value: name)
      }
      for entry in entries(metadata, .labels) { checkSecurityLevel(entry, metadata) }
    }
    guard let spec = object(root, .spec) else { return }
    for finalizer in list(spec, K.finalizers) {
      check(finalizer, at: spec, ".finalizers", TextRules.qualifiedName)
      let isQualified = document.withText(finalizer) { $0.contains(UInt8(ascii: "/")) }
      if !isQualified && !hasText(finalizer, "kubernetes") && !hasText(finalizer, "orphan") && !isOpen(finalizer) {
        fail(
          .invalid, spec, ".finalizers", "name is neither a standard finalizer name nor is it fully qualified",
          value: finalizer)
      }
    }
  }

  private mutating func checkSecurityLevel(_ entry: Entry, _ metadata: NodeID) {
    let key = entry.key.bytes
    guard key.starts(with: "pod-security.kubernetes.io/".utf8) else { return }
    let name = String(decoding: key.dropFirst("pod-security.kubernetes.io/".utf8.count), as: UTF8.self)
    let value = string(entry.value)
    if isOpen(entry.value) { return }
    if ["enforce", "audit", "warn"].contains(name) {
      if !["privileged", "baseline", "restricted"].contains(value) {
        fail(
          .invalid, metadata, ".labels[\(entry.key)]", "must be one of privileged, baseline, restricted",
          value: entry.value)
      }
    } else if ["enforce-version", "audit-version", "warn-version"].contains(name) {
      let digits = value.utf8.dropFirst(3)
      let isRight = value.hasPrefix("v1.") && !digits.isEmpty && digits.allSatisfy { ScalarFormats.isDigit($0) }
      if value != "latest" && !isRight {
        fail(.invalid, metadata, ".labels[\(entry.key)]", "must be \"latest\" or \"v1.x\"", value: entry.value)
      }
    }
  }

  // MARK: Roles

  mutating func checkRole(isCluster: Bool) {
    let root = document.root
    if let aggregation = object(root, K.aggregationRule) {
      let selectors = list(aggregation, K.clusterRoleSelectors)
      if selectors.isEmpty {
        fail(
          .required, aggregation, ".clusterRoleSelectors",
          "at least one clusterRoleSelector required if aggregationRule is non-nil")
      }
      for (position, selector) in selectors.enumerated() where !checkSelector(selector) {
        fail(.invalid, aggregation, ".clusterRoleSelectors[\(position)]", "invalid label selector.")
      }
    }
    for rule in list(root, K.rules) {
      if list(rule, K.verbs).isEmpty { fail(.required, rule, ".verbs", "verbs must contain at least one value") }
      if !list(rule, K.nonResourceURLs).isEmpty {
        if !isCluster {
          fail(.invalid, rule, ".nonResourceURLs", "namespaced rules cannot apply to non-resource URLs")
        }
        let mixed = [K.apiGroups, K.resources, K.resourceNames].contains { !list(rule, $0).isEmpty }
        if mixed {
          fail(
            .invalid, rule, ".nonResourceURLs",
            "rules cannot apply to both regular resources and non-resource URLs")
        }
        continue
      }
      if list(rule, K.apiGroups).isEmpty {
        fail(.required, rule, ".apiGroups", "resource rules must supply at least one api group")
      }
      if list(rule, K.resources).isEmpty {
        fail(.required, rule, ".resources", "resource rules must supply at least one resource")
      }
    }
  }

  mutating func checkBinding(isCluster: Bool) {
    let root = document.root
    if let role = object(root, K.roleRef) {
      if let group = text(role, K.apiGroup), !hasText(group, "rbac.authorization.k8s.io"), !isOpen(group) {
        fail(
          .notSupported, role, ".apiGroup", ValueText.quoted(document, group),
          supported: ["rbac.authorization.k8s.io"])
      }
      let supported = isCluster ? ["ClusterRole"] : ["ClusterRole", "Role"]
      if let kind = text(role, .kind) {
        if !supported.contains(string(kind)) && !isOpen(kind) {
          fail(.notSupported, role, ".kind", ValueText.quoted(document, kind), supported: supported)
        }
      } else {
        fail(.notSupported, role, ".kind", "\"\"", supported: supported)
      }
      if let name = text(role, .name) {
        check(name, at: role, ".name", TextRules.pathSegment)
      } else {
        fail(.required, role, ".name")
      }
    } else {
      fail(.notSupported, root, ".roleRef.kind", "\"\"", supported: ["ClusterRole"])
      fail(.required, root, ".roleRef.name")
    }
    for subject in list(root, K.subjects) { checkSubject(subject, isCluster: isCluster) }
  }

  private mutating func checkSubject(_ subject: NodeID, isCluster: Bool) {
    require(subject, .name, at: subject, ".name")
    let kind = text(subject, .kind)
    let group = text(subject, K.apiGroup)
    if hasText(kind, "ServiceAccount") {
      check(subject, .name, TextRules.subdomain)
      if let group, !isOpen(group) {
        fail(.notSupported, subject, ".apiGroup", ValueText.quoted(document, group), supported: [""])
      }
      if isCluster && text(subject, .namespace) == nil { fail(.required, subject, ".namespace") }
    } else if hasText(kind, "User") || hasText(kind, "Group") {
      if let group, !hasText(group, "rbac.authorization.k8s.io"), !isOpen(group) {
        fail(
          .notSupported, subject, ".apiGroup", ValueText.quoted(document, group),
          supported: ["rbac.authorization.k8s.io"])
      }
    } else if let kind {
      checkOne(kind, at: subject, ".kind", of: "Group", "ServiceAccount", "User")
    } else {
      fail(.notSupported, subject, ".kind", "\"\"", supported: ["Group", "ServiceAccount", "User"])
    }
  }
}
