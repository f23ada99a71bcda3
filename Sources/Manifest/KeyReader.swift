/// Turns keys that YAML does not read as strings into keys of JSON.
enum KeyReader {
  /// The key for a scalar that is not a string.
  ///
  /// YAML 1.1: the string that sigs.k8s.io/yaml makes of it. YAML 1.2: its text, with the kind beside it.
  static func key(
    _ text: UnsafeBufferPointer<UInt8>, kind: Node.Kind, dialect: YAMLReader.Dialect
  ) throws(TreeAssembler.Failure) -> Key {
    guard dialect != .yaml12 else { return Key(text, kind: kind) }
    if kind == .null { throw TreeAssembler.Failure("unsupported map key of type: null") }
    if kind == .int, case .unsigned(let value) = GoNumber.integer(text) {
      throw TreeAssembler.Failure("unsupported map key of type: uint64, key: \(value)")
    }
    return converted(text, kind, dialect)
  }

  /// The string that JSON has for a key that YAML 1.2 read; null and dates have none and stay as they are.
  static func converted(_ key: Key) -> Key {
    switch key.kind {
    case .bool, .int, .float: converted(key.bytes, key.kind, .yaml12)
    default: key
    }
  }

  private static func converted(
    _ text: UnsafeBufferPointer<UInt8>, _ kind: Node.Kind, _ dialect: YAMLReader.Dialect
  ) -> Key {
    var output: [UInt8] = []
    switch kind {
    case .bool: output.append(contentsOf: isTrue(text) ? "true".utf8 : "false".utf8)
    case .int:
      switch GoNumber.integer(text) {
      case .signed(let value): JSONText.append(value, to: &output)
      case .unsigned(let value): JSONText.append(value, to: &output)
      case .none: output.append(contentsOf: text)
      }
    case .float: appendFloat(text, dialect, to: &output)
    default: output.append(contentsOf: text)
    }
    return output.withUnsafeBufferPointer { Key($0) }
  }

  private static func isTrue(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first else { return false }
    switch first | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "y"): return true
    case UInt8(ascii: "o"): return text.count == 2
    default: return false
    }
  }

  /// sigs.k8s.io/yaml prints a float key with the precision of 32 bits.
  private static func appendFloat(
    _ text: UnsafeBufferPointer<UInt8>, _ dialect: YAMLReader.Dialect, to output: inout [UInt8]
  ) {
    let value = Document.double(text) ?? 0
    switch (value, dialect) {
    case (.infinity, .yaml12): output.append(contentsOf: "+Inf".utf8)
    case (-.infinity, .yaml12): output.append(contentsOf: "-Inf".utf8)
    case (.infinity, _): output.append(contentsOf: ".inf".utf8)
    case (-.infinity, _): output.append(contentsOf: "-.inf".utf8)
    case _ where value.isNaN: output.append(contentsOf: dialect == .yaml12 ? "NaN".utf8 : ".nan".utf8)
    case (_, .yaml12): ShortestDigits(value).appendGeneral(to: &output)
    default:
      let narrow = Float(value)
      if narrow.isFinite {
        ShortestDigits(narrow).appendGeneral(to: &output)
      } else {
        output.append(contentsOf: narrow < 0 ? "-.inf".utf8 : ".inf".utf8)
      }
    }
  }
}
