import Manifest

/// Builds one layer: what its kustomization lists, generates and changes, in kustomize's order (KustTarget.accumulate).
///
/// A step that fails is logged and the next ones go on, so that one fault does not hide another.
struct LayerBuilder {
  let kustomizer: Kustomizer
  let scope: BuildScope
  let folder: String
  let file: KustomizationFile
  /// Folders from the top to this one.
  let chain: [String]
  /// For a component: its folder as the layer lists it whose objects it changes.
  var recordFolder = ""

  private var workspace: Workspace { kustomizer.workspace }

  /// Adds this layer to what has been gathered; a component changes what its parent gathered before it.
  func build(into accumulator: inout Accumulator, as kind: Kustomization.Kind, requestedAt origin: Origin) {
    let name = folder.isEmpty ? "." : folder
    let layer = workspace.layers.id(
      Layer(kind: kind == .component ? .component : .kustomization, name: name, file: file.path))
    guard let kustomization = file.kustomization else {
      report(file, name, layer, origin, &accumulator.log)
      return
    }
    guard kustomization.kind == kind else {
      let message =
        kind == .component
        ? "\(name) is a Kustomization; `components` takes kind Component"
        : "expected kind != 'Component' for path '\(name)'"
      let hint =
        kind == .component ? "list it under resources, or make it a Component" : "list it under components"
      accumulator.log.fail(
        BuildError(.badKustomization, message, hint: hint, at: origin.isNone ? start(of: kustomization) : origin),
        layer: layer)
      return
    }
    note(file, kustomization, layer, &accumulator.log)
    let context = BuildContext(
      workspace: workspace, scope: scope, layer: layer, folder: folder, fileName: TreePath.name(of: file.path),
      recordFolder: recordFolder)
    addResources(kustomization.resources, context, &accumulator)
    addConfigurations(kustomization, context, &accumulator)
    addGenerated(kustomization, context, &accumulator)
    addComponents(kustomization, context, &accumulator)
    TransformerRunner(kustomization: kustomization, context: context, reader: kustomizer.reader).run(&accumulator)
    runPlugins(kustomization, context, &accumulator)
    recordVariables(kustomization, layer, &accumulator)
    for position in accumulator.list.indices {
      accumulator.list.update(position) { resource in
        if !resource.resource.layers.contains(layer) { resource.resource.layers.append(layer) }
      }
    }
  }

  private func start(of kustomization: Kustomization) -> Origin { Origin(file: kustomization.file, line: 1, column: 1) }

  private func report(
    _ file: KustomizationFile, _ name: String, _ layer: LayerID, _ origin: Origin, _ log: inout BuildLog
  ) {
    for error in file.errors { log.fail(error, layer: layer) }
    guard file.errors.isEmpty else { return }
    let place = origin.isNone ? Origin(file: workspace.sourceMap.file(file.path), line: 0, column: 0) : origin
    log.fail(
      BuildError(
        .badKustomization,
        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '\(name)'",
        hint: "list the files of the folder one by one, or add a kustomization.yaml to it", at: place), layer: layer)
  }

  /// Things that kustomize accepts, but a reader wants to know.
  private func note(
    _ file: KustomizationFile, _ kustomization: Kustomization, _ layer: LayerID, _ log: inout BuildLog
  ) {
    // Only the API server and the reader of manifests refuse what stands twice.
    for duplicate in file.duplicateKeys where !duplicate.isMerge {
      log.note(
        SourceRules.duplicateKey, severity: .warning, "key \"\(duplicate.key)\" is set twice; the last one counts",
        origin: duplicate.second, layer: layer)
    }
    for (field, replacement, origin) in kustomization.deprecated {
      log.note(
        KustomizeRules.deprecatedField, "'\(field)' is deprecated", hint: "use '\(replacement)' instead",
        origin: origin, layer: layer)
    }
  }

  // MARK: Inputs

  private func addResources(
    _ entries: [Located<String>], _ context: BuildContext, _ accumulator: inout Accumulator
  ) {
    for entry in entries {
      do throws(BuildError) {
        try addResource(entry, context, &accumulator)
      } catch {
        accumulator.log.fail(error, layer: context.layer)
      }
    }
  }

  private func addResource(
    _ entry: Located<String>, _ context: BuildContext, _ accumulator: inout Accumulator
  ) throws(BuildError) {
    let path = try context.files.locate(entry)
    switch workspace.tree.kind(of: path) {
    case .directory:
      try refuseCycle((try? workspace.tree.resolve(path)) ?? path, at: entry.origin)
      let base = kustomizer.accumulated(
        path, chain: chain, requestedAt: entry.origin, scope: scope)
      try merge(base, from: path, entry, &accumulator)
    case .submodule:
      accumulator.log.hasMissingInput = true
      accumulator.log.notChecked.append(
        Coverage.NotChecked(what: path, reason: "Git submodule", hint: "check the submodule's repository by itself"))
    case .file:
      let resolved = try context.files.file(entry)
      try addFile(resolved, entry, context, &accumulator)
    case nil:
      // The loader has the better words for what is wrong.
      _ = try context.files.file(entry)
    }
  }

  private func refuseCycle(_ next: String, at origin: Origin) throws(BuildError) {
    if let cycle = CycleFinder(kustomizer: kustomizer).cycle(from: folder, to: next) {
      throw BuildError(
        .cycle, "cycle detected: \(cycle.description)", hint: "a kustomization cannot include itself",
        at: cycle.origin.isNone ? origin : cycle.origin)
    }
  }

  private func addFile(
    _ path: String, _ entry: Located<String>, _ context: BuildContext, _ accumulator: inout Accumulator
  ) throws(BuildError) {
    let contents = try kustomizer.contents(of: path).get()
    for duplicate in contents.duplicateKeys where !duplicate.isMerge {
      accumulator.log.fail(
        BuildError(
          .badField, "mapping key \"\(duplicate.key)\" already defined at line \(duplicate.first.line)",
          hint: "kustomize refuses the file; delete one of the two", at: duplicate.second),
        layer: context.layer, rule: SourceRules.duplicateKey)
    }
    if contents.resources.isEmpty, Self.bootstrapFiles.contains(TreePath.name(of: path)) {
      accumulator.log.hasMissingInput = true
      accumulator.log.remarks.append(
        Coverage.NotChecked(what: path, reason: "empty until `flux bootstrap` writes it"))
    }
    for var resource in contents.resources {
      // The layer that lists a file comes before the components that change what it holds.
      resource.resource.layers = [context.layer]
      if context.tracksOrigins {
        resource.generatedBy = OriginRecord(path: OriginRecord.join(recordFolder, entry.value))
        resource.isAnnotated = true
      }
      try accumulator.list.append(resource, at: entry.origin)
    }
  }

  /// Files that repositories hold as empty places for `flux bootstrap`.
  private static let bootstrapFiles: Set<String> = ["gotk-components.yaml", "gotk-sync.yaml"]

  /// Takes over what a base accumulated.
  private func merge(
    _ base: Accumulator, from path: String, _ entry: Located<String>, _ accumulator: inout Accumulator
  ) throws(BuildError) {
    // A kind of folder that cannot be a base is reported where it is listed.
    let file = kustomizer.kustomization(in: path)
    if file.kustomization?.kind == .component {
      throw BuildError(
        .badKustomization, "expected kind != 'Component' for path '\(entry.value)'",
        hint: "list it under components", at: entry.origin)
    }
    if file.kustomization == nil, file.errors.isEmpty {
      throw BuildError(
        .badKustomization,
        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory "
          + "'\(entry.value)'",
        hint: "list the files of the folder one by one, or add a kustomization.yaml to it", at: entry.origin)
    }
    accumulator.log.append(base.log)
    for resource in base.list.all {
      var resource = resource
      if scope.tracksOrigins { resource.moveRecords(through: OriginRecord.join(recordFolder, entry.value)) }
      try accumulator.list.append(resource, at: entry.origin)
    }
    try accumulator.configuration.merge(base: base.configuration, origin: entry.origin)
    for variable in base.variables { try addVariable(variable, &accumulator) }
  }

  private func addConfigurations(
    _ kustomization: Kustomization, _ context: BuildContext, _ accumulator: inout Accumulator
  ) {
    var own = TransformerConfiguration()
    for entry in kustomization.configurations {
      do throws(BuildError) {
        let text = try context.files.read(entry)
        let configuration = try TransformerConfiguration.read(text, with: kustomizer.reader)
        own = try own.merged(with: configuration, origin: entry.origin)
      } catch {
        accumulator.log.fail(error, layer: context.layer)
      }
    }
    do throws(BuildError) {
      let origin = kustomization.configurations.first?.origin ?? start(of: kustomization)
      try accumulator.configuration.merge(own, scope.options.version, origin: origin)
    } catch {
      accumulator.log.fail(error, layer: context.layer)
    }
    var defined = TransformerConfiguration()
    for entry in kustomization.crds {
      do throws(BuildError) {
        let text = try context.files.read(entry)
        defined = try defined.merged(with: CRDConfiguration.read(text, at: entry.origin), origin: entry.origin)
      } catch {
        accumulator.log.fail(error, layer: context.layer)
      }
    }
    if !defined.isEmpty {
      do throws(BuildError) {
        let origin = kustomization.crds.first?.origin ?? start(of: kustomization)
        try accumulator.configuration.merge(base: defined, origin: origin)
      } catch {
        accumulator.log.fail(error, layer: context.layer)
      }
    }
    if let openAPI = kustomization.openAPI {
      do throws(BuildError) { try check(openAPI, context) } catch {
        accumulator.log.fail(error, layer: context.layer)
      }
    }
  }

  private func check(_ openAPI: Kustomization.OpenAPI, _ context: BuildContext) throws(BuildError) {
    if let path = openAPI.path {
      if let version = openAPI.version {
        throw BuildError(
          .badField, "builtin version and custom schema provided, cannot use both", at: version.origin)
      }
      let file = try context.files.file(path)
      if case .failure(let error) = kustomizer.schema(at: file) { throw error }
    } else if let version = openAPI.version, !version.value.isEmpty, version.value != "v1.21.2" {
      throw BuildError(
        .badField, "the specified OpenAPI version is not built in", hint: "kustomize has v1.21.2",
        at: version.origin)
    }
  }

  // MARK: Generators and components

  private func addGenerated(
    _ kustomization: Kustomization, _ context: BuildContext, _ accumulator: inout Accumulator
  ) {
    for (kind, entries) in [
      (Generator.Kind.configMap, kustomization.configMapGenerator), (.secret, kustomization.secretGenerator),
    ] {
      for entry in entries {
        do throws(BuildError) {
          let generator = Generator(kind: kind, entry: entry, globalOptions: kustomization.generatorOptions)
          var resource = try generator.generate(context)
          resource.generatedBy = context.record("\(kind.rawValue)Generator")
          try accumulator.list.absorb(resource, layer: context.layer, origin: entry.origin)
        } catch {
          accumulator.log.fail(error, layer: context.layer)
        }
      }
    }
    for chart in kustomization.helmCharts {
      accumulator.log.hasMissingInput = true
      accumulator.log.notChecked.append(
        Coverage.NotChecked(
          what: "chart \(chart.value) of \(kustomization.path)", reason: "helmCharts are not rendered yet"))
    }
    let configured = PluginLists(layer: self, context: context, kustomization: kustomization)
    configured.generate(into: &accumulator)
  }

  private func addComponents(
    _ kustomization: Kustomization, _ context: BuildContext, _ accumulator: inout Accumulator
  ) {
    for entry in kustomization.components {
      do throws(BuildError) {
        let path = try context.files.locate(entry)
        guard workspace.tree.kind(of: path) == .directory else {
          _ = try context.files.file(entry)
          throw BuildError(.badKustomization, "\(entry.value) is not a folder", at: entry.origin)
        }
        let resolved = (try? workspace.tree.resolve(path)) ?? path
        try refuseCycle(resolved, at: entry.origin)
        guard !TreePath.isInside(folder, folder: resolved) else {
          throw BuildError(
            .cycle, "a component cannot be the folder of the kustomization or one above it", at: entry.origin)
        }
        let builder = LayerBuilder(
          kustomizer: kustomizer, scope: scope, folder: resolved, file: kustomizer.kustomization(in: resolved),
          chain: chain + [resolved], recordFolder: OriginRecord.join(recordFolder, entry.value))
        builder.build(into: &accumulator, as: .component, requestedAt: entry.origin)
      } catch {
        accumulator.log.fail(error, layer: context.layer)
      }
    }
  }

  private func runPlugins(
    _ kustomization: Kustomization, _ context: BuildContext, _ accumulator: inout Accumulator
  ) {
    let plugins = PluginLists(layer: self, context: context, kustomization: kustomization)
    plugins.transform(&accumulator)
    plugins.validate(&accumulator)
  }

  /// What a list of plugin configurations holds: inline objects first, then those of files and folders.
  func configurations(
    _ entries: [Located<EmbeddedText>], _ context: BuildContext, _ log: inout BuildLog
  ) -> [BuildResource] {
    var accumulator = Accumulator()
    var paths: [Located<String>] = []
    for entry in entries {
      guard let contents = try? kustomizer.reader.resources(entry.value, layers: [context.layer]) else {
        paths.append(Located(value: String(decoding: entry.value.bytes, as: UTF8.self), origin: entry.origin))
        continue
      }
      for resource in contents.resources {
        var resource = resource
        if context.tracksOrigins {
          resource.generatedBy = OriginRecord(path: OriginRecord.join(recordFolder, context.fileName))
        }
        do throws(BuildError) { try accumulator.list.append(resource, at: entry.origin) } catch {
          log.fail(error, layer: context.layer)
        }
      }
    }
    addResources(paths, context, &accumulator)
    log.append(accumulator.log)
    return accumulator.list.all
  }

  // MARK: Vars

  private func recordVariables(_ kustomization: Kustomization, _ layer: LayerID, _ accumulator: inout Accumulator) {
    for entry in kustomization.vars {
      do throws(BuildError) {
        try addVariable(BuildVariable(name: entry.name, entry: entry), &accumulator)
        let positions = accumulator.list.indices.filter { position in
          let resource = accumulator.list[position]
          return ([resource.id] + resource.previous).contains { matches(entry.id, $0) }
        }
        guard positions.count <= 1 else {
          throw BuildError(
            .badField, "found \(positions.count) resources for var '\(entry.name.value)'", at: entry.origin)
        }
        if let position = positions.first { accumulator.list.update(position) { $0.vars.append(entry.name.value) } }
      } catch {
        accumulator.log.fail(error, layer: layer)
      }
    }
  }

  private func matches(_ wanted: ResourceID, _ id: ResourceID) -> Bool {
    (wanted.group.isEmpty || wanted.group == id.group) && (wanted.version.isEmpty || wanted.version == id.version)
      && wanted.kind == id.kind && wanted.name == id.name
      && (wanted.namespace.isEmpty || wanted.namespace == id.effectiveNamespace)
  }

  private func addVariable(_ variable: BuildVariable, _ accumulator: inout Accumulator) throws(BuildError) {
    guard !accumulator.variables.contains(where: { $0.name.value == variable.name.value }) else {
      throw BuildError(
        .badField, "var '\(variable.name.value)' already encountered", at: variable.entry.origin)
    }
    accumulator.variables.append(variable)
  }
}
