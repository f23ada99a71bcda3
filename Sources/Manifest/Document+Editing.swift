/// Building and changing trees. Every operation is linear in what it adds; none copies the tree when it is not shared.
extension Document {
  // MARK: New nodes

  /// Adds a scalar that nothing refers to yet.
  public mutating func addScalar(
    _ text: some Sequence<UInt8>, kind: Node.Kind = .string, style: Node.Style = .plain, origin: Origin
  ) -> NodeID {
    let start = bytes.count
    bytes.append(contentsOf: text)
    return addNode(Node(kind: kind, style: style, start: start, length: bytes.count - start), origin: origin)
  }

  /// Adds a string that nothing refers to yet.
  public mutating func addString(_ text: String, origin: Origin) -> NodeID {
    addScalar(text.utf8, origin: origin)
  }

  /// Adds an empty mapping that nothing refers to yet.
  public mutating func addMapping(origin: Origin, style: Node.Style = .plain) -> NodeID {
    addNode(Node(kind: .mapping, style: style), origin: origin)
  }

  /// Adds an empty sequence that nothing refers to yet.
  public mutating func addSequence(origin: Origin, style: Node.Style = .plain) -> NodeID {
    addNode(Node(kind: .sequence, style: style), origin: origin)
  }

  /// Adds a null that nothing refers to yet.
  public mutating func addNull(origin: Origin) -> NodeID {
    addScalar("null".utf8, kind: .null, origin: origin)
  }

  @inlinable
  mutating func addNode(_ node: Node, origin: Origin) -> NodeID {
    let id = NodeID(nodes.count)
    nodes.append(node)
    origins.append(origin)
    return id
  }

  /// Makes another node the top of the tree.
  public mutating func setRoot(_ id: NodeID) { root = id }

  /// Copies a subtree of another document behind this one; nothing refers to the copy yet.
  ///
  /// `origin` given: every copied node gets it.
  public mutating func graft(_ id: NodeID, from other: Document, origin: Origin? = nil) -> NodeID {
    let root = graftNode(id, from: other, origin: origin)
    // No recursion: the nesting of a document may be deeper than a thread's stack.
    var open = other.nodes[id.position].kind.isScalar ? [] : [(id, root)]
    while let (id, copy) = open.popLast() {
      let node = other.nodes[id.position]
      let isMapping = node.kind == .mapping
      setRange(of: copy, start: isMapping ? entries.count : elements.count, count: Int(node.length))
      for index in node.range {
        let child = isMapping ? other.entries[index].value : other.elements[index]
        let childCopy = graftNode(child, from: other, origin: origin)
        if !other.nodes[child.position].kind.isScalar { open.append((child, childCopy)) }
        if isMapping {
          entries.append(Entry(key: other.entries[index].key, value: childCopy))
          keyOrigins.append(origin ?? other.keyOrigins[index])
        } else {
          elements.append(childCopy)
        }
      }
    }
    return root
  }

  /// Copies a node without its children.
  private mutating func graftNode(_ id: NodeID, from other: Document, origin: Origin?) -> NodeID {
    let node = other.nodes[id.position]
    let place = origin ?? other.origins[id.position]
    guard node.kind.isScalar else { return addNode(Node(kind: node.kind, style: node.style), origin: place) }
    return addScalar(other.text(id), kind: node.kind, style: node.style, origin: place)
  }

  /// A document of its own with a copy of a subtree.
  public func extracted(_ id: NodeID) -> Document {
    if id == root { return self }
    var copy = Document(empty: ())
    copy.root = copy.graft(id, from: self)
    return copy
  }

  private mutating func setRange(of id: NodeID, start: Int, count: Int) {
    nodes[id.position].start = UInt32(truncatingIfNeeded: start)
    nodes[id.position].length = UInt32(truncatingIfNeeded: count)
    nodes[id.position].capacity = UInt32(truncatingIfNeeded: count)
  }

  // MARK: Mappings

  /// Sets a key of a mapping: the place of an existing one is kept, a new one goes last. Does nothing to anything else.
  public mutating func set(_ id: NodeID, _ key: Key, to value: NodeID, keyOrigin: Origin) {
    let node = nodes[id.position]
    guard node.kind == .mapping else { return }
    for index in node.range where entries[index].key == key {
      entries[index].value = value
      return
    }
    makeRoom(id)
    let end = Int(nodes[id.position].start) + Int(node.length)
    entries[end] = Entry(key: key, value: value)
    keyOrigins[end] = keyOrigin
    nodes[id.position].length += 1
  }

  /// Removes a key from a mapping. Returns the value that stood there.
  @discardableResult
  public mutating func remove(_ id: NodeID, _ key: Key) -> NodeID? {
    let node = nodes[id.position]
    guard node.kind == .mapping, let index = node.range.first(where: { entries[$0].key == key }) else { return nil }
    let value = entries[index].value
    for next in index + 1..<max(node.range.upperBound, index + 1) {
      entries[next - 1] = entries[next]
      keyOrigins[next - 1] = keyOrigins[next]
    }
    nodes[id.position].length -= 1
    return value
  }

  /// Makes room for one more member behind a collection's range, moving the range to the end when it is full.
  private mutating func makeRoom(_ id: NodeID) {
    let node = nodes[id.position]
    guard node.length == node.capacity else { return }
    let room = Int(max(node.capacity * 2, 4))
    let extra = room - Int(node.length)
    if node.kind == .mapping {
      let start = entries.count
      entries.append(contentsOf: entries[node.range])
      keyOrigins.append(contentsOf: keyOrigins[node.range])
      entries.append(contentsOf: repeatElement(Entry(key: .name, value: NodeID(0)), count: extra))
      keyOrigins.append(contentsOf: repeatElement(.none, count: extra))
      nodes[id.position].start = UInt32(truncatingIfNeeded: start)
    } else {
      let start = elements.count
      elements.append(contentsOf: elements[node.range])
      elements.append(contentsOf: repeatElement(NodeID(0), count: extra))
      nodes[id.position].start = UInt32(truncatingIfNeeded: start)
    }
    nodes[id.position].capacity = UInt32(truncatingIfNeeded: room)
  }

  // MARK: Sequences

  /// Appends to a sequence. Does nothing to anything else.
  public mutating func append(_ id: NodeID, _ element: NodeID) {
    guard isSequence(id) else { return }
    makeRoom(id)
    let node = nodes[id.position]
    elements[Int(node.start) + Int(node.length)] = element
    nodes[id.position].length += 1
  }

  /// Inserts into a sequence before a position (`count` appends).
  public mutating func insert(_ id: NodeID, _ element: NodeID, at position: Int) {
    guard isSequence(id) else { return }
    append(id, element)
    let range = nodes[id.position].range
    var index = range.upperBound - 1
    while index > range.lowerBound + position {
      elements.swapAt(index, index - 1)
      index -= 1
    }
  }

  /// Removes the element at a position of a sequence.
  public mutating func removeElement(_ id: NodeID, at position: Int) {
    guard isSequence(id), position >= 0, position < count(id) else { return }
    let range = nodes[id.position].range
    for index in range.lowerBound + position..<range.upperBound - 1 { elements[index] = elements[index + 1] }
    nodes[id.position].length -= 1
  }

  /// Gives a sequence new elements.
  public mutating func setElements(_ id: NodeID, to newElements: [NodeID]) {
    setRange(of: id, start: elements.count, count: newElements.count)
    elements.append(contentsOf: newElements)
  }

  // MARK: Writing over values

  /// Writes a scalar over whatever the node holds, and logs what it was.
  public mutating func overwrite(
    _ id: NodeID, with text: some Sequence<UInt8>, kind: Node.Kind = .string, style: Node.Style = .plain,
    origin: Origin, action: Change.Action, layer: LayerID
  ) {
    let old = nodes[id.position]
    let start = bytes.count
    bytes.append(contentsOf: text)
    nodes[id.position] = Node(kind: kind, style: style, start: start, length: bytes.count - start)
    logOverwrite(id, old: old, origin: origin, action: action, layer: layer)
  }

  /// Gives a node the content of another node of this document, and logs what it was.
  public mutating func overwrite(
    _ id: NodeID, withContentOf other: NodeID, action: Change.Action, layer: LayerID
  ) {
    let old = nodes[id.position]
    nodes[id.position] = nodes[other.position]
    logOverwrite(id, old: old, origin: origins[other.position], action: action, layer: layer)
  }

  private mutating func logOverwrite(
    _ id: NodeID, old: Node, origin: Origin, action: Change.Action, layer: LayerID
  ) {
    changes.append(
      Change(
        node: id, action: action, layer: layer, old: old, oldOrigin: origins[id.position], newOrigin: origin))
    origins[id.position] = origin
  }

  /// Logs that a node was added, so that a trail names the layer that did it.
  public mutating func logAddition(of id: NodeID, action: Change.Action, layer: LayerID) {
    changes.append(
      Change(
        node: id, action: action, layer: layer, old: nil, oldOrigin: .none, newOrigin: origins[id.position]))
  }

  /// Logs that a member of a collection was removed; `origin` is the place that asked for it.
  public mutating func logRemoval(
    from id: NodeID, of member: NodeID, origin: Origin, action: Change.Action, layer: LayerID
  ) {
    changes.append(
      Change(
        node: id, action: action, layer: layer, old: nodes[member.position], oldOrigin: origins[member.position],
        newOrigin: origin))
  }

  /// Changes a scalar's kind or text without a log entry: for normalisation that no layer asked for.
  public mutating func rewrite(
    _ id: NodeID, as kind: Node.Kind, text: some Sequence<UInt8>, style: Node.Style = .plain
  ) {
    let start = bytes.count
    bytes.append(contentsOf: text)
    nodes[id.position] = Node(kind: kind, style: style, start: start, length: bytes.count - start)
  }

  /// Names another layer as the one that made the changes that `isMeant` picks by their origin.
  public mutating func moveChanges(to layer: LayerID, where isMeant: (Origin) -> Bool) {
    for index in changes.indices where isMeant(changes[index].newOrigin) { changes[index].layer = layer }
  }

  /// The text that a logged change wrote over; nil for a collection or an addition.
  public func oldText(_ change: Change) -> String? {
    guard let old = change.old, old.kind.isScalar else { return nil }
    return String(decoding: bytes[old.range], as: UTF8.self)
  }
}
