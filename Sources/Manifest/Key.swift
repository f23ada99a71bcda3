import Synchronization

/// A mapping key as a small integer: two equal keys have equal ids, so a field access compares integers.
///
/// Ids depend on the order in which threads meet the keys. They are never printed and never decide an order.
@frozen
public struct Key: Hashable, Sendable {
  /// Position in the process-wide key table.
  public let id: UInt32

  @inlinable
  init(id: UInt32) { self.id = id }

  /// The key with this text.
  public init(_ text: String) {
    var text = text
    self = text.withUTF8 { KeyTable.shared.intern($0, kind: .string) }
  }

  /// The key with these bytes; `kind` tells a string key from one that YAML reads as a number, boolean, null or date.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, kind: Node.Kind = .string) {
    self = KeyTable.shared.intern(bytes, kind: kind)
  }

  /// The key with these bytes if anything made it before; a text that only asks need not fill the table.
  public init?(existing bytes: UnsafeBufferPointer<UInt8>) {
    guard let key = KeyTable.shared.known(bytes, kind: .string) else { return nil }
    self = key
  }

  /// The text of the key; valid for the life of the process.
  public var bytes: UnsafeBufferPointer<UInt8> { KeyTable.shared.entry(id).bytes }

  /// How YAML reads the key; anything but `.string` is not a key that JSON can hold as it stands.
  public var kind: Node.Kind { KeyTable.shared.entry(id).kind }

  /// The text of the key.
  public var string: String { String(decoding: bytes, as: UTF8.self) }
}

extension Key: CustomStringConvertible {
  public var description: String { string }
}

extension Key: ExpressibleByStringLiteral {
  public init(stringLiteral value: StaticString) {
    self = value.withUTF8Buffer { KeyTable.shared.intern($0, kind: .string) }
  }
}

/// The keys that the engine itself reads.
extension Key {
  public static let apiVersion: Key = "apiVersion"
  public static let kind: Key = "kind"
  public static let metadata: Key = "metadata"
  public static let name: Key = "name"
  public static let namespace: Key = "namespace"
  public static let labels: Key = "labels"
  public static let annotations: Key = "annotations"
  public static let spec: Key = "spec"
  public static let data: Key = "data"
  public static let items: Key = "items"
}

/// The process-wide table of keys: reads take no lock, inserts take one, entries live as long as the process.
final class KeyTable: @unchecked Sendable {
  struct Entry {
    let bytes: UnsafeBufferPointer<UInt8>
    let kind: Node.Kind
  }

  static let shared = KeyTable()

  /// Open addressing over (hash, id + 1) pairs; 0 is an empty slot.
  private struct Slots {
    let mask: Int
    let cells: UnsafeMutablePointer<Atomic<UInt64>>

    init(capacity: Int) {
      mask = capacity - 1
      cells = .allocate(capacity: capacity)
      for index in 0..<capacity { (cells + index).initialize(to: Atomic(0)) }
    }
  }

  private static let chunkShift = 12
  private static let chunkSize = 1 << chunkShift
  private static let chunkLimit = 1 << 14

  /// Random, so that chosen keys cannot be made to collide.
  private let seed = UInt64.random(in: .min ... .max)
  private let lock = Mutex<Int>(0)
  /// Points at the current `Slots`. Replaced tables are kept: a reader may still be in one.
  private let current: Atomic<UnsafeMutableRawPointer>
  private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Entry>>

  private init() {
    chunks = .allocate(capacity: Self.chunkLimit)
    current = Atomic(Self.box(Slots(capacity: 1 << 12)))
  }

  private static func box(_ slots: Slots) -> UnsafeMutableRawPointer {
    let pointer = UnsafeMutablePointer<Slots>.allocate(capacity: 1)
    pointer.initialize(to: slots)
    return UnsafeMutableRawPointer(pointer)
  }

  func entry(_ id: UInt32) -> Entry {
    chunks[Int(id) >> Self.chunkShift][Int(id) & (Self.chunkSize - 1)]
  }

  func intern(_ bytes: UnsafeBufferPointer<UInt8>, kind: Node.Kind) -> Key {
    let hash = hash(bytes, kind: kind)
    let slots = current.load(ordering: .acquiring).assumingMemoryBound(to: Slots.self).pointee
    if let id = find(bytes, kind: kind, hash: hash, in: slots) { return Key(id: id) }
    return insert(bytes, kind: kind, hash: hash)
  }

  func known(_ bytes: UnsafeBufferPointer<UInt8>, kind: Node.Kind) -> Key? {
    let slots = current.load(ordering: .acquiring).assumingMemoryBound(to: Slots.self).pointee
    return find(bytes, kind: kind, hash: hash(bytes, kind: kind), in: slots).map { Key(id: $0) }
  }

  private func find(_ bytes: UnsafeBufferPointer<UInt8>, kind: Node.Kind, hash: UInt64, in slots: Slots) -> UInt32? {
    var index = Int(truncatingIfNeeded: hash) & slots.mask
    while true {
      let cell = slots.cells[index].load(ordering: .acquiring)
      if cell == 0 { return nil }
      if UInt32(truncatingIfNeeded: cell >> 32) == UInt32(truncatingIfNeeded: hash >> 32) {
        let id = UInt32(truncatingIfNeeded: cell) &- 1
        let entry = entry(id)
        if entry.kind == kind && equalBytes(entry.bytes, bytes) { return id }
      }
      index = (index &+ 1) & slots.mask
    }
  }

  private func insert(_ bytes: UnsafeBufferPointer<UInt8>, kind: Node.Kind, hash: UInt64) -> Key {
    lock.withLock { count in
      var slots = current.load(ordering: .acquiring).assumingMemoryBound(to: Slots.self).pointee
      // Another thread may have been here between the search and the lock.
      if let id = find(bytes, kind: kind, hash: hash, in: slots) { return Key(id: id) }
      if count * 2 >= slots.mask {
        slots = grown(slots)
        current.store(Self.box(slots), ordering: .releasing)
      }
      let id = UInt32(count)
      count += 1
      append(bytes, kind: kind, id: id)
      place(hash: hash, id: id, in: slots)
      return Key(id: id)
    }
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>, kind: Node.Kind, id: UInt32) {
    let chunk = Int(id) >> Self.chunkShift
    let offset = Int(id) & (Self.chunkSize - 1)
    if offset == 0 { chunks[chunk] = .allocate(capacity: Self.chunkSize) }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    _ = copy.initialize(from: bytes)
    let text = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(copy)[0..<bytes.count])
    (chunks[chunk] + offset).initialize(to: Entry(bytes: text, kind: kind))
  }

  private func place(hash: UInt64, id: UInt32, in slots: Slots) {
    var index = Int(truncatingIfNeeded: hash) & slots.mask
    while slots.cells[index].load(ordering: .relaxed) != 0 { index = (index &+ 1) & slots.mask }
    slots.cells[index].store(hash & 0xFFFF_FFFF_0000_0000 | UInt64(id &+ 1), ordering: .releasing)
  }

  private func grown(_ slots: Slots) -> Slots {
    let larger = Slots(capacity: (slots.mask + 1) * 2)
    for index in 0...slots.mask {
      let cell = slots.cells[index].load(ordering: .relaxed)
      guard cell != 0 else { continue }
      let id = UInt32(truncatingIfNeeded: cell) &- 1
      let entry = entry(id)
      place(hash: hash(entry.bytes, kind: entry.kind), id: id, in: larger)
    }
    return larger
  }

  private func hash(_ bytes: UnsafeBufferPointer<UInt8>, kind: Node.Kind) -> UInt64 {
    var state = seed ^ (UInt64(truncatingIfNeeded: bytes.count) &+ UInt64(kind.rawValue) << 32)
    var rest = UnsafeRawBufferPointer(bytes)
    while rest.count >= 8 {
      state = mix(state ^ rest.loadUnaligned(as: UInt64.self))
      rest = UnsafeRawBufferPointer(rebasing: rest[8...])
    }
    var tail: UInt64 = 0
    for byte in rest { tail = tail << 8 | UInt64(byte) }
    return mix(state ^ tail)
  }

  private func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}

/// Whether two byte ranges hold the same bytes.
@inlinable
func equalBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
  guard left.count == right.count else { return false }
  for index in 0..<left.count where left[index] != right[index] { return false }
  return true
}
