extension Value {
  /// How many values a walk visits before it gives up: maps may hold themselves.
  private static let visitLimit = 2_000_000
  private static let depthLimit = 1000

  /// `reflect.DeepEqual`: types count.
  func isDeeplyEqual(_ other: Value) -> Bool {
    var visits = Self.visitLimit
    return isDeeplyEqual(other, &visits, depth: 0)
  }

  private func isDeeplyEqual(_ other: Value, _ visits: inout Int, depth: Int) -> Bool {
    visits -= 1
    guard visits > 0, depth < Self.depthLimit else { return false }
    switch (payload, other.payload) {
    case (.none, .none): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b && integerType == other.integerType
    case (.uint(let a), .uint(let b)): return a == b && integerType == other.integerType
    case (.float(let a), .float(let b)): return a == b
    case (.string(let a), .string(let b)): return a == b
    case (.list(let a), .list(let b)):
      guard a.typeName == b.typeName, a.isNil == b.isNil, a.items.count == b.items.count else { return false }
      if a === b { return true }
      for (left, right) in zip(a.items, b.items) where !left.isDeeplyEqual(right, &visits, depth: depth + 1) {
        return false
      }
      return true
    case (.map(let a), .map(let b)):
      guard a.type == b.type, a.isNil == b.isNil, a.count == b.count else { return false }
      if a === b { return true }
      for entry in a.sorted {
        guard let value = b[entry.key], entry.value.isDeeplyEqual(value, &visits, depth: depth + 1) else {
          return false
        }
      }
      return true
    case (.object(let a), .object(let b)): return a.typeName == b.typeName && a.isEqual(b)
    default: return false
    }
  }

  /// A copy that shares no map with the original; nil when there is no end to it.
  func deepCopy() -> Value? {
    var visits = Self.visitLimit
    return deepCopy(&visits, depth: 0)
  }

  private func deepCopy(_ visits: inout Int, depth: Int) -> Value? {
    visits -= 1
    guard visits > 0, depth < Self.depthLimit else { return nil }
    var copy = self
    switch payload {
    case .list(let list):
      var items: [Value] = []
      items.reserveCapacity(list.items.count)
      for item in list.items {
        guard let value = item.deepCopy(&visits, depth: depth + 1) else { return nil }
        items.append(value)
      }
      copy.payload = .list(ListBox(items, list.element, isNil: list.isNil, name: list.name))
    case .map(let map):
      let new = MapBox(type: map.type, isNil: map.isNil)
      for entry in map.sorted {
        guard let value = entry.value.deepCopy(&visits, depth: depth + 1) else { return nil }
        new[entry.key] = value
      }
      copy.payload = .map(new)
    default: break
    }
    return copy
  }
}
