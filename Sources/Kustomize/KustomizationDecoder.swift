import Manifest

/// Reads a kustomization file strictly, as kustomize does: YAML 1.1 words, unknown fields refused.
struct KustomizationDecoder {
  let document: Document
  let source: [UInt8]
  private let lines: SourceLines
  private let problems = ObjectDecoder.Problems()

  init(document: Document, source: [UInt8]) {
    self.document = document
    self.source = source
    lines = SourceLines(source)
  }

  /// The kustomization, and everything that is wrong with it.
  func decode() -> (Kustomization, [ObjectDecoder.Problem]) {
    var result = Kustomization()
    result.source = source
    var fields = ObjectDecoder(document, document.root, problems: problems, what: "the kustomization")
    readType(&fields, into: &result)
    readInputs(&fields, into: &result)
    readTransformers(&fields, into: &result)
    readPatches(&fields, into: &result)
    readGenerators(&fields, into: &result)
    readOutput(&fields, into: &result)
    noteDeprecated(fields, in: &result)
    fields.refuseUnknown()
    let typeFields: Set<String> = ["apiversion", "kind"]
    result.fieldCount = document.entries(document.root)
      .count { entry in
        let isUnset =
          document.isNull(entry.value) || document.kind(entry.value) == .string && document.count(entry.value) == 0
        return !isUnset && !typeFields.contains(entry.key.string.lowercased())
      }
    return (result, problems.all)
  }

  private func readType(_ fields: inout ObjectDecoder, into result: inout Kustomization) {
    let kind = fields.string("kind")
    let apiVersion = fields.string("apiVersion")
    _ = fields.node("metadata")
    switch kind?.value {
    case "Component": result.kind = .component
    case "Kustomization", "", nil: break
    default: report("kind should be Kustomization or Component", at: kind?.origin)
    }
    let version = result.kind == .component ? "v1alpha1" : "v1beta1"
    let expected = "kustomize.config.k8s.io/\(version)"
    if let apiVersion, !apiVersion.value.isEmpty, apiVersion.value != expected {
      report(
        "apiVersion for \(result.kind == .component ? "Component" : "Kustomization") should be \(expected)",
        at: apiVersion.origin)
    }
  }

  private func report(_ message: String, at origin: Origin?) {
    problems.all.append(ObjectDecoder.Problem(message: message, origin: origin ?? document.origin(document.root)))
  }

  private func readInputs(_ fields: inout ObjectDecoder, into result: inout Kustomization) {
    result.resources = fields.strings("resources") + fields.strings("bases")
    result.components = fields.strings("components")
    result.crds = fields.strings("crds")
    result.configurations = fields.strings("configurations")
    result.openAPI = fields.object("openapi") { fields in
      Kustomization.OpenAPI(path: fields.string("path"), version: fields.string("version"), origin: fields.origin)
    }
    result.generators = embedded("generators", &fields)
    result.transformers = embedded("transformers", &fields)
    result.validators = embedded("validators", &fields)
    result.helmCharts = helmCharts(&fields)
  }

  /// Charts by name; the Helm engine reads the rest of each entry from the document.
  private func helmCharts(_ fields: inout ObjectDecoder) -> [Located<String>] {
    _ = fields.node("helmGlobals")
    var charts: [Located<String>] = []
    for (field, name) in [("helmCharts", Key.name), ("helmChartInflationGenerator", "chartName")] {
      for element in fields.elements(field) {
        let text = document.value(element, name).map(document.string) ?? ""
        charts.append(Located(value: text, origin: document.origin(element)))
      }
    }
    return charts
  }

  private func readTransformers(_ fields: inout ObjectDecoder, into result: inout Kustomization) {
    result.namespace = fields.string("namespace")
    result.namePrefix = fields.string("namePrefix")
    result.nameSuffix = fields.string("nameSuffix")
    result.labels = fields.objects("labels") { fields in
      Kustomization.LabelEntry(
        pairs: fields.stringMap("pairs"), includeSelectors: fields.bool("includeSelectors"),
        includeTemplates: fields.bool("includeTemplates"), fields: fields.objects("fields", Self.fieldSpec),
        origin: fields.origin)
    }
    result.commonLabels = fields.stringMap("commonLabels")
    result.commonAnnotations = fields.stringMap("commonAnnotations")
    result.images =
      fields.objects("images", Self.image) + fields.objects("imageTags", Self.image)
    result.replicas = fields.objects("replicas", Self.replica)
  }

  static func replica(_ fields: inout ObjectDecoder) -> Kustomization.ReplicaEntry {
    let name = fields.string("name")
    let count = fields.integer("count")
    return Kustomization.ReplicaEntry(
      name: name ?? Located(value: "", origin: fields.origin),
      count: count ?? Located(value: 0, origin: fields.origin), origin: fields.origin)
  }

  static func image(_ fields: inout ObjectDecoder) -> Kustomization.ImageEntry {
    Kustomization.ImageEntry(
      name: fields.string("name") ?? Located(value: "", origin: fields.origin), newName: fields.string("newName"),
      newTag: fields.string("newTag"), digest: fields.string("digest"), tagSuffix: fields.string("tagSuffix"),
      origin: fields.origin)
  }

  static func fieldSpec(_ fields: inout ObjectDecoder) -> FieldSpec {
    let group = fields.string("group")?.value ?? ""
    let version = fields.string("version")?.value ?? ""
    let kind = fields.string("kind")?.value ?? ""
    let path = fields.string("path")?.value ?? ""
    return FieldSpec(group: group, version: version, kind: kind, path: path, create: fields.bool("create"))
  }

  private func readPatches(_ fields: inout ObjectDecoder, into result: inout Kustomization) {
    let text = { (node: NodeID) in EmbeddedText(node, in: document, lines: lines) }
    result.patches = fields.objects("patches") { Self.patch(&$0, text: text) }
    result.patchesJSON6902 = fields.objects("patchesJson6902") { Self.patch(&$0, text: text) }
    result.patchesStrategicMerge = embedded("patchesStrategicMerge", &fields)
    result.replacements = fields.objects("replacements", Self.replacement)
    result.vars = fields.objects("vars", Self.variable)
  }

  static func patch(
    _ fields: inout ObjectDecoder, text: (NodeID) -> EmbeddedText
  ) -> Kustomization.PatchEntry {
    var entry = Kustomization.PatchEntry(origin: fields.origin)
    entry.path = fields.string("path").flatMap { $0.value.isEmpty ? nil : $0 }
    if let node = fields.node("patch"), fields.string("patch") != nil {
      let text = text(node)
      if !text.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }) { entry.patch = text }
    }
    entry.target = fields.object("target", Self.selector)
    fields.object("options") { fields in
      entry.allowNameChange = fields.bool("allowNameChange")
      entry.allowKindChange = fields.bool("allowKindChange")
    }
    return entry
  }

  static func selector(_ fields: inout ObjectDecoder) -> Selector {
    Selector(
      group: fields.string("group")?.value ?? "", version: fields.string("version")?.value ?? "",
      kind: fields.string("kind")?.value ?? "", name: fields.string("name")?.value ?? "",
      namespace: fields.string("namespace")?.value ?? "", labels: fields.string("labelSelector"),
      annotations: fields.string("annotationSelector"), origin: fields.origin)
  }

  static func replacement(_ fields: inout ObjectDecoder) -> Kustomization.ReplacementEntry {
    var entry = Kustomization.ReplacementEntry(origin: fields.origin)
    entry.path = fields.string("path")
    entry.sourceValue = fields.string("sourceValue")
    entry.source = fields.object("source") { fields in
      let id = Self.resourceID(&fields)
      let path = fields.string("fieldPath")
      return Kustomization.ReplacementSource(
        id: id, fieldPath: path ?? Located(value: "metadata.name", origin: fields.origin),
        options: fields.object("options", Self.fieldOptions) ?? .init(), origin: fields.origin)
    }
    entry.targets = fields.objects("targets") { fields in
      var target = Kustomization.ReplacementTarget(origin: fields.origin)
      target.select = fields.object("select", Self.selector)
      target.reject = fields.objects("reject", Self.selector)
      target.fieldPaths = fields.strings("fieldPaths")
      target.options = fields.object("options", Self.fieldOptions) ?? .init()
      return target
    }
    return entry
  }

  private static func resourceID(_ fields: inout ObjectDecoder) -> ResourceID {
    ResourceID(
      group: fields.string("group")?.value ?? "", version: fields.string("version")?.value ?? "",
      kind: fields.string("kind")?.value ?? "", name: fields.string("name")?.value ?? "",
      namespace: fields.string("namespace")?.value ?? "")
  }

  private static func fieldOptions(_ fields: inout ObjectDecoder) -> Kustomization.FieldOptions {
    _ = fields.string("encoding")
    return Kustomization.FieldOptions(
      delimiter: fields.string("delimiter")?.value ?? "",
      index: Int(truncatingIfNeeded: fields.integer("index")?.value ?? 0), create: fields.bool("create"))
  }

  private static func variable(_ fields: inout ObjectDecoder) -> Kustomization.VarEntry {
    var entry = Kustomization.VarEntry(
      name: fields.string("name") ?? Located(value: "", origin: fields.origin),
      id: ResourceID(group: "", version: "", kind: "", name: "", namespace: ""), fieldPath: "metadata.name",
      origin: fields.origin)
    fields.object("objref") { fields in
      entry.id = resourceID(&fields)
      if let apiVersion = fields.string("apiVersion")?.value, !apiVersion.isEmpty {
        let (group, version) = ObjectRef.split(apiVersion: apiVersion)
        entry.id = ResourceID(
          group: group, version: version, kind: entry.id.kind, name: entry.id.name, namespace: entry.id.namespace)
      }
    }
    fields.object("fieldref") { fields in
      if let path = fields.string("fieldpath")?.value, !path.isEmpty { entry.fieldPath = path }
    }
    return entry
  }

  private func readGenerators(_ fields: inout ObjectDecoder, into result: inout Kustomization) {
    result.configMapGenerator = fields.objects("configMapGenerator", Self.generator)
    result.secretGenerator = fields.objects("secretGenerator", Self.secretGenerator)
    result.generatorOptions = fields.object("generatorOptions", Self.generatorOptions)
  }

  static func secretGenerator(_ fields: inout ObjectDecoder) -> Kustomization.GeneratorEntry {
    let type = fields.string("type")
    var entry = generator(&fields)
    entry.type = type
    return entry
  }

  static func generator(_ fields: inout ObjectDecoder) -> Kustomization.GeneratorEntry {
    var entry = Kustomization.GeneratorEntry(origin: fields.origin)
    entry.name = fields.string("name")
    entry.namespace = fields.string("namespace")
    if let behavior = fields.string("behavior")?.value { entry.behavior = behavior }
    entry.files = fields.strings("files")
    entry.literals = fields.strings("literals")
    entry.envs = fields.strings("envs")
    if let env = fields.string("env"), !env.value.isEmpty { entry.envs.append(env) }
    entry.options = fields.object("options", Self.generatorOptions)
    return entry
  }

  private static func generatorOptions(_ fields: inout ObjectDecoder) -> Kustomization.GeneratorOptions {
    Kustomization.GeneratorOptions(
      labels: fields.stringMap("labels"), annotations: fields.stringMap("annotations"),
      immutable: fields.bool("immutable"), disableNameSuffixHash: fields.bool("disableNameSuffixHash"))
  }

  private func readOutput(_ fields: inout ObjectDecoder, into result: inout Kustomization) {
    result.buildMetadata = fields.strings("buildMetadata")
    result.sortOptions = fields.object("sortOptions") { fields in
      let order = fields.string("order")
      var options = Kustomization.SortOptions(order: order ?? Located(value: "", origin: fields.origin))
      fields.object("legacySortOptions") { fields in
        options.hasLegacyOptions = true
        options.orderFirst = fields.strings("orderFirst").map(\.value)
        options.orderLast = fields.strings("orderLast").map(\.value)
      }
      return options
    }
  }

  private func embedded(_ name: String, _ fields: inout ObjectDecoder) -> [Located<EmbeddedText>] {
    fields.elements(name).compactMap { element in
      guard document.kind(element) == .string else {
        report("an entry of \(name) must be a string", at: document.origin(element))
        return nil
      }
      return Located(
        value: EmbeddedText(element, in: document, lines: lines), origin: document.origin(element))
    }
  }

  private static let deprecatedFields = [
    ("bases", "resources"), ("commonLabels", "labels"), ("imageTags", "images"), ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"), ("vars", "replacements"),
  ]

  private func noteDeprecated(_ fields: ObjectDecoder, in result: inout Kustomization) {
    for (field, replacement) in Self.deprecatedFields {
      let position = (0..<(document.isMapping(document.root) ? document.count(document.root) : 0))
        .first { document.entry(document.root, at: $0).key.string.lowercased() == field.lowercased() }
      guard let position, !document.isNull(document.entry(document.root, at: position).value) else { continue }
      result.deprecated.append((field, replacement, document.keyOrigin(document.root, at: position)))
    }
  }
}
