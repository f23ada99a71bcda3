import Manifest

/// Runs what `generators`, `transformers` and `validators` of one kustomization configure.
struct PluginLists {
  let layer: LayerBuilder
  let context: BuildContext
  let kustomization: Kustomization

  private func plugin(_ configuration: BuildResource) -> BuiltinPlugin {
    BuiltinPlugin(
      configuration: configuration, context: context, reader: layer.kustomizer.reader, schema: context.schema,
      source: source)
  }

  /// The text of a file that a configuration stands in.
  private func source(_ file: FileID) -> [UInt8] {
    if file == kustomization.file { return kustomization.source }
    return (try? context.workspace.tree.read(context.sourceMap.path(file))) ?? []
  }

  private func record(_ configuration: BuildResource) -> OriginRecord? {
    configuration.generatedBy.map { OriginRecord(plugin: configuration.id, configuredIn: $0.path) }
  }

  func generate(into accumulator: inout Accumulator) {
    for configuration in layer.configurations(kustomization.generators, context, &accumulator.log) {
      do throws(BuildError) {
        let plugin = plugin(configuration)
        try plugin.check(isGenerator: true)
        let origin = configuration.document.origin(configuration.document.root)
        guard var resource = try plugin.generate() else {
          accumulator.log.hasMissingInput = true
          accumulator.log.notChecked.append(
            Coverage.NotChecked(
              what: "generator \(configuration.id.name) of \(kustomization.path)",
              reason: "HelmChartInflationGenerator is not rendered yet"))
          continue
        }
        resource.generatedBy = record(configuration)
        try accumulator.list.absorb(resource, layer: context.layer, origin: origin)
      } catch {
        accumulator.log.fail(error, layer: context.layer)
      }
    }
  }

  func transform(_ accumulator: inout Accumulator) {
    for configuration in layer.configurations(kustomization.transformers, context, &accumulator.log) {
      run(configuration, &accumulator)
      if let record = record(configuration) { accumulator.list.note(record) }
      accumulator.list.removeEmpty()
    }
  }

  private func run(_ configuration: BuildResource, _ accumulator: inout Accumulator) {
    var notes: [(String, Origin)] = []
    do throws(BuildError) {
      let plugin = plugin(configuration)
      try plugin.check(isGenerator: false)
      try plugin.transform(&accumulator.list) { notes.append(($0, $1)) }
    } catch {
      accumulator.log.fail(error, layer: context.layer)
    }
    if accumulator.log.hasMissingInput || kustomization.kind == .component { return }
    for (message, origin) in notes {
      accumulator.log.note(KustomizeRules.matchesNothing, message, origin: origin, layer: context.layer)
    }
  }

  /// A validator runs like a transformer but may change nothing, one label of its own excepted.
  func validate(_ accumulator: inout Accumulator) {
    for configuration in layer.configurations(kustomization.validators, context, &accumulator.log) {
      let before = accumulator.list.all.map(Self.withoutValidatedBy)
      run(configuration, &accumulator)
      let after = accumulator.list.all.map(Self.withoutValidatedBy)
      let isSame =
        before.count == after.count
        && zip(before, after).allSatisfy { $0.isEqual($0.root, to: $1, $1.root) }
      if !isSame {
        accumulator.log.fail(
          BuildError(
            .badField, "validator shouldn't modify the resource map",
            hint: "list \(configuration.id.kind) \(configuration.id.name) under transformers",
            at: configuration.document.origin(configuration.document.root)), layer: context.layer)
      }
    }
  }

  private static func withoutValidatedBy(_ resource: BuildResource) -> Document {
    var document = resource.document
    if let labels = document.value(document.root, .metadata, .labels) { document.remove(labels, "validated-by") }
    return document
  }
}
