/// Writes JSON piece by piece.
///
///     var writer = JSONWriter(indent: 2)
///     writer.beginObject()
///     writer.member("name", "strata")
///     writer.endObject()
public struct JSONWriter {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  private let indent: Int?
  private let escapesHTML: Bool
  /// Members so far of every open collection.
  private var counts: [Int] = []
  private var follows = false

  /// `indent`: blanks per level, each member on a line of its own; nil: no blanks at all.
  public init(indent: Int? = nil, escapesHTML: Bool = false) {
    self.indent = indent
    self.escapesHTML = escapesHTML
  }

  /// What was written so far, as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Collections

  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes the key of the value that comes next.
  public mutating func key(_ name: String) {
    separate()
    append(name)
    bytes.append(UInt8(ascii: ":"))
    if indent != nil { bytes.append(0x20) }
    follows = true
  }

  // MARK: Values

  public mutating func value(_ text: String) {
    separate()
    append(text)
  }

  public mutating func value(_ number: some FixedWidthInteger) {
    separate()
    JSONText.append(number, to: &bytes)
  }

  /// A number; null when it is not finite.
  public mutating func value(_ number: Double) {
    guard number.isFinite else { return null() }
    separate()
    JSONText.append(number, to: &bytes)
  }

  public mutating func value(_ flag: Bool) {
    separate()
    bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8)
  }

  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes text that is JSON already.
  public mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  // MARK: Members

  public mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes nothing when there is no text.
  public mutating func member(_ name: String, ifPresent text: String?) {
    if let text { member(name, text) }
  }

  public mutating func member(_ name: String, _ number: some FixedWidthInteger) {
    key(name)
    value(number)
  }

  public mutating func member(_ name: String, _ number: Double) {
    key(name)
    value(number)
  }

  public mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  /// Writes an object as a member.
  public mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
    key(name)
    beginObject()
    body(&self)
    endObject()
  }

  /// Writes an array as a member, with `body` called for each element.
  public mutating func array<Element>(
    _ name: String, _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements { body(&self, element) }
    endArray()
  }

  // MARK: Layout

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { JSONText.append($0, escapesHTML: escapesHTML, to: &bytes) }
  }

  private mutating func separate() {
    if follows {
      follows = false
      return
    }
    guard let count = counts.last else { return }
    if count > 0 { bytes.append(UInt8(ascii: ",")) }
    counts[counts.count - 1] = count + 1
    breakLine()
  }

  private mutating func breakLine() {
    guard let indent else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indent * counts.count))
  }

  private mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    counts.append(0)
  }

  private mutating func end(_ bracket: UInt8) {
    let count = counts.popLast() ?? 0
    if count > 0 { breakLine() }
    bytes.append(bracket)
    follows = false
  }
}
