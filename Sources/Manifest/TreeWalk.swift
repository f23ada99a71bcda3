/// Visits a tree member by member without recursion, so that no depth of nesting can exhaust a stack.
struct TreeWalk {
  /// In which order the entries of a mapping come.
  enum Order {
    case source
    /// By the bytes of the keys.
    case bytes
    /// As go-yaml sorts keys: version 3 or version 2.
    case natural(version3: Bool)
  }

  /// A collection that was entered.
  struct Frame {
    let node: NodeID
    let isMapping: Bool
    let count: Int
    fileprivate var position = 0
    /// Where the sorted positions start in `order`; -1 in source order.
    fileprivate let orderStart: Int
    /// Some keys are no strings and stand for others.
    fileprivate var hasOddKeys = false
  }

  struct Child {
    let position: Int
    let key: Key?
    let node: NodeID
  }

  private let document: Document
  private let order: Order
  /// Whether keys that are no strings come as the strings that JSON has for them.
  private let convertsKeys: Bool
  private(set) var frames: [Frame] = []
  private var sorted: [Int32] = []

  init(_ document: Document, order: Order, convertsKeys: Bool = false) {
    self.document = document
    self.order = order
    self.convertsKeys = convertsKeys
  }

  private var isSorted: Bool {
    if case .source = order { return false }
    return true
  }

  var top: Frame? { frames.last }
  var depth: Int { frames.count }

  mutating func enter(_ id: NodeID) {
    let isMapping = document.isMapping(id)
    let count = document.count(id)
    if isMapping, convertsKeys, document.entries(id).contains(where: { $0.key.kind != .string }) {
      return enterWithOddKeys(id)
    }
    guard isMapping, isSorted, count > 1 else {
      frames.append(Frame(node: id, isMapping: isMapping, count: count, orderStart: -1))
      return
    }
    let start = sorted.count
    frames.append(Frame(node: id, isMapping: true, count: count, orderStart: start))
    for position in 0..<count { sorted.append(Int32(truncatingIfNeeded: position)) }
    let first = Int(document.nodes[id.position].start)
    document.entries.withUnsafeBufferPointer { entries in
      sort(from: start) { entries[first + Int($0)].key.bytes }
    }
  }

  private mutating func sort(from start: Int, _ keys: (Int32) -> UnsafeBufferPointer<UInt8>) {
    switch order {
    case .source: break
    case .natural(let version3): NaturalOrder.sort(&sorted[start...], version3: version3, keys: keys)
    case .bytes: sorted[start...].sort { Self.isBefore(keys($0), keys($1)) }
    }
  }

  /// Two keys may stand for one string: the last wins, at the place of the first.
  private mutating func enterWithOddKeys(_ id: NodeID) {
    var places: [Key: Int] = [:]
    let start = sorted.count
    let keys = document.entries(id).map { KeyReader.converted($0.key) }
    for (position, key) in keys.enumerated() {
      if let place = places[key] {
        sorted[place] = Int32(truncatingIfNeeded: position)
      } else {
        places[key] = sorted.count
        sorted.append(Int32(truncatingIfNeeded: position))
      }
    }
    frames.append(
      Frame(node: id, isMapping: true, count: sorted.count - start, orderStart: start, hasOddKeys: true))
    sort(from: start) { keys[Int($0)].bytes }
  }

  /// The next member of the innermost collection.
  mutating func next() -> Child? {
    let index = frames.count - 1
    guard index >= 0, frames[index].position < frames[index].count else { return nil }
    let frame = frames[index]
    frames[index].position += 1
    guard frame.isMapping else {
      return Child(position: frame.position, key: nil, node: document.element(frame.node, at: frame.position))
    }
    let position = frame.orderStart < 0 ? frame.position : Int(sorted[frame.orderStart + frame.position])
    let entry = document.entry(frame.node, at: position)
    let key = frame.hasOddKeys ? KeyReader.converted(entry.key) : entry.key
    return Child(position: frame.position, key: key, node: entry.value)
  }

  mutating func leave() {
    guard let frame = frames.popLast(), frame.orderStart >= 0 else { return }
    sorted.removeLast(frame.count)
  }

  /// Whether bytes come before others, a prefix before what it begins.
  static func isBefore(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = min(left.count, right.count)
    for index in 0..<count where left[index] != right[index] { return left[index] < right[index] }
    return left.count < right.count
  }
}
