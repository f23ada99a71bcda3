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

  /// Adds what another configuration holds; `origin` is blamed for conflicts.
  mutating func merge(_ other: TransformerConfiguration, origin: Origin) throws(BuildError) {
    try Self.merge(&namePrefix, other.namePrefix, DefaultFieldSpecs.name, origin)
    try Self.merge(&nameSuffix, other.nameSuffix, DefaultFieldSpecs.name, origin)
    try Self.merge(&namespace, other.namespace, DefaultFieldSpecs.namespace, origin)
    try Self.merge(&commonLabels, other.commonLabels, DefaultFieldSpecs.commonLabels, origin)
    try Self.merge(&labels, other.labels, [], origin)
    try Self.merge(&templateLabels, other.templateLabels, DefaultFieldSpecs.templateLabels, origin)
    try Self.merge(&commonAnnotations, other.commonAnnotations, DefaultFieldSpecs.commonAnnotations, origin)
    try Self.merge(&varReference, other.varReference, DefaultFieldSpecs.variables, origin)
    try Self.merge(&images, other.images, DefaultFieldSpecs.images(.v5_8), origin)
    try Self.merge(&replicas, other.replicas, DefaultFieldSpecs.replicas, origin)
    for reference in other.nameReference {
      let index = nameReference.firstIndex {
        $0.group == reference.group && $0.version == reference.version && $0.kind == reference.kind
      }
      if let index {
        try Self.merge(&nameReference[index].fieldSpecs, reference.fieldSpecs, [], origin)
      } else {
        nameReference.append(reference)
      }
    }
  }

  private static func merge(
    _ specs: inout [FieldSpec], _ others: [FieldSpec], _ defaults: [FieldSpec], _ origin: Origin
  ) throws(BuildError) {
    for other in others {
      if let same = (defaults + specs).first(where: { $0.isSame(as: other) }) {
        guard same.create == other.create else {
          throw BuildError(
            .badField, "conflicting fieldspecs for path \(other.path): create is \(same.create) and \(other.create)",
            at: origin)
        }
        continue
      }
      specs.append(other)
    }
  }
}
