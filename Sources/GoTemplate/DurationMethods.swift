/// The methods of `time.Duration`, `time.Month` and `time.Weekday`.
enum DurationMethods {
  static func method(_ name: String, _ value: Value) -> GoObject.Method? {
    guard case .int(let number) = value.payload else { return nil }
    if name == "String", let text = value.namedText {
      return GoObject.Method { call throws(CallFailure) in .string(text) }
    }
    guard value.integerType == .duration else { return nil }
    func float(_ unit: Int64) -> GoObject.Method {
      GoObject.Method { call throws(CallFailure) in .float(GoDuration.count(number, of: unit)) }
    }
    func integer(_ unit: Int64) -> GoObject.Method {
      GoObject.Method { call throws(CallFailure) in .int(number / unit, .int64) }
    }
    switch name {
    case "Seconds": return float(GoDuration.second)
    case "Minutes": return float(GoDuration.minute)
    case "Hours": return float(GoDuration.hour)
    case "Nanoseconds": return integer(1)
    case "Microseconds": return integer(1_000)
    case "Milliseconds": return integer(1_000_000)
    case "Abs":
      return GoObject.Method { call throws(CallFailure) in
        .int(number == .min ? .max : abs(number), .duration)
      }
    default: return nil
    }
  }
}
