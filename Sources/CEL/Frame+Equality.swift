import Glibc
import Manifest

/// Equality and order.
extension Frame {
  @inline(__always)
  static func sameText(_ left: Value, _ right: Value) -> Bool {
    guard left.length == right.length else { return false }
    guard left.length > 0, let first = left.address, let second = right.address else { return true }
    return first == second || memcmp(first, second, Int(left.length)) == 0
  }

  static func areEqual(_ left: Value, _ right: Value, _ views: UnsafeBufferPointer<DocumentView>) -> Bool {
    if left.tag != right.tag {
      if left.isNumber && right.isNumber { return Numbers.compare(left, right) == 0 }
      if left.isList && right.isList { return equalLists(left, right, views) }
      if left.isMap && right.isMap { return equalMaps(left, right, views) }
      return false
    }
    switch left.tag {
    case .null: return true
    case .bool, .int, .uint, .duration: return left.bits == right.bits
    case .double: return left.asDouble == right.asDouble
    case .string, .bytes, .type, .url: return sameText(left, right)
    case .timestamp: return left.bits == right.bits && left.length == right.length
    case .list, .documentList: return equalLists(left, right, views)
    case .map, .documentMap, .structure: return equalMaps(left, right, views)
    case .optional:
      guard let first = left.wrapped, let second = right.wrapped else { return left.bits == 0 && right.bits == 0 }
      return areEqual(first, second, views)
    case .quantity: return Quantity.compare(left, right) == 0
    case .ip: return IPAddress(left) == IPAddress(right)
    case .cidr: return left.detail == right.detail && IPAddress(left) == IPAddress(right)
    case .format: return left.detail == right.detail
    case .semver: return SemanticVersion(left).compare(SemanticVersion(right)) == 0
    case .error: return false
    }
  }

  private static func element(_ list: Value, _ index: Int, _ views: UnsafeBufferPointer<DocumentView>) -> Value {
    if list.tag == .documentList {
      guard let elements = list.address?.assumingMemoryBound(to: NodeID.self) else { return .null }
      return load(views[Int(list.document)], list.document, elements[index])
    }
    return list.values?[index] ?? .null
  }

  private static func equalLists(_ left: Value, _ right: Value, _ views: UnsafeBufferPointer<DocumentView>) -> Bool {
    guard left.length == right.length else { return false }
    for index in 0..<Int(left.length)
    where !areEqual(element(left, index, views), element(right, index, views), views) {
      return false
    }
    return true
  }

  private static func equalMaps(_ left: Value, _ right: Value, _ views: UnsafeBufferPointer<DocumentView>) -> Bool {
    guard left.length == right.length else { return false }
    for index in 0..<Int(left.length) {
      let key: Value
      let value: Value
      if left.tag == .documentMap {
        guard let entries = left.address?.assumingMemoryBound(to: Entry.self) else { return true }
        let text = entries[index].key.bytes
        key = Value.pointing(.string, UnsafeRawPointer(text.baseAddress), text.count)
        value = load(views[Int(left.document)], left.document, entries[index].value)
        if right.tag == .documentMap {
          guard let node = find(right, entries[index].key) else { return false }
          if !areEqual(value, load(views[Int(right.document)], right.document, node), views) { return false }
          continue
        }
      } else {
        key = left.values?[2 * index] ?? .null
        value = left.values?[2 * index + 1] ?? .null
      }
      guard let other = find(right, key, views), areEqual(value, other, views) else { return false }
    }
    return true
  }

  private static func find(_ map: Value, _ key: Value, _ views: UnsafeBufferPointer<DocumentView>) -> Value? {
    guard map.tag == .documentMap else { return MapIndex.find(map, key, views) }
    guard key.tag == .string, let known = Key(existing: key.text), let node = find(map, known) else { return nil }
    return load(views[Int(map.document)], map.document, node)
  }

  /// -1, 0 or 1; nil when the two have no order.
  static func compare(_ left: Value, _ right: Value) -> Int? {
    guard left.tag == right.tag else { return Numbers.compare(left, right) }
    switch left.tag {
    case .int, .uint, .double: return Numbers.compare(left, right)
    case .bool: return left.bits == right.bits ? 0 : left.bits < right.bits ? -1 : 1
    case .string, .bytes:
      let count = min(Int(left.length), Int(right.length))
      if count > 0, let first = left.address, let second = right.address {
        let order = memcmp(first, second, count)
        if order != 0 { return order < 0 ? -1 : 1 }
      }
      return left.length == right.length ? 0 : left.length < right.length ? -1 : 1
    case .duration: return left.asInt == right.asInt ? 0 : left.asInt < right.asInt ? -1 : 1
    case .timestamp:
      if left.asInt != right.asInt { return left.asInt < right.asInt ? -1 : 1 }
      return left.length == right.length ? 0 : left.length < right.length ? -1 : 1
    default: return nil
    }
  }

  /// Whether the value is what a field has when nothing was written.
  static func isZero(_ value: Value) -> Bool {
    switch value.tag {
    case .null: true
    case .bool, .int, .uint, .duration: value.bits == 0
    case .double: value.asDouble == 0
    case .timestamp: false
    case .string, .bytes, .list, .documentList, .map, .documentMap: value.length == 0
    case .optional: value.wrapped == nil
    case .structure: value.length == 0
    default: false
    }
  }
}
