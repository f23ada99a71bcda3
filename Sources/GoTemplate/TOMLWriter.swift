import Manifest

/// Writes TOML as github.com/BurntSushi/toml does: plain keys first, tables after them.
struct TOMLWriter {
  struct Failure: Error {
    var message: String
  }

  private var output: [UInt8] = []
  private var hasWritten = false
  private var depth = 0

  static func bytes(_ value: Value) throws(Failure) -> [UInt8] {
    var writer = TOMLWriter()
    if let map = value.map { try writer.writeTable(map, []) } else { try writer.writeElement(value) }
    return writer.output
  }

  private enum Shape {
    case skip, plain, table, tables
  }

  private static func shape(_ value: Value) -> Shape {
    switch value.payload {
    case .none: return .skip
    case .map: return .table
    case .list(let list):
      if !list.items.isEmpty, list.items.allSatisfy({ $0.map != nil }) { return .tables }
      return .plain
    default: return .plain
    }
  }

  private mutating func indent(_ path: [[UInt8]]) {
    output += repeatElement(0x20, count: 2 * max(0, path.count - 1))
  }

  private mutating func newLine() {
    if hasWritten { output.append(0x0A) }
  }

  private mutating func writeTable(_ map: MapBox, _ path: [[UInt8]]) throws(Failure) {
    guard path.count < 200, output.count < 64 << 20 else { throw Failure(message: "toml: the tables nest too deep") }
    let entries = map.sorted.map { (key: $0.key.array, value: $0.value, shape: Self.shape($0.value)) }
    for entry in entries where entry.shape == .plain {
      indent(path + [[]])
      output += Self.key(entry.key) + Array(" = ".utf8)
      try writeElement(entry.value)
      output.append(0x0A)
      hasWritten = true
    }
    for entry in entries {
      let below = path + [entry.key]
      if entry.shape == .table, let table = entry.value.map {
        if path.isEmpty { newLine() }
        writeHeader(below, "[", "]")
        try writeTable(table, below)
      } else if entry.shape == .tables, let list = entry.value.list {
        for item in list.items {
          guard let table = item.map else { continue }
          newLine()
          writeHeader(below, "[[", "]]")
          try writeTable(table, below)
        }
      }
    }
  }

  private mutating func writeHeader(_ path: [[UInt8]], _ open: String, _ close: String) {
    indent(path)
    output += open.utf8
    output += GoText.joined(path.map { Self.key($0) }, [0x2E])
    output += close.utf8
    output.append(0x0A)
    hasWritten = true
  }

  private static func key(_ key: [UInt8]) -> [UInt8] {
    let isBare =
      !key.isEmpty
      && key.allSatisfy {
        ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F || $0 == 0x2D
      }
    return isBare ? key : quoted(key)
  }

  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x22]
    for byte in text {
      switch byte {
      case 0x22: output += "\\\"".utf8
      case 0x5C: output += "\\\\".utf8
      case 0x08: output += "\\b".utf8
      case 0x09: output += "\\t".utf8
      case 0x0A: output += "\\n".utf8
      case 0x0C: output += "\\f".utf8
      case 0x0D: output += "\\r".utf8
      case 0..<0x20, 0x7F:
        let hex = String(byte, radix: 16)
        output += ("\\u00" + (hex.utf8.count < 2 ? "0" : "") + hex).utf8
      default: output.append(byte)
      }
    }
    return output + [0x22]
  }

  private mutating func writeElement(_ value: Value) throws(Failure) {
    depth += 1
    defer { depth -= 1 }
    guard depth < 200, output.count < 64 << 20 else { throw Failure(message: "toml: the values nest too deep") }
    switch value.payload {
    case .bool(let flag): output += (flag ? "true" : "false").utf8
    case .int(let number): output += String(number).utf8
    case .uint(let number): output += String(number).utf8
    case .float(let number): output += Self.float(number)
    case .string(let bytes): output += Self.quoted(bytes)
    case .list(let list):
      output.append(UInt8(ascii: "["))
      for (index, item) in list.items.enumerated() {
        if index > 0 { output += ", ".utf8 }
        if item.isNil { throw Failure(message: "toml: cannot encode array with nil element") }
        try writeElement(item)
      }
      output.append(UInt8(ascii: "]"))
    case .map(let map):
      output.append(UInt8(ascii: "{"))
      for (index, entry) in map.sorted.filter({ !$0.value.isNil }).enumerated() {
        if index > 0 { output += ", ".utf8 }
        output += Self.key(entry.key.array) + Array(" = ".utf8)
        try writeElement(entry.value)
      }
      output.append(UInt8(ascii: "}"))
    case .object(let object):
      if let time = object as? GoTime {
        output += TimeLayout.format(time, Array("2006-01-02T15:04:05.999999999Z07:00".utf8))
      } else {
        throw Failure(message: "unsupported type: \(object.typeName)")
      }
    case .none: break
    }
  }

  private static func float(_ number: Double) -> [UInt8] {
    if number.isNaN { return Array("nan".utf8) }
    if number.isInfinite { return Array((number < 0 ? "-inf" : "inf").utf8) }
    let text = GoFloatText.text(number, "g", nil)
    return text.contains(UInt8(ascii: ".")) || text.contains(UInt8(ascii: "e")) ? text : text + Array(".0".utf8)
  }
}
