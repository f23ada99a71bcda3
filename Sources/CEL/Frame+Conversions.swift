import Manifest

/// Conversions between kinds, and the fields of times.
extension Frame {
  private func refused(_ value: Value, _ function: Function) -> Value {
    failure(
      .conversion, "type conversion error from '\(ValuePrinter.typeName(value))' to '\(function.rawValue)'")
  }

  func convert(_ value: Value, to function: Function) -> Value {
    switch function {
    case .int: return toInt(value)
    case .uint: return toUint(value)
    case .double: return toDouble(value)
    case .string: return toString(value)
    case .bool: return toBool(value)
    case .bytes:
      if value.tag == .bytes { return value }
      guard value.tag == .string else { return Frame.noOverload }
      return Value.pointing(.bytes, value.address, Int(value.length))
    case .timestamp: return toTimestamp(value)
    default: return toDuration(value)
    }
  }

  private func toInt(_ value: Value) -> Value {
    switch value.tag {
    case .int: return value
    case .uint: return Int64(exactly: value.bits).map { Value.int($0) } ?? overflow()
    case .double:
      // Go's bounds: beyond them the conversion is not defined.
      let number = value.asDouble
      guard number > -9_223_372_036_854_775_808, number < 9_223_372_036_854_775_808 else { return overflow() }
      return .int(Int64(number.rounded(.towardZero)))
    case .string: return Numbers.signed(value.text).map { Value.int($0) } ?? refused(value, .int)
    case .timestamp: return .int(value.asInt)
    case .duration: return .int(value.asInt)
    default: return Frame.noOverload
    }
  }

  private func overflow() -> Value { Value.text(.error, "integer overflow", .overflow) }

  private func toUint(_ value: Value) -> Value {
    let range = Value.text(.error, "unsigned integer overflow", .overflow)
    switch value.tag {
    case .uint: return value
    case .int: return value.asInt < 0 ? range : .uint(UInt64(value.asInt))
    case .double:
      let number = value.asDouble
      guard number >= 0, number < 18_446_744_073_709_551_616 else { return range }
      return .uint(UInt64(number.rounded(.towardZero)))
    case .string: return Numbers.unsigned(value.text).map { Value.uint($0) } ?? refused(value, .uint)
    default: return Frame.noOverload
    }
  }

  private func toDouble(_ value: Value) -> Value {
    switch value.tag {
    case .double: return value
    case .int: return .double(Double(value.asInt))
    case .uint: return .double(Double(value.bits))
    case .string: return Numbers.double(value.text).map { Value.double($0) } ?? refused(value, .double)
    default: return Frame.noOverload
    }
  }

  private func toString(_ value: Value) -> Value {
    switch value.tag {
    case .string: return value
    case .bool: return value.bits == 1 ? .string("true") : .string("false")
    case .int: return string(Array(String(value.asInt).utf8))
    case .uint: return string(Array(String(value.bits).utf8))
    case .double: return string(GoFloat.general(value.asDouble))
    case .timestamp: return string(Array(Timestamp(value).text.utf8))
    case .duration: return string(Array(DurationText.seconds(value.asInt).utf8))
    case .bytes:
      guard String(validating: value.text, as: UTF8.self) != nil else {
        return Value.text(.error, "invalid UTF-8 in bytes, cannot convert to string", .conversion)
      }
      return Value.pointing(.string, value.address, Int(value.length))
    case .ip: return string(Array(IPAddress(value).text.utf8))
    case .cidr: return string(Array("\(IPAddress(value).text)/\(value.detail)".utf8))
    default: return Frame.noOverload
    }
  }

  private func toBool(_ value: Value) -> Value {
    if value.tag == .bool { return value }
    guard value.tag == .string else { return Frame.noOverload }
    switch value.stringValue ?? "" {
    case "1", "t", "T", "true", "TRUE", "True": return .true
    case "0", "f", "F", "false", "FALSE", "False": return .false
    default: return refused(value, .bool)
    }
  }

  private func toTimestamp(_ value: Value) -> Value {
    switch value.tag {
    case .timestamp: return value
    case .int:
      return Timestamp(seconds: value.asInt, nanoseconds: 0)?.value
        ?? Value.text(.error, "timestamp overflow", .overflow)
    case .string:
      return Timestamp(value.text)?.value
        ?? failure(.conversion, "type conversion error from 'string' to 'google.protobuf.Timestamp'")
    default: return Frame.noOverload
    }
  }

  private func toDuration(_ value: Value) -> Value {
    switch value.tag {
    case .duration: return value
    case .int: return .duration(value.asInt)
    case .string:
      return DurationText.parse(value.text).map { Value.duration($0) }
        ?? failure(.conversion, "type conversion error from 'string' to 'google.protobuf.Duration'")
    default: return Frame.noOverload
    }
  }

  func timeField(_ function: Function, _ value: Value, zone: Value?) -> Value {
    if value.tag == .duration {
      guard zone == nil else { return Frame.noOverload }
      let nanoseconds = value.asInt
      switch function {
      case .getHours: return .int(nanoseconds / 3_600_000_000_000)
      case .getMinutes: return .int(nanoseconds / 60_000_000_000)
      case .getSeconds: return .int(nanoseconds / 1_000_000_000)
      case .getMilliseconds: return .int(durationMilliseconds(nanoseconds))
      default: return Frame.noOverload
      }
    }
    guard value.tag == .timestamp else { return Frame.noOverload }
    var seconds = value.asInt
    if let zone {
      guard let name = zone.stringValue else { return Frame.noOverload }
      guard let offset = TimeZone.offset(name, at: seconds) else {
        return failure(.argument, "unknown time zone \(name)")
      }
      seconds += offset
    }
    let parts = Calendar(seconds: seconds)
    switch function {
    case .getFullYear: return .int(parts.year)
    case .getMonth: return .int(parts.month - 1)
    case .getDayOfYear: return .int(parts.dayOfYear)
    case .getDayOfMonth: return .int(parts.day - 1)
    case .getDate: return .int(parts.day)
    case .getDayOfWeek: return .int(parts.weekday)
    case .getHours: return .int(parts.hour)
    case .getMinutes: return .int(parts.minute)
    case .getSeconds: return .int(parts.second)
    default: return .int(Int64(value.length) / 1_000_000)
    }
  }

  /// cel-go gives the whole length, the specification the part below a second.
  private func durationMilliseconds(_ nanoseconds: Int64) -> Int64 {
    program.style == .older ? nanoseconds / 1_000_000 : nanoseconds / 1_000_000 % 1_000
  }
}
