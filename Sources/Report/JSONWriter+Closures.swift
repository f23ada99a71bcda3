import Manifest

/// Nesting by closures, so that what is opened is closed.
extension JSONWriter {
  mutating func object(_ members: (inout JSONWriter) -> Void) {
    beginObject()
    members(&self)
    endObject()
  }

  mutating func array(_ elements: (inout JSONWriter) -> Void) {
    beginArray()
    elements(&self)
    endArray()
  }

  /// Writes an array as a member, its elements by hand.
  mutating func array(_ name: String, _ elements: (inout JSONWriter) -> Void) {
    key(name)
    array(elements)
  }

  mutating func member(_ name: String, _ texts: some Sequence<String>) {
    array(name, texts) { json, text in json.value(text) }
  }

  /// The text as a file: ended with a line feed and safe to print on a terminal.
  ///
  /// JSON lets DEL and the C1 controls stand in strings as they are; some terminals act on them.
  consuming func finish() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 1)
    for byte in bytes {
      let isC1 = result.last == 0xC2 && byte < 0xA0 && byte >= 0x80
      guard isC1 || byte == 0x7F else {
        result.append(byte)
        continue
      }
      if isC1 { result.removeLast() }
      result.append(contentsOf: ("\\u" + DisplayText.hex(UInt32(byte), digits: 4)).utf8)
    }
    result.append(UInt8(ascii: "\n"))
    return result
  }
}
