import Manifest

/// A kustomization file: its fields as kustomize's types have them, each with the place where it stands.
struct Kustomization: Sendable {
  /// What the file declares itself to be.
  enum Kind: Sendable { case kustomization, component }

  /// A string map in the order of the file.
  typealias StringMap = [(key: Located<String>, value: Located<String>)]

  var kind = Kind.kustomization
  /// The file, relative to the root of the tree.
  var path = ""
  var file = FileID.none
  var source: [UInt8] = []

  var resources: [Located<String>] = []
  var components: [Located<String>] = []
  var crds: [Located<String>] = []
  var configurations: [Located<String>] = []
  var openAPI: OpenAPI?
  var namespace: Located<String>?
  var namePrefix: Located<String>?
  var nameSuffix: Located<String>?
  var labels: [LabelEntry] = []
  var commonLabels: StringMap = []
  var commonAnnotations: StringMap = []
  var images: [ImageEntry] = []
  var replicas: [ReplicaEntry] = []
  var patches: [PatchEntry] = []
  var patchesStrategicMerge: [Located<EmbeddedText>] = []
  var patchesJSON6902: [PatchEntry] = []
  var replacements: [ReplacementEntry] = []
  var vars: [VarEntry] = []
  var configMapGenerator: [GeneratorEntry] = []
  var secretGenerator: [GeneratorEntry] = []
  var generatorOptions: GeneratorOptions?
  var helmCharts: [Located<String>] = []
  var generators: [Located<EmbeddedText>] = []
  var transformers: [Located<EmbeddedText>] = []
  var validators: [Located<EmbeddedText>] = []
  var sortOptions: SortOptions?
  var buildMetadata: [Located<String>] = []
  /// Deprecated fields that the file uses, with what took their place.
  var deprecated: [(field: String, replacement: String, origin: Origin)] = []
  /// How many fields other than `apiVersion` and `kind` the file sets.
  var fieldCount = 0

  struct OpenAPI: Sendable {
    var path: Located<String>?
    var version: Located<String>?
    var origin: Origin
  }

  struct LabelEntry: Sendable {
    var pairs: StringMap = []
    var includeSelectors = false
    var includeTemplates = false
    var fields: [FieldSpec] = []
    var origin: Origin
  }

  struct ImageEntry: Sendable {
    var name: Located<String>
    var newName: Located<String>?
    var newTag: Located<String>?
    var digest: Located<String>?
    var tagSuffix: Located<String>?
    var origin: Origin
  }

  struct ReplicaEntry: Sendable {
    var name: Located<String>
    var count: Located<Int64>
    var origin: Origin
  }

  struct PatchEntry: Sendable {
    var path: Located<String>?
    var patch: EmbeddedText?
    var target: Selector?
    var allowNameChange = false
    var allowKindChange = false
    var origin: Origin
  }

  struct ReplacementEntry: Sendable {
    var source: ReplacementSource?
    var sourceValue: Located<String>?
    var targets: [ReplacementTarget] = []
    var path: Located<String>?
    var origin: Origin
  }

  struct FieldOptions: Sendable {
    var delimiter = ""
    var index = 0
    var create = false
  }

  struct ReplacementSource: Sendable {
    var id: ResourceID
    var fieldPath: Located<String>
    var options: FieldOptions
    var origin: Origin
  }

  struct ReplacementTarget: Sendable {
    var select: Selector?
    var reject: [Selector] = []
    var fieldPaths: [Located<String>] = []
    var options = FieldOptions()
    var origin: Origin
  }

  struct VarEntry: Sendable {
    var name: Located<String>
    var id: ResourceID
    var fieldPath: String
    var origin: Origin
  }

  struct GeneratorOptions: Sendable {
    var labels: StringMap = []
    var annotations: StringMap = []
    var immutable = false
    var disableNameSuffixHash = false
  }

  struct GeneratorEntry: Sendable {
    var name: Located<String>?
    var namespace: Located<String>?
    var behavior = "create"
    var type: Located<String>?
    var files: [Located<String>] = []
    var literals: [Located<String>] = []
    var envs: [Located<String>] = []
    var options: GeneratorOptions?
    var origin: Origin
  }

  struct SortOptions: Sendable {
    var order: Located<String>
    var orderFirst: [String]?
    var orderLast: [String]?
    var hasLegacyOptions = false
  }
}
