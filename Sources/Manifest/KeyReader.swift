/// Turns keys that YAML does not read as strings into keys of JSON.
enum KeyReader {
  /// The key for a scalar that is not a string.
  ///
  /// YAML 1.1: the string that sigs.k8s.io/yaml makes of it. YAML 1.2: the same but exact, with its kind kept.
  static func key(
    _ text: UnsafeBufferPointer<UInt8>, kind: Node.Kind, dialect: YAMLReader.Dialect
  ) throws(TreeAssembler.Failure) -> Key {
    var output: [UInt8] = []
    switch kind {
    case .bool: output.append(contentsOf: isTrue(text) ? "true".utf8 : "false".utf8)
    case .int:
      switch GoNumber.integer(text) {
      case .signed(let value): output.append(contentsOf: String(value).utf8)
      case .unsigned(let value):
        guard dialect != .yaml11 else {
          throw TreeAssembler.Failure("unsupported map key of type: uint64, key: \(value)")
        }
        output.append(contentsOf: String(value).utf8)
      case .none: output.append(contentsOf: text)
      }
    case .float: appendFloat(text, dialect, to: &output)
    case .null:
      guard dialect != .yaml11 else { throw TreeAssembler.Failure("unsupported map key of type: null") }
      output.append(contentsOf: "null".utf8)
    default: output.append(contentsOf: text)
    }
    let keptKind = dialect == .yaml12 ? kind : .string
    return output.withUnsafeBufferPointer { Key($0, kind: keptKind) }
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
