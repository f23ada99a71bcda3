import Manifest

/// The objects of a build in order, no two with the same current id.
struct ResourceList: Sendable {
  private(set) var all: [BuildResource] = []
  /// Current id to position.
  private var index: [ResourceID: Int] = [:]
  /// Whether the index is up to date.
  private var isIndexed = true
  /// Current and previous ids to positions; nil when something may have changed them.
  private var anyIndex: [ResourceID: [Int]]?

  init(_ resources: [BuildResource] = []) throws(BuildError) {
    for resource in resources { try append(resource) }
  }

  init() {}

  var count: Int { all.count }
  var indices: Range<Int> { all.indices }

  subscript(position: Int) -> BuildResource { all[position] }

  /// Appends an object whose id is not taken yet.
  mutating func append(_ resource: BuildResource, at origin: Origin? = nil) throws(BuildError) {
    let id = resource.id.canonical
    if !isIndexed { rebuildIndex() }
    if let taken = index.updateValue(all.count, forKey: id) {
      index[id] = taken
      throw BuildError(
        .duplicateResource,
        "\(resource.id.ref) is in the build twice: may not add resource with an already registered id: "
          + resource.id.text,
        hint: "the other one comes from a file listed before it; give one of them another name or namespace",
        at: origin ?? all[taken].resource.origin)
    }
    if anyIndex != nil { note(resource, at: all.count) }
    all.append(resource)
  }

  /// Makes the index of current ids anew. Returns the first two objects with one id.
  @discardableResult
  private mutating func rebuildIndex() -> (first: Int, second: Int)? {
    index.removeAll(keepingCapacity: true)
    var duplicate: (Int, Int)?
    for position in all.indices {
      let id = all[position].id.canonical
      guard let taken = index.updateValue(position, forKey: id) else { continue }
      index[id] = taken
      if duplicate == nil { duplicate = (taken, position) }
    }
    isIndexed = true
    return duplicate
  }

  /// Changes one object; `body` may change its id.
  mutating func update<Failure: Error>(
    _ position: Int, _ body: (inout BuildResource) throws(Failure) -> Void
  ) throws(Failure) {
    let before = all[position].id
    let history = all[position].previous.count
    defer {
      let after = all[position].id
      if before != after { isIndexed = false }
      if anyIndex != nil, before != after || all[position].previous.count != history {
        note(all[position], at: position)
      }
    }
    try body(&all[position])
  }

  /// Changes every object in a way that changes most of their ids.
  mutating func updateAll(_ body: (inout BuildResource) throws(BuildError) -> Void) throws(BuildError) {
    isIndexed = false
    anyIndex = nil
    for position in all.indices { try body(&all[position]) }
  }

  /// Changes the tree of one object in a way that leaves its identity as it is.
  mutating func updateContent<Result, Failure: Error>(
    _ position: Int, _ body: (inout Document) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(&all[position].resource.document)
  }

  /// Notes scalars of an object that stand in several places at once.
  mutating func noteShared(_ nodes: [NodeID], at position: Int) { all[position].sharedNodes.formUnion(nodes) }

  private mutating func note(_ resource: BuildResource, at position: Int) {
    noteID(resource.id.canonical, position)
    for id in resource.previous { noteID(id.canonical, position) }
  }

  private mutating func noteID(_ id: ResourceID, _ position: Int) {
    if anyIndex?[id]?.contains(position) == true { return }
    anyIndex?[id, default: []].append(position)
  }

  /// Notes for every object that a transformer went over it.
  mutating func note(_ record: OriginRecord) {
    for position in all.indices { all[position].note(record) }
  }

  /// Removes objects that have become empty.
  mutating func removeEmpty() {
    let empty = all.indices.filter { all[$0].document.count(all[$0].document.root) == 0 }
    remove(Set(empty))
  }

  /// Removes objects by position.
  mutating func remove(_ positions: Set<Int>) {
    guard !positions.isEmpty else { return }
    var kept: [BuildResource] = []
    kept.reserveCapacity(all.count)
    for position in all.indices where !positions.contains(position) { kept.append(all[position]) }
    all = kept
    anyIndex = nil
    isIndexed = false
  }

  /// Positions of the objects that have or had this id, in order.
  mutating func positions(ofAny id: ResourceID) -> [Int] {
    if anyIndex == nil {
      anyIndex = [:]
      for (position, resource) in all.enumerated() { note(resource, at: position) }
    }
    // Group and version of old ids follow the current ones, so entries may be out of date.
    return (anyIndex?[id.canonical] ?? []).filter { all[$0].hasAnyID(id) }.sorted()
  }

  /// The first object whose current id another object has too.
  mutating func duplicate() -> (first: Int, second: Int)? { rebuildIndex() }

  /// Puts the objects into another order, given by their present positions.
  mutating func reorder(_ order: [Int]) {
    all = order.map { all[$0] }
    anyIndex = nil
    isIndexed = false
  }
}
