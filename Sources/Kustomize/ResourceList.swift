import Manifest

/// The objects of a build in order, no two with the same current id.
struct ResourceList: Sendable {
  private(set) var all: [BuildResource] = []
  /// Current id to position.
  private var index: [ResourceID: Int] = [:]
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
    if let taken = index[id] {
      throw BuildError(
        .duplicateResource,
        "\(resource.id.ref) is in the build twice: may not add resource with an already registered id: "
          + resource.id.text,
        hint: "the other one comes from a file listed before it; give one of them another name or namespace",
        at: origin ?? all[taken].resource.origin)
    }
    index[id] = all.count
    if anyIndex != nil { note(resource, at: all.count) }
    all.append(resource)
  }

  /// Changes one object; `body` may change its id.
  mutating func update<Failure: Error>(
    _ position: Int, _ body: (inout BuildResource) throws(Failure) -> Void
  ) throws(Failure) {
    let before = all[position].id
    let history = all[position].previous.count
    try body(&all[position])
    let after = all[position].id
    if before != after {
      if index[before.canonical] == position { index[before.canonical] = nil }
      if index[after.canonical] == nil { index[after.canonical] = position }
    }
    if before != after || all[position].previous.count != history, anyIndex != nil { note(all[position], at: position) }
  }

  /// Changes the tree of one object in a way that leaves its identity as it is.
  mutating func updateContent<Failure: Error>(
    _ position: Int, _ body: (inout Document) throws(Failure) -> Void
  ) throws(Failure) {
    try body(&all[position].resource.document)
  }

  private mutating func note(_ resource: BuildResource, at position: Int) {
    for id in Set([resource.id.canonical] + resource.previous.map(\.canonical))
    where anyIndex?[id]?.contains(position) != true {
      anyIndex?[id, default: []].append(position)
    }
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
    all = all.enumerated().filter { !positions.contains($0.offset) }.map(\.element)
    anyIndex = nil
    index = [:]
    for (position, resource) in all.enumerated() where index[resource.id.canonical] == nil {
      index[resource.id.canonical] = position
    }
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
  func duplicate() -> (first: Int, second: Int)? {
    var seen: [ResourceID: Int] = [:]
    for (position, resource) in all.enumerated() {
      if let first = seen[resource.id.canonical] { return (first, position) }
      seen[resource.id.canonical] = position
    }
    return nil
  }

  /// Puts the objects into another order, given by their present positions.
  mutating func reorder(_ order: [Int]) {
    all = order.map { all[$0] }
    anyIndex = nil
    index = [:]
    for (position, resource) in all.enumerated() { index[resource.id.canonical] = position }
  }
}
