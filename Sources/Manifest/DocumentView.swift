/// The arrays of a document as bare addresses, for readers that cannot pay for a reference count per access.
///
/// Valid as long as the document it was made of is alive and unchanged.
@frozen
public struct DocumentView: @unchecked Sendable {
  @usableFromInline let nodes: UnsafePointer<Node>
  @usableFromInline let entries: UnsafePointer<Entry>
  @usableFromInline let elements: UnsafePointer<NodeID>
  @usableFromInline let bytes: UnsafePointer<UInt8>

  /// What the node is.
  @inlinable
  public func kind(_ id: NodeID) -> Node.Kind { nodes[id.position].kind }

  /// Elements of a sequence, entries of a mapping, bytes of a scalar.
  @inlinable
  public func count(_ id: NodeID) -> Int { Int(nodes[id.position].length) }

  /// The text of a scalar.
  @inlinable
  public func text(_ id: NodeID) -> UnsafeBufferPointer<UInt8> {
    let node = nodes[id.position]
    return UnsafeBufferPointer(start: bytes + Int(node.start), count: Int(node.length))
  }

  /// The entries of a mapping.
  @inlinable
  public func entries(_ id: NodeID) -> UnsafePointer<Entry> { entries + Int(nodes[id.position].start) }

  /// The elements of a sequence.
  @inlinable
  public func elements(_ id: NodeID) -> UnsafePointer<NodeID> { elements + Int(nodes[id.position].start) }
}

extension Document {
  /// The document's arrays as they are now; nil when one has no storage of its own.
  ///
  /// The caller keeps this very copy of the document, unchanged, for as long as the view is used.
  public func view() -> DocumentView? {
    // The arrays are native: their elements stay where they are while the array is held.
    guard let nodes = nodes.withUnsafeBufferPointer({ $0.baseAddress }) else { return nil }
    let nowhere = UnsafeRawPointer(nodes)
    return DocumentView(
      nodes: nodes,
      entries: entries.withUnsafeBufferPointer { $0.baseAddress } ?? nowhere.assumingMemoryBound(to: Entry.self),
      elements: elements.withUnsafeBufferPointer { $0.baseAddress } ?? nowhere.assumingMemoryBound(to: NodeID.self),
      bytes: bytes.withUnsafeBufferPointer { $0.baseAddress } ?? nowhere.assumingMemoryBound(to: UInt8.self))
  }
}

extension Document {
  /// Whether the text of a boolean means true.
  public static func isTrue(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first else { return false }
    switch first | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "y"): return true
    case UInt8(ascii: "o"): return text.count == 2
    default: return false
    }
  }

  /// The number in a text that was resolved as an integer or a float.
  public static func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? { double(text) }

  /// The integer in a text that was resolved as one, if it fits 64 bits with sign or, failing that, without.
  public static func integer(_ text: UnsafeBufferPointer<UInt8>) -> (signed: Int64?, unsigned: UInt64?) {
    switch GoNumber.integer(text) {
    case .signed(let value): (value, nil)
    case .unsigned(let value): (nil, value)
    case .none: (nil, nil)
    }
  }
}
