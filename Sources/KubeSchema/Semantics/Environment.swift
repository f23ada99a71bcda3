import Manifest

/// The environment variables of containers.
extension Semantics {
  mutating func checkEnvironment(_ container: NodeID) {
    for variable in list(container, K.env) {
      if let name = text(variable, .name) {
        check(name, at: variable, ".name", TextRules.environmentName)
      } else {
        fail(.required, variable, ".name")
      }
      if let source = object(variable, K.valueFrom) { checkSource(source, variable) }
    }
    for source in list(container, K.envFrom) { checkMany(source, container) }
  }

  private mutating func checkSource(_ source: NodeID, _ variable: NodeID) {
    var count = 0
    if let field = object(source, K.fieldRef) {
      count += 1
      checkField(field, isEnvironment: true)
    }
    if let resource = object(source, K.resourceFieldRef) {
      count += 1
      checkResourceField(resource, isVolume: false)
    }
    for key in [K.configMapKeyRef, K.secretKeyRef] {
      guard let reference = object(source, key) else { continue }
      count += 1
      if let name = text(reference, .name) {
        check(name, at: reference, ".name", TextRules.subdomain)
      } else {
        fail(.invalid, reference, ".name", TextRules.subdomainMessage)
      }
      if let entry = text(reference, K.key) {
        check(entry, at: reference, ".key", TextRules.configKey)
      } else {
        fail(.required, reference, ".key")
      }
    }
    if object(source, K.fileKeyRef) != nil { count += 1 }
    if count == 0 {
      fail(
        .invalid, variable, ".valueFrom",
        "must specify one of: `configMapKeyRef`, `fieldRef`, `fileKeyRef`, "
          + "`resourceFieldRef` or `secretKeyRef`")
    } else if text(variable, K.value) != nil {
      fail(.invalid, variable, ".valueFrom", "may not be specified when `value` is not empty")
    } else if count > 1 {
      fail(.invalid, variable, ".valueFrom", "may not have more than one field specified at a time")
    }
  }

  private mutating func checkMany(_ source: NodeID, _ container: NodeID) {
    check(source, K.prefix, TextRules.environmentName)
    var count = 0
    for key in [K.configMapRef, K.secretRef] {
      guard let reference = object(source, key) else { continue }
      count += 1
      if let name = text(reference, .name) {
        check(name, at: reference, ".name", TextRules.subdomain)
      } else {
        fail(.required, reference, ".name")
      }
    }
    if count == 0 {
      fail(.invalid, container, ".envFrom", "must specify one of: `configMapRef` or `secretRef`", value: source)
    } else if count > 1 {
      fail(
        .invalid, container, ".envFrom", "may not have more than one field specified at a time", value: source)
    }
  }

  // MARK: Fields of the Pod

  private static let environmentFields = [
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
  ]
  private static let volumeFields = [
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
  ]
  private static let otherFields = [
    "spec.restartPolicy", "spec.schedulerName", "spec.hostNetwork", "status.phase", "status.nominatedNodeName",
  ]

  mutating func checkField(_ reference: NodeID, isEnvironment: Bool) {
    guard let field = text(reference, K.fieldPath) else { return fail(.required, reference, ".fieldPath") }
    if let version = text(reference, .apiVersion), !hasText(version, "v1") {
      return fail(.invalid, reference, ".fieldPath", "error converting fieldPath: unsupported pod version")
    }
    let known = isEnvironment ? Self.environmentFields : Self.volumeFields
    if document.withText(field, { field in known.contains { field.elementsEqual($0.utf8) } }) { return }
    if isOpen(field) { return }
    let path = string(field)
    for map in ["metadata.annotations", "metadata.labels"] where path.hasPrefix("\(map)['") && path.hasSuffix("']") {
      let key = Key(String(path.dropFirst(map.utf8.count + 2).dropLast(2)))
      let rule = map == "metadata.labels" ? TextRules.qualifiedName : TextRules.annotationKey
      return checkKey(key, at: reference, ".fieldPath", rule)
    }
    let isConvertible = (Self.environmentFields + Self.volumeFields + Self.otherFields).contains(path)
    if isConvertible {
      fail(.notSupported, reference, ".fieldPath", "\"\(path)\"", supported: known)
    } else {
      fail(
        .invalid, reference, ".fieldPath", "error converting fieldPath: field label not supported: \(path)")
    }
  }

  mutating func checkResourceField(_ reference: NodeID, isVolume: Bool) {
    if isVolume { require(reference, K.containerName, at: reference, ".containerName") }
    guard let resource = text(reference, K.resource) else { return fail(.required, reference, ".resource") }
    let name = string(resource)
    let parts = name.split(separator: ".", maxSplits: 1)
    let isRight =
      parts.count == 2 && (parts[0] == "limits" || parts[0] == "requests")
      && (["cpu", "memory", "ephemeral-storage"].contains(parts[1]) || parts[1].hasPrefix("hugepages-"))
    if !isRight && !isOpen(resource) {
      return fail(
        .notSupported, reference, ".resource", "\"\(name)\"",
        supported: ["limits", "requests"].flatMap { side in
          ["cpu", "ephemeral-storage", "memory"].map { "\(side).\($0)" }
        })
    }
    guard let divisor = value(reference, K.divisor), quantity(divisor) != .zero else { return }
    let isCPU = name.hasSuffix(".cpu")
    let units =
      isCPU ? ["1m", "1"] : ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"]
    if !units.contains(string(divisor)) && !isOpen(divisor) {
      let list = units.joined(separator: ", ")
      fail(
        .invalid, reference, ".divisor",
        "only divisor's values \(list) are supported with the \(isCPU ? "cpu" : "memory") resource")
    }
  }
}
