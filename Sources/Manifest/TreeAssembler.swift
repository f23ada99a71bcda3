/// Puts a document together from the events of a scanner: anchors, aliases, merge keys, duplicate keys and limits.
///
/// The children of open collections wait in scratch stacks and are copied as one range when their collection ends.
struct TreeAssembler {
  /// Nesting that go-yaml refuses beyond, and that keeps every recursive walk within a thread's stack.
  static let maximumDepth = 10_000

  /// Why an event cannot be taken.
  struct Failure: Error {
    var message: String
    /// Where, if not at the event itself.
    var origin: Origin?

    init(_ message: String, at origin: Origin? = nil) {
      self.message = message
      self.origin = origin
    }
  }

  /// A collection that has not ended yet.
  struct Frame {
    let node: NodeID
    let isMapping: Bool
    /// Where its children start in the scratch stack.
    let start: Int
    /// The anchor it carries, as a position in `anchors`; -1 for none.
    let anchor: Int
    /// `decoded` before the collection.
    let decodedBefore: Int
    var hasKey = false
    var isMergeKey = false
    var hasOddKeys = false
    var merges = 0
    /// The levels of collections below it.
    var height = 0
    var key = Key.name
    var keyOrigin = Origin.none
  }

  private struct Anchor {
    var node: NodeID
    /// How many values go-yaml decodes for it.
    var size: Int
    /// The levels of collections, with itself.
    var height: Int
    var isOpen: Bool
  }

  private struct Merge {
    var value: NodeID
    var origin: Origin
  }

  let dialect: YAMLReader.Dialect
  private(set) var document = Document(empty: ())
  private(set) var duplicateKeys: [YAMLReader.DuplicateKey] = []
  /// Whether the first of two equal keys stays, not the last.
  var keepsFirst = false
  private(set) var frames: [Frame] = []
  private(set) var isComplete = false

  private var elements: [NodeID] = []
  private var entries: [Entry] = []
  private var keyOrigins: [Origin] = []
  /// Positions in `entries` of what a merge key brought; ascending.
  private var merged: [Int] = []
  /// Merge keys of open mappings that wait for the end of their mapping (go-yaml v3).
  private var merges: [Merge] = []
  private var anchors: [Anchor] = []
  private var anchorNames: [[UInt8]: Int] = [:]
  /// Values decoded so far as go-yaml counts them, and how many of them through aliases.
  private var decoded = 1
  private var aliased = 0

  init(dialect: YAMLReader.Dialect, textSize: Int) {
    self.dialect = dialect
    document.bytes.reserveCapacity(textSize / 2)
    document.nodes.reserveCapacity(textSize / 24)
    document.origins.reserveCapacity(textSize / 24)
  }

  /// Whether the next event is a key.
  @inline(__always)
  var expectsKey: Bool {
    guard let top = frames.last else { return false }
    return top.isMapping && !top.hasKey
  }
}

// MARK: Scalars and aliases

extension TreeAssembler {
  /// Takes a scalar that is a value.
  @inline(__always)
  mutating func addScalar(
    _ text: UnsafeBufferPointer<UInt8>, kind: Node.Kind, style: Node.Style, origin: Origin
  ) throws(Failure) -> NodeID {
    try count()
    let start = document.bytes.count
    document.bytes.append(contentsOf: text)
    let id = document.addNode(Node(kind: kind, style: style, start: start, length: text.count), origin: origin)
    try attach(id, isAlias: false)
    return id
  }

  /// Takes a scalar that is a key.
  @inline(__always)
  mutating func addKey(
    _ text: UnsafeBufferPointer<UInt8>, kind: Node.Kind, isMergeKey: Bool, origin: Origin
  ) throws(Failure) {
    let top = frames.count - 1
    frames[top].hasKey = true
    frames[top].keyOrigin = origin
    frames[top].isMergeKey = isMergeKey
    if isMergeKey {
      frames[top].key = "<<"
      return
    }
    try count()
    if kind == .string || kind == .binary {
      frames[top].key = Key(text)
    } else {
      frames[top].key = try KeyReader.key(text, kind: kind, dialect: dialect)
      frames[top].hasOddKeys = true
    }
  }

  /// Takes the use of an anchor.
  mutating func addAlias(_ name: UnsafeBufferPointer<UInt8>, origin: Origin) throws(Failure) {
    let shown = String(decoding: name, as: UTF8.self)
    guard let anchor = anchorNames[Array(name)].map({ anchors[$0] }) else {
      throw Failure("unknown anchor '\(shown)' referenced")
    }
    guard !anchor.isOpen else { throw Failure("anchor '\(shown)' value contains itself") }
    let (sum, overflow) = decoded.addingReportingOverflow(anchor.size)
    decoded = overflow ? .max : sum
    aliased = overflow ? .max : aliased + anchor.size
    try count()
    if expectsKey {
      guard document.kind(anchor.node).isScalar else { throw Failure("invalid map key") }
      let kind = document.kind(anchor.node)
      let text = Array(document.text(anchor.node))
      try addKeyAgain(text, kind: kind, origin: origin)
      return
    }
    guard frames.count + anchor.height <= Self.maximumDepth else {
      throw Failure("exceeded max depth of \(Self.maximumDepth)")
    }
    raise(to: anchor.height)
    try attach(copy(anchor.node), isAlias: true)
  }

  private mutating func addKeyAgain(_ text: [UInt8], kind: Node.Kind, origin: Origin) throws(Failure) {
    let top = frames.count - 1
    frames[top].hasKey = true
    frames[top].isMergeKey = false
    frames[top].keyOrigin = origin
    frames[top].hasOddKeys = frames[top].hasOddKeys || kind != .string
    let plain = kind == .binary ? .string : kind
    let result = text.withUnsafeBufferPointer { buffer -> Result<Key, Failure> in
      do throws(Failure) {
        return .success(try KeyReader.key(buffer, kind: plain, dialect: dialect))
      } catch { return .failure(error) }
    }
    frames[top].key = try result.get()
  }

  /// Remembers a scalar for aliases.
  mutating func anchor(_ name: UnsafeBufferPointer<UInt8>, scalar id: NodeID) {
    anchorNames[Array(name)] = anchors.count
    anchors.append(Anchor(node: id, size: 1, height: 0, isOpen: false))
  }

  /// Remembers a key for aliases.
  mutating func anchor(
    _ name: UnsafeBufferPointer<UInt8>, key text: UnsafeBufferPointer<UInt8>, kind: Node.Kind, style: Node.Style,
    origin: Origin
  ) {
    let start = document.bytes.count
    document.bytes.append(contentsOf: text)
    let id = document.addNode(Node(kind: kind, style: style, start: start, length: text.count), origin: origin)
    anchor(name, scalar: id)
  }

  /// Counts a decoded value and refuses what go-yaml refuses as an alias bomb, before it takes any memory.
  @inline(__always)
  private mutating func count() throws(Failure) {
    decoded &+= 1
    if aliased > 100 { try checkAliases() }
  }

  private func checkAliases() throws(Failure) {
    guard decoded > 1000 else { return }
    let (low, high) = (400_000.0, 4_000_000.0)
    let count = Double(decoded)
    let allowed =
      count <= low ? 0.99 : count >= high ? 0.10 : 0.99 - 0.89 * (count - low) / (high - low)
    if Double(aliased) / count > allowed { throw Failure("document contains excessive aliasing") }
  }

  /// Copies a subtree; the texts are shared.
  private mutating func copy(_ id: NodeID) -> NodeID {
    let root = document.addNode(document.nodes[id.position], origin: document.origins[id.position])
    var open = document.nodes[id.position].kind.isScalar ? [] : [root]
    while let id = open.popLast() {
      let node = document.nodes[id.position]
      let start = node.kind == .mapping ? document.entries.count : document.elements.count
      for index in node.range {
        let old = node.kind == .mapping ? document.entries[index].value : document.elements[index]
        let child = document.addNode(document.nodes[old.position], origin: document.origins[old.position])
        if !document.nodes[old.position].kind.isScalar { open.append(child) }
        if node.kind == .mapping {
          document.entries.append(Entry(key: document.entries[index].key, value: child))
          document.keyOrigins.append(document.keyOrigins[index])
        } else {
          document.elements.append(child)
        }
      }
      document.nodes[id.position].start = UInt32(truncatingIfNeeded: start)
      document.nodes[id.position].capacity = node.length
    }
    return root
  }

  @inline(__always)
  private mutating func attach(_ id: NodeID, isAlias: Bool) throws(Failure) {
    let top = frames.count - 1
    guard top >= 0 else {
      document.root = id
      isComplete = true
      return
    }
    guard frames[top].isMapping else {
      elements.append(id)
      return
    }
    frames[top].hasKey = false
    if frames[top].isMergeKey {
      try merge(id, isAlias: isAlias)
    } else {
      entries.append(Entry(key: frames[top].key, value: id))
      keyOrigins.append(frames[top].keyOrigin)
    }
  }
}

// MARK: Collections

extension TreeAssembler {
  /// Takes the start of a collection that is a value.
  mutating func start(
    _ kind: Node.Kind, style: Node.Style, anchor name: UnsafeBufferPointer<UInt8>?, origin: Origin
  ) throws(Failure) {
    guard frames.count < Self.maximumDepth else {
      throw Failure("exceeded max depth of \(Self.maximumDepth)")
    }
    var anchor = -1
    let before = decoded
    try count()
    let id = document.addNode(Node(kind: kind, style: style), origin: origin)
    if let name {
      anchor = anchors.count
      anchorNames[Array(name)] = anchor
      anchors.append(Anchor(node: id, size: 0, height: 0, isOpen: true))
    }
    frames.append(
      Frame(
        node: id, isMapping: kind == .mapping, start: kind == .mapping ? entries.count : elements.count,
        anchor: anchor, decodedBefore: before))
  }

  /// Takes the end of the innermost collection.
  mutating func end() throws(Failure) {
    guard var frame = frames.popLast() else { return }
    if frame.isMapping {
      closeMapping(&frame)
    } else {
      let count = elements.count - frame.start
      setRange(of: frame.node, start: document.elements.count, count: count)
      document.elements.append(contentsOf: elements[frame.start...])
      elements.removeLast(count)
    }
    if frame.anchor >= 0 {
      anchors[frame.anchor].size = decoded - frame.decodedBefore
      anchors[frame.anchor].height = frame.height + 1
      anchors[frame.anchor].isOpen = false
    }
    raise(to: frame.height + 1)
    try attach(frame.node, isAlias: false)
  }

  /// Notes how many levels a value of the innermost collection has.
  private mutating func raise(to height: Int) {
    let top = frames.count - 1
    if top >= 0, frames[top].height < height { frames[top].height = height }
  }

  /// Forgets every open collection and makes an empty one the whole document.
  mutating func finish(withEmpty kind: Node.Kind, origin: Origin) {
    frames.removeAll()
    document.root = document.addNode(Node(kind: kind, style: .flow), origin: origin)
    isComplete = true
  }

  private mutating func setRange(of id: NodeID, start: Int, count: Int) {
    document.nodes[id.position].start = UInt32(truncatingIfNeeded: start)
    document.nodes[id.position].length = UInt32(truncatingIfNeeded: count)
    document.nodes[id.position].capacity = UInt32(truncatingIfNeeded: count)
  }

  private mutating func closeMapping(_ frame: inout Frame) {
    if frame.merges > 0 && dialect == .yaml12 { appendMerges(&frame) }
    if frame.merges > 0 || frame.hasOddKeys || hasDuplicates(from: frame.start) { dropDuplicates(from: frame.start) }
    while let last = merged.last, last >= frame.start { merged.removeLast() }
    let count = entries.count - frame.start
    setRange(of: frame.node, start: document.entries.count, count: count)
    document.entries.append(contentsOf: entries[frame.start...])
    document.keyOrigins.append(contentsOf: keyOrigins[frame.start...])
    entries.removeLast(count)
    keyOrigins.removeLast(count)
  }

  private func hasDuplicates(from start: Int) -> Bool {
    let count = entries.count - start
    guard count > 1 else { return false }
    return entries.withUnsafeBufferPointer { entries in
      if count <= 24 {
        for index in start + 1..<entries.count {
          for other in start..<index where entries[other].key == entries[index].key { return true }
        }
        return false
      }
      var seen = Set<UInt32>(minimumCapacity: count)
      for entry in entries[start...] where !seen.insert(entry.key.id).inserted { return true }
      return false
    }
  }

  /// Keeps the last value of every key at the place of the first, and notes what was dropped.
  private mutating func dropDuplicates(from start: Int) {
    var places: [Key: Int] = [:]
    var end = start
    var nextMerged = merged.partitioningIndex { $0 >= start }
    var mergedPlaces: Set<Int> = []
    for index in start..<entries.count {
      let isMerged = nextMerged < merged.count && merged[nextMerged] == index
      if isMerged { nextMerged += 1 }
      let key = entries[index].key
      let identity = key.kind == .string ? key : Key(key.bytes)
      guard let place = places[identity] else {
        places[identity] = end
        if isMerged { mergedPlaces.insert(end) }
        entries[end] = entries[index]
        keyOrigins[end] = keyOrigins[index]
        end += 1
        continue
      }
      let isMerge = isMerged || mergedPlaces.contains(place)
      duplicateKeys.append(
        YAMLReader.DuplicateKey(key: key, first: keyOrigins[place], second: keyOrigins[index], isMerge: isMerge))
      if keepsFirst, !isMerge { continue }
      entries[place] = entries[index]
      keyOrigins[place] = keyOrigins[index]
    }
    entries.removeLast(entries.count - end)
    keyOrigins.removeLast(keyOrigins.count - end)
  }
}

// MARK: Merge keys

extension TreeAssembler {
  /// Takes the value of a merge key. go-yaml v2 merges in the order of the text, v3 fills in at the end what is missing.
  private mutating func merge(_ value: NodeID, isAlias: Bool) throws(Failure) {
    let top = frames.count - 1
    let place = frames[top].keyOrigin
    let isList = document.kind(value) == .sequence && !isAlias
    let members = isList ? Array(document.elements(value)) : [value]
    for member in members where document.kind(member) != .mapping {
      throw Failure("map merge requires map or sequence of maps as the value", at: place)
    }
    frames[top].merges += 1
    // The merge key itself is not decoded.
    if dialect == .yaml12 {
      if frames[top].merges > 1 {
        let first = merges.last?.origin ?? place
        duplicateKeys.append(YAMLReader.DuplicateKey(key: "<<", first: first, second: place, isMerge: false))
        merges.removeLast()
      }
      merges.append(Merge(value: value, origin: place))
    } else {
      for member in members.reversed() { appendEntries(of: member) }
    }
  }

  private mutating func appendEntries(of mapping: NodeID) {
    for position in 0..<document.count(mapping) {
      merged.append(entries.count)
      entries.append(document.entry(mapping, at: position))
      keyOrigins.append(document.keyOrigin(mapping, at: position))
    }
  }

  /// go-yaml v3: keys of the mapping itself win, then those of the first source that has them.
  private mutating func appendMerges(_ frame: inout Frame) {
    guard let merge = merges.popLast() else { return }
    var known = Set(entries[frame.start...].map(\.key))
    let isList = document.kind(merge.value) == .sequence
    for source in isList ? Array(document.elements(merge.value)) : [merge.value] {
      for position in 0..<document.count(source) {
        let entry = document.entry(source, at: position)
        guard known.insert(entry.key).inserted else { continue }
        entries.append(entry)
        keyOrigins.append(document.keyOrigin(source, at: position))
      }
    }
  }
}

extension Array where Element == Int {
  /// The first position of a sorted array that satisfies a condition which every later one satisfies too.
  fileprivate func partitioningIndex(_ belongs: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
