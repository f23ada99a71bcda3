import Manifest

/// Persistent volumes and claims, storage classes and drivers.
extension Semantics {
  mutating func checkClaim() {
    guard let spec = object(document.root, .spec) else { return }
    checkClaimSpec(spec)
  }

  mutating func checkClaimSpec(_ spec: NodeID) {
    let modes = list(spec, K.accessModes)
    if modes.isEmpty { fail(.required, spec, ".accessModes", "at least 1 access mode is required") }
    checkAccessModes(modes, spec)
    if let selector = object(spec, K.selector) { checkSelector(selector) }
    let requests = object(object(spec, K.resources), K.requests)
    if let storage = value(requests, K.storage) {
      if let amount = quantity(storage), amount <= .zero {
        fail(.invalid, spec, ".resources[storage]", "must be greater than zero", value: storage)
      }
    } else {
      fail(.required, spec, ".resources[storage]")
    }
    check(text(spec, K.storageClassName), at: spec, ".storageClassName", TextRules.subdomain)
    check(text(spec, K.volumeAttributesClassName), at: spec, ".volumeAttributesClassName", TextRules.subdomain)
    checkOne(text(spec, K.volumeMode), at: spec, ".volumeMode", of: "Block", "Filesystem")
    checkDataSources(spec)
  }

  private mutating func checkAccessModes(_ modes: ArraySlice<NodeID>, _ spec: NodeID) {
    for mode in modes {
      checkOne(
        mode, at: spec, ".accessModes", of: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
    }
    if modes.count > 1, modes.contains(where: { hasText($0, "ReadWriteOncePod") }) {
      fail(.forbidden, spec, ".accessModes", "may not use ReadWriteOncePod with other access modes")
    }
  }

  private mutating func checkDataSources(_ spec: NodeID) {
    let sources = [K.dataSource, K.dataSourceRef].map { ($0, object(spec, $0)) }
    for (key, source) in sources {
      // Each is filled in from the other.
      guard let source = source ?? sources.compactMap({ $0.1 }).first else { continue }
      if value(source, .namespace) != nil && value(spec, key) == nil { continue }
      if text(source, .name) == nil { fail(.required, spec, ".\(key).name", value: source) }
      if text(source, .kind) == nil { fail(.required, spec, ".\(key).kind", value: source) }
      if text(source, K.apiGroup) == nil, let kind = text(source, .kind), !hasText(kind, "PersistentVolumeClaim") {
        fail(
          .invalid, spec, ".\(key)", "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
          value: kind)
      }
    }
    guard let first = sources[0].1, let second = sources[1].1 else { return }
    if value(second, .namespace) == nil && !document.isEqual(first, to: document, second) {
      fail(.invalid, spec, "", "must match dataSourceRef", value: first)
    }
  }

  mutating func checkVolume() {
    let root = document.root
    guard let spec = object(root, .spec) else {
      fail(.required, root, ".spec.accessModes")
      fail(.required, root, ".spec.capacity")
      fail(.notSupported, root, ".spec.capacity", "null", supported: ["storage"])
      return fail(.required, root, ".spec", "must specify a volume type")
    }
    let modes = list(spec, K.accessModes)
    if modes.isEmpty { fail(.required, spec, ".accessModes") }
    checkAccessModes(modes, spec)
    let capacity = object(spec, K.capacity)
    if capacity.map({ document.count($0) == 0 }) ?? true { fail(.required, spec, ".capacity") }
    if capacity.map({ document.count($0) != 1 || value($0, K.storage) == nil }) ?? true {
      fail(.notSupported, spec, ".capacity", "", supported: ["storage"])
    }
    if let storage = value(capacity, K.storage), let amount = quantity(storage), amount <= .zero {
      fail(.invalid, spec, ".capacity[storage]", "must be greater than zero", value: storage)
    }
    if checkSources(spec, spec, nil) == 0 { fail(.required, root, ".spec", "must specify a volume type") }
    checkOne(
      text(spec, K.persistentVolumeReclaimPolicy), at: spec, ".persistentVolumeReclaimPolicy", of: "Delete", "Recycle",
      "Retain")
    if has(spec, K.persistentVolumeReclaimPolicy, "Recycle"), has(object(spec, K.hostPath), K.path, "/") {
      fail(
        .forbidden, spec, ".persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")
    }
    checkOne(text(spec, K.volumeMode), at: spec, ".volumeMode", of: "Block", "Filesystem")
    check(text(spec, K.storageClassName), at: spec, ".storageClassName", TextRules.subdomain)
    if let affinity = object(spec, K.nodeAffinity), let required = object(affinity, K.requiredTerms) {
      checkNodeSelector(required)
    } else if object(spec, K.local) != nil {
      fail(.required, spec, ".nodeAffinity", "Local volume requires node affinity")
    }
  }

  mutating func checkStorageClass() {
    let root = document.root
    if let provisioner = text(root, K.provisioner) {
      check(provisioner, at: root, ".provisioner") { text in
        TextRules.annotationKey(text)
      }
    } else {
      fail(.required, root, ".provisioner")
    }
    let size = entries(root, K.parameters).reduce(0) { $0 + $1.key.bytes.count + document.count($1.value) }
    if size > 256 << 10 { fail(.tooLong, root, ".parameters", "may not be more than \(256 << 10) bytes") }
    for entry in entries(root, K.parameters) where entry.key.bytes.isEmpty {
      fail(.invalid, root, ".parameters", "field can not be empty.")
    }
    checkOne(text(root, K.reclaimPolicy), at: root, ".reclaimPolicy", of: "Delete", "Retain")
    checkOne(text(root, K.volumeBindingMode), at: root, ".volumeBindingMode", of: "Immediate", "WaitForFirstConsumer")
    for term in list(root, K.allowedTopologies) {
      for expression in list(term, K.matchLabelExpressions) {
        if let key = text(expression, K.key) {
          check(key, at: expression, ".key", TextRules.qualifiedName)
        } else {
          fail(.invalid, expression, ".key", "name part must be non-empty")
        }
        let values = list(expression, K.values)
        if values.isEmpty { fail(.required, expression, ".values") }
        checkDuplicates(values, nil, at: expression) { ".values[\($0)]" }
      }
    }
  }

  mutating func checkDriver() {
    guard let spec = object(document.root, .spec) else { return }
    for mode in list(spec, K.volumeLifecycleModes) {
      checkOne(mode, at: spec, ".volumeLifecycleModes", of: "Ephemeral", "Persistent")
    }
    let requests = list(spec, K.tokenRequests)
    checkDuplicates(requests, K.audience, at: spec) { ".tokenRequests[\($0)].audience" }
    for request in requests {
      guard let seconds = integer(request, K.expirationSeconds) else { continue }
      if seconds < 600 {
        fail(.invalid, request, ".expirationSeconds", "may not specify a duration less than 10 minutes")
      } else if seconds > 1 << 32 {
        fail(.invalid, request, ".expirationSeconds", "may not specify a duration larger than 2^32 seconds")
      }
    }
  }
}
