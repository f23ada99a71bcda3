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
    for (field, entry) in [
      ("transformers", kustomization.transformers.first), ("validators", kustomization.validators.first),
    ] {
      guard let entry else { continue }
      accumulator.log.fail(
        BuildError(.unsupported, "`\(field)` are not run yet", hint: "the other fields are", at: entry.origin),
        layer: context.layer)
    }
  }

  /// Runs one step; a failure is logged and the next step goes on.
  private func step(_ accumulator: inout Accumulator, _ body: (inout Accumulator) throws(BuildError) -> Void) {
    do throws(BuildError) { try body(&accumulator) } catch { accumulator.log.fail(error, layer: context.layer) }
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
        // An entry is the patch itself when it reads as an object, else the name of a file.
        let isInline = (try? reader.resources(patch.value, layers: []))?.resources.isEmpty == false
        let path = Located(value: String(decoding: patch.value.bytes, as: UTF8.self), origin: patch.origin)
        let entry = Kustomization.PatchEntry(
          path: isInline ? nil : path, patch: isInline ? patch.value : nil, origin: patch.origin)
        let transformer = PatchTransformer(
          entry: entry, field: .strategicMerge, reader: reader, schema: MergeSchema.builtin)
        _ = try transformer.apply(to: &accumulator.list, context)
      }
    }
  }

  private func runPatches(
    _ entries: [Kustomization.PatchEntry], _ field: PatchTransformer.Field, _ accumulator: inout Accumulator
  ) {
    for entry in entries {
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = PatchTransformer(entry: entry, field: field, reader: reader, schema: MergeSchema.builtin)
        let matched = try transformer.apply(to: &accumulator.list, context)
        if !matched, let target = entry.target {
          noteNoMatch("the patch's target (\(target)) selects no object", target.origin, &accumulator)
        }
      }
    }
  }

  // MARK: Names and namespaces

  private func runNames(_ accumulator: inout Accumulator) {
    let configuration = accumulator.configuration
    if let namespace = kustomization.namespace, !namespace.value.isEmpty {
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = NamespaceTransformer(
          namespace: namespace, fieldSpecs: DefaultFieldSpecs.namespace + configuration.namespace)
        try transformer.apply(to: &accumulator.list, context)
      }
    }
    for (side, text, specs) in [
      (NameAffixTransformer.Side.prefix, kustomization.namePrefix, configuration.namePrefix),
      (.suffix, kustomization.nameSuffix, configuration.nameSuffix),
    ] {
      guard let text, !text.value.isEmpty else { continue }
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = NameAffixTransformer(side: side, text: text, fieldSpecs: DefaultFieldSpecs.name + specs)
        try transformer.apply(to: &accumulator.list, context)
      }
    }
  }

  // MARK: Labels and annotations

  private func runMaps(_ accumulator: inout Accumulator) {
    let configuration = accumulator.configuration
    for entry in kustomization.labels {
      let defaults =
        entry.includeSelectors
        ? DefaultFieldSpecs.commonLabels + configuration.commonLabels
        : entry.includeTemplates
          ? DefaultFieldSpecs.templateLabels + configuration.templateLabels : DefaultFieldSpecs.metadataLabels
      runMap(entry.pairs, entry.fields + configuration.labels + defaults, .label, &accumulator)
    }
    runMap(
      kustomization.commonLabels, DefaultFieldSpecs.commonLabels + configuration.commonLabels, .label, &accumulator)
    runMap(
      kustomization.commonAnnotations, DefaultFieldSpecs.commonAnnotations + configuration.commonAnnotations,
      .annotation, &accumulator)
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
    let specs = DefaultFieldSpecs.replicas + accumulator.configuration.replicas
    for replica in kustomization.replicas {
      step(&accumulator) { accumulator throws(BuildError) in
        try ReplicasTransformer(replica: replica, fieldSpecs: specs).apply(to: &accumulator.list, context)
      }
    }
  }

  private func runImages(_ accumulator: inout Accumulator) {
    let specs = DefaultFieldSpecs.images(context.options.version) + accumulator.configuration.images
    for image in kustomization.images {
      step(&accumulator) { accumulator throws(BuildError) in
        let transformer = try ImageTransformer(image: image, fieldSpecs: specs)
        let matched = try transformer.apply(to: &accumulator.list, context)
        if !matched {
          noteNoMatch("no container uses the image \"\(image.name.value)\"", image.name.origin, &accumulator)
        }
      }
    }
  }

  private func runReplacements(_ accumulator: inout Accumulator) {
    for entry in kustomization.replacements {
      step(&accumulator) { accumulator throws(BuildError) in
        for entry in try expanded(entry) {
          let transformer = ReplacementTransformer(entry: entry, version: context.options.version)
          for target in try transformer.apply(to: &accumulator.list, context) {
            let selector = target.select.map { "\($0)" } ?? ""
            noteNoMatch("the replacement's target (\(selector)) selects no object", target.origin, &accumulator)
          }
        }
      }
    }
  }

  /// An entry with a path stands for the entries of that file.
  private func expanded(
    _ entry: Kustomization.ReplacementEntry
  ) throws(BuildError) -> [Kustomization.ReplacementEntry] {
    guard let path = entry.path, !path.value.isEmpty else { return [entry] }
    guard entry.source == nil, entry.targets.isEmpty else {
      throw BuildError(.badField, "cannot specify both path and inline replacement", at: path.origin)
    }
    let text = try context.files.read(path)
    guard let document = try reader.documents(text, dialect: .yaml11).first?.document else { return [] }
    let problems = ObjectDecoder.Problems()
    let nodes = document.isSequence(document.root) ? Array(document.elements(document.root)) : [document.root]
    let entries = nodes.map { node in
      var fields = ObjectDecoder(document, node, problems: problems, what: "a replacement")
      let entry = KustomizationDecoder.replacement(&fields)
      fields.refuseUnknown()
      return entry
    }
    if let problem = problems.all.first {
      throw BuildError(.badKustomization, problem.message, hint: problem.hint, at: problem.origin)
    }
    return entries
  }
}
