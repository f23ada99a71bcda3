extension Document {
  /// Whether two values are the same: kinds and texts equal, mappings without regard to order.
  public func isEqual(_ id: NodeID, to other: Document, _ otherID: NodeID) -> Bool {
    var open = [(id, otherID)]
    while let (id, otherID) = open.popLast() {
      let left = nodes[id.position]
      let right = other.nodes[otherID.position]
      guard left.kind == right.kind else { return false }
      guard !left.kind.isScalar else {
        if !sameText(id, other, otherID) { return false }
        continue
      }
      guard left.length == right.length else { return false }
      for entry in entries(id) {
        guard let value = other.value(otherID, entry.key) else { return false }
        open.append((entry.value, value))
      }
      for (element, otherElement) in zip(elements(id), other.elements(otherID)) {
        open.append((element, otherElement))
      }
    }
    return true
  }

  /// Calls `body` for every node of a subtree, parents before children, siblings in source order.
  public func walk(_ id: NodeID, _ body: (NodeID) -> Void) {
    // No recursion: the nesting of a document may be deeper than a thread's stack.
    var open = [id]
    while let id = open.popLast() {
      body(id)
      switch kind(id) {
      case .mapping: for entry in entries(id).reversed() { open.append(entry.value) }
      case .sequence: open.append(contentsOf: elements(id).reversed())
      default: break
      }
    }
  }
}
