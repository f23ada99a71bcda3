import Manifest

/// The mathematics extension.
extension Frame {
  func mathFunction(_ function: Function, _ value: Value) -> Value {
    switch function {
    case .mathMax, .mathMin:
      guard value.isList else { return value.isNumber ? value : Frame.noOverload }
      if value.length == 0 {
        return failure(.argument, "\(function.rawValue) argument must not be empty")
      }
      return mathFunction(function, elements(value))
    case .mathAbs, .mathSign: return magnitude(function, value)
    case .mathBitNot:
      return value.tag == .int || value.tag == .uint ? Value(value.tag, bits: ~value.bits) : Frame.noOverload
    case .mathSqrt:
      guard value.isNumber else { return Frame.noOverload }
      let number =
        value.tag == .int ? Double(value.asInt) : value.tag == .uint ? Double(value.bits) : value.asDouble
      return .double(number.squareRoot())
    default: break
    }
    guard value.tag == .double else { return Frame.noOverload }
    let number = value.asDouble
    switch function {
    case .mathCeil: return .double(number.rounded(.up))
    case .mathFloor: return .double(number.rounded(.down))
    case .mathRound: return .double(number.rounded(.toNearestOrAwayFromZero))
    case .mathTrunc: return .double(number.rounded(.towardZero))
    case .mathIsInf: return .bool(number.isInfinite)
    case .mathIsNaN: return .bool(number.isNaN)
    default: return .bool(number.isFinite)
    }
  }

  private func magnitude(_ function: Function, _ value: Value) -> Value {
    let isSign = function == .mathSign
    switch value.tag {
    case .int:
      if isSign { return .int(value.asInt.signum()) }
      if value.asInt == .min { return Value.text(.error, "integer overflow", .overflow) }
      return .int(abs(value.asInt))
    case .uint: return isSign ? .uint(value.bits == 0 ? 0 : 1) : value
    case .double:
      let number = value.asDouble
      if !isSign { return .double(number.magnitude) }
      return .double(number.isNaN ? number : number > 0 ? 1 : number < 0 ? -1 : 0)
    default: return Frame.noOverload
    }
  }

  func mathFunction(_ function: Function, _ arguments: [Value]) -> Value {
    guard function == .mathMax || function == .mathMin else {
      return bits(function, arguments[0], arguments[1])
    }
    guard var best = arguments.first, arguments.allSatisfy(\.isNumber) else { return Frame.noOverload }
    for argument in arguments.dropFirst() {
      guard let order = Numbers.compare(argument, best) else { continue }
      if function == .mathMax ? order > 0 : order < 0 { best = argument }
    }
    return best
  }

  private func bits(_ function: Function, _ left: Value, _ right: Value) -> Value {
    guard left.tag == .int || left.tag == .uint else { return Frame.noOverload }
    if function == .mathBitShiftLeft || function == .mathBitShiftRight {
      guard right.tag == .int else { return Frame.noOverload }
      guard right.asInt >= 0 else {
        return failure(.argument, "\(function.rawValue)() negative offset: \(right.asInt)")
      }
      let count = UInt64(min(right.asInt, 64))
      return Value(left.tag, bits: function == .mathBitShiftLeft ? left.bits << count : left.bits >> count)
    }
    guard right.tag == left.tag else { return Frame.noOverload }
    switch function {
    case .mathBitAnd: return Value(left.tag, bits: left.bits & right.bits)
    case .mathBitOr: return Value(left.tag, bits: left.bits | right.bits)
    default: return Value(left.tag, bits: left.bits ^ right.bits)
    }
  }
}
