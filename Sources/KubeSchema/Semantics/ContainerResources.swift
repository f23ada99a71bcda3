import Manifest

/// The resources of containers (Kubernetes' `ValidateContainerResourceRequirements`).
extension Semantics {
  mutating func checkResources(_ container: NodeID, _ spec: NodeID) {
    guard let resources = object(container, K.resources) else { return }
    let limits = entries(resources, K.limits)
    let requests = entries(resources, K.requests)
    var (hasHugePages, hasCompute) = (false, false)
    for entry in limits {
      checkResource(entry, resources, "limits")
      // A request that is not there is taken from the limit, and faulted like it.
      if value(value(resources, K.requests), entry.key) == nil { checkResource(entry, resources, "requests") }
    }
    for entry in requests { checkResource(entry, resources, "requests") }
    for entry in [limits, requests].joined() {
      hasHugePages = hasHugePages || isHugePages(entry.key)
      hasCompute = hasCompute || entry.key == K.cpu || entry.key == K.memory
    }
    checkRequestsBelowLimits(resources)
    if hasHugePages && !hasCompute { fail(.forbidden, container, ".resources", "HugePages require cpu or memory") }
    checkClaims(resources, spec)
  }

  private func isHugePages(_ key: Key) -> Bool { key.bytes.starts(with: "hugepages-".utf8) }

  /// Whether a resource is of a vendor: named with a domain that is not Kubernetes' own.
  private func isExtended(_ key: Key) -> Bool {
    guard let slash = key.bytes.firstIndex(of: UInt8(ascii: "/")) else { return false }
    let domain = key.bytes[..<slash]
    return !domain.elementsEqual("kubernetes.io".utf8)
  }

  private mutating func checkResource(_ entry: Entry, _ resources: NodeID, _ list: String) {
    let key = entry.key
    if key != K.cpu && key != K.memory && key != K.ephemeralStorage && !isHugePages(key) {
      if TextRules.qualifiedName(key.bytes) != nil || !key.bytes.contains(UInt8(ascii: "/")) {
        fail(
          .invalid, resources, ".\(list)[\(key)]",
          TextRules.qualifiedName(key.bytes) ?? "must be a standard resource for containers", value: entry.value)
      }
    }
    guard let amount = quantity(entry.value) else { return }
    if amount < .zero {
      fail(
        .invalid, resources, ".\(list)[\(key)]", "must be greater than or equal to 0", value: entry.value)
    } else if isExtended(key) && !amount.isWhole {
      fail(.invalid, resources, ".\(list)[\(key)]", "must be an integer", value: entry.value)
    }
  }

  mutating func checkRequestsBelowLimits(_ resources: NodeID) {
    for entry in entries(resources, K.requests) {
      let isFixed = isHugePages(entry.key) || isExtended(entry.key)
      guard let limit = value(value(resources, K.limits), entry.key) else {
        if isFixed {
          fail(
            .required, resources, ".limits", "Limit must be set for non overcommitable resources", value: entry.value)
        }
        continue
      }
      guard let request = quantity(entry.value), let most = quantity(limit) else { continue }
      if isFixed ? request != most : request > most {
        fail(
          .invalid, resources, ".requests",
          "must be \(isFixed ? "equal to" : "less than or equal to") \(entry.key) limit of \(string(limit))",
          value: entry.value)
      }
    }
  }

  private mutating func checkClaims(_ resources: NodeID, _ spec: NodeID) {
    let claims = list(resources, K.claims)
    for (position, claim) in claims.enumerated() {
      guard let name = text(claim, .name) else {
        fail(.required, resources, ".claims[\(position)].name")
        continue
      }
      if !names(list(spec, K.resourceClaims), .name, name) {
        failBetween(
          .notFound, resources, ".claims[\(position)]", "must be one of the names in pod.spec.resourceClaims",
          value: name)
      }
    }
    guard claims.count > 1 else { return }
    for (position, claim) in claims.enumerated() {
      let isKnown = claims.prefix(position).contains { other in
        guard let one = text(other, .name), let two = text(claim, .name), same(one, two) else { return false }
        return equal(other, claim, K.request, default: "")
      }
      if isKnown { fail(.duplicate, resources, ".claims[\(position)]") }
    }
  }
}
