import CSchemaTable
import Manifest

/// The facts about the built-in API, as a view over bytes in the program's read-only data.
///
/// Nothing is parsed: a record is found by its number and read where it lies. Only the names of fields are interned
/// when the table is opened, so that a key of a document leads to a field by comparing integers.
/// `Sources/schema-table` writes the bytes:
///
///     magic "STSC", version u16, sections u16, first minor u8, minors u8, field names u16, size u32
///     then for each section: offset u32, count u32; all numbers little endian, 0xFFFF for "none"
///
///     strings       u32       where each starts in the pool; the names of fields come first; one more for the end
///     pool          bytes
///     lists         u16       strings
///     types         4 bytes   tag u8, format u8, argument u16 (definition, or type of the elements)
///     enums         4 bytes   first u16 in lists, count u16
///     list types    8 bytes   list type u8, patch strategies u8, merge key u16, first map key u16 in lists, count u16
///     definitions   16 bytes  package u16, name u16, form u8, flags u8, minors u16, atomic u16,
///                             first field u16, count u16, 0 u16
///     fields        16 bytes  name u16, minors u16, type u16, flags u16, list type u16, enum u16,
///                             gate u16, default u16
///     API versions  12 bytes  text u16, group u16, version u16, first kind u16, count u16; sorted by text
///     kinds         20 bytes  name u16, definition u16, minors u16, replacement u16, plural u16, API version u16,
///                             introduced u8, deprecated u8, removed u8, scope u8; sorted within an API version
///     groups        u16       sorted
public final class SchemaTable: @unchecked Sendable {
  // Unchecked: the bytes are never written and live as long as the process; everything else is `let`.

  enum Section: Int, CaseIterable {
    case strings, pool, lists, types, enums, listTypes, definitions, fields, apiVersions, kinds, groups

    var recordSize: Int {
      switch self {
      case .pool: 1
      case .lists, .groups: 2
      case .strings, .types, .enums: 4
      case .listTypes: 8
      case .apiVersions: 12
      case .definitions, .fields: 16
      case .kinds: 20
      }
    }
  }

  /// What a type number stands for.
  enum TypeTag: UInt8 {
    case string, integer, boolean, number, object, any, reference, list, map
  }

  /// What a scalar has to look like beyond its type.
  enum Format: UInt8 {
    case none, byte, int32, int64, double, dateTime
  }

  /// How a definition is read.
  enum Form: UInt8 {
    case object, any, quantity, intOrString, time, microTime, schemaOrBool, schemaOrList, schemaOrStrings
  }

  /// Whether a kind lives in a namespace.
  enum Scope: UInt8 {
    case unknown, namespaced, cluster
  }

  /// A number that stands for nothing.
  static let none = 0xFFFF
  static let headerSize = 16
  static let formatVersion = 1

  /// The table that the program carries.
  public static let builtIn: SchemaTable = {
    let (start, end) = (UnsafeRawPointer(strata_schema_table_start()), UnsafeRawPointer(strata_schema_table_limit()))
    guard let start, let end else { return SchemaTable(UnsafeRawBufferPointer(start: nil, count: 0)) }
    return SchemaTable(UnsafeRawBufferPointer(start: start, count: end - start))
  }()

  let bytes: UnsafeRawBufferPointer
  private let starts: [Int]
  private let counts: [Int]
  // The sections that every field goes through, spared the bounds checks of the arrays.
  private let typeStart: Int
  private let definitionStart: Int
  private let fieldStart: Int
  /// How many strings are names of fields.
  let fieldNameCount: Int
  /// The key of each field name.
  let fieldKeys: [Key]
  private let numbers: KeyNumbers

  /// A view over bytes that stay in place, start at a multiple of four and are well-formed (`faults()` tells).
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    guard Self.hasHeader(bytes) else {
      // A table that is not there knows nothing, and every kind is without a schema.
      (starts, counts) = (Section.allCases.map { _ in 0 }, Section.allCases.map { _ in 0 })
      (typeStart, definitionStart, fieldStart, fieldNameCount, fieldKeys) = (0, 0, 0, 0, [])
      numbers = KeyNumbers([])
      return
    }
    func u32(_ offset: Int) -> Int { Int(UInt32(littleEndian: bytes.load(fromByteOffset: offset, as: UInt32.self))) }
    let starts = Section.allCases.map { u32(Self.headerSize + $0.rawValue * 8) }
    let counts = Section.allCases.map { u32(Self.headerSize + $0.rawValue * 8 + 4) }
    (self.starts, self.counts) = (starts, counts)
    typeStart = starts[Section.types.rawValue]
    definitionStart = starts[Section.definitions.rawValue]
    fieldStart = starts[Section.fields.rawValue]
    fieldNameCount = Int(UInt16(littleEndian: bytes.load(fromByteOffset: 10, as: UInt16.self)))
    let pool = starts[Section.pool.rawValue]
    fieldKeys = (0..<fieldNameCount).map { number in
      let from = u32(starts[Section.strings.rawValue] + number * 4)
      let to = u32(starts[Section.strings.rawValue] + number * 4 + 4)
      return Key(UnsafeRawBufferPointer(rebasing: bytes[pool + from..<pool + to]).bindMemory(to: UInt8.self))
    }
    numbers = KeyNumbers(fieldKeys)
  }

  /// Whether the bytes have a header whose sections lie inside.
  static func hasHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let size = headerSize + Section.allCases.count * 8
    guard bytes.count >= size, bytes.starts(with: "STSC".utf8), bytes[4] == UInt8(formatVersion),
      bytes[6] == UInt8(Section.allCases.count)
    else { return false }
    return Section.allCases.allSatisfy { section in
      let record = headerSize + section.rawValue * 8
      let start = Int(UInt32(littleEndian: bytes.load(fromByteOffset: record, as: UInt32.self)))
      let count = Int(UInt32(littleEndian: bytes.load(fromByteOffset: record + 4, as: UInt32.self)))
      return start >= size && start % 4 == 0 && start + count * section.recordSize <= bytes.count
    }
  }

  func count(_ section: Section) -> Int { counts[section.rawValue] }

  func start(_ section: Section) -> Int { starts[section.rawValue] }

  @inline(__always)
  func u16(_ offset: Int) -> Int { Int(UInt16(littleEndian: bytes.load(fromByteOffset: offset, as: UInt16.self))) }

  @inline(__always)
  private func u16(_ section: Section, _ number: Int, _ byte: Int) -> Int {
    u16(start(section) + number * section.recordSize + byte)
  }

  @inline(__always)
  private func u8(_ offset: Int) -> UInt8 { bytes.load(fromByteOffset: offset, as: UInt8.self) }

  // MARK: Strings

  /// The bytes of a string; valid for the life of the process.
  func text(_ number: Int) -> UnsafeRawBufferPointer {
    let strings = start(.strings) + number * 4
    let from = Int(UInt32(littleEndian: bytes.load(fromByteOffset: strings, as: UInt32.self)))
    let to = Int(UInt32(littleEndian: bytes.load(fromByteOffset: strings + 4, as: UInt32.self)))
    let pool = start(.pool)
    return UnsafeRawBufferPointer(rebasing: bytes[pool + from..<pool + to])
  }

  func string(_ number: Int) -> String { String(decoding: text(number), as: UTF8.self) }

  /// The strings of a part of the lists.
  func list(_ first: Int, _ count: Int) -> [String] { (first..<first + count).map { string(u16(.lists, $0, 0)) } }

  // MARK: Types

  @inline(__always)
  func tag(ofType type: Int) -> TypeTag { TypeTag(rawValue: u8(typeStart + type * 4)) ?? .any }

  @inline(__always)
  func format(ofType type: Int) -> Format { Format(rawValue: u8(typeStart + type * 4 + 1)) ?? .none }

  /// The definition of a reference; the type of the elements of a list or map.
  @inline(__always)
  func argument(ofType type: Int) -> Int { u16(typeStart + type * 4 + 2) }

  // MARK: Definitions and fields

  @inline(__always)
  func form(_ definition: Int) -> Form { Form(rawValue: u8(definitionStart + definition * 16 + 4)) ?? .any }

  /// Whether the API server refuses an object that lacks some of its fields.
  @inline(__always)
  func hasEnforcedFields(_ definition: Int) -> Bool { u8(definitionStart + definition * 16 + 5) & 1 != 0 }

  func name(ofDefinition definition: Int) -> String { string(u16(.definitions, definition, 2)) }

  /// The variants of fields of a definition, of all minors.
  @inline(__always)
  func fields(_ definition: Int) -> Range<Int> {
    let record = definitionStart + definition * 16
    let first = u16(record + 10)
    return first..<first + u16(record + 12)
  }

  /// The field with this key in one minor; nil when there is none.
  @inline(__always)
  func field(_ key: Key, of definition: Int, in minor: Int) -> Int? {
    let number = numbers[key]
    if number == Self.none { return nil }
    for field in fields(definition) {
      let record = fieldStart + field * 16
      if u16(record) == number && u16(record + 2) & minor != 0 { return field }
    }
    return nil
  }

  @inline(__always)
  func isField(_ field: Int, in minor: Int) -> Bool { u16(fieldStart + field * 16 + 2) & minor != 0 }

  @inline(__always)
  func nameNumber(ofField field: Int) -> Int { u16(fieldStart + field * 16) }

  @inline(__always)
  func key(ofField field: Int) -> Key { fieldKeys[nameNumber(ofField: field)] }

  @inline(__always)
  func type(ofField field: Int) -> Int { u16(fieldStart + field * 16 + 4) }

  /// Whether the schema requires the field.
  func isRequired(_ field: Int) -> Bool { u16(fieldStart + field * 16 + 6) & 1 != 0 }

  /// Whether the API server refuses an object without the field.
  @inline(__always)
  func isEnforced(_ field: Int) -> Bool { u16(fieldStart + field * 16 + 6) & 2 != 0 }

  /// The list of allowed values of a field; `none` when it is free.
  @inline(__always)
  func enumeration(ofField field: Int) -> Int { u16(fieldStart + field * 16 + 10) }

  // MARK: Enums

  /// Whether an enum has a value.
  func enumeration(_ number: Int, contains value: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = u16(.enums, number, 0)
    for position in first..<first + u16(.enums, number, 2) {
      if Self.compare(text(u16(.lists, position, 0)), UnsafeRawBufferPointer(value)) == 0 { return true }
    }
    return false
  }

  /// The values of an enum, sorted.
  func values(ofEnumeration number: Int) -> [String] { list(u16(.enums, number, 0), u16(.enums, number, 2)) }

  // MARK: Kinds

  /// A kind in one API version.
  struct Kind {
    var number: Int
    var name: Int
    var definition: Int
    var minors: Int
    var replacement: Int
    var plural: Int
    var apiVersion: Int
    var introduced: Int
    var deprecated: Int
    var removed: Int
    var scope: Scope
  }

  func kind(_ number: Int) -> Kind {
    let record = start(.kinds) + number * 20
    return Kind(
      number: number, name: u16(record), definition: u16(record + 2), minors: u16(record + 4),
      replacement: u16(record + 6), plural: u16(record + 8), apiVersion: u16(record + 10),
      introduced: Int(u8(record + 12)), deprecated: Int(u8(record + 13)), removed: Int(u8(record + 14)),
      scope: Scope(rawValue: u8(record + 15)) ?? .unknown)
  }

  func text(ofAPIVersion number: Int) -> Int { u16(.apiVersions, number, 0) }

  func group(ofAPIVersion number: Int) -> Int { u16(.apiVersions, number, 2) }

  func kinds(ofAPIVersion number: Int) -> Range<Int> {
    let first = u16(.apiVersions, number, 6)
    return first..<first + u16(.apiVersions, number, 8)
  }

  func group(_ position: Int) -> Int { u16(.groups, position, 0) }

  /// The number of an API version such as `apps/v1`.
  func apiVersion(_ name: UnsafeRawBufferPointer) -> Int? {
    find(in: 0..<count(.apiVersions)) { Self.compare(text(u16(.apiVersions, $0, 0)), name) }
  }

  /// The kind with this name in an API version.
  func kind(_ name: UnsafeRawBufferPointer, in apiVersion: Int) -> Kind? {
    find(in: kinds(ofAPIVersion: apiVersion)) { Self.compare(text(u16(.kinds, $0, 0)), name) }.map(kind)
  }

  /// Whether some API version of the group is or was Kubernetes' own.
  func knowsGroup(_ name: UnsafeRawBufferPointer) -> Bool {
    find(in: 0..<count(.groups)) { Self.compare(text(u16(.groups, $0, 0)), name) } != nil
  }

  private func find(in range: Range<Int>, _ compare: (Int) -> Int) -> Int? {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      let order = compare(middle)
      if order == 0 { return middle }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The order of two texts by their bytes.
  static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let shared = min(left.count, right.count)
    for index in 0..<shared where left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
    return left.count - right.count
  }
}

/// From the key of a document to the number of a field name: open addressing, filled once.
struct KeyNumbers: Sendable {
  private var cells: [UInt64]
  private let mask: Int

  /// Numbers the keys by their positions.
  init(_ keys: [Key]) {
    var capacity = 16
    while capacity < keys.count * 4 { capacity *= 2 }
    mask = capacity - 1
    cells = Array(repeating: 0, count: capacity)
    for (number, key) in keys.enumerated() {
      var index = slot(key)
      while cells[index] != 0 { index = (index + 1) & mask }
      cells[index] = UInt64(key.id) << 32 | UInt64(number + 1)
    }
  }

  @inline(__always)
  private func slot(_ key: Key) -> Int { Int(key.id &* 0x9E37_79B1 >> 8) & mask }

  /// The number of a key; `SchemaTable.none` when it names no field.
  @inline(__always)
  subscript(key: Key) -> Int {
    cells.withUnsafeBufferPointer { cells in
      var index = slot(key)
      while true {
        let cell = cells[index]
        if cell == 0 { return SchemaTable.none }
        if UInt32(truncatingIfNeeded: cell >> 32) == key.id { return Int(cell & 0xFFFF_FFFF) - 1 }
        index = (index &+ 1) & mask
      }
    }
  }
}
