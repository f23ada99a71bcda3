/// Writes JSON as it goes, two spaces for each level; members stand in the order in which they are written.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true
  private var isAfterKey = false

  init() {}

  // MARK: Values

  mutating func object(_ members: (inout JSONWriter) -> Void) { collection("{", "}", members) }

  mutating func array(_ elements: (inout JSONWriter) -> Void) { collection("[", "]", elements) }

  mutating func array<Element>(_ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void) {
    array { json in
      for element in elements { write(&json, element) }
    }
  }

  mutating func value(_ text: String) {
    beginValue()
    quote(text)
  }

  mutating func value(_ number: Int) {
    beginValue()
    bytes.append(contentsOf: String(number).utf8)
  }

  mutating func value(_ flag: Bool) {
    beginValue()
    bytes.append(contentsOf: (flag ? "true" : "false").utf8)
  }

  // MARK: Members

  /// The name of the member whose value is written next.
  mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(ascii: " "))
    isAfterKey = true
  }

  mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes nothing when there is no text.
  mutating func member(_ name: String, ifPresent text: String?) {
    if let text { member(name, text) }
  }

  mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  mutating func member(_ name: String, _ texts: some Sequence<String>) {
    key(name)
    array(texts) { $0.value($1) }
  }

  mutating func member(_ name: String, _ members: (inout JSONWriter) -> Void) {
    key(name)
    object(members)
  }

  mutating func member<Element>(
    _ name: String, _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    array(elements, write)
  }

  // MARK: The text

  /// The text so far, ended with a line feed.
  consuming func finish() -> [UInt8] {
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  private mutating func collection(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void)
  {
    beginValue()
    bytes.append(UInt8(ascii: open))
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { newLine() }
    bytes.append(UInt8(ascii: close))
    isFirst = false
  }

  private mutating func beginValue() {
    if isAfterKey { isAfterKey = false } else if depth > 0 { separate() }
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    newLine()
  }

  private mutating func newLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  /// Control characters are escaped, those of C1 too: a report may be printed on a terminal.
  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20, 0x7F: appendUnicodeEscape(byte)
      case 0x80..<0xA0 where previous == 0xC2:
        bytes.removeLast()
        appendUnicodeEscape(byte)
      default: bytes.append(byte)
      }
      previous = byte
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendUnicodeEscape(_ byte: UInt8) {
    bytes.append(contentsOf: ("\\u" + DisplayText.hex(UInt32(byte), digits: 4)).utf8)
  }
}
