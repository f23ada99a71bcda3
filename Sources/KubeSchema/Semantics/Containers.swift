import Manifest

/// The containers of a Pod: names, images, ports, mounts (Kubernetes' `validateContainers`).
extension Semantics {
  mutating func checkContainers(_ spec: NodeID) {
    let containers = list(spec, K.containers)
    let initial = list(spec, K.initContainers)
    if containers.isEmpty { fail(.required, spec, ".containers") }
    checkDuplicates(containers, .name, at: spec) { ".containers[\($0)].name" }
    for container in containers { checkContainer(container, spec, isInitial: false) }
    for (position, container) in initial.enumerated() {
      checkContainer(container, spec, isInitial: true)
      guard let name = text(container, .name) else { continue }
      let isTaken =
        containers.contains { text($0, .name).map { same($0, name) } == true }
        || initial.prefix(position).contains { text($0, .name).map { same($0, name) } == true }
      if isTaken {
        fail(.duplicate, spec, ".initContainers[\(position)].name", ValueText.quoted(document, name), value: name)
      }
    }
    checkHostPorts(containers, spec)
  }

  private mutating func checkContainer(_ container: NodeID, _ spec: NodeID, isInitial: Bool) {
    if let name = text(container, .name) {
      check(name, at: container, ".name", TextRules.label)
    } else {
      fail(.required, container, ".name")
    }
    if let image = text(container, K.image) {
      check(image, at: container, ".image") { text in
        Self.isBlank(text.first) || Self.isBlank(text.last) ? "must not have leading or trailing whitespace" : nil
      }
    } else {
      fail(.required, container, ".image")
    }
    checkOne(
      text(container, K.imagePullPolicy), at: container, ".imagePullPolicy", of: "Always", "IfNotPresent", "Never")
    checkPorts(container)
    checkEnvironment(container)
    checkMounts(container, spec)
    checkProbes(container, isInitial: isInitial)
    checkRestarts(container)
    checkResources(container, spec)
    checkContainerSecurity(container, spec)
  }

  static func isBlank(_ byte: UInt8?) -> Bool { byte.map { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D } ?? false }

  private mutating func checkRestarts(_ container: NodeID) {
    checkOne(
      text(container, K.restartPolicy), at: container, ".restartPolicy", of: "Always", "Never", "OnFailure")
    let policies = list(container, K.resizePolicy)
    for policy in policies {
      if let name = text(policy, K.resourceName), !hasText(name, "cpu"), !hasText(name, "memory"), !isOpen(name) {
        fail(
          .notSupported, container, ".resizePolicy", ValueText.quoted(document, name), value: name,
          supported: ["cpu", "memory"])
      }
      checkOne(
        text(policy, K.restartPolicy), at: container, ".resizePolicy", of: "NotRequired", "RestartContainer")
    }
    checkDuplicates(policies, K.resourceName, at: container) { ".resizePolicy[\($0)]" }
  }

  // MARK: Ports

  private mutating func checkPorts(_ container: NodeID) {
    let ports = list(container, K.ports)
    for port in ports {
      check(port, .name, TextRules.portName)
      let number = integer(port, K.containerPort) ?? 0
      if number == 0 {
        fail(.required, port, ".containerPort")
      } else if !(1...65535).contains(number) {
        fail(.invalid, port, ".containerPort", AddressRules.portMessage)
      }
      if let host = integer(port, K.hostPort), host != 0, !(1...65535).contains(host) {
        fail(.invalid, port, ".hostPort", AddressRules.portMessage)
      }
      checkOne(text(port, K.protocol), at: port, ".protocol", of: "SCTP", "TCP", "UDP")
    }
    checkDuplicates(ports, .name, at: container) { ".ports[\($0)].name" }
  }

  /// A port of the host can be had once for each protocol and address.
  private mutating func checkHostPorts(_ containers: ArraySlice<NodeID>, _ spec: NodeID) {
    var taken: [(port: Int, node: NodeID)] = []
    for container in containers {
      for port in list(container, K.ports) {
        guard let number = integer(port, K.hostPort), number != 0 else { continue }
        let isTaken = taken.contains { other in
          other.port == number && equal(other.node, port, K.protocol, default: "TCP")
            && equal(other.node, port, K.hostIP, default: "")
        }
        if isTaken { fail(.duplicate, port, ".hostPort", "\(number)") } else { taken.append((number, port)) }
      }
    }
  }

  /// Whether two objects have the same text under a key, the default where there is none.
  func equal(_ left: NodeID, _ right: NodeID, _ key: Key, default standard: StaticString) -> Bool {
    switch (text(left, key), text(right, key)) {
    case (nil, nil): true
    case (let one?, nil), (nil, let one?): document.hasText(one, standard)
    case (let one?, let other?): same(one, other)
    }
  }

  // MARK: Mounts

  private mutating func checkMounts(_ container: NodeID, _ spec: NodeID) {
    let mounts = list(container, K.volumeMounts)
    let devices = list(container, K.volumeDevices)
    for (position, mount) in mounts.enumerated() {
      checkMount(mount, container, spec)
      if let path = text(mount, K.mountPath),
        mounts.prefix(position).contains(where: { text($0, K.mountPath).map { same($0, path) } == true })
      {
        failBetween(.invalid, mount, ".mountPath", "must be unique")
      }
      if let name = text(mount, .name), names(devices, .name, name) {
        fail(.invalid, mount, ".name", "must not already exist in volumeDevices")
      }
      if let path = text(mount, K.mountPath), names(devices, K.devicePath, path) {
        fail(.invalid, mount, ".mountPath", "must not already exist as a path in volumeDevices")
      }
    }
    for (position, device) in devices.enumerated() {
      checkDevice(device, spec)
      if let path = text(device, K.devicePath) {
        check(path, at: device, ".devicePath") { TextRules.noBacksteps($0) }
        if names(devices.prefix(position), K.devicePath, path) {
          fail(.invalid, device, ".devicePath", "must be unique")
        }
        if names(mounts, K.mountPath, path) {
          fail(.invalid, device, ".devicePath", "must not already exist as a path in volumeMounts")
        }
      } else {
        fail(.required, device, ".devicePath")
      }
      if let name = text(device, .name), names(mounts, .name, name) {
        fail(.invalid, device, ".name", "must not already exist in volumeMounts")
      }
    }
  }

  func names(_ list: ArraySlice<NodeID>, _ key: Key, _ name: NodeID) -> Bool {
    list.contains { text($0, key).map { same($0, name) } == true }
  }

  /// Whether a volume comes of a claim template of the StatefulSet.
  private func isClaim(_ name: NodeID) -> Bool {
    claims.contains { text(object($0, .metadata), .name).map { same($0, name) } == true }
  }

  private mutating func checkMount(_ mount: NodeID, _ container: NodeID, _ spec: NodeID) {
    if let name = text(mount, .name) {
      if !names(list(spec, K.volumes), .name, name) && !isClaim(name) {
        failBetween(.notFound, mount, ".name", ValueText.quoted(document, name))
      }
    } else {
      fail(.required, mount, ".name")
    }
    require(mount, K.mountPath, at: mount, ".mountPath")
    if let path = text(mount, K.subPath) {
      check(path, at: container, ".volumeMounts.subPath", TextRules.relativePath)
    }
    if let path = text(mount, K.subPathExpr) {
      if text(mount, K.subPath) != nil {
        fail(.invalid, mount, ".subPathExpr", "subPathExpr and subPath are mutually exclusive")
      }
      check(path, at: container, ".volumeMounts.subPathExpr", TextRules.relativePath)
    }
    let propagation = text(mount, K.mountPropagation)
    checkOne(
      propagation, at: container, ".volumeMounts.mountPropagation", of: "Bidirectional", "HostToContainer", "None")
    if hasText(propagation, "Bidirectional"), !isTrue(object(container, K.securityContext), K.privileged) {
      fail(
        .forbidden, container, ".volumeMounts.mountPropagation",
        "Bidirectional mount propagation is available only to privileged containers", value: propagation)
    }
    checkReadOnly(mount, container)
  }

  private mutating func checkReadOnly(_ mount: NodeID, _ container: NodeID) {
    guard let mode = text(mount, K.recursiveReadOnly) else { return }
    checkOne(mode, at: container, ".volumeMounts.recursiveReadOnly", of: "Disabled", "Enabled", "IfPossible")
    guard hasText(mode, "Enabled") || hasText(mode, "IfPossible") else { return }
    if !isTrue(mount, K.readOnly) {
      fail(
        .forbidden, container, ".volumeMounts.recursiveReadOnly", "may only be specified when readOnly is true",
        value: mode)
    }
    if let propagation = text(mount, K.mountPropagation), !hasText(propagation, "None") {
      fail(
        .forbidden, container, ".volumeMounts.recursiveReadOnly",
        "may only be specified when mountPropagation is None or not specified", value: mode)
    }
  }

  private mutating func checkDevice(_ device: NodeID, _ spec: NodeID) {
    guard let name = text(device, .name) else { return fail(.required, device, ".name") }
    if isClaim(name) { return }
    guard let volume = list(spec, K.volumes).first(where: { text($0, .name).map { same($0, name) } == true }) else {
      return failBetween(.notFound, device, ".name", ValueText.quoted(document, name))
    }
    if value(volume, K.persistentVolumeClaim) == nil && value(volume, K.ephemeral) == nil {
      fail(
        .invalid, device, ".name",
        "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
    }
  }
}
