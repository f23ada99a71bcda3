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

/// The version of a cluster: its text is the version itself.
public final class KubeVersionObject: GoObject {
  private let version: String
  private let shown: String
  private let major: String
  private let minor: String
  private let name: String

  /// `shown`: the version without what follows its numbers, which is what it prints as.
  public init(version: String, shown: String, major: String, minor: String, typeName: String) {
    self.version = version
    self.shown = shown
    self.major = major
    self.minor = minor
    name = typeName
  }

  override public var typeName: String { name }
  override public var text: [UInt8]? { Array(shown.utf8) }
  override public var fields: [(name: String, json: String?, value: Value)] {
    [
      ("Version", "Version", .string(version)), ("Major", "Major", .string(major)), ("Minor", "Minor", .string(minor)),
    ]
  }

  override public func method(_ name: String) -> Method? {
    switch name {
    case "String", "GitVersion": Method { [shown] call throws(CallFailure) in .string(shown) }
    default: nil
    }
  }
}

/// A pattern of github.com/gobwas/glob with `/` as separator.
struct GlobPattern {
  private indirect enum Part {
    case byte(UInt8)
    case any, anySequence, anyPath
    case list([UInt32], negated: Bool)
    case range(UInt32, UInt32, negated: Bool)
    case alternatives([[Part]])
  }

  private let parts: [Part]

  init?(_ pattern: [UInt8]) {
    var index = 0
    guard let parts = Self.parse(pattern, &index, inAlternative: false), index == pattern.count else { return nil }
    self.parts = parts
  }

  private static func parse(_ text: [UInt8], _ index: inout Int, inAlternative: Bool) -> [Part]? {
    var parts: [Part] = []
    while index < text.count {
      let byte = text[index]
      switch UnicodeScalar(byte) {
      case "*":
        index += 1
        if index < text.count, text[index] == byte {
          while index < text.count, text[index] == byte { index += 1 }
          parts.append(.anyPath)
        } else {
          parts.append(.anySequence)
        }
      case "?":
        index += 1
        parts.append(.any)
      case "[":
        guard let part = parseClass(text, &index) else { return nil }
        parts.append(part)
      case "{":
        index += 1
        guard let part = parseAlternatives(text, &index) else { return nil }
        parts.append(part)
      case ",", "}":
        if inAlternative { return parts }
        index += 1
        parts.append(.byte(byte))
      case "\\":
        guard index + 1 < text.count else { return nil }
        parts.append(.byte(text[index + 1]))
        index += 2
      default:
        index += 1
        parts.append(.byte(byte))
      }
    }
    return inAlternative ? nil : parts
  }

  private static func parseAlternatives(_ text: [UInt8], _ index: inout Int) -> Part? {
    var alternatives: [[Part]] = []
    while true {
      guard let parts = parse(text, &index, inAlternative: true), index < text.count else { return nil }
      alternatives.append(parts)
      let end = text[index]
      index += 1
      if end == UInt8(ascii: "}") { return .alternatives(alternatives) }
    }
  }

  private static func parseClass(_ text: [UInt8], _ index: inout Int) -> Part? {
    guard let close = text[index...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    var runes = Rune.all(Array(text[(index + 1)..<close]))
    index = close + 1
    let negated = runes.first == 0x21
    if negated { runes.removeFirst() }
    guard !runes.isEmpty else { return nil }
    if runes.count == 3, runes[1] == 0x2D {
      return runes[0] <= runes[2] ? .range(runes[0], runes[2], negated: negated) : nil
    }
    return .list(runes, negated: negated)
  }

  func matches(_ text: [UInt8]) -> Bool {
    var steps = 0
    return Self.matches(parts[...], text, 0, &steps)
  }

  /// Gives up, without a match, on a pattern that takes too many attempts.
  private static func matches(_ parts: ArraySlice<Part>, _ text: [UInt8], _ start: Int, _ steps: inout Int) -> Bool {
    steps += 1
    guard steps < 1_000_000 else { return false }
    guard let part = parts.first else { return start == text.count }
    let rest = parts.dropFirst()
    switch part {
    case .byte(let byte):
      return start < text.count && text[start] == byte && matches(rest, text, start + 1, &steps)
    case .any, .list, .range:
      guard start < text.count else { return false }
      let rune = Rune.decode(text, start)
      return accepts(part, rune.value) && matches(rest, text, start + rune.length, &steps)
    case .anySequence, .anyPath:
      var index = start
      while true {
        if matches(rest, text, index, &steps) { return true }
        guard index < text.count else { return false }
        if case .anySequence = part, text[index] == UInt8(ascii: "/") { return false }
        index += 1
      }
    case .alternatives(let alternatives):
      for alternative in alternatives where matches(alternative + rest, text, start, &steps) { return true }
      return false
    }
  }

  private static func accepts(_ part: Part, _ rune: UInt32) -> Bool {
    switch part {
    case .any: rune != 0x2F
    case .list(let runes, let negated): runes.contains(rune) != negated
    case .range(let low, let high, let negated): (low...high).contains(rune) != negated
    default: false
    }
  }
}
