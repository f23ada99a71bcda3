import Manifest

/// The state of merging one list by key (kyaml's walkAssociativeSequence), quirks included: an empty key value stands
/// for "any value" when elements are removed or replaced, and an element that lacks a key drops what was merged before.
struct ListMerge {
  typealias Text = ArraySlice<UInt8>

  let keys: [Key]
  /// Elements of the base; of the patch's list when there is no base.
  private(set) var base: [NodeID]
  private let patch: [NodeID]
  /// The list is merged with itself: what is removed from one is removed from the other.
  private let isSelf: Bool
  /// Key values of the elements: those of the patch first, then those that only the base has.
  private(set) var tuples: [[Text]] = []
  /// The merged elements, in the order of the tuples.
  private var merged: [NodeID] = []

  init(document: Document, base: NodeID, patch: NodeID?, keys: [Key]) {
    self.keys = keys
    self.base = Array(document.elements(base))
    self.patch = patch.map { Array(document.elements($0)) } ?? []
    isSelf = patch == base
    var seen: Set<[Text]> = []
    for element in self.patch + self.base {
      let values = keys.map { Self.text(document, element, $0) }
      if seen.insert(values).inserted { tuples.append(values) }
    }
    if keys.count > 1 { unify() }
    markValidKeys()
  }

  /// Positions of the keys that any element gives a value for; the others do not count. All when none does.
  private(set) var validKeys: [Int] = []

  private mutating func markValidKeys() {
    let given = keys.indices.filter { key in tuples.contains { !$0[key].isEmpty } }
    validKeys = given.isEmpty ? Array(keys.indices) : given
  }

  private static func text(_ document: Document, _ element: NodeID, _ key: Key) -> Text {
    guard let value = document.value(element, key), !document.isNull(value) else { return [] }
    return document.text(value)
  }

  /// Tuples that agree on at least one value and differ only where one of them has none become one.
  private mutating func unify() {
    for first in tuples.indices {
      let tuple = tuples[first]
      for second in tuples.indices {
        guard let united = Self.united(tuple, tuples[second]) else { continue }
        tuples[first] = united
        tuples[second] = united
      }
    }
  }

  private static func united(_ left: [Text], _ right: [Text]) -> [Text]? {
    var common = false
    var result: [Text] = []
    for (a, b) in zip(left, right) {
      if a == b { common = true } else if !a.isEmpty, !b.isEmpty { return nil }
      result.append(a.isEmpty ? b : a)
    }
    return common ? result : nil
  }

  // MARK: Finding

  /// The element of each side that has the values of a tuple; values that the tuple does not give do not count.
  func sources(_ tuple: [Text], _ document: Document) -> (base: NodeID?, patch: NodeID?) {
    var wanted = validKeys.filter { !tuple[$0].isEmpty }
    if wanted.isEmpty { wanted = validKeys }
    func find(_ list: [NodeID]) -> NodeID? {
      list.first { element in
        wanted.allSatisfy { key in
          document.value(element, keys[key]).map { document.text($0) == tuple[key] } ?? false
        }
      }
    }
    return (find(base), isSelf ? find(base) : find(patch))
  }

  /// Whether an element is meant by a change to the list: an empty value matches any, but the key must be there.
  private func isMeant(
    _ element: NodeID, keys wanted: [Int], values: [Text], _ document: Document
  ) throws(BuildError) -> Bool {
    if values.isEmpty { return false }
    guard document.isMapping(element) else {
      // With a first value to look for, what is no mapping is left alone.
      if values.first?.isEmpty == false { return false }
      throw notAMapping(element, document)
    }
    for (key, text) in zip(wanted, values) {
      guard let value = document.value(element, keys[key]), text.isEmpty || document.text(value) == text else {
        return false
      }
    }
    return true
  }

  private func notAMapping(_ element: NodeID, _ document: Document) -> BuildError {
    BuildError(
      .badField, "wrong node kind: an element of a list that merges by \(keys[0]) is \(document.kind(element).name)",
      hint: "every element has to be a mapping with the field \(keys[0])", at: document.origin(element))
  }

  private func isEmpty(_ element: NodeID, _ document: Document) -> Bool {
    document.isNull(element) || document.isMapping(element) && document.count(element) == 0
  }

  // MARK: Changing

  /// Replaces the elements that are meant by `element`, or removes them; an element that takes no place goes last.
  private func setting(
    _ element: NodeID?, in list: [NodeID], keys wanted: [Int], values: [Text], _ document: Document
  ) throws(BuildError) -> [NodeID] {
    var result: [NodeID] = []
    var found = false
    for other in list where !isEmpty(other, document) {
      if try isMeant(other, keys: wanted, values: values, document) {
        found = true
        if let element { result.append(element) }
      } else if !values.isEmpty {
        result.append(other)
      }
    }
    if let element, !found, !document.isNull(element) { result.append(element) }
    return result
  }

  mutating func removeFromBase(_ tuple: [Text], _ document: Document) throws(BuildError) {
    base = try setting(nil, in: base, keys: validKeys, values: validKeys.map { tuple[$0] }, document)
  }

  /// Makes sure that a merged element carries its key fields.
  func ensureKeys(of element: NodeID, _ tuple: [Text], in document: inout Document, origin: Origin) {
    guard document.isMapping(element) else { return }
    for key in validKeys where !tuple[key].isEmpty && document.value(element, keys[key]) == nil {
      let value = document.addScalar(tuple[key], origin: document.origin(element))
      document.set(element, keys[key], to: value, keyOrigin: origin)
    }
  }

  /// Adds a merged element; it takes the place of those with the same keys.
  mutating func addToResult(_ element: NodeID, _ tuple: [Text], _ document: Document) throws(BuildError) {
    merged = try setting(element, in: merged, keys: validKeys, values: validKeys.map { tuple[$0] }, document)
  }

  /// The merged elements with the elements of the base laid over them.
  ///
  /// With one key a base element takes the place of the merged one with the same key. With several keys the merged one
  /// goes first and the base element comes behind, so matched elements keep the place they had in the base. An element
  /// that lacks a key is appended as it is and drops everything that was there, as kyaml has it.
  func result(_ document: Document) throws(BuildError) -> [NodeID] {
    guard !tuples.isEmpty else { return base }
    var result = merged
    for element in base {
      var values: [Text] = []
      for key in validKeys {
        guard let value = document.value(element, keys[key]) else {
          if !document.isMapping(element), !document.isNull(element) { throw notAMapping(element, document) }
          result.append(element)
          continue
        }
        values.append(document.text(value))
      }
      if validKeys.count > 1 {
        result = try setting(nil, in: result, keys: validKeys, values: values, document)
      }
      result = try setting(element, in: result, keys: validKeys, values: values, document)
    }
    return result
  }
}
