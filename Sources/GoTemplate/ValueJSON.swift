import Manifest

/// Values as Go's encoding/json writes them.
struct ValueJSON {
  var escapesHTML = true
  /// Blanks a level; nil: no blanks at all.
  var indent: Int?
  /// Whether a whole float is written so that it does not read back as an integer.
  var marksFloats = false
  private(set) var output: [UInt8] = []
  private var depth = 0
  private static let depthLimit = 1000
  private static let outputLimit = 256 << 20

  init(escapesHTML: Bool = true, indent: Int? = nil) {
    self.escapesHTML = escapesHTML
    self.indent = indent
  }

  struct Failure: Error {
    var message: String
  }

  static func bytes(
    _ value: Value, escapesHTML: Bool = true, indent: Int? = nil, marksFloats: Bool = false
  ) throws(Failure) -> [UInt8] {
    var writer = ValueJSON(escapesHTML: escapesHTML, indent: indent)
    writer.marksFloats = marksFloats
    try writer.write(value)
    return writer.output
  }

  private mutating func newLine() {
    guard let indent else { return }
    output.append(0x0A)
    output += repeatElement(0x20, count: depth * indent)
  }

  private mutating func write(_ value: Value) throws(Failure) {
    switch value.payload {
    case .none: output += "null".utf8
    case .bool(let flag): output += (flag ? "true" : "false").utf8
    case .int(let number): output += String(number).utf8
    case .uint(let number): output += String(number).utf8
    case .float(let number):
      guard number.isFinite else {
        throw Failure(message: "json: unsupported value: \(GoPrinter.text(value))")
      }
      let text = marksFloats ? GoFloatText.shortest(number) : GoFloat.text(number)
      output += text
      if marksFloats, !text.contains(UInt8(ascii: ".")), !text.contains(UInt8(ascii: "e")) { output += ".0".utf8 }
    case .string(let bytes): Self.append(bytes, escapesHTML, &output)
    case .list(let list): try write(list)
    case .map(let map):
      if map.isNil { return output += "null".utf8 }
      try writeObject(map.sorted.map { ($0.key.array, $0.value) })
    case .object(let object):
      if let json = object.jsonValue { return try write(json) }
      if object.kindName == "func" || object is ComplexNumber {
        throw Failure(message: "json: unsupported type: \(object.typeName)")
      }
      try writeObject(object.fields.compactMap { field in field.json.map { (Array($0.utf8), field.value) } })
    }
  }

  private mutating func write(_ list: ListBox) throws(Failure) {
    if list.isNil { return output += "null".utf8 }
    if list.element == .uint8 {
      return Self.append(Base64.encode(list.items.map(\.byte)), escapesHTML, &output)
    }
    if list.items.isEmpty { return output += "[]".utf8 }
    try enter()
    output.append(UInt8(ascii: "["))
    for (index, item) in list.items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      newLine()
      try write(item)
    }
    depth -= 1
    newLine()
    output.append(UInt8(ascii: "]"))
  }

  private mutating func enter() throws(Failure) {
    depth += 1
    guard depth < Self.depthLimit, output.count < Self.outputLimit else {
      throw Failure(message: "json: unsupported value: encountered a cycle")
    }
  }

  private mutating func writeObject(_ members: [([UInt8], Value)]) throws(Failure) {
    if members.isEmpty { return output += "{}".utf8 }
    try enter()
    output.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      newLine()
      Self.append(member.0, escapesHTML, &output)
      output.append(UInt8(ascii: ":"))
      if indent != nil { output.append(0x20) }
      try write(member.1)
    }
    depth -= 1
    newLine()
    output.append(UInt8(ascii: "}"))
  }

  /// A string between quotes.
  static func append(_ text: [UInt8], _ escapesHTML: Bool, _ output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte >= 0x80 {
        let rune = Rune.decode(text, index)
        if !rune.isValid {
          output += "\u{FFFD}".utf8
        } else if rune.value == 0x2028 || rune.value == 0x2029 {
          output += (rune.value == 0x2028 ? "\\u2028" : "\\u2029").utf8
        } else {
          output += text[index..<index + rune.length]
        }
        index += rune.length
        continue
      }
      index += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case 0x08: output += "\\b".utf8
      case 0x0C: output += "\\f".utf8
      case 0x0A: output += "\\n".utf8
      case 0x0D: output += "\\r".utf8
      case 0x09: output += "\\t".utf8
      case 0..<0x20: escape(byte, &output)
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        if escapesHTML { escape(byte, &output) } else { output.append(byte) }
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8, _ output: inout [UInt8]) {
    let text = String(byte, radix: 16)
    output += "\\u00".utf8
    if text.utf8.count < 2 { output.append(0x30) }
    output += text.utf8
  }
}

extension Value {
  /// A small unsigned integer as a byte.
  var byte: UInt8 {
    if case .uint(let number) = payload { return UInt8(truncatingIfNeeded: number) }
    return 0
  }
}
