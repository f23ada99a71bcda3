/// The functions on durations that Helm 4.3 added.
enum DurationFunctions {
  static let table: [Function] = [
    Function("mustToDuration", [.any]) { call throws(CallFailure) in .int(try duration(call[0]), .duration) },
    Function("durationSeconds", [.any]) { call throws(CallFailure) in float(call[0], GoDuration.second) },
    Function("durationMinutes", [.any]) { call throws(CallFailure) in float(call[0], GoDuration.minute) },
    Function("durationHours", [.any]) { call throws(CallFailure) in float(call[0], GoDuration.hour) },
    Function("durationDays", [.any]) { call throws(CallFailure) in
      .float(GoDuration.count(lenient(call[0]), of: GoDuration.hour) / 24)
    },
    Function("durationWeeks", [.any]) { call throws(CallFailure) in
      .float(GoDuration.count(lenient(call[0]), of: GoDuration.hour) / 24 / 7)
    },
    Function("durationNanoseconds", [.any]) { call throws(CallFailure) in .int(lenient(call[0]), .int64) },
    Function("durationMicroseconds", [.any]) { call throws(CallFailure) in .int(lenient(call[0]) / 1_000, .int64) },
    Function("durationMilliseconds", [.any]) { call throws(CallFailure) in
      .int(lenient(call[0]) / 1_000_000, .int64)
    },
    Function("durationRoundTo", [.any, .any]) { call throws(CallFailure) in
      .int(GoDuration.rounded(lenient(call[0]), to: lenient(call[1])), .duration)
    },
    Function("durationTruncateTo", [.any, .any]) { call throws(CallFailure) in
      .int(GoDuration.truncated(lenient(call[0]), to: lenient(call[1])), .duration)
    },
  ]

  /// What is no duration counts as none.
  private static func lenient(_ value: Value) -> Int64 { (try? duration(value)) ?? 0 }

  private static func float(_ value: Value, _ unit: Int64) -> Value {
    .float(GoDuration.count(lenient(value), of: unit))
  }

  /// Text with units; numbers, written as text or not, are seconds.
  private static func duration(_ value: Value) throws(CallFailure) -> Int64 {
    switch value.payload {
    case .string(let bytes): return try duration(GoText.trimmedSpace(bytes), bytes)
    case .int(let number):
      if value.integerType == .duration { return number }
      let (result, overflow) = number.multipliedReportingOverflow(by: GoDuration.second)
      if overflow { throw CallFailure("duration seconds overflow: \(number)") }
      return result
    case .uint(let number):
      let seconds = Int64(exactly: number).map { $0.multipliedReportingOverflow(by: GoDuration.second) }
      guard let seconds, !seconds.overflow else { throw CallFailure("duration seconds overflow: \(number)") }
      return seconds.partialValue
    case .float(let number): return try nanoseconds(number)
    default: throw CallFailure("unsupported duration type \(value.typeName)")
    }
  }

  private static func nanoseconds(_ seconds: Double) throws(CallFailure) -> Int64 {
    let product = seconds * 1e9
    let shown = GoPrinter.text(.float(seconds))
    guard product.isFinite else { throw CallFailure("duration seconds overflow: \(shown)") }
    guard product >= -9_223_372_036_854_775_808, product < 9_223_372_036_854_775_808 else {
      throw CallFailure("duration seconds overflow: \(shown)")
    }
    return Int64(product)
  }

  private static func duration(_ text: [UInt8], _ source: [UInt8]) throws(CallFailure) -> Int64 {
    if text.isEmpty { throw CallFailure("empty duration") }
    if let duration = try? GoDuration.parse(text) { return duration }
    if let number = GoInteger.float(text) { return try nanoseconds(number) }
    throw CallFailure("could not parse duration \(GoQuote.text(source))")
  }
}
