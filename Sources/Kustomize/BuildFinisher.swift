import Manifest

/// The steps at the end of a build, over all objects: hashes, references, vars, order, clean-up.
struct BuildFinisher {
  private(set) var list: ResourceList
  private(set) var log: BuildLog
  private let configuration: TransformerConfiguration
  private let variables: [BuildVariable]
  private let context: BuildContext

  init(accumulator: Accumulator, context: BuildContext) {
    list = accumulator.list
    log = accumulator.log
    configuration = accumulator.configuration
    variables = accumulator.variables
    self.context = context
  }

  mutating func finish(_ kustomization: Kustomization?, overlay: KustomizationOverlay? = nil) {
    checkHistories()
    list.appendHashes(context.sourceMap, layer: context.layer)
    do throws(BuildError) {
      try NameReferenceTransformer(targets: configuration.nameReference).apply(to: &list, context)
    } catch { log.fail(error, layer: context.layer) }
    do throws(BuildError) {
      try VariableTransformer(variables: variables, fieldSpecs: configuration.varReference).apply(to: &list, context)
    } catch { log.fail(error, layer: context.layer) }
    checkNames()
    dropLocalConfiguration()
    checkIdentities()
    sort(kustomization)
    addManagedByLabel(kustomization)
    do throws(BuildError) { try overlay?.setMetadata(of: &list, context) } catch {
      log.fail(error, layer: context.layer)
    }
    overlay?.claimChanges(in: &list, context)
    cleanUp(kustomization)
  }

  private mutating func checkHistories() {
    for resource in list.all where resource.hasBrokenHistory {
      log.fail(
        BuildError(
          .badField, "kustomize cannot track \(resource.originalID.ref): a patch took its name or kind away",
          hint: "keep metadata.name and kind in the object", at: resource.resource.origin), layer: context.layer)
    }
  }

  /// Patches and replacements may have given two objects one name.
  private mutating func checkIdentities() {
    guard let (first, second) = list.duplicate() else { return }
    log.fail(
      BuildError(
        .duplicateResource,
        "may not add resource with an already registered id: \(list[second].id.text)",
        hint: "one was \(list[first].originalID.ref), the other \(list[second].originalID.ref)",
        at: list[second].resource.origin), layer: context.layer)
  }

  /// Whatever the build did, every object is to have a kind and a name.
  private mutating func checkNames() {
    for resource in list.all where resource.id.kind.isEmpty || resource.id.name.isEmpty {
      if resource.id.name.isEmpty, resource.id.kind.utf8.suffix(4).elementsEqual("List".utf8) { continue }
      log.fail(
        BuildError(
          .badField,
          "missing \(resource.id.kind.isEmpty ? "kind" : "metadata.name") in object "
            + resource.originalID.ref.description, at: resource.resource.origin), layer: context.layer)
    }
  }

  /// Objects marked `config.kubernetes.io/local-config` serve the build and are not part of its output.
  private mutating func dropLocalConfiguration() {
    list.remove(
      Set(
        list.indices.filter { position in
          list[position].metadata(.annotations)
            .contains { $0.key == "config.kubernetes.io/local-config" && $0.value != "false" }
        }))
  }

  private mutating func sort(_ kustomization: Kustomization?) {
    let sortOptions = kustomization?.sortOptions
    guard let sortOptions else {
      if context.options.reorder == .legacy { ResourceOrder().sort(&list) }
      return
    }
    switch sortOptions.order.value {
    case "fifo":
      if sortOptions.hasLegacyOptions {
        log.fail(
          BuildError(
            .badField,
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
            at: sortOptions.order.origin), layer: context.layer)
      }
    case "legacy":
      ResourceOrder(first: sortOptions.orderFirst, last: sortOptions.orderLast).sort(&list)
    default:
      log.fail(
        BuildError(
          .badField, "the field 'sortOptions.order' must be one of [fifo, legacy]", at: sortOptions.order.origin),
        layer: context.layer)
    }
  }

  private mutating func addManagedByLabel(_ kustomization: Kustomization?) {
    guard let entry = kustomization?.buildMetadata.first(where: { $0.value == "managedByLabel" }) else { return }
    let pair = (
      key: Located(value: "app.kubernetes.io/managed-by", origin: entry.origin),
      value: Located(value: "kustomize-\(context.options.version.managedByName)", origin: entry.origin)
    )
    let transformer = MapTransformer(pairs: [pair], fieldSpecs: DefaultFieldSpecs.metadataLabels, action: .label)
    do throws(BuildError) { try transformer.apply(to: &list, context) } catch {
      log.fail(error, layer: context.layer)
    }
  }

  /// kustomize's own annotations, which never reach the output.
  private static let buildAnnotations: Set<Key> = [
    "internal.config.kubernetes.io/previousKinds", "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/previousNamespaces", "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/suffixes", "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/generatorBehavior", "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/allowNameChange", "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/path", "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/seqindent", "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "internal.config.kubernetes.io/helm-generated", "config.kubernetes.io/path", "config.kubernetes.io/index",
    "config.k8s.io/id", "config.kubernetes.io/origin", "alpha.config.kubernetes.io/transformations",
    "kustomize.config.k8s.io/needs-hash", "kustomize.config.k8s.io/behavior",
  ]

  /// Removes those annotations and writes the ones that are asked for. Annotations that are left have gone through a
  /// map of strings, and a map without any is gone.
  private mutating func cleanUp(_ kustomization: Kustomization?) {
    let asked = Set((kustomization?.buildMetadata ?? []).map(\.value))
    let origin = kustomization?.buildMetadata.first?.origin ?? .none
    var failures: [BuildError] = []
    for position in list.indices {
      list.update(position) { resource in
        Self.removeBuildAnnotations(of: &resource, &failures)
        if asked.contains("originAnnotations"), let record = resource.generatedBy {
          resource.annotate("config.kubernetes.io/origin", record.yaml, origin: origin)
        }
        if asked.contains("transformerAnnotations"), !resource.transformations.isEmpty {
          let text = OriginRecord.yaml(resource.transformations)
          resource.annotate("alpha.config.kubernetes.io/transformations", text, origin: origin)
        }
      }
    }
    for failure in failures { log.fail(failure, layer: context.layer) }
  }

  private static func removeBuildAnnotations(of resource: inout BuildResource, _ failures: inout [BuildError]) {
    if resource.document.value(resource.document.root, .metadata) == nil {
      // Only a list can be without, and writing its annotations gives it some.
      let origin = resource.resource.origin
      let metadata = resource.document.addMapping(origin: origin)
      resource.document.set(resource.document.root, .metadata, to: metadata, keyOrigin: origin)
    }
    guard let metadata = resource.document.value(resource.document.root, .metadata),
      let annotations = resource.document.value(metadata, .annotations)
    else { return }
    if resource.document.isSequence(annotations), resource.document.count(annotations) > 0 {
      failures.append(
        BuildError(.badField, "metadata.annotations must be a mapping", at: resource.document.origin(annotations)))
      return
    }
    if resource.document.isMapping(annotations) {
      for entry in resource.document.entries(annotations) where buildAnnotations.contains(entry.key) {
        resource.document.remove(annotations, entry.key)
      }
    }
    if !resource.document.isMapping(annotations) || resource.document.count(annotations) == 0 {
      resource.document.remove(metadata, .annotations)
    } else {
      resource.document.stringifyMetadata(.annotations)
    }
  }
}

extension BuildResource {
  /// Writes an annotation.
  mutating func annotate(_ name: Key, _ text: String, origin: Origin) {
    document.ensureAnnotations(origin: origin)
    guard let annotations = document.value(document.root, .metadata, .annotations) else { return }
    let value = document.addString(text, origin: origin)
    document.set(annotations, name, to: value, keyOrigin: origin)
  }
}

extension KustomizeOptions.Version {
  /// What the `managed-by` label names: kubectl's build of kustomize 5.6 does not know its version.
  var managedByName: String { self == .v5_6 ? "(devel)" : "v5.8.1" }
}
