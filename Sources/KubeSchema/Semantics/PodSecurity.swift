import Manifest

/// The security contexts of Pods and containers.
extension Semantics {
  private static let identifiers = 0...2_147_483_647
  private static let identifierMessage = "must be between 0 and 2147483647, inclusive"

  mutating func checkPodSecurity(_ spec: NodeID) {
    guard let context = object(spec, K.securityContext) else {
      if isTrue(spec, K.hostPID) && isTrue(spec, K.shareProcessNamespace) { failSharing(spec) }
      return
    }
    if isTrue(spec, K.hostPID) && isTrue(spec, K.shareProcessNamespace) { failSharing(spec) }
    checkIdentities(context)
    checkRange(context, K.fsGroup, Self.identifiers, Self.identifierMessage)
    for (position, group) in list(context, K.supplementalGroups).enumerated() {
      guard let number = integer(group), !Self.identifiers.contains(number) else { continue }
      fail(.invalid, context, ".supplementalGroups[\(position)]", Self.identifierMessage)
    }
    checkOne(
      text(context, K.supplementalGroupsPolicy), at: context, ".supplementalGroupsPolicy", of: "Merge", "Strict")
    checkOne(
      text(context, K.fsGroupChangePolicy), at: context, ".fsGroupChangePolicy", of: "Always", "OnRootMismatch")
    checkSysctls(context, spec)
    checkProfiles(context)
  }

  private mutating func failSharing(_ spec: NodeID) {
    fail(
      .invalid, spec, ".securityContext.shareProcessNamespace",
      "ShareProcessNamespace and HostPID cannot both be enabled", value: value(spec, K.shareProcessNamespace))
  }

  private mutating func checkIdentities(_ context: NodeID) {
    checkRange(context, K.runAsUser, Self.identifiers, Self.identifierMessage)
    checkRange(context, K.runAsGroup, Self.identifiers, Self.identifierMessage)
  }

  private mutating func checkSysctls(_ context: NodeID, _ spec: NodeID) {
    let sysctls = list(context, K.sysctls)
    for (position, sysctl) in sysctls.enumerated() {
      guard let name = text(sysctl, .name) else {
        fail(.required, sysctl, ".name")
        continue
      }
      check(name, at: sysctl, ".name", Self.sysctlName)
      let isNetwork = document.withText(name) {
        $0.starts(with: "net".utf8) && $0.dropFirst(3).first.map(isMark) == true
      }
      let isShared = document.withText(name) { name in
        ["kernel.shm", "kernel/shm", "kernel.msg", "kernel/msg", "fs.mqueue.", "fs/mqueue/"].contains {
          name.starts(with: $0.utf8)
        } || name.elementsEqual("kernel.sem".utf8) || name.elementsEqual("kernel/sem".utf8)
      }
      if isNetwork && isTrue(spec, K.hostNetwork) {
        fail(.invalid, context, ".sysctls[\(position)].name", "may not be specified when 'hostNetwork' is true")
      }
      if isShared && isTrue(spec, K.hostIPC) {
        fail(.invalid, context, ".sysctls[\(position)].name", "may not be specified when 'hostIPC' is true")
      }
    }
    checkDuplicates(sysctls, .name, at: context) { ".sysctls[\($0)].name" }
  }

  private func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") }

  private static func sysctlName(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    var start = 0
    var isRight = text.count <= 253
    for index in 0...text.count
    where index == text.count || text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: "/") {
      let part = text[start..<index]
      guard let first = part.first, let last = part.last, TextRules.isLower(first), TextRules.isLower(last) else {
        isRight = false
        break
      }
      isRight =
        isRight
        && part.allSatisfy { TextRules.isLower($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
      start = index + 1
    }
    return isRight ? nil : "must have at most 253 characters and consist of parts between '.' or '/'"
  }

  /// The profiles of seccomp and AppArmor, and the options of Windows.
  private mutating func checkProfiles(_ context: NodeID) {
    if let profile = object(context, K.seccompProfile) {
      checkProfile(profile, "seccomp", isRequired: "type is required when seccompProfile is set")
    }
    if let profile = object(context, K.appArmorProfile) {
      checkProfile(profile, "AppArmor", isRequired: "type is required when appArmorProfile is set")
      if let local = text(profile, K.localhostProfile) {
        check(local, at: profile, ".localhostProfile") { text in
          Self.isBlank(text.first) || Self.isBlank(text.last) ? "must not be padded with whitespace" : nil
        }
      }
    }
    guard let options = object(context, K.windowsOptions) else { return }
    check(options, K.gmsaCredentialSpecName, TextRules.subdomain)
    if let name = value(options, K.runAsUserName), isText(name), document.count(name) == 0 {
      fail(.invalid, options, ".runAsUserName", "runAsUserName cannot be an empty string")
    }
  }

  private mutating func checkProfile(_ profile: NodeID, _ name: String, isRequired message: String) {
    guard let type = text(profile, K.type) else { return fail(.required, profile, ".type", message) }
    checkOne(type, at: profile, ".type", of: "Localhost", "RuntimeDefault", "Unconfined")
    let hasProfile = value(profile, K.localhostProfile) != nil
    if hasText(type, "Localhost") {
      if text(profile, K.localhostProfile) == nil {
        fail(.required, profile, ".localhostProfile", "must be set when \(name) type is Localhost")
      } else if name == "seccomp" {
        check(value(profile, K.localhostProfile), at: profile, ".localhostProfile", TextRules.relativePath)
      }
    } else if hasProfile {
      fail(.invalid, profile, ".localhostProfile", "can only be set when \(name) type is Localhost")
    }
  }

  mutating func checkContainerSecurity(_ container: NodeID, _ spec: NodeID) {
    guard let context = object(container, K.securityContext) else { return }
    checkIdentities(context)
    checkOne(text(context, K.procMount), at: context, ".procMount", of: "Default", "Unmasked")
    if has(context, K.procMount, "Unmasked"), document.boolValue(value(spec, K.hostUsers)) != false {
      fail(.invalid, context, ".procMount", "`hostUsers` must be false to use `Unmasked`")
    }
    if document.boolValue(value(context, K.allowPrivilegeEscalation)) == false {
      if isTrue(context, K.privileged) {
        fail(
          .invalid, container, ".securityContext",
          "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
      }
      for capability in list(object(context, K.capabilities), K.add) where hasText(capability, "CAP_SYS_ADMIN") {
        fail(
          .invalid, container, ".securityContext",
          "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
      }
    }
    checkProfiles(context)
  }
}
