import Manifest

/// The rules for `metadata` that every kind shares (apimachinery's `ValidateObjectMeta`).
extension Semantics {
  private static let annotationLimit = 256 << 10

  /// `rule` is that of the kind's names. Custom objects may have finalizers without a domain.
  mutating func checkMetadata(isCustom: Bool = false, _ rule: TextRule) {
    let root = document.root
    guard let metadata = object(root, .metadata) else { return }
    let name = text(metadata, .name)
    if let name {
      check(name, at: metadata, ".name", rule)
    } else if let prefix = text(metadata, K.generateName) {
      check(prefix, at: metadata, ".generateName") { text in
        // The server appends letters and digits.
        let isDashed = text.last == UInt8(ascii: "-")
        return rule(isDashed ? UnsafeBufferPointer(rebasing: text.dropLast()) : text)
      }
    }
    if let namespace = text(metadata, .namespace) {
      check(namespace, at: metadata, ".namespace", TextRules.label)
    }
    checkLabels(metadata, .labels)
    checkAnnotations(metadata)
    checkFinalizers(metadata, isCustom: isCustom)
    for owner in list(metadata, K.ownerReferences) { checkOwner(owner, metadata) }
  }

  /// The keys and values of a map of labels; `suffix` is the server's path of the map.
  mutating func checkLabels(_ parent: NodeID, _ key: Key, suffix: String? = nil) {
    for entry in entries(parent, key) {
      checkKey(entry.key, at: parent, suffix ?? ".\(key)", TextRules.qualifiedName)
      check(entry.value, at: parent, suffix ?? ".\(key)", TextRules.labelValue)
    }
  }

  mutating func checkKey(_ key: Key, at anchor: NodeID, _ suffix: @autoclosure () -> String, _ rule: TextRule) {
    guard let message = rule(key.bytes), !ScalarFormats.holdsVariable(key.bytes) else { return }
    fail(.invalid, anchor, suffix(), message)
  }

  mutating func checkAnnotations(_ metadata: NodeID, suffix: String = ".annotations") {
    var size = 0
    for entry in entries(metadata, .annotations) {
      checkKey(entry.key, at: metadata, suffix, TextRules.annotationKey)
      size += entry.key.bytes.count + document.count(entry.value)
    }
    if size > Self.annotationLimit {
      fail(.tooLong, metadata, suffix, "may not be more than \(Self.annotationLimit) bytes")
    }
  }

  private mutating func checkFinalizers(_ metadata: NodeID, isCustom: Bool) {
    var (isOrphaned, isForeground) = (false, false)
    for (position, finalizer) in list(metadata, K.finalizers).enumerated() {
      isOrphaned = isOrphaned || hasText(finalizer, "orphan")
      isForeground = isForeground || hasText(finalizer, "foregroundDeletion")
      let count = faults.count
      check(finalizer, at: metadata, ".finalizers", TextRules.qualifiedName)
      if faults.count > count { continue }
      let isQualified = document.withText(finalizer) { $0.contains(UInt8(ascii: "/")) }
      let isStandard = ["orphan", "foregroundDeletion", "kubernetes"].contains(string(finalizer))
      if !isCustom && !isQualified && !isStandard && !isOpen(finalizer) {
        fail(
          .invalid, metadata, ".finalizers[\(position)]",
          "name is neither a standard finalizer name nor is it fully qualified", value: finalizer)
      }
    }
    if isOrphaned && isForeground {
      fail(.invalid, metadata, ".finalizers", "finalizer orphan and foregroundDeletion cannot be both set")
    }
  }

  private mutating func checkOwner(_ owner: NodeID, _ metadata: NodeID) {
    for key in [Key.apiVersion, .kind, .name, K.uid] where text(owner, key) == nil {
      let message = key == .apiVersion ? "version must not be empty" : "must not be empty"
      fail(.invalid, metadata, ".ownerReferences.\(key)", message, value: owner)
    }
    if has(owner, .kind, "Event"), has(owner, .apiVersion, "v1") {
      fail(.invalid, metadata, ".ownerReferences", "Event is disallowed from being an owner", value: owner)
    }
  }

  /// The metadata of an object inside another one, such as a Pod template: labels and annotations.
  mutating func checkTemplateMetadata(_ template: NodeID) {
    guard let metadata = object(template, .metadata) else { return }
    for entry in entries(metadata, .labels) {
      checkKey(entry.key, at: template, ".labels", TextRules.qualifiedName)
      check(entry.value, at: template, ".labels", TextRules.labelValue)
    }
    checkAnnotations(template: template, metadata)
  }

  private mutating func checkAnnotations(template: NodeID, _ metadata: NodeID) {
    for entry in entries(metadata, .annotations) {
      checkKey(entry.key, at: template, ".annotations", TextRules.annotationKey)
    }
  }

  // MARK: Selectors

  /// A label selector (`ValidateLabelSelector`); false when something is wrong with it.
  @discardableResult
  mutating func checkSelector(_ selector: NodeID?) -> Bool {
    guard let selector else { return true }
    let count = faults.count
    checkLabels(selector, K.matchLabels)
    for requirement in list(selector, K.matchExpressions) { checkRequirement(requirement) }
    return faults.count == count
  }

  private mutating func checkRequirement(_ requirement: NodeID) {
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
      } else if !isOpen(name) {
        fail(.invalid, requirement, ".operator", "not a valid selector operator")
      }
    } else {
      fail(.invalid, requirement, ".operator", "not a valid selector operator")
    }
    if let key = value(requirement, K.key) {
      check(key, at: requirement, ".key", TextRules.qualifiedName)
    } else {
      fail(.invalid, requirement, ".key", "name part must be non-empty")
    }
    for (position, value) in values.enumerated() {
      check(value, at: requirement, ".values[\(position)]", TextRules.labelValue)
    }
  }

  /// Whether a selector without requirements selects everything.
  func isEmptySelector(_ selector: NodeID) -> Bool {
    entries(selector, K.matchLabels).isEmpty && list(selector, K.matchExpressions).isEmpty
  }

  /// Whether labels fulfil a selector.
  func selects(_ selector: NodeID, _ labels: NodeID?) -> Bool {
    for entry in entries(selector, K.matchLabels) {
      guard let own = value(labels, entry.key), same(own, entry.value) else { return false }
    }
    for requirement in list(selector, K.matchExpressions) where !fulfils(requirement, labels) { return false }
    return true
  }

  private func fulfils(_ requirement: NodeID, _ labels: NodeID?) -> Bool {
    guard let key = text(requirement, K.key) else { return true }
    let own = document.withText(key) { value(labels, Key($0)) }
    let isAmong = own.map { own in list(requirement, K.values).contains { same($0, own) } } ?? false
    if has(requirement, K.operator, "In") { return isAmong }
    if has(requirement, K.operator, "NotIn") { return !isAmong }
    if has(requirement, K.operator, "Exists") { return own != nil }
    if has(requirement, K.operator, "DoesNotExist") { return own == nil }
    return true
  }
}
