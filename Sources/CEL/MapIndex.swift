import Manifest

/// Finding keys in computed maps: by scanning small ones, by hash in large ones.
///
/// A map is pairs of values; behind the pairs of a large map lie slots of an open hash table (position + 1, 0 is empty).
enum MapIndex {
  /// Maps with more entries are indexed.
  static let threshold = 12

  static func find(_ map: Value, _ key: Value, _ views: UnsafeBufferPointer<DocumentView>) -> Value? {
    guard let values = map.values else { return nil }
    if map.detail == 0 || map.tag == .structure {
      for index in 0..<Int(map.length) where Frame.areEqual(values[2 * index], key, views) {
        return values[2 * index + 1]
      }
      return nil
    }
    let slots = table(map, values)
    var position = Int(truncatingIfNeeded: hash(key)) & slots.mask
    while slots.cells[position] != 0 {
      let index = Int(slots.cells[position]) - 1
      if Frame.areEqual(values[2 * index], key, views) { return values[2 * index + 1] }
      position = (position + 1) & slots.mask
    }
    return nil
  }

  private static func capacity(_ count: Int) -> Int {
    var capacity = 32
    while capacity < 2 * count { capacity *= 2 }
    return capacity
  }

  private static func table(_ map: Value, _ values: UnsafePointer<Value>) -> (cells: UnsafePointer<UInt32>, mask: Int) {
    let count = Int(map.length)
    let cells = UnsafeRawPointer(values + 2 * count).assumingMemoryBound(to: UInt32.self)
    return (cells, capacity(count) - 1)
  }

  /// A map of pairs; a key that comes again is refused, or replaces the value before. Nil when memory ends.
  static func build(
    _ pairs: [(Value, Value)], _ arena: Arena, _ views: UnsafeBufferPointer<DocumentView>
  ) -> (map: Value, repeated: Value?)? {
    let isIndexed = pairs.count > threshold
    let slots = isIndexed ? capacity(pairs.count) : 0
    guard let block = arena.take(pairs.count * 32 + slots * 4 + 16) else { return nil }
    let values = block.bindMemory(to: Value.self, capacity: 2 * pairs.count + 1)
    // A table for all pairs; it stays right when some turn out to be repeated, as long as none is dropped.
    var cells = [UInt32](repeating: 0, count: slots)
    var count = 0
    var repeated: Value?
    for (key, value) in pairs {
      if let index = position(key, values, count, cells, views) {
        repeated = key
        values[2 * index + 1] = value
        continue
      }
      (values + 2 * count).initialize(to: key)
      (values + 2 * count + 1).initialize(to: value)
      count += 1
      if isIndexed { place(key, count, &cells) }
    }
    var map = Value.pointing(.map, UnsafeRawPointer(block), count)
    if isIndexed && count == pairs.count {
      let target = UnsafeMutableRawPointer(values + 2 * count).bindMemory(to: UInt32.self, capacity: slots)
      for (index, cell) in cells.enumerated() { (target + index).initialize(to: cell) }
      map.detail = 1
    }
    return (map, repeated)
  }

  private static func position(
    _ key: Value, _ values: UnsafeMutablePointer<Value>, _ count: Int, _ cells: [UInt32],
    _ views: UnsafeBufferPointer<DocumentView>
  ) -> Int? {
    if cells.isEmpty { return (0..<count).first { Frame.areEqual(values[2 * $0], key, views) } }
    let mask = cells.count - 1
    var position = Int(truncatingIfNeeded: hash(key)) & mask
    while cells[position] != 0 {
      let index = Int(cells[position]) - 1
      if Frame.areEqual(values[2 * index], key, views) { return index }
      position = (position + 1) & mask
    }
    return nil
  }

  private static func place(_ key: Value, _ number: Int, _ cells: inout [UInt32]) {
    let mask = cells.count - 1
    var position = Int(truncatingIfNeeded: hash(key)) & mask
    while cells[position] != 0 { position = (position + 1) & mask }
    cells[position] = UInt32(number)
  }

  /// Seeded, so that chosen keys cannot be made to collide. Equal numbers of different kinds hash alike.
  private static let seed = UInt64.random(in: .min ... .max)

  static func hash(_ value: Value) -> UInt64 {
    var state = seed
    switch value.tag {
    case .string, .bytes, .type:
      for byte in value.text { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    case .int, .uint: state ^= value.bits
    case .double: state ^= Numbers.exactInteger(value).map { UInt64(bitPattern: $0) } ?? value.bits
    default: state ^= value.bits
    }
    let product = state.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}
