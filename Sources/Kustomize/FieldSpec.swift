import Manifest

/// Which field of which kinds a transformer works on; empty group, version or kind match anything.
struct FieldSpec: Hashable, Sendable {
  var group: String
  var version: String
  var kind: String
  /// Segments separated by `/`; `\/` is a slash inside a segment, a trailing `[]` marks a list.
  var path: String
  /// Whether missing parts of the path are made.
  var create: Bool
  /// The path cut into segments.
  let segments: [Segment]

  struct Segment: Hashable, Sendable {
    var key: Key
    /// Written with `[]`: never created.
    var isList: Bool
  }

  init(group: String = "", version: String = "", kind: String = "", path: String, create: Bool = false) {
    self.group = group
    self.version = version
    self.kind = kind
    self.path = path
    self.create = create
    segments = Self.split(path)
  }

  private static func split(_ path: String) -> [Segment] {
    var names: [[UInt8]] = [[]]
    var escaped = false
    for byte in path.utf8 {
      if escaped {
        if byte != UInt8(ascii: "/") { names[names.count - 1].append(UInt8(ascii: "\\")) }
        names[names.count - 1].append(byte)
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else if byte == UInt8(ascii: "/") {
        names.append([])
      } else {
        names[names.count - 1].append(byte)
      }
    }
    if names.first?.isEmpty == true, names.count > 1 { names.removeFirst() }
    return names.map { name in
      let isList = name.count > 2 && name.suffix(2) == [UInt8(ascii: "["), UInt8(ascii: "]")]
      return Segment(key: Key(String(decoding: isList ? name.dropLast(2) : name[...], as: UTF8.self)), isList: isList)
    }
  }

  /// Whether an object of this group, version and kind is meant.
  func selects(_ id: ResourceID) -> Bool {
    (group.isEmpty || group == id.group) && (version.isEmpty || version == id.version)
      && (kind.isEmpty || kind == id.kind)
  }

  /// Whether two specs name the same field: paths are equal and this one's type selects the other's.
  func isSame(as other: FieldSpec) -> Bool {
    path == other.path && (group.isEmpty || group == other.group) && (version.isEmpty || version == other.version)
      && (kind.isEmpty || kind == other.kind)
  }
}

/// What a transformer makes where a creatable path ends.
enum CreatedKind {
  case none, scalar, mapping
}

/// Walks field specs over a document: a list on the way is entered element by element.
struct FieldWalker {
  let spec: FieldSpec
  let creates: CreatedKind
  /// Origin of whatever is created.
  let origin: Origin
  let layer: LayerID
  let action: Change.Action

  /// Calls `body` with every node at the end of the path.
  func walk(
    _ document: inout Document, _ body: (inout Document, NodeID) throws(BuildError) -> Void
  ) throws(BuildError) {
    try walk(&document, document.root, 0, body)
  }

  private func walk(
    _ document: inout Document, _ id: NodeID, _ depth: Int,
    _ body: (inout Document, NodeID) throws(BuildError) -> Void
  ) throws(BuildError) {
    if depth == spec.segments.count {
      try body(&document, id)
      return
    }
    switch document.kind(id) {
    case .null: return
    case .sequence:
      for element in document.elements(id) { try walk(&document, element, depth, body) }
    case .mapping:
      guard let next = try child(&document, id, depth) else { return }
      try walk(&document, next, depth + 1, body)
    default:
      throw BuildError(
        .badField, "path \(spec.path) of a field spec leads through the scalar \(document.string(id))",
        at: document.origin(id))
    }
  }

  private func child(_ document: inout Document, _ id: NodeID, _ depth: Int) throws(BuildError) -> NodeID? {
    let segment = spec.segments[depth]
    let mayCreate = spec.create && creates != .none
    let isLast = depth == spec.segments.count - 1
    guard let value = document.value(id, segment.key) else {
      guard mayCreate, !segment.isList else { return nil }
      let made = isLast && creates == .scalar ? document.addNull(origin: origin) : document.addMapping(origin: origin)
      document.set(id, segment.key, to: made, keyOrigin: origin)
      document.logAddition(of: made, action: action, layer: layer)
      return made
    }
    if document.isNull(value), mayCreate || segment.isList {
      let made =
        segment.isList
        ? document.addSequence(origin: origin)
        : isLast && creates == .scalar ? document.addNull(origin: origin) : document.addMapping(origin: origin)
      document.overwrite(value, withContentOf: made, action: action, layer: layer)
    }
    return value
  }
}
