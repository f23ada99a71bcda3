import Manifest

/// Values as Go's `fmt` prints them.
enum GoPrinter {
  /// What an action writes: `<no value>` for nothing, else `%v`.
  static func display(_ value: Value) -> [UInt8] {
    if value.isNil { return value.isInterface ? Array("<nil>".utf8) : Array("<no value>".utf8) }
    return print(value)
  }

  /// `%v`.
  static func print(_ value: Value) -> [UInt8] {
    if case .string(let bytes) = value.payload { return bytes }
    var formatter = GoFormatter()
    formatter.print(value, UInt32(UInt8(ascii: "v")))
    return formatter.output
  }

  static func text(_ value: Value) -> String { String(decoding: print(value), as: UTF8.self) }

  /// What `reflect.Value.String` gives: the text of a string, else the type.
  static func reflectText(_ value: Value) -> String {
    if case .string(let bytes) = value.payload { return String(decoding: bytes, as: UTF8.self) }
    return value.isNil ? "<invalid Value>" : "<\(value.typeName) Value>"
  }

  /// `fmt.Sprint`: a blank between two operands of which neither is a string.
  static func sprint(_ values: [Value]) -> [UInt8] {
    var output: [UInt8] = []
    for (index, value) in values.enumerated() {
      if index > 0, value.bytes == nil, values[index - 1].bytes == nil { output.append(0x20) }
      output += print(value)
    }
    return output
  }

  /// `fmt.Sprintln`.
  static func sprintln(_ values: [Value]) -> [UInt8] {
    GoText.joined(values.map { print($0) }, [0x20]) + [0x0A]
  }

  /// `fmt.Sprintf`.
  static func sprintf(_ format: [UInt8], _ values: [Value]) -> [UInt8] {
    var formatter = GoFormatter()
    formatter.format(format, values)
    return formatter.output
  }
}

extension Value {
  /// The text of an integer whose type has a `String` method.
  var namedText: [UInt8]? {
    guard case .int(let number) = payload else { return nil }
    switch integerType {
    case .duration: return Array(GoDuration.text(number).utf8)
    case .month: return Array(GoTime.monthName(Int(number)).utf8)
    case .weekday: return Array(GoTime.weekdayName(Int(number)).utf8)
    default: return nil
    }
  }
}
