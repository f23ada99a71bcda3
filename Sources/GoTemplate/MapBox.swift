import Manifest

/// A map of Go with string keys. A reference: every holder sees a change.
public final class MapBox {
  /// The map's type.
  public enum Kind: Sendable, Equatable {
    case any
    /// The named type of `.Values` and of the top: `common.Values` or `chartutil.Values`.
    case values(String)
    case strings
    /// The files of a chart, with the methods of `.Files`.
    case files

    var name: String {
      switch self {
      case .any: "map[string]interface {}"
      case .values(let name): name
      case .strings: "map[string]string"
      case .files: "engine.files"
      }
    }

    /// Whether the map may stand where `map[string]interface {}` is asked for.
    var isUntyped: Bool {
      switch self {
      case .any, .values: true
      case .strings, .files: false
      }
    }
  }

  public let type: Kind
  public let isNil: Bool
  private(set) var keys: [Key] = []
  private(set) var values: [Value] = []
  /// Positions by key, once the map is too large to be searched from one end.
  private var index: [Key: Int]?
  private var isSorted = true
  private static let searchLimit = 12

  public init(type: Kind = .any, isNil: Bool = false) {
    self.type = type
    self.isNil = isNil
  }

  public convenience init(_ pairs: [(String, Value)]) {
    self.init()
    for (key, value) in pairs { self[Key(key)] = value }
  }

  public var count: Int { keys.count }

  private func position(_ key: Key) -> Int? {
    if let index { return index[key] }
    for position in 0..<keys.count where keys[position] == key { return position }
    return nil
  }

  public subscript(_ key: Key) -> Value? {
    get { position(key).map { values[$0] } }
    set {
      guard let newValue else { return remove(key) }
      if let position = position(key) {
        values[position] = newValue
        return
      }
      isSorted = isSorted && (keys.isEmpty || keys[keys.count - 1].isBefore(key))
      keys.append(key)
      values.append(newValue)
      if index != nil {
        index?[key] = keys.count - 1
      } else if keys.count > Self.searchLimit {
        makeIndex()
      }
    }
  }

  /// The value of a key given as bytes.
  subscript(bytes bytes: [UInt8]) -> Value? { self[Key(bytes: bytes)] }

  private func makeIndex() {
    index = Dictionary(minimumCapacity: keys.count * 2)
    for position in 0..<keys.count { index?[keys[position]] = position }
  }

  private func remove(_ key: Key) {
    guard let position = position(key) else { return }
    keys.remove(at: position)
    values.remove(at: position)
    if index != nil { makeIndex() }
  }

  /// The entries by the bytes of their keys, the order in which Go's templates and printers go through a map.
  var sorted: [(key: Key, value: Value)] {
    if !isSorted { sort() }
    return zip(keys, values).map { ($0, $1) }
  }

  private func sort() {
    let texts = keys.map { ($0, $0.bytes) }
    let order = texts.indices.sorted { bytesAreBefore(texts[$0].1, texts[$1].1) }
    keys = order.map { keys[$0] }
    values = order.map { values[$0] }
    if index != nil { makeIndex() }
    isSorted = true
  }

  /// An entry's value as looking it up gives it.
  func lookup(_ key: Key) -> Value {
    guard let value = self[key] else { return type == .strings ? .string([]) : type == .files ? Self.noBytes : .null }
    return type.isUntyped ? value.inInterface : value
  }

  private static var noBytes: Value { Value(.list(ListBox([], .uint8, isNil: true))) }

  /// A copy of the map itself; what it holds is shared.
  func copy() -> MapBox {
    let copy = MapBox(type: type)
    copy.keys = keys
    copy.values = values
    copy.index = index
    copy.isSorted = isSorted
    return copy
  }
}

extension Key {
  init(bytes: [UInt8]) { self = bytes.withUnsafeBufferPointer { Key($0) } }

  func isBefore(_ other: Key) -> Bool { bytesAreBefore(bytes, other.bytes) }

  /// The text as an array.
  var array: [UInt8] { Array(bytes) }
}

func bytesAreBefore(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
  let count = min(left.count, right.count)
  var index = 0
  while index < count {
    if left[index] != right[index] { return left[index] < right[index] }
    index &+= 1
  }
  return left.count < right.count
}

/// Whether a text comes before another by its bytes, as Go compares strings.
func bytesAreBefore(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { bytesAreBefore(left, $0) } }
}
