import Manifest

/// What a Flux Kustomization lays over the kustomization at its path (fluxcd/pkg/kustomize): namespace, prefix and suffix
/// in place of the file's, components and patches behind the file's, images merged by name, and metadata for all objects.
public struct KustomizationOverlay: Sendable {
  /// The place of the spec: what tells overlays apart.
  public let origin: Origin

  private let fields: Kustomization
  private let labels: Kustomization.StringMap
  private let annotations: Kustomization.StringMap
  private let ignoresMissingComponents: Bool

  /// `namespace/name` of the Flux Kustomization.
  private let name: String

  /// Reads the spec of a Flux Kustomization; `source` is the text of its file. nil when the spec lays nothing over.
  public init?(spec: NodeID, in document: Document, source: [UInt8]) {
    origin = document.origin(spec)
    let ref = ObjectRef(document)
    name = ref.namespace.isEmpty ? ref.name : "\(ref.namespace)/\(ref.name)"
    let problems = ObjectDecoder.Problems()
    var reader = ObjectDecoder(document, spec, problems: problems, what: "spec")
    var fields = Kustomization()
    fields.namespace = reader.string("targetNamespace")
    fields.namePrefix = reader.string("namePrefix")
    fields.nameSuffix = reader.string("nameSuffix")
    fields.components = reader.strings("components")
    fields.patches = reader.objects("patches") { fields in
      KustomizationDecoder.patch(&fields) { EmbeddedText($0, in: document, source: source) }
    }
    fields.images = reader.objects("images", KustomizationDecoder.image)
    var maps: (Kustomization.StringMap, Kustomization.StringMap) = ([], [])
    reader.object("commonMetadata") { reader in
      maps = (reader.stringMap("labels"), reader.stringMap("annotations"))
    }
    (labels, annotations) = maps
    ignoresMissingComponents = reader.bool("ignoreMissingComponents")
    self.fields = fields
    let isEmpty =
      fields.namespace == nil && fields.namePrefix == nil && fields.nameSuffix == nil && fields.components.isEmpty
      && fields.patches.isEmpty && fields.images.isEmpty && labels.isEmpty && annotations.isEmpty
    if isEmpty { return nil }
  }

  /// The kustomization with the overlay on it; `exists` tells which components are there.
  func applied(to kustomization: Kustomization, exists: (String) -> Bool) -> Kustomization {
    var result = kustomization
    if let namespace = fields.namespace { result.namespace = namespace }
    if let prefix = fields.namePrefix { result.namePrefix = prefix }
    if let suffix = fields.nameSuffix { result.nameSuffix = suffix }
    result.components += fields.components.filter { !ignoresMissingComponents || exists($0.value) }
    result.patches += fields.patches
    for image in fields.images {
      guard let index = result.images.firstIndex(where: { $0.name.value == image.name.value }) else {
        result.images.append(image)
        continue
      }
      // A new name alone keeps the tag and digest of the file's entry; a tag or digest replaces both.
      if let name = image.newName { result.images[index].newName = name }
      if image.newTag != nil || image.digest != nil {
        (result.images[index].newTag, result.images[index].digest) = (image.newTag, image.digest)
      }
    }
    return result
  }

  /// Makes the Flux Kustomization, not the folder it names, the layer of what it asked for.
  func claimChanges(in list: inout ResourceList, _ context: BuildContext) {
    let file = context.sourceMap.path(origin.file)
    let layer = context.workspace.layers.id(Layer(kind: .fluxKustomization, name: name, file: file))
    for position in list.indices {
      list.update(position) { resource in
        resource.document.moveChanges(to: layer) { change in
          context.sourceMap.parts(of: change).contains { $0.file == origin.file }
        }
      }
    }
  }

  /// Sets the common metadata, over what the objects have.
  func setMetadata(of list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    try MapTransformer(pairs: labels, fieldSpecs: DefaultFieldSpecs.metadataLabels, action: .label)
      .apply(to: &list, context)
    try MapTransformer(
      pairs: annotations, fieldSpecs: DefaultFieldSpecs.parse("*/*/* metadata/annotations +"), action: .annotation
    ).apply(to: &list, context)
  }
}

extension KustomizationOverlay: Hashable {
  public static func == (left: Self, right: Self) -> Bool { left.origin == right.origin }
  public func hash(into hasher: inout Hasher) { hasher.combine(origin) }
}
