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
  public func walk(_ id: NodeID, _ body: (NodeID) -> Void) { walk(id, levels: 128, body) }

  /// Recursion is fastest, but the nesting of a document may be deeper than a thread's stack.
  private func walk(_ id: NodeID, levels: Int, _ body: (NodeID) -> Void) {
    guard levels > 0 else { return walkWithoutRecursion(id, body) }
    body(id)
    switch kind(id) {
    case .mapping: for entry in entries(id) { walk(entry.value, levels: levels - 1, body) }
    case .sequence: for element in elements(id) { walk(element, levels: levels - 1, body) }
    default: break
    }
  }

  private func walkWithoutRecursion(_ id: NodeID, _ body: (NodeID) -> Void) {
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
