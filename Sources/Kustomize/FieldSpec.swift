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

/// Field specs looked up by the type of an object; types repeat, so that each is matched once.
struct SpecsByType {
  private let all: [FieldSpec]
  private var known: [Key: [FieldSpec]] = [:]

  init(_ specs: [FieldSpec]) { all = specs }

  /// The specs for objects of the type of an id.
  mutating func specs(for id: ResourceID) -> [FieldSpec] {
    if let specs = known[id.type] { return specs }
    let specs = all.filter { $0.selects(id) }
    known[id.type] = specs
    return specs
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

  /// The nodes at the end of the path.
  func nodes(in document: inout Document) throws(BuildError) -> [NodeID] {
    var found: [NodeID] = []
    try collect(&document, document.root, 0, &found)
    return found
  }

  private func collect(
    _ document: inout Document, _ start: NodeID, _ startDepth: Int, _ found: inout [NodeID]
  ) throws(BuildError) {
    var id = start
    var depth = startDepth
    while depth < spec.segments.count {
      switch document.kind(id) {
      case .null: return
      case .mapping:
        guard let next = try child(&document, id, depth) else { return }
        id = next
        depth += 1
      case .sequence:
        for position in 0..<document.count(id) {
          try collect(&document, document.element(id, at: position), depth, &found)
        }
        return
      default:
        throw BuildError(
          .badField, "path \(spec.path) of a field spec leads through the scalar \(document.string(id))",
          at: document.origin(id))
      }
    }
    found.append(id)
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
