import Manifest

/// The volumes of a Pod and of a PersistentVolume.
extension Semantics {
  /// The sources of a volume in the order in which the server looks, and what each must have: fields that must not be
  /// empty.
  private static let sources: [(key: Key, required: [Key])] = [
    (K.emptyDir, []), (K.hostPath, [K.path]), (K.gitRepo, [K.repository]), (K.gcePersistentDisk, []),
    (K.awsElasticBlockStore, [K.volumeID]), (K.secret, [K.secretName]), (K.nfs, [K.server, K.path]),
    (K.iscsi, [K.targetPortal, K.iqn]), (K.glusterfs, [K.endpoints, K.path]),
    (K.persistentVolumeClaim, [K.claimName]), (K.rbd, [K.monitors, K.image]), (K.cinder, [K.volumeID]),
    (K.cephfs, [K.monitors]), (K.flocker, []), (K.downwardAPI, []), (K.fc, []), (K.configMap, [.name]),
    (K.azureFile, [K.secretName, K.shareName]), (K.vsphereVolume, [K.volumePath]),
    (K.azureDisk, [K.diskName, K.diskURI]), (K.storageos, []), (K.quobyte, [K.registry, K.volume]),
    (K.photonPersistentDisk, [K.pdID]), (K.portworxVolume, [K.volumeID]),
    (K.scaleIO, [K.gateway, K.system, K.volumeName]), (K.projected, []), (K.csi, [K.driver]), (K.ephemeral, []),
    (K.image, [K.reference]), (K.flexVolume, [K.driver]), (K.local, [K.path]),
  ]

  mutating func checkVolumes(_ spec: NodeID, _ owner: PodOwner) {
    let volumes = list(spec, K.volumes)
    for volume in volumes {
      if let name = text(volume, .name) {
        check(name, at: volume, ".name", TextRules.label)
      } else {
        fail(.required, volume, ".name")
      }
      checkSources(volume, spec, owner)
    }
    checkDuplicates(volumes, .name, at: spec) { ".volumes[\($0)].name" }
  }

  /// Looks at the only source; how many there are.
  @discardableResult
  mutating func checkSources(_ volume: NodeID, _ spec: NodeID, _ owner: PodOwner?) -> Int {
    var count = 0
    for (key, required) in Self.sources {
      guard let source = object(volume, key) else { continue }
      count += 1
      // The image of a PersistentVolume's volume is none; nor is there a local one of a Pod's.
      if count > 1 {
        fail(.forbidden, volume, ".\(key)", "may not specify more than 1 volume type")
        continue
      }
      for field in required where isMissing(source, field) { fail(.required, source, ".\(field)") }
      checkSource(source, key, volume, spec, owner)
    }
    return count
  }

  private func isMissing(_ source: NodeID, _ field: Key) -> Bool {
    guard let value = value(source, field) else { return true }
    return document.count(value) == 0
  }

  private mutating func checkSource(
    _ source: NodeID, _ key: Key, _ volume: NodeID, _ spec: NodeID, _ owner: PodOwner?
  ) {
    if key == K.emptyDir {
      if let size = value(source, K.sizeLimit), let amount = quantity(size), amount < .zero {
        fail(.forbidden, source, ".sizeLimit", "SizeLimit field must be a valid resource quantity")
      }
    } else if key == K.hostPath {
      check(text(source, K.path), at: source, ".path", TextRules.noBacksteps)
      checkOne(
        text(source, K.type), at: source, ".type", of: "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate",
        "File", "FileOrCreate", "Socket")
    } else if key == K.configMap || key == K.secret {
      checkFiles(source)
    } else if key == K.nfs {
      check(text(source, K.path), at: source, ".path", TextRules.absolutePath)
    } else if key == K.downwardAPI {
      checkMode(source, K.defaultMode)
      for item in list(source, K.items) { checkDownward(item, source) }
    } else if key == K.projected {
      checkProjection(source, spec, owner)
    } else if key == K.csi {
      check(source, K.driver, TextRules.subdomain)
      if owner == nil { require(source, K.volumeHandle, at: source, ".volumeHandle") }
    } else if key == K.ephemeral {
      checkEphemeral(source)
    } else if key == K.gcePersistentDisk {
      if text(source, K.pdName) == nil { fail(.required, volume, ".persistentDisk.pdName", value: source) }
    } else if key == K.gitRepo {
      check(text(source, K.directory), at: source, ".directory", TextRules.relativePath)
    } else {
      checkOldSource(source, key)
    }
  }

  private mutating func checkOldSource(_ source: NodeID, _ key: Key) {
    if key == K.iscsi {
      checkRange(source, K.lun, 0...255, "must be between 0 and 255, inclusive")
    } else if key == K.fc {
      let names = list(source, K.targetWWNs)
      if names.isEmpty == list(source, K.wwids).isEmpty {
        let message = "must specify either targetWWNs or wwids, but not both"
        fail(names.isEmpty ? .required : .invalid, source, ".targetWWNs", message)
      }
    } else if key == K.azureDisk, !isMissingPrefix(source) {
      fail(
        .notSupported, source, ".diskURI", "\"\(string(text(source, K.diskURI)))\"",
        supported: ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"])
    } else if key == K.local {
      check(text(source, K.path), at: source, ".path", TextRules.noBacksteps)
    }
  }

  private func isMissingPrefix(_ source: NodeID) -> Bool {
    guard let address = text(source, K.diskURI) else { return false }
    let prefix = has(source, K.kind, "Managed") ? "/subscriptions/" : "https://"
    return document.withText(address) { $0.starts(with: prefix.utf8) } || isOpen(address)
  }

  // MARK: Files

  private mutating func checkMode(_ source: NodeID, _ key: Key) {
    checkRange(source, key, 0...0o777, "must be a number between 0 and 0777 (octal), both inclusive")
  }

  private mutating func checkFiles(_ source: NodeID) {
    checkMode(source, K.defaultMode)
    checkItems(source)
  }

  private mutating func checkItems(_ source: NodeID) {
    for item in list(source, K.items) {
      require(item, K.key, at: item, ".key")
      if let path = text(item, K.path) {
        check(path, at: item, ".path", TextRules.volumeFile)
      } else {
        fail(.required, item, ".path")
      }
      checkMode(item, K.mode)
    }
  }

  private mutating func checkDownward(_ item: NodeID, _ source: NodeID) {
    if let path = text(item, K.path) {
      check(path, at: source, ".path", TextRules.volumeFile)
    } else {
      fail(.required, source, ".path", value: item)
    }
    let resource = object(item, K.resourceFieldRef)
    if let field = object(item, K.fieldRef) {
      if resource != nil {
        fail(.invalid, source, "", "fieldRef and resourceFieldRef can not be specified simultaneously", value: item)
      }
      checkDownwardField(field, source)
    } else if let resource {
      checkDownwardResource(resource, source)
    } else {
      fail(.required, source, "", "one of fieldRef and resourceFieldRef is required", value: item)
    }
    checkMode(item, K.mode)
  }

  /// The server leaves the position of the item out of the path.
  private mutating func checkDownwardField(_ field: NodeID, _ source: NodeID) {
    let count = faults.count
    checkField(field, isEnvironment: false)
    moveFaults(since: count, to: source, ".fieldRef")
  }

  private mutating func checkDownwardResource(_ resource: NodeID, _ source: NodeID) {
    let count = faults.count
    checkResourceField(resource, isVolume: true)
    moveFaults(since: count, to: source, ".resourceFieldRef")
  }

  // MARK: Projections

  private static let projections = [
    K.secret, K.configMap, K.downwardAPI, K.serviceAccountToken, K.clusterTrustBundle, K.podCertificate,
  ]

  private mutating func checkProjection(_ projected: NodeID, _ spec: NodeID, _ owner: PodOwner?) {
    checkMode(projected, K.defaultMode)
    var paths: [NodeID] = []
    for (position, source) in list(projected, K.sources).enumerated() {
      var count = 0
      for key in Self.projections {
        guard let projection = object(source, key) else { continue }
        count += 1
        if count > 1 {
          fail(
            .forbidden, projected, ".sources[\(position)]", "may not specify more than 1 volume type per source",
            value: projection)
          continue
        }
        checkPart(projection, key, source, spec, owner)
        paths += list(projection, K.items).compactMap { text($0, K.path) }
      }
    }
    for (position, path) in paths.enumerated() where paths.prefix(position).contains(where: { same($0, path) }) {
      fail(.invalid, projected, "", "conflicting duplicate paths", value: path)
    }
  }

  private mutating func checkPart(
    _ projection: NodeID, _ key: Key, _ source: NodeID, _ spec: NodeID, _ owner: PodOwner?
  ) {
    if key == K.secret || key == K.configMap {
      require(projection, .name, at: projection, ".name")
      checkItems(projection)
    } else if key == K.downwardAPI {
      for item in list(projection, K.items) { checkDownward(item, projection) }
    } else if key == K.serviceAccountToken {
      // The admission plugin of service accounts fills in the account of a Pod before its token is looked at.
      require(projection, K.path, at: projection, ".path")
      check(text(projection, K.path), at: projection, ".path", TextRules.volumeFile)
      guard let seconds = integer(projection, K.expirationSeconds) else { return }
      if seconds < 600 {
        fail(.invalid, projection, ".expirationSeconds", "may not specify a duration less than 10 minutes")
      } else if seconds > 1 << 32 {
        fail(.invalid, projection, ".expirationSeconds", "may not specify a duration larger than 2^32 seconds")
      }
    }
  }

  private mutating func checkEphemeral(_ source: NodeID) {
    guard let template = object(source, K.volumeClaimTemplate) else {
      return fail(.required, source, ".volumeClaimTemplate")
    }
    guard let spec = object(template, .spec) else { return fail(.required, template, ".spec") }
    checkClaimSpec(spec)
  }
}
