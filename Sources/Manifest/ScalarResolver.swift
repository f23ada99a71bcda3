/// Finds out what a scalar is: go-yaml's rules for plain scalars and for the tags of YAML's core types.
enum ScalarResolver {
  /// The kind of a plain scalar without a tag.
  static func plain(_ text: UnsafeBufferPointer<UInt8>, _ dialect: YAMLReader.Dialect) -> Node.Kind {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      if GoTimestamp.mayBe(text), GoTimestamp(text) != nil { return timestamp(dialect) }
      return number(text)
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      if GoNumber.special(text) != nil { return .float }
      return number(text)
    case UInt8(ascii: "."):
      if GoNumber.special(text) != nil { return .float }
      return hasGoodUnderscores(text) && isFloat(text) ? .float : .string
    case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
    default: return word(text, first, dialect)
    }
  }

  /// go-yaml v2 reads a date into an untyped value as text.
  private static func timestamp(_ dialect: YAMLReader.Dialect) -> Node.Kind {
    dialect == .yaml12 ? .timestamp : .string
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>) -> Node.Kind {
    if GoNumber.integer(text) != .none { return .int }
    return isFloat(text) ? .float : .string
  }

  private static func isFloat(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    GoNumber.withoutUnderscores(text) { GoNumber.float($0) != nil }
  }

  /// Whether every underscore stands between two digits. Only texts that start with a point are read so strictly.
  private static func hasGoodUnderscores(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.indices.allSatisfy { index in
      guard text[index] == UInt8(ascii: "_") else { return true }
      return index > 0 && text[index - 1] &- 0x30 < 10 && index + 1 < text.count && text[index + 1] &- 0x30 < 10
    }
  }

  @inline(__always)
  private static func word(
    _ text: UnsafeBufferPointer<UInt8>, _ first: UInt8, _ dialect: YAMLReader.Dialect
  ) -> Node.Kind {
    guard text.count <= 5 else { return .string }
    switch first | 0x20 {
    case UInt8(ascii: "n"):
      if isWord(text, "null") { return .null }
      return dialect == .yaml11 && (isWord(text, "n") || isWord(text, "no")) ? .bool : .string
    case UInt8(ascii: "t"): return isWord(text, "true") ? .bool : .string
    case UInt8(ascii: "f"): return isWord(text, "false") ? .bool : .string
    case UInt8(ascii: "y"):
      return dialect == .yaml11 && (isWord(text, "y") || isWord(text, "yes")) ? .bool : .string
    case UInt8(ascii: "o"):
      return dialect == .yaml11 && (isWord(text, "on") || isWord(text, "off")) ? .bool : .string
    default: return .string
    }
  }

  /// Whether a text is a word in small letters, in capitals, or with a capital first.
  static func isWord(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    let letters = word.utf8Start
    let firstIsCapital = text[0] == letters[0] &- 0x20
    guard firstIsCapital || text[0] == letters[0] else { return false }
    let restIsCapital = firstIsCapital && text.count > 1 && text[1] == letters[1] &- 0x20
    for index in 1..<max(text.count, 1) where text[index] != (restIsCapital ? letters[index] &- 0x20 : letters[index]) {
      return false
    }
    return true
  }

  /// A tag of YAML's core types that changes how a scalar is read.
  enum Tag {
    case string, bool, int, float, null, timestamp, binary
    /// Any other tag: the text stays text.
    case other

    init(_ tag: UnsafeBufferPointer<UInt8>) {
      let prefix: StaticString = "tag:yaml.org,2002:"
      guard tag.count > prefix.utf8CodeUnitCount,
        equalBytes(
          UnsafeBufferPointer(rebasing: tag[0..<prefix.utf8CodeUnitCount]),
          UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
      else {
        self = .other
        return
      }
      switch String(decoding: tag[prefix.utf8CodeUnitCount...], as: UTF8.self) {
      case "str": self = .string
      case "bool": self = .bool
      case "int": self = .int
      case "float": self = .float
      case "null": self = .null
      case "timestamp": self = .timestamp
      case "binary": self = .binary
      default: self = .other
      }
    }

    var name: String {
      switch self {
      case .string, .other: "!!str"
      case .bool: "!!bool"
      case .int: "!!int"
      case .float: "!!float"
      case .null: "!!null"
      case .timestamp: "!!timestamp"
      case .binary: "!!binary"
      }
    }
  }

  /// The kind of a scalar with a tag, whatever its style; an error's text when the tag does not fit.
  static func tagged(
    _ text: UnsafeBufferPointer<UInt8>, _ tag: Tag, _ dialect: YAMLReader.Dialect
  ) -> (kind: Node.Kind, problem: String?) {
    let isDate = GoTimestamp.mayBe(text) && GoTimestamp(text) != nil
    // Only an explicit tag, or none, makes a date of a text.
    let natural =
      tag == .timestamp && isDate ? .timestamp : isDate ? number(text) : plain(text, dialect)
    switch (tag, natural) {
    case (.string, _), (.other, _): return (.string, nil)
    case (.binary, _): return (.binary, nil)
    case (.bool, .bool), (.int, .int), (.float, .float), (.null, .null): return (natural, nil)
    case (.float, .int):
      if case .unsigned = GoNumber.integer(text) { break }
      return (.float, nil)
    case (.timestamp, .timestamp): return (timestamp(dialect), nil)
    default: break
    }
    let shown = String(decoding: text, as: UTF8.self)
    return (.string, "cannot decode \(name(natural)) `\(shown)` as a \(tag.name)")
  }

  private static func name(_ kind: Node.Kind) -> String {
    switch kind {
    case .null: "!!null"
    case .bool: "!!bool"
    case .int: "!!int"
    case .float: "!!float"
    case .timestamp: "!!timestamp"
    default: "!!str"
    }
  }
}
