import Manifest

/// An object on its way through a build, with what kustomize keeps about it in annotations that it removes at the end.
struct BuildResource: Sendable {
  /// How a generated object meets one that exists.
  enum Behavior: Sendable {
    case create, replace, merge
  }

  var resource: Resource
  /// The identity now; kept in step with the document.
  private(set) var id: ResourceID
  /// Identities before each renaming or move, oldest first.
  private(set) var previous: [ResourceID] = []
  /// Prefixes and suffixes in the order in which they were applied.
  var prefixes: [String] = []
  var suffixes: [String] = []
  /// The name gets a hash of the data at the end.
  var needsHash = false
  var behavior = Behavior.create
  /// Whether kustomize keeps notes in the annotations of the object by now, so that a JSON patch finds the map there.
  var isAnnotated = false
  /// kustomize cannot read back a history with an object in it that has no name or kind, and crashes.
  private(set) var hasBrokenHistory = false
  /// Names of the vars that read from the object.
  var vars: [String] = []
  /// Scalars that stand in several places at once: see `MapTransformer`.
  var sharedNodes: Set<NodeID> = []
  /// Where the object came from, for `originAnnotations`; only where the build asks for it.
  var generatedBy: OriginRecord?
  /// What went over it, for `transformerAnnotations`.
  var transformations: [OriginRecord] = []

  init(document: Document, layers: [LayerID]) {
    resource = Resource(document: document, layers: layers)
    id = ResourceID(document)
  }

  var document: Document {
    _read { yield resource.document }
    _modify { yield &resource.document }
  }

  /// The oldest identity.
  var originalID: ResourceID { previous.first ?? id }

  /// Whether the object is, or ever was, the one with this id.
  func hasAnyID(_ wanted: ResourceID) -> Bool {
    id.canonical == wanted.canonical || previous.contains { $0.canonical == wanted.canonical }
  }

  /// Remembers the identity before it changes.
  mutating func pushID() {
    previous.append(id)
    isAnnotated = true
    if id.name.isEmpty || id.kind.isEmpty { hasBrokenHistory = true }
  }

  /// Reads the identity again after the document changed. Group and version are always the current ones.
  mutating func refreshID() {
    let changed = ResourceID(document)
    if changed.type != id.type {
      for index in previous.indices { previous[index] = previous[index].moved(to: changed) }
    }
    id = changed
  }

  /// Reads name and namespace again after a change that left the type as it is.
  mutating func refreshName() {
    let metadata = document.value(document.root, .metadata)
    id.name = metadata.flatMap { document.value($0, .name) }.map(document.string) ?? ""
    id.namespace = metadata.flatMap { document.value($0, .namespace) }.map(document.string) ?? ""
  }

  /// Gives every place a node of its own: what a way through JSON does.
  mutating func unshare() {
    guard !sharedNodes.isEmpty else { return }
    var seen: Set<NodeID> = []
    var places: [(map: NodeID, key: Key, value: NodeID)] = []
    document.walk(document.root) { node in
      for entry in document.entries(node) where sharedNodes.contains(entry.value) {
        if !seen.insert(entry.value).inserted { places.append((node, entry.key, entry.value)) }
      }
    }
    for (map, key, value) in places {
      let copy = document.addScalar(
        Array(document.text(value)), kind: document.kind(value), style: document.style(value),
        origin: document.origin(value))
      document.set(map, key, to: copy, keyOrigin: document.keyOrigin(map, key) ?? document.origin(value))
    }
    sharedNodes = []
  }

  /// A string map of the metadata (`labels`, `annotations`) as text.
  func metadata(_ key: Key) -> [(key: String, value: String)] {
    guard let map = document.value(document.root, .metadata, key) else { return [] }
    return document.entries(map).map { ($0.key.string, document.string($0.value)) }
  }
}
