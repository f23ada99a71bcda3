import Manifest

/// The state of merging one list by key (kyaml's walkAssociativeSequence).
struct ListMerge {
  let keys: [Key]
  /// Key values of the elements: those of the patch first, then those that only the base has.
  private(set) var tuples: [[[UInt8]]] = []
  /// Keys that any element gives a value for; the others do not count.
  private(set) var validKeys: [Int] = []
  private(set) var base: [NodeID]
  private(set) var patch: [NodeID]
  private var merged: [NodeID] = []

  init(document: Document, base: NodeID, patch: NodeID?, keys: [Key]) {
    self.keys = keys
    self.base = Array(document.elements(base))
    self.patch = patch.map { Array(document.elements($0)) } ?? []
    for element in self.patch + self.base {
      let values = keys.map { Self.text(document, element, $0) }
      if !tuples.contains(values) { tuples.append(values) }
    }
    if keys.count > 1 { unify() }
    validKeys = keys.indices.filter { key in tuples.contains { !$0[key].isEmpty } }
  }

  private static func text(_ document: Document, _ element: NodeID, _ key: Key) -> [UInt8] {
    guard let value = document.value(element, key), !document.isNull(value) else { return [] }
    return Array(document.text(value))
  }

  /// Tuples that agree on at least one value and differ only where one of them has none become one.
  private mutating func unify() {
    var result: [[[UInt8]]] = []
    for tuple in tuples {
      if let index = result.firstIndex(where: { Self.agree($0, tuple) }) {
        for key in tuple.indices where result[index][key].isEmpty { result[index][key] = tuple[key] }
      } else {
        result.append(tuple)
      }
    }
    tuples = result
  }

  private static func agree(_ left: [[UInt8]], _ right: [[UInt8]]) -> Bool {
    var common = false
    for (a, b) in zip(left, right) {
      if a == b {
        if !a.isEmpty { common = true }
      } else if !a.isEmpty, !b.isEmpty {
        return false
      }
    }
    return common
  }

  private func matches(_ element: NodeID, _ tuple: [[UInt8]], _ valid: [Int], _ document: Document) -> Bool {
    valid.allSatisfy { Self.text(document, element, keys[$0]) == tuple[$0] }
  }

  func find(_ tuple: [[UInt8]], _ valid: [Int], in list: [NodeID], _ document: Document) -> NodeID? {
    list.first { matches($0, tuple, valid, document) }
  }

  mutating func removeFromBase(_ tuple: [[UInt8]], _ valid: [Int], _ document: Document) {
    base = base.filter { !matches($0, tuple, valid, document) }
  }

  /// Makes sure that a merged element carries its key fields.
  func ensureKeys(
    of element: NodeID, _ tuple: [[UInt8]], _ valid: [Int], in document: inout Document, origin: Origin
  ) {
    guard document.isMapping(element) else { return }
    for key in valid where !tuple[key].isEmpty && document.value(element, keys[key]) == nil {
      let value = document.addScalar(tuple[key], origin: document.origin(element))
      document.set(element, keys[key], to: value, keyOrigin: origin)
    }
  }

  /// Adds a merged element; it takes the place of one with the same keys.
  mutating func addToResult(_ element: NodeID, _ tuple: [[UInt8]], _ valid: [Int], _ document: Document) {
    if let index = merged.firstIndex(where: { matches($0, tuple, valid, document) }) {
      merged[index] = element
    } else {
      merged.append(element)
    }
  }

  /// The merged elements, then what is left of the base.
  ///
  /// With one key a base element takes the place of the merged one with the same key. With several keys the merged one
  /// goes and the base element comes behind, so matched elements keep the place they had in the base.
  func result(_ document: Document) -> [NodeID] {
    var result = merged
    for element in base {
      let tuple = keys.map { Self.text(document, element, $0) }
      let same = result.firstIndex { matches($0, tuple, Array(keys.indices), document) }
      if keys.count == 1, let same {
        result[same] = element
      } else {
        if let same { result.remove(at: same) }
        result.append(element)
      }
    }
    return result
  }
}
