extension Document {
  /// Whether two values are the same: kinds and texts equal, mappings without regard to order.
  public func isEqual(_ id: NodeID, to other: Document, _ otherID: NodeID) -> Bool {
    let left = nodes[id.position]
    let right = other.nodes[otherID.position]
    guard left.kind == right.kind, left.length == right.length || left.kind.isScalar else { return false }
    switch left.kind {
    case .mapping:
      return entries(id).allSatisfy { entry in
        guard let value = other.value(otherID, entry.key) else { return false }
        return isEqual(entry.value, to: other, value)
      }
    case .sequence:
      return zip(elements(id), other.elements(otherID)).allSatisfy { isEqual($0, to: other, $1) }
    default:
      return sameText(id, other, otherID)
    }
  }

  /// Calls `body` for every node of a subtree, parents before children, siblings in source order.
  public func walk(_ id: NodeID, _ body: (NodeID) -> Void) {
    body(id)
    switch kind(id) {
    case .mapping: for entry in entries(id) { walk(entry.value, body) }
    case .sequence: for element in elements(id) { walk(element, body) }
    default: break
    }
  }
}
