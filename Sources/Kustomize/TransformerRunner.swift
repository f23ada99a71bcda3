import Manifest

/// Runs the transformers of one kustomization in kustomize's fixed order, each over all objects gathered so far.
struct TransformerRunner {
  let kustomization: Kustomization
  let context: BuildContext
  let reader: ResourceReader

  func run(_ accumulator: inout Accumulator) {
    runStrategicMerge(&accumulator)
    runPatches(kustomization.patches, .patches, &accumulator)
    runNames(&accumulator)
    runMaps(&accumulator)
    runPatches(kustomization.patchesJSON6902, .json6902, &accumulator)
    runReplicas(&accumulator)
    runImages(&accumulator)
    runReplacements(&accumulator)
  }

  /// Runs one step; a failure is logged and the next step goes on.
  private func step(_ accumulator: inout Accumulator, _ body: (inout Accumulator) throws(BuildError) -> Void) {
    do throws(BuildError) { try body(&accumulator) } catch { accumulator.log.fail(error, layer: context.layer) }
  }

  /// Notes that a transformer ran, where the build asks for it.
  private func note(_ builtin: String, _ accumulator: inout Accumulator) {
    if let record = context.record(builtin) { accumulator.list.note(record) }
  }

  /// Notes an entry that found nothing to do, unless an input is missing that may hold what it is for. A component
  /// serves many kustomizations: what it finds nothing for in one of them is not wrong.
  private func noteNoMatch(_ message: String, _ origin: Origin, _ accumulator: inout Accumulator) {
    if accumulator.log.hasMissingInput || kustomization.kind == .component { return }
    accumulator.log.note(KustomizeRules.matchesNothing, message, origin: origin, layer: context.layer)
  }

  // MARK: Patches

  private func runStrategicMerge(_ accumulator: inout Accumulator) {
    for patch in kustomization.patchesStrategicMerge {
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = PatchTransformer(
          entry: .strategicMerge(patch.value, reader), field: .strategicMerge, reader: reader, schema: context.schema)
        _ = try transformer.apply(to: &accumulator.list, context)
      }
    }
    if !kustomization.patchesStrategicMerge.isEmpty { note("PatchStrategicMergeTransformer", &accumulator) }
  }

  private func runPatches(
    _ entries: [Kustomization.PatchEntry], _ field: PatchTransformer.Field, _ accumulator: inout Accumulator
  ) {
    for entry in entries {
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = PatchTransformer(entry: entry, field: field, reader: reader, schema: context.schema)
        let matched = try transformer.apply(to: &accumulator.list, context)
        if !matched, let target = entry.target {
          noteNoMatch("the patch's target (\(target)) selects no object", target.origin, &accumulator)
        }
      }
      note(field == .patches ? "PatchTransformer" : "PatchJson6902Transformer", &accumulator)
    }
  }

  // MARK: Names and namespaces

  private func runNames(_ accumulator: inout Accumulator) {
    let configuration = accumulator.configuration
    if let namespace = kustomization.namespace, !namespace.value.isEmpty {
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = NamespaceTransformer(
          namespace: namespace, fieldSpecs: configuration.namespace)
        try transformer.apply(to: &accumulator.list, context)
      }
      note("NamespaceTransformer", &accumulator)
    }
    for (side, text, specs) in [
      (NameAffixTransformer.Side.prefix, kustomization.namePrefix, configuration.namePrefix),
      (.suffix, kustomization.nameSuffix, configuration.nameSuffix),
    ] {
      guard let text, !text.value.isEmpty else { continue }
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = NameAffixTransformer(side: side, text: text, fieldSpecs: specs)
        try transformer.apply(to: &accumulator.list, context)
      }
      note(side == .prefix ? "PrefixTransformer" : "SuffixTransformer", &accumulator)
    }
  }

  // MARK: Labels and annotations

  private func runMaps(_ accumulator: inout Accumulator) {
    let configuration = accumulator.configuration
    for entry in kustomization.labels {
      step(&accumulator) { accumulator throws(BuildError) in
        let specs = try labelSpecs(entry, configuration)
        try MapTransformer(pairs: entry.pairs, fieldSpecs: specs, action: .label).apply(
          to: &accumulator.list, context)
      }
      note("LabelTransformer", &accumulator)
    }
    runMap(kustomization.commonLabels, configuration.commonLabels, .label, &accumulator)
    // kustomize has one for `commonLabels` as soon as there are any labels.
    if !kustomization.labels.isEmpty || !kustomization.commonLabels.isEmpty { note("LabelTransformer", &accumulator) }
    runMap(kustomization.commonAnnotations, configuration.commonAnnotations, .annotation, &accumulator)
    if !kustomization.commonAnnotations.isEmpty { note("AnnotationsTransformer", &accumulator) }
  }

  private func labelSpecs(
    _ entry: Kustomization.LabelEntry, _ configuration: TransformerConfiguration
  ) throws(BuildError) -> [FieldSpec] {
    let own = try TransformerConfiguration.union(entry.fields, configuration.labels, entry.origin)
    if entry.includeSelectors {
      return try TransformerConfiguration.union(own, configuration.commonLabels, entry.origin)
    }
    let templates = entry.includeTemplates ? configuration.templateLabels : []
    return try TransformerConfiguration.union(
      TransformerConfiguration.union(own, templates, entry.origin), DefaultFieldSpecs.metadataLabels, entry.origin)
  }

  private func runMap(
    _ pairs: Kustomization.StringMap, _ specs: [FieldSpec], _ action: Change.Action, _ accumulator: inout Accumulator
  ) {
    step(&accumulator) { accumulator throws(BuildError) in
      let transformer = MapTransformer(pairs: pairs, fieldSpecs: specs, action: action)
      try transformer.apply(to: &accumulator.list, context)
    }
  }

  // MARK: Single values

  private func runReplicas(_ accumulator: inout Accumulator) {
    let specs = accumulator.configuration.replicas
    for replica in kustomization.replicas {
      step(&accumulator) { accumulator throws(BuildError) in
        try ReplicasTransformer(replica: replica, fieldSpecs: specs).apply(to: &accumulator.list, context)
      }
      note("ReplicaCountTransformer", &accumulator)
    }
  }

  private func runImages(_ accumulator: inout Accumulator) {
    guard !kustomization.images.isEmpty else { return }
    let specs = accumulator.configuration.images
    step(&accumulator) { accumulator throws(BuildError) in
      var transformers: [ImageTransformer] = []
      for image in kustomization.images {
        transformers.append(try ImageTransformer(image: image, fieldSpecs: specs))
      }
      let matched = try ImageTransformer.apply(transformers, to: &accumulator.list, context)
      for (image, matched) in zip(kustomization.images, matched) where !matched {
        noteNoMatch("no container uses the image \"\(image.name.value)\"", image.name.origin, &accumulator)
      }
    }
    for _ in kustomization.images { note("ImageTagTransformer", &accumulator) }
  }

  private func runReplacements(_ accumulator: inout Accumulator) {
    for entry in kustomization.replacements {
      step(&accumulator) { accumulator throws(BuildError) in
        for entry in try ReplacementFile.expanded(entry, context, reader) {
          let transformer = ReplacementTransformer(entry: entry, version: context.options.version)
          for target in try transformer.apply(to: &accumulator.list, context) {
            let selector = target.select.map { "\($0)" } ?? ""
            noteNoMatch("the replacement's target (\(selector)) selects no object", target.origin, &accumulator)
          }
        }
      }
    }
    if !kustomization.replacements.isEmpty { note("ReplacementTransformer", &accumulator) }
  }
}
