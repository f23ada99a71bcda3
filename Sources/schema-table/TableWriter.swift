/// Packs facts into the binary table; `Sources/KubeSchema/TableFormat.swift` describes the layout.
struct TableWriter {
  private static let none: UInt16 = 0xFFFF

  /// In the order of their numbers.
  private var strings: [String] = []
  private var stringNumbers: [String: UInt16] = [:]
  private var lists: [UInt16] = []
  private var listNumbers: [[UInt16]: UInt16] = [:]
  private var types: [UInt8] = []
  private var typeNumbers: [String: UInt16] = [:]
  private var enums: [UInt8] = []
  private var enumNumbers: [[String]: UInt16] = [:]
  private var listInfos: [UInt8] = []
  private var listInfoNumbers: [String: UInt16] = [:]
  private var definitionNumbers: [String: UInt16] = [:]

  /// The table, the same bytes for the same facts.
  mutating func write(_ facts: Facts) throws(GeneratorError) -> [UInt8] {
    guard facts.definitions.count < Int(Self.none) else { throw GeneratorError("too many definitions") }
    for (number, definition) in facts.definitions.enumerated() {
      definitionNumbers["\(definition.package).\(definition.name)"] = UInt16(number)
    }
    let fieldNames = Set(facts.definitions.flatMap { $0.fields.map(\.name) }).sorted { $0.precedes($1) }
    for name in fieldNames { _ = try string(name) }

    var definitions: [UInt8] = []
    var fields: [UInt8] = []
    for definition in facts.definitions { try write(definition, to: &definitions, fields: &fields) }
    let (versions, kinds, groups) = try writeKinds(facts)

    var pool: [UInt8] = []
    var offsets: [UInt8] = []
    for text in strings {
      offsets.append(little: UInt32(pool.count))
      pool.append(contentsOf: text.utf8)
    }
    offsets.append(little: UInt32(pool.count))
    var listBytes: [UInt8] = []
    for value in lists { listBytes.append(little: value) }
    return assemble(
      fieldNames: fieldNames.count,
      [
        (offsets, 4), (pool, 1), (listBytes, 2), (types, 4), (enums, 4), (listInfos, 8), (definitions, 16),
        (fields, 16), (versions, 12), (kinds, 20), (groups, 2),
      ])
  }

  private func assemble(fieldNames: Int, _ sections: [(bytes: [UInt8], size: Int)]) -> [UInt8] {
    let headerSize = 16 + sections.count * 8
    var body: [UInt8] = []
    var table: [UInt8] = []
    for section in sections {
      while (headerSize + body.count) % 4 != 0 { body.append(0) }
      table.append(little: UInt32(headerSize + body.count))
      table.append(little: UInt32(section.bytes.count / section.size))
      body += section.bytes
    }
    var header = Array("STSC".utf8)
    header.append(little: UInt16(1))
    header.append(little: UInt16(sections.count))
    header.append(UInt8(Minors.first))
    header.append(UInt8(Minors.last - Minors.first + 1))
    header.append(little: UInt16(fieldNames))
    header.append(little: UInt32(headerSize + body.count))
    return header + table + body
  }

  // MARK: Parts

  private mutating func string(_ text: String?) throws(GeneratorError) -> UInt16 {
    guard let text else { return Self.none }
    if let number = stringNumbers[text] { return number }
    let number = try number(strings.count, of: "strings")
    strings.append(text)
    stringNumbers[text] = number
    return number
  }

  private func number(_ count: Int, of what: String) throws(GeneratorError) -> UInt16 {
    guard count < Int(Self.none) else { throw GeneratorError("too many \(what)") }
    return UInt16(count)
  }

  private mutating func list(_ texts: [String]) throws(GeneratorError) -> UInt16 {
    var values: [UInt16] = []
    for text in texts { values.append(try string(text)) }
    if let number = listNumbers[values] { return number }
    let number = try number(lists.count, of: "lists")
    lists += values
    listNumbers[values] = number
    return number
  }

  private mutating func type(_ text: String) throws(GeneratorError) -> UInt16 {
    if let number = typeNumbers[text] { return number }
    let (tag, format, argument) = try packedType(text)
    let number = try number(types.count / 4, of: "types")
    types += [tag, format]
    types.append(little: argument)
    typeNumbers[text] = number
    return number
  }

  private mutating func packedType(_ text: String) throws(GeneratorError) -> (UInt8, UInt8, UInt16) {
    let rest = String(text.dropFirst())
    let formats = [":byte": 1, ":int32": 2, ":int64": 3, ":double": 4, ":date-time": 5]
    let format: UInt8 = UInt8(formats[rest] ?? 0)
    switch text.utf8.first {
    case UInt8(ascii: "s"): return (0, format, Self.none)
    case UInt8(ascii: "i"): return (1, format, Self.none)
    case UInt8(ascii: "b"): return (2, 0, Self.none)
    case UInt8(ascii: "n"): return (3, format, Self.none)
    case UInt8(ascii: "o"): return (4, 0, Self.none)
    case UInt8(ascii: "?"): return (5, 0, Self.none)
    case UInt8(ascii: "@"):
      guard let definition = definitionNumbers[rest] else { throw GeneratorError("no definition \(rest)") }
      return (6, 0, definition)
    case UInt8(ascii: "["): return (7, 0, try type(rest))
    case UInt8(ascii: "{"): return (8, 0, try type(rest))
    default: throw GeneratorError("what type is \(text)?")
    }
  }

  private mutating func enumeration(_ values: [String]?) throws(GeneratorError) -> UInt16 {
    guard let values else { return Self.none }
    if let number = enumNumbers[values] { return number }
    let number = try number(enums.count / 4, of: "enums")
    let first = try list(values)
    enums.append(little: first)
    enums.append(little: UInt16(values.count))
    enumNumbers[values] = number
    return number
  }

  private mutating func listInfo(_ field: Facts.Field) throws(GeneratorError) -> UInt16 {
    if field.patch == nil && field.list == nil && field.map == nil { return Self.none }
    let id = "\(field.patch ?? "-") \(field.list ?? "-") \(field.map ?? "-")"
    if let number = listInfoNumbers[id] { return number }
    let patch = field.patch?.parts("/") ?? []
    let strategies = patch.first?.parts(",") ?? []
    var patchFlags: UInt8 = 0
    if strategies.contains("merge") { patchFlags |= 1 }
    if strategies.contains("replace") { patchFlags |= 2 }
    if strategies.contains("retainKeys") { patchFlags |= 4 }
    let mergeKey = patch.count > 1 && !patch[1].isEmpty ? patch[1] : nil
    let list = field.list?.parts("/") ?? []
    let keys = list.count > 1 ? list[1].parts("+", omittingEmpty: true) : []
    let listTypes: [String: UInt8] = ["atomic": 1, "set": 2, "map": 3]
    guard let listType = list.first.map({ listTypes[$0] }) ?? .some(0) else {
      throw GeneratorError("list type of \(field.name)")
    }
    let mapTypes: [String: UInt8] = ["atomic": 4, "granular": 8]
    guard let mapType = field.map.map({ mapTypes[$0] }) ?? .some(0) else {
      throw GeneratorError("map type of \(field.name)")
    }
    let number = try number(listInfos.count / 8, of: "list types")
    listInfos += [listType | mapType, patchFlags]
    listInfos.append(little: try string(mergeKey))
    listInfos.append(little: keys.isEmpty ? 0 : try self.list(keys))
    listInfos.append(little: UInt16(keys.count))
    listInfoNumbers[id] = number
    return number
  }

  // MARK: Definitions

  /// The number of a form; see `SchemaTable.Form`.
  private func form(_ definition: Facts.Definition) throws(GeneratorError) -> UInt8 {
    switch definition.name {
    case "RawExtension", "FieldsV1", "Patch", "JSON": return 1
    case "Quantity": return 2
    case "IntOrString": return 3
    case "Time": return 4
    case "MicroTime": return 5
    case "JSONSchemaPropsOrBool": return 6
    case "JSONSchemaPropsOrArray": return 7
    case "JSONSchemaPropsOrStringArray": return 8
    default:
      if let type = definition.type, type != "object" {
        throw GeneratorError("\(definition.name) of type \(type) needs a form of its own")
      }
      return 0
    }
  }

  private mutating func write(
    _ definition: Facts.Definition, to definitions: inout [UInt8], fields: inout [UInt8]
  ) throws(GeneratorError) {
    definitions.append(little: try string(definition.package))
    definitions.append(little: try string(definition.name))
    definitions.append(try form(definition))
    definitions.append(definition.fields.contains(where: \.enforced) ? 1 : 0)
    definitions.append(little: definition.minors.rawValue)
    definitions.append(little: definition.atomic.rawValue)
    definitions.append(little: try number(fields.count / 16, of: "fields"))
    definitions.append(little: try number(definition.fields.count, of: "fields"))
    definitions.append(little: UInt16(0))
    for field in definition.fields { try write(field, to: &fields) }
  }

  private mutating func write(_ field: Facts.Field, to fields: inout [UInt8]) throws(GeneratorError) {
    var flags: UInt16 = 0
    if field.required { flags |= 1 }
    if field.enforced { flags |= 2 }
    if field.immutable { flags |= 4 }
    fields.append(little: try string(field.name))
    fields.append(little: field.minors.rawValue)
    fields.append(little: try type(field.type))
    fields.append(little: flags)
    fields.append(little: try listInfo(field))
    fields.append(little: try enumeration(field.values))
    fields.append(little: try string(field.gate))
    fields.append(little: try string(field.defaultValue))
  }

  // MARK: Kinds

  private mutating func writeKinds(
    _ facts: Facts
  ) throws(GeneratorError) -> (versions: [UInt8], kinds: [UInt8], groups: [UInt8]) {
    let sorted = facts.kinds.values.sorted {
      $0.apiVersion == $1.apiVersion ? $0.kind.precedes($1.kind) : $0.apiVersion.precedes($1.apiVersion)
    }
    var numbers: [String: UInt16] = [:]
    for (index, kind) in sorted.enumerated() { numbers[kind.id] = try number(index, of: "kinds") }
    let definitions = Dictionary(
      facts.definitions.map { ($0.factName, "\($0.package).\($0.name)") }, uniquingKeysWith: { first, _ in first })

    var versions: [UInt8] = []
    var kinds: [UInt8] = []
    var start = 0
    while start < sorted.count {
      let first = sorted[start]
      let end = sorted[start...].firstIndex { $0.apiVersion != first.apiVersion } ?? sorted.count
      let version = UInt16(versions.count / 12)
      versions.append(little: try string(first.apiVersion))
      versions.append(little: try string(first.group))
      versions.append(little: try string(first.version))
      versions.append(little: UInt16(start))
      versions.append(little: UInt16(end - start))
      versions.append(little: UInt16(0))
      for kind in sorted[start..<end] {
        kinds.append(little: try string(kind.kind))
        kinds.append(little: kind.definition.flatMap { definitions[$0] }.flatMap { definitionNumbers[$0] } ?? Self.none)
        kinds.append(little: kind.minors.rawValue)
        kinds.append(little: kind.replacement.flatMap { numbers[$0] } ?? Self.none)
        kinds.append(little: try string(kind.plural))
        kinds.append(little: version)
        kinds += [UInt8(kind.introduced), UInt8(kind.deprecated), UInt8(kind.removed)]
        kinds.append(kind.isClusterScoped.map { $0 ? 2 : 1 } ?? 0)
        kinds += [0, 0, 0, 0]
      }
      start = end
    }
    var groups: [UInt8] = []
    for group in Set(sorted.map(\.group)).sorted(by: { $0.precedes($1) }) { groups.append(little: try string(group)) }
    return (versions, kinds, groups)
  }
}

extension [UInt8] {
  fileprivate mutating func append(little value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
