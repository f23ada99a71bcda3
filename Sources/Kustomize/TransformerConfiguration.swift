import Manifest

/// Field specs that `configurations` and `crds` files add to the built-in ones. They reach the layers that include the
/// one that names the file, never the ones below it.
struct TransformerConfiguration: Sendable {
  var namePrefix: [FieldSpec] = []
  var nameSuffix: [FieldSpec] = []
  var namespace: [FieldSpec] = []
  var commonLabels: [FieldSpec] = []
  var labels: [FieldSpec] = []
  var templateLabels: [FieldSpec] = []
  var commonAnnotations: [FieldSpec] = []
  var nameReference: [NameReference] = []
  var varReference: [FieldSpec] = []
  var images: [FieldSpec] = []
  var replicas: [FieldSpec] = []

  /// Whether there is nothing in it but what kustomize ships.
  private var isBuiltin = false

  /// A target kind and the fields that hold names of its objects.
  struct NameReference: Sendable, Hashable {
    var group = ""
    var version = ""
    var kind = ""
    var fieldSpecs: [FieldSpec] = []
  }

  var isEmpty: Bool {
    namePrefix.isEmpty && nameSuffix.isEmpty && namespace.isEmpty && commonLabels.isEmpty && labels.isEmpty
      && templateLabels.isEmpty && commonAnnotations.isEmpty && nameReference.isEmpty && varReference.isEmpty
      && images.isEmpty && replicas.isEmpty
  }

  /// Reads a `configurations` file; unknown keys are refused.
  static func read(_ text: EmbeddedText, with reader: ResourceReader) throws(BuildError) -> TransformerConfiguration {
    var result = TransformerConfiguration()
    for piece in try reader.documents(text, dialect: .yaml11).prefix(1) {
      if let duplicate = piece.duplicateKeys.first(where: { !$0.isMerge }) {
        throw BuildError(
          .badKustomization, "key \"\(duplicate.key)\" already set in map", hint: "delete one of the two",
          at: duplicate.second)
      }
      let problems = ObjectDecoder.Problems()
      var fields = ObjectDecoder(piece.document, piece.document.root, problems: problems, what: "the configuration")
      result.decode(&fields)
      fields.refuseUnknown()
      if let problem = problems.all.first {
        throw BuildError(.badKustomization, problem.message, hint: problem.hint, at: problem.origin)
      }
    }
    return result
  }

  private mutating func decode(_ fields: inout ObjectDecoder) {
    let spec = KustomizationDecoder.fieldSpec
    namePrefix = fields.objects("namePrefix", spec)
    nameSuffix = fields.objects("nameSuffix", spec)
    namespace = fields.objects("namespace", spec)
    commonLabels = fields.objects("commonLabels", spec)
    labels = fields.objects("labels", spec)
    templateLabels = fields.objects("templateLabels", spec)
    commonAnnotations = fields.objects("commonAnnotations", spec)
    varReference = fields.objects("varReference", spec)
    images = fields.objects("images", spec)
    replicas = fields.objects("replicas", spec)
    nameReference = fields.objects("nameReference") { fields in
      NameReference(
        group: fields.string("group")?.value ?? "", version: fields.string("version")?.value ?? "",
        kind: fields.string("kind")?.value ?? "", fieldSpecs: fields.objects("fieldSpecs", spec))
    }
  }

  // MARK: Merging

  /// What kustomize ships.
  static func builtin(_ version: KustomizeOptions.Version) -> TransformerConfiguration {
    version == .v5_6 ? builtin56 : builtin58
  }

  private static let builtin58 = makeBuiltin(.v5_8)
  private static let builtin56 = makeBuiltin(.v5_6)
  /// What a layer without configurations gives to the layers that include it.
  private static let merged58 = try? TransformerConfiguration().merged(with: builtin58, origin: .none)
  private static let merged56 = try? TransformerConfiguration().merged(with: builtin56, origin: .none)

  private static func makeBuiltin(_ version: KustomizeOptions.Version) -> TransformerConfiguration {
    var result = TransformerConfiguration()
    result.namePrefix = DefaultFieldSpecs.name
    result.nameSuffix = DefaultFieldSpecs.name
    result.namespace = DefaultFieldSpecs.namespace
    result.commonLabels = DefaultFieldSpecs.commonLabels
    result.templateLabels = DefaultFieldSpecs.templateLabels
    result.commonAnnotations = DefaultFieldSpecs.commonAnnotations
    result.nameReference = DefaultNameReferences.all
    result.varReference = DefaultFieldSpecs.variables
    result.images = DefaultFieldSpecs.images(version)
    result.replicas = DefaultFieldSpecs.replicas
    result.isBuiltin = true
    return result
  }

  /// Adds what kustomize ships, and what a layer's files hold, to what its bases brought along; `origin` is blamed for
  /// conflicts.
  mutating func merge(
    _ own: TransformerConfiguration, _ version: KustomizeOptions.Version, origin: Origin
  ) throws(BuildError) {
    if own.isEmpty, isEmpty || isBuiltin, let merged = version == .v5_6 ? Self.merged56 : Self.merged58 {
      self = merged
      isBuiltin = true
      return
    }
    let builtin = Self.builtin(version)
    self = try merged(with: own.isEmpty ? builtin : builtin.merged(with: own, origin: origin), origin: origin)
    isBuiltin = false
  }

  /// Takes over what a base brings along.
  mutating func merge(base: TransformerConfiguration, origin: Origin) throws(BuildError) {
    if base.isBuiltin, isEmpty || isBuiltin {
      self = base
    } else {
      self = try merged(with: base, origin: origin)
      isBuiltin = false
    }
  }

  /// Both together, sorted by type (builtinconfig.TransformerConfig.Merge). A spec is left out when one that it selects
  /// is there, which is how a spec for one kind drives out a general one for the same path.
  func merged(with other: TransformerConfiguration, origin: Origin) throws(BuildError) -> TransformerConfiguration {
    var result = TransformerConfiguration()
    result.namePrefix = try Self.merge(namePrefix, other.namePrefix, origin)
    result.nameSuffix = try Self.merge(nameSuffix, other.nameSuffix, origin)
    result.namespace = try Self.merge(namespace, other.namespace, origin)
    result.commonLabels = try Self.merge(commonLabels, other.commonLabels, origin)
    result.labels = try Self.merge(labels, other.labels, origin)
    result.templateLabels = try Self.merge(templateLabels, other.templateLabels, origin)
    result.commonAnnotations = try Self.merge(commonAnnotations, other.commonAnnotations, origin)
    result.varReference = try Self.merge(varReference, other.varReference, origin)
    result.images = try Self.merge(images, other.images, origin)
    result.replicas = try Self.merge(replicas, other.replicas, origin)
    var references = nameReference
    for reference in other.nameReference {
      let index = references.firstIndex {
        $0.group == reference.group && $0.version == reference.version && $0.kind == reference.kind
      }
      if let index {
        references[index].fieldSpecs = try Self.union(references[index].fieldSpecs, reference.fieldSpecs, origin)
      } else {
        references.append(reference)
      }
    }
    result.nameReference = TypeOrder.sorted(references) { ($0.group, $0.version, $0.kind) }
    return result
  }

  private static func merge(
    _ specs: [FieldSpec], _ others: [FieldSpec], _ origin: Origin
  ) throws(BuildError) -> [FieldSpec] {
    TypeOrder.sorted(try union(specs, others, origin)) { ($0.group, $0.version, $0.kind) }
  }

  /// Both lists without repetitions; specs that are the same but for `create` are a conflict.
  static func union(
    _ specs: [FieldSpec], _ others: [FieldSpec], _ origin: Origin
  ) throws(BuildError) -> [FieldSpec] {
    if specs.isEmpty, others.count <= 1 { return others }
    var result = specs
    for other in others {
      guard let same = result.first(where: { other.isSame(as: $0) }) else {
        result.append(other)
        continue
      }
      guard same.create == other.create else {
        throw BuildError(
          .badField, "conflicting fieldspecs for path \(other.path): create is \(same.create) and \(other.create)",
          at: origin)
      }
    }
    return result
  }
}
