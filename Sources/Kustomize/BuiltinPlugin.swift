import Manifest

/// A builtin plugin that a file configures: an entry of `generators`, `transformers` or `validators`.
///
/// kustomize reads such a configuration without minding unknown fields, and gives no plugin default field specs.
struct BuiltinPlugin {
  let configuration: BuildResource
  let context: BuildContext
  let reader: ResourceReader
  let schema: MergeSchema
  /// The lines of a file, for the places inside patches.
  let source: (FileID) -> SourceLines

  private var document: Document { configuration.document }
  private var origin: Origin { document.origin(document.root) }

  // MARK: What there is

  private static let generators: Set<String> = [
    "ConfigMapGenerator", "SecretGenerator", "IAMPolicyGenerator", "HelmChartInflationGenerator",
  ]
  private static let transformers: Set<String> = [
    "AnnotationsTransformer", "HashTransformer", "ImageTagTransformer", "LabelTransformer", "NamespaceTransformer",
    "PatchJson6902Transformer", "PatchStrategicMergeTransformer", "PatchTransformer", "PrefixSuffixTransformer",
    "PrefixTransformer", "SuffixTransformer", "ReplicaCountTransformer", "ValueAddTransformer",
    "ReplacementTransformer",
  ]

  /// Whether the plugin is one that kustomize has built in and that can do what its list is for.
  func check(isGenerator: Bool) throws(BuildError) {
    let id = configuration.id
    guard id.group.isEmpty, id.version == "builtin" else {
      throw BuildError(
        .unsupported, "external plugins disabled; unable to load external plugin '\(id.kind)'",
        hint:
          "a plugin runs a program or a container, which is never done here; a builtin plugin or a component may do "
          + "the same", at: origin)
    }
    let (right, wrong) = isGenerator ? (Self.generators, Self.transformers) : (Self.transformers, Self.generators)
    if right.contains(id.kind) { return }
    if wrong.contains(id.kind) {
      throw BuildError(
        .badKustomization, "plugin \(id.kind) is not a \(isGenerator ? "generator" : "transformer")",
        hint: "list it under \(isGenerator ? "transformers" : "generators")", at: origin)
    }
    throw BuildError(
      .badKustomization, "unable to load builtin \(id.kind)",
      hint: Suggestion.nearest(to: id.kind, among: right.sorted()).map { "did you mean \($0)?" }, at: origin)
  }

  /// Reads fields of the configuration.
  private func decode<Value>(_ read: (inout ObjectDecoder) -> Value) throws(BuildError) -> Value {
    let problems = ObjectDecoder.Problems(isStrict: false)
    var fields = ObjectDecoder(document, document.root, problems: problems, what: configuration.id.kind)
    let value = read(&fields)
    if let problem = problems.all.first {
      throw BuildError(
        .badKustomization, "plugin \(configuration.id.kind) fails configuration: \(problem.message)",
        hint: problem.hint, at: problem.origin)
    }
    return value
  }

  // MARK: Generators

  /// The objects that a generator makes; nil for one that another engine runs.
  func generate() throws(BuildError) -> BuildResource? {
    switch configuration.id.kind {
    case "ConfigMapGenerator": return try generator(.configMap).generate(context)
    case "SecretGenerator": return try generator(.secret).generate(context)
    case "IAMPolicyGenerator": return try serviceAccount()
    default: return nil
    }
  }

  private func generator(_ kind: Generator.Kind) throws(BuildError) -> Generator {
    var entry = try decode(kind == .secret ? KustomizationDecoder.secretGenerator : KustomizationDecoder.generator)
    let (name, namespace) = try decode { fields in
      fields.object("metadata") { ($0.string("name"), $0.string("namespace")) } ?? (nil, nil)
    }
    if entry.name?.value.isEmpty ?? true { entry.name = name }
    if entry.namespace?.value.isEmpty ?? true { entry.namespace = namespace }
    return Generator(kind: kind, entry: entry, globalOptions: nil)
  }

  private func serviceAccount() throws(BuildError) -> BuildResource {
    let arguments = try decode { fields in
      (
        cloud: fields.string("cloud"),
        kubernetes: fields.object("kubernetesService") { ($0.string("name"), $0.string("namespace")) },
        account: fields.object("serviceAccount") { ($0.string("name"), $0.string("projectId")) }
      )
    }
    guard arguments.cloud?.value == "gke" else {
      throw BuildError(
        .badField, "cloud provider \(arguments.cloud?.value ?? "") not supported yet",
        at: arguments.cloud?.origin ?? origin)
    }
    var document = Document(origin: origin)
    let root = document.root
    func add(_ text: Located<String>, _ key: Key, to map: NodeID) {
      document.set(map, key, to: document.addString(text.value, origin: text.origin), keyOrigin: text.origin)
    }
    add(Located(value: "v1", origin: origin), .apiVersion, to: root)
    add(Located(value: "ServiceAccount", origin: origin), .kind, to: root)
    let metadata = document.addMapping(origin: origin)
    document.set(root, .metadata, to: metadata, keyOrigin: origin)
    let annotations = document.addMapping(origin: origin)
    document.set(metadata, .annotations, to: annotations, keyOrigin: origin)
    let account = arguments.account?.0?.value ?? ""
    let project = arguments.account?.1?.value ?? ""
    let address = Located(
      value: "\(account)@\(project).iam.gserviceaccount.com", origin: arguments.account?.0?.origin ?? origin)
    add(address, "iam.gke.io/gcp-service-account", to: annotations)
    add(arguments.kubernetes?.0 ?? Located(value: "", origin: origin), .name, to: metadata)
    if let namespace = arguments.kubernetes?.1, !namespace.value.isEmpty { add(namespace, .namespace, to: metadata) }
    var resource = BuildResource(document: document, layers: [context.layer])
    resource.isAnnotated = true
    return resource
  }

  // MARK: Transformers

  /// Runs a transformer. `noMatch` is told of entries that found nothing to do.
  func transform(_ list: inout ResourceList, noMatch: (String, Origin) -> Void) throws(BuildError) {
    switch configuration.id.kind {
    case "LabelTransformer": try runMap("labels", .label, &list)
    case "AnnotationsTransformer": try runMap("annotations", .annotation, &list)
    case "NamespaceTransformer": try runNamespace(&list)
    case "PrefixTransformer": try runAffix(.prefix, &list)
    case "SuffixTransformer": try runAffix(.suffix, &list)
    case "PrefixSuffixTransformer":
      try runAffix(.prefix, &list)
      try runAffix(.suffix, &list)
    case "ImageTagTransformer": try runImage(&list, noMatch)
    case "ReplicaCountTransformer": try runReplicas(&list)
    case "ReplacementTransformer": try runReplacements(&list, noMatch)
    case "ValueAddTransformer": try runValueAdd(&list)
    case "HashTransformer": list.appendHashes(context.sourceMap, layer: context.layer)
    default: try runPatches(&list, noMatch)
    }
  }

  private func runMap(_ field: String, _ action: Change.Action, _ list: inout ResourceList) throws(BuildError) {
    let (pairs, specs) = try decode { fields in
      (fields.stringMap(field), fields.objects("fieldSpecs", KustomizationDecoder.fieldSpec))
    }
    try MapTransformer(pairs: pairs, fieldSpecs: specs, action: action).apply(to: &list, context)
  }

  private func runNamespace(_ list: inout ResourceList) throws(BuildError) {
    let arguments = try decode { fields in
      (
        namespace: fields.object("metadata") { $0.string("namespace") } ?? nil,
        specs: fields.objects("fieldSpecs", KustomizationDecoder.fieldSpec),
        unsetOnly: fields.bool("unsetOnly"), subjects: fields.string("setRoleBindingSubjects")
      )
    }
    var subjects = NamespaceTransformer.RoleBindingSubjects.defaultOnly
    if let word = arguments.subjects, !word.value.isEmpty {
      guard let known = NamespaceTransformer.RoleBindingSubjects(rawValue: word.value) else {
        throw BuildError(
          .badField, "invalid value \"\(word.value)\" for setRoleBindingSubjects",
          hint: "it is one of allServiceAccounts, defaultOnly and none", at: word.origin)
      }
      subjects = known
    }
    guard let namespace = arguments.namespace, !namespace.value.isEmpty else { return }
    try NamespaceTransformer(
      namespace: namespace, fieldSpecs: arguments.specs, unsetOnly: arguments.unsetOnly, subjects: subjects
    ).apply(to: &list, context)
  }

  private func runAffix(_ side: NameAffixTransformer.Side, _ list: inout ResourceList) throws(BuildError) {
    let arguments = try decode { fields in
      (
        text: fields.string(side == .prefix ? "prefix" : "suffix"), hasSpecs: fields.isSet("fieldSpecs"),
        specs: fields.objects("fieldSpecs", KustomizationDecoder.fieldSpec)
      )
    }
    guard arguments.hasSpecs else {
      throw BuildError(
        .badField, "fieldSpecs is not expected to be nil", hint: "- path: metadata/name is the usual one", at: origin)
    }
    let text = arguments.text ?? Located(value: "", origin: origin)
    try NameAffixTransformer(side: side, text: text, fieldSpecs: arguments.specs).apply(to: &list, context)
  }

  private func runImage(_ list: inout ResourceList, _ noMatch: (String, Origin) -> Void) throws(BuildError) {
    let (image, specs) = try decode { fields in
      (
        fields.object("imageTag", KustomizationDecoder.image),
        fields.objects("fieldSpecs", KustomizationDecoder.fieldSpec)
      )
    }
    guard let image else { return }
    let transformer = try ImageTransformer(image: image, fieldSpecs: specs)
    if try !ImageTransformer.apply([transformer], to: &list, context).contains(true) {
      noMatch("no container uses the image \"\(image.name.value)\"", image.name.origin)
    }
  }

  private func runReplicas(_ list: inout ResourceList) throws(BuildError) {
    let (replica, specs) = try decode { fields in
      (
        fields.object("replica", KustomizationDecoder.replica),
        fields.objects("fieldSpecs", KustomizationDecoder.fieldSpec)
      )
    }
    let none = Kustomization.ReplicaEntry(
      name: Located(value: "", origin: origin), count: Located(value: 0, origin: origin), origin: origin)
    try ReplicasTransformer(replica: replica ?? none, fieldSpecs: specs).apply(to: &list, context)
  }

  private func runReplacements(_ list: inout ResourceList, _ noMatch: (String, Origin) -> Void) throws(BuildError) {
    for entry in try decode({ $0.objects("replacements", KustomizationDecoder.replacement) }) {
      for entry in try ReplacementFile.expanded(entry, context, reader) {
        let transformer = ReplacementTransformer(entry: entry, version: context.options.version)
        for target in try transformer.apply(to: &list, context) {
          noMatch("the replacement's target selects no object", target.origin)
        }
      }
    }
  }

  private func runValueAdd(_ list: inout ResourceList) throws(BuildError) {
    var (value, targets, file) = try decode { fields in
      (
        fields.string("value"), fields.objects("targets", ValueAddTransformer.target), fields.string("targetFilePath")
      )
    }
    if let file, !file.value.isEmpty {
      targets += try ValueAddTransformer.targets(in: try context.files.read(file), reader)
    }
    let text = value?.value.trimmingBlanks() ?? ""
    let name = context.folder.isEmpty ? "." : TreePath.name(of: context.folder)
    try ValueAddTransformer(
      value: Located(value: text.isEmpty ? name : text, origin: value?.origin ?? origin), targets: targets,
      origin: origin
    ).apply(to: &list, context)
  }

  // MARK: Patches

  private func runPatches(_ list: inout ResourceList, _ noMatch: (String, Origin) -> Void) throws(BuildError) {
    let text = { (node: NodeID) in
      EmbeddedText(node, in: document, lines: source(document.origin(node).file))
    }
    switch configuration.id.kind {
    case "PatchTransformer":
      let entry = try decode { KustomizationDecoder.patch(&$0, text: text) }
      try run(entry, .patches, &list, noMatch)
    case "PatchJson6902Transformer":
      var entry = try decode { fields in
        var entry = KustomizationDecoder.patch(&fields, text: text)
        if let node = fields.node("jsonOp") { entry.patch = text(node) }
        return entry
      }
      entry.origin = origin
      try run(entry, .json6902, &list, noMatch)
    default:
      let (paths, patches) = try decode { fields in
        (fields.elements("paths").map(text), fields.node("patches").map(text))
      }
      if paths.isEmpty, patches == nil {
        throw BuildError(.badField, "empty file path and empty patch content", at: origin)
      }
      for path in paths { try run(.strategicMerge(path, reader), .strategicMerge, &list, noMatch) }
      if let patches {
        try run(Kustomization.PatchEntry(patch: patches, origin: origin), .strategicMerge, &list, noMatch)
      }
    }
  }

  private func run(
    _ entry: Kustomization.PatchEntry, _ field: PatchTransformer.Field, _ list: inout ResourceList,
    _ noMatch: (String, Origin) -> Void
  ) throws(BuildError) {
    let transformer = PatchTransformer(entry: entry, field: field, reader: reader, schema: schema)
    if try !transformer.apply(to: &list, context), let target = entry.target {
      noMatch("the patch's target (\(target)) selects no object", target.origin)
    }
  }
}

extension Kustomization.PatchEntry {
  /// An entry of `patchesStrategicMerge`: the patch itself when it reads as objects, else the name of a file.
  static func strategicMerge(_ text: EmbeddedText, _ reader: ResourceReader) -> Self {
    let isInline = (try? reader.resources(text, layers: [])) != nil
    let path = Located(value: String(decoding: text.bytes, as: UTF8.self), origin: text.origin)
    return Self(path: isInline ? nil : path, patch: isInline ? text : nil, origin: text.origin)
  }
}
