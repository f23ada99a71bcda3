import Manifest

/// The methods of `.Files`.
enum ChartFiles {
  static func method(_ name: String, _ files: MapBox) -> GoObject.Method? {
    switch name {
    case "Get":
      return GoObject.Method([.string]) { call throws(CallFailure) in
        .string(content(files, call.bytes(0)))
      }
    case "GetBytes":
      return GoObject.Method([.string]) { call throws(CallFailure) in
        byteList(content(files, call.bytes(0)), isNil: false)
      }
    case "Glob":
      return GoObject.Method([.string]) { call throws(CallFailure) in .map(glob(files, call.bytes(0))) }
    case "AsConfig":
      return GoObject.Method { call throws(CallFailure) in yaml(files) { $0 } }
    case "AsSecrets":
      return GoObject.Method { call throws(CallFailure) in yaml(files) { Base64.encode($0) } }
    case "Lines":
      return GoObject.Method([.string]) { call throws(CallFailure) in
        guard let file = files[bytes: call.bytes(0)] else { return .strings([]) }
        var text = file.list?.items.map(\.byte) ?? []
        if text.isEmpty { throw CallFailure("runtime error: index out of range [-1]") }
        if text.last == 0x0A { text.removeLast() }
        return .strings(GoText.split(text, [0x0A]))
      }
    default: return nil
    }
  }

  /// The files of a chart as `.Files`.
  static func map(_ files: [(path: String, content: [UInt8])]) -> MapBox {
    let map = MapBox(type: .files)
    for file in files { map[Key(file.path)] = byteList(file.content, isNil: false) }
    return map
  }

  private static func byteList(_ bytes: [UInt8], isNil: Bool) -> Value {
    Value(.list(ListBox(bytes.map { .uint(UInt64($0), .uint8) }, .uint8, isNil: isNil)))
  }

  private static func content(_ files: MapBox, _ path: [UInt8]) -> [UInt8] {
    files[bytes: path]?.list?.items.map(\.byte) ?? []
  }

  private static func glob(_ files: MapBox, _ pattern: [UInt8]) -> MapBox {
    // Helm takes a pattern that cannot be read for `**`.
    let glob = GlobPattern(pattern) ?? GlobPattern(Array("**".utf8))
    let result = MapBox(type: .files)
    for entry in files.sorted where glob?.matches(entry.key.array) == true { result[entry.key] = entry.value }
    return result
  }

  private static func yaml(_ files: MapBox, _ encode: ([UInt8]) -> [UInt8]) -> Value {
    let map = MapBox()
    for entry in files.sorted {
      let name = GoPath.base(entry.key.array)
      map[Key(bytes: name)] = .string(encode(entry.value.list?.items.map(\.byte) ?? []))
    }
    let text = (try? StructuredText.yaml(.map(map))) ?? []
    return .string(text.last == 0x0A ? Array(text.dropLast()) : text)
  }
}

/// The methods of `.Values` and of the top object.
enum ValuesMethods {
  static let names: [Key] = ["AsMap", "YAML", "Table", "PathValue"]

  static func method(_ name: String, _ map: MapBox, _ type: String) -> GoObject.Method? {
    switch name {
    case "AsMap":
      return GoObject.Method { call throws(CallFailure) in
        let plain = MapBox()
        for entry in map.sorted { plain[entry.key] = entry.value }
        return .map(plain)
      }
    case "YAML":
      return GoObject.Method { call throws(CallFailure) in
        do throws(StructuredText.Failure) { return .string(try StructuredText.yaml(.map(map))) } catch {
          throw CallFailure(error.message)
        }
      }
    case "Table":
      return GoObject.Method([.string]) { call throws(CallFailure) in
        var table = map
        for part in GoText.split(call.bytes(0), [UInt8(ascii: ".")]) {
          guard let next = table[bytes: part]?.map, next.type.isUntyped else {
            throw CallFailure("\(GoQuote.text(part)) is not a table")
          }
          table = next
        }
        let result = MapBox(type: .values(type))
        for entry in table.sorted { result[entry.key] = entry.value }
        return .map(result)
      }
    case "PathValue":
      return GoObject.Method([.string]) { call throws(CallFailure) in
        var value = Value.map(map)
        for part in GoText.split(call.bytes(0), [UInt8(ascii: ".")]) {
          guard let next = value.map?[bytes: part] else {
            throw CallFailure("\(GoQuote.text(part)) is not a value")
          }
          value = next
        }
        return value
      }
    default: return nil
    }
  }
}

/// The list of API versions, with its method `Has`.
public enum VersionList {
  public static func value(_ versions: [String], typeName: String) -> Value {
    Value(.list(ListBox(versions.map { .string($0) }, .string, name: typeName)))
  }

  static func method(_ name: String, _ list: ListBox) -> GoObject.Method? {
    guard name == "Has", list.name != nil else { return nil }
    return GoObject.Method([.string]) { call throws(CallFailure) in
      let wanted = call.bytes(0)
      return .bool(list.items.contains { $0.bytes == wanted })
    }
  }
}
