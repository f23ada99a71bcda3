/// What happens to a string when sigs.k8s.io/yaml prints it: it becomes JSON, which is read as YAML.
///
/// JSON leaves some characters as they are that YAML refuses (DEL, C1 controls, U+FFFE, U+FFFF) or takes for a line
/// break (NEL).
enum JSONHop {
  /// Whether a string can be changed or refused.
  static func changes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in 0..<text.count where text[index] >= 0x7F { return isUnsafe(text, from: index) }
    return false
  }

  private static func isUnsafe(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var index = start
    while index < text.count {
      let byte = text[index]
      let length = UTF8Sequence.length(text, at: index)
      if byte == 0x7F || length == 0 { return true }
      if byte == 0xC2, text[index + 1] < 0xA0 { return true }
      if byte == 0xEF, text[index + 1] == 0xBF, text[index + 2] >= 0xBE { return true }
      index += length
    }
    return false
  }

  static func isUTF8(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      let length = UTF8Sequence.length(text, at: index)
      if length == 0 { return false }
      index += length
    }
    return true
  }

  /// The string after the hop.
  static func string(_ text: UnsafeBufferPointer<UInt8>, of node: NodeID) throws(JSONPrinter.Failure) -> [UInt8] {
    var json: [UInt8] = []
    JSONText.append(text, to: &json)
    do throws(YAMLError) {
      guard let document = try YAMLReader(dialect: .yaml11).read(json).document else { return [] }
      return Array(document.text(document.root))
    } catch {
      throw JSONPrinter.Failure(message: error.message, node: node)
    }
  }

  /// A key after the hop.
  static func key(_ text: UnsafeBufferPointer<UInt8>, of node: NodeID) throws(JSONPrinter.Failure) -> [UInt8] {
    var json = Array("{".utf8)
    JSONText.append(text, to: &json)
    json.append(contentsOf: ":0}".utf8)
    do throws(YAMLError) {
      guard let document = try YAMLReader(dialect: .yaml11).read(json).document,
        let entry = document.entries(document.root).first
      else { return [] }
      return Array(entry.key.bytes)
    } catch {
      throw JSONPrinter.Failure(message: error.message, node: node)
    }
  }
}
