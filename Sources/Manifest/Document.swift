/// One YAML or JSON value as a tree in flat arrays.
///
/// Nodes are 16 trivially copyable bytes, addressed by index. A sequence is a range of `elements`, a mapping a range of
/// `entries` in source order, a scalar a range of `bytes`. An origin stands beside every node and every key, and a log
/// of overwritten values beside the tree. Copying a document copies nothing until one of the two is changed.
///
///     nodes    [ mapping 0..<2 ][ string 0..<3 ][ sequence 0..<1 ][ string 3..<5 ]
///     entries  [ (name, 1) ][ (args, 2) ]
///     elements [ 3 ]
///     bytes    w e b - v
///
/// Invariant: every range lies inside its array, and the tree has no cycle. Nodes that an edit cut off stay behind.
public struct Document: Sendable {
  @usableFromInline var nodes: [Node] = []
  @usableFromInline var origins: [Origin] = []
  @usableFromInline var entries: [Entry] = []
  @usableFromInline var keyOrigins: [Origin] = []
  @usableFromInline var elements: [NodeID] = []
  @usableFromInline var bytes: [UInt8] = []

  /// The top of the tree.
  public internal(set) var root: NodeID = NodeID(0)

  /// Values that were overwritten, oldest first.
  public internal(set) var changes: [Change] = []

  /// A document whose root is an empty mapping.
  public init(origin: Origin = .none) {
    nodes.append(Node(kind: .mapping, style: .plain))
    origins.append(origin)
  }

  /// For builders: no node yet.
  init(empty: Void) {}
}

/// A node of a document.
@frozen
public struct NodeID: Hashable, Sendable {
  @usableFromInline let index: UInt32

  @inlinable
  init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }

  @inlinable
  init(_ index: UInt32) { self.index = index }

  @inlinable
  var position: Int { Int(index) }
}

/// What a node is and where its content lies; 16 bytes.
@frozen
public struct Node: Sendable {
  /// What a value is, once its tag is resolved.
  @frozen
  public enum Kind: UInt8, Sendable {
    case null, bool, int, float, string, timestamp, binary, sequence, mapping

    /// Whether the node has text and no children.
    @inlinable
    public var isScalar: Bool { rawValue <= Kind.binary.rawValue }

    /// The kind in words, with its article.
    public var name: String {
      switch self {
      case .null: "null"
      case .bool: "a boolean"
      case .int: "an integer"
      case .float: "a number"
      case .string: "a string"
      case .timestamp: "a date"
      case .binary: "binary data"
      case .sequence: "a list"
      case .mapping: "a mapping"
      }
    }
  }

  /// How the value was written.
  @frozen
  public enum Style: UInt8, Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded, flow
  }

  public var kind: Kind
  public var style: Style
  /// Unused; keeps the layout explicit.
  @usableFromInline var reserved: UInt16 = 0
  /// Bytes of a scalar, elements of a sequence, entries of a mapping.
  @usableFromInline var length: UInt32
  /// Where they start.
  @usableFromInline var start: UInt32
  /// How many elements or entries fit before the range has to move.
  @usableFromInline var capacity: UInt32

  @inlinable
  init(kind: Kind, style: Style, start: Int = 0, length: Int = 0) {
    self.kind = kind
    self.style = style
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = UInt32(truncatingIfNeeded: length)
    self.capacity = UInt32(truncatingIfNeeded: length)
  }

  @inlinable
  var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
}

/// A key and its value.
@frozen
public struct Entry: Sendable {
  public var key: Key
  public var value: NodeID

  @inlinable
  init(key: Key, value: NodeID) {
    self.key = key
    self.value = value
  }
}

/// A value that a later layer wrote over.
public struct Change: Sendable {
  /// What did it.
  public enum Action: UInt8, Sendable {
    case patch, jsonPatch, namespace, namePrefix, nameSuffix, label, annotation, image, replicas, replacement, variable
    case nameReference, hash, generator, delete
  }

  /// The node that holds the value now; for `delete`, the mapping or sequence that lost a member.
  public var node: NodeID
  public var action: Action
  /// The layer whose file asked for it.
  public var layer: LayerID
  /// The value as it was; nil when the node is new.
  var old: Node?
  /// Where the old value came from.
  public var oldOrigin: Origin
  /// Where the new value comes from, as of this change.
  public var newOrigin: Origin

  /// Whether there was no value before.
  public var isAddition: Bool { old == nil }
}

extension Document {
  /// What the node is.
  @inlinable
  public func kind(_ id: NodeID) -> Node.Kind { nodes[id.position].kind }

  /// How the node was written.
  @inlinable
  public func style(_ id: NodeID) -> Node.Style { nodes[id.position].style }

  /// Elements of a sequence, entries of a mapping, bytes of a scalar.
  @inlinable
  public func count(_ id: NodeID) -> Int { Int(nodes[id.position].length) }

  /// Where the value was written.
  @inlinable
  public func origin(_ id: NodeID) -> Origin { origins[id.position] }

  @inlinable
  public func isMapping(_ id: NodeID) -> Bool { kind(id) == .mapping }

  @inlinable
  public func isSequence(_ id: NodeID) -> Bool { kind(id) == .sequence }

  @inlinable
  public func isNull(_ id: NodeID) -> Bool { kind(id) == .null }

  // MARK: Mappings

  /// The value of a key; nil when the node is no mapping or lacks the key.
  @inlinable
  public func value(_ id: NodeID, _ key: Key) -> NodeID? {
    let node = nodes[id.position]
    guard node.kind == .mapping else { return nil }
    return entries.withUnsafeBufferPointer { entries in
      var index = Int(node.start)
      let end = index &+ Int(node.length)
      while index < end {
        if entries[index].key == key { return entries[index].value }
        index &+= 1
      }
      return nil
    }
  }

  /// The value at the end of a path of keys.
  @inlinable
  public func value(_ id: NodeID, _ keys: Key...) -> NodeID? {
    var id = id
    for key in keys {
      guard let next = value(id, key) else { return nil }
      id = next
    }
    return id
  }

  /// The entry at a position of a mapping.
  @inlinable
  public func entry(_ id: NodeID, at position: Int) -> Entry { entries[Int(nodes[id.position].start) &+ position] }

  /// The entries of a mapping in source order; empty for anything else.
  @inlinable
  public func entries(_ id: NodeID) -> ArraySlice<Entry> {
    let node = nodes[id.position]
    return node.kind == .mapping ? entries[node.range] : []
  }

  /// Where the key at a position of a mapping was written.
  @inlinable
  public func keyOrigin(_ id: NodeID, at position: Int) -> Origin {
    keyOrigins[Int(nodes[id.position].start) &+ position]
  }

  /// Where a key of a mapping was written.
  public func keyOrigin(_ id: NodeID, _ key: Key) -> Origin? {
    for position in 0..<count(id) where entry(id, at: position).key == key { return keyOrigin(id, at: position) }
    return nil
  }

  // MARK: Sequences

  /// The element at a position of a sequence.
  @inlinable
  public func element(_ id: NodeID, at position: Int) -> NodeID { elements[Int(nodes[id.position].start) &+ position] }

  /// The elements of a sequence; empty for anything else.
  @inlinable
  public func elements(_ id: NodeID) -> ArraySlice<NodeID> {
    let node = nodes[id.position]
    return node.kind == .sequence ? elements[node.range] : []
  }

  // MARK: Scalars

  /// The text of a scalar as bytes; empty for a collection.
  @inlinable
  public func text(_ id: NodeID) -> ArraySlice<UInt8> {
    let node = nodes[id.position]
    return node.kind.isScalar ? bytes[node.range] : []
  }

  /// Calls `body` with the text of a scalar.
  @inlinable
  public func withText<Result>(_ id: NodeID, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    let node = nodes[id.position]
    guard node.kind.isScalar else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
    return try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[node.range])) }
  }

  /// The text of a scalar, whatever its kind; empty for a collection.
  public func string(_ id: NodeID) -> String { String(decoding: text(id), as: UTF8.self) }

  /// The text of a string scalar; nil for any other kind.
  public func stringValue(_ id: NodeID?) -> String? {
    guard let id, kind(id) == .string else { return nil }
    return string(id)
  }

  /// Whether the node is a scalar with exactly this text.
  @inlinable
  public func hasText(_ id: NodeID, _ text: StaticString) -> Bool {
    let node = nodes[id.position]
    guard node.kind.isScalar, Int(node.length) == text.utf8CodeUnitCount else { return false }
    return withText(id) { equalBytes($0, UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }
  }

  /// Whether two scalars have the same text.
  public func sameText(_ id: NodeID, _ other: Document, _ otherID: NodeID) -> Bool {
    withText(id) { left in other.withText(otherID) { right in equalBytes(left, right) } }
  }

  /// Whether a scalar is true; nil for any other kind than a boolean.
  public func boolValue(_ id: NodeID?) -> Bool? {
    guard let id, kind(id) == .bool else { return nil }
    // The first letter tells `true`, `yes`, `on` and `y` from `false`, `no`, `off` and `n`, but for `on` and `off`.
    let text = text(id)
    guard let first = text.first else { return nil }
    switch first | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "y"): return true
    case UInt8(ascii: "o"): return text.count == 2
    default: return false
    }
  }
}
