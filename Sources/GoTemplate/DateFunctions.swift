import Manifest

/// Dates and times.
enum DateFunctions {
  static let table: [Function] = [
    Function("now", [], now),
    Function("date", [.string, .any], date),
    Function("dateInZone", [.string, .any, .string], dateInZone),
    Function("date_in_zone", [.string, .any, .string], dateInZone),
    Function("htmlDate", [.any], htmlDate),
    Function("htmlDateInZone", [.any, .string], htmlDateInZone),
    Function("dateModify", [.string, .time], dateModify),
    Function("date_modify", [.string, .time], dateModify),
    Function("mustDateModify", [.string, .time], mustDateModify),
    Function("must_date_modify", [.string, .time], mustDateModify),
    Function("toDate", [.string, .string], toDate),
    Function("mustToDate", [.string, .string], mustToDate),
    Function("unixEpoch", [.time], unixEpoch),
    Function("ago", [.any], ago),
    Function("duration", [.any], duration),
    Function("durationRound", [.any], durationRound),
  ]

  private static func clock(_ call: borrowing Call) -> GoTime {
    call.executor.notes.insert(.clock)
    return GoTime(seconds: call.executor.options.now, nanoseconds: 1, isNow: true)
  }

  @Sendable private static func now(_ call: borrowing Call) throws(CallFailure) -> Value { .object(clock(call)) }

  /// The time that a value stands for; the clock for what stands for none.
  private static func time(_ value: Value, _ call: borrowing Call) -> GoTime {
    switch value.payload {
    case .object(let object): return object as? GoTime ?? clock(call)
    case .int(let seconds) where [.int, .int64, .int32].contains(value.integerType): return GoTime(seconds: seconds)
    default: return clock(call)
    }
  }

  private static func written(_ layout: [UInt8], _ value: Value, _ zone: String, _ call: borrowing Call) -> Value {
    .string(TimeLayout.format(time(value, call).inZone(TimeZone.named(zone) ?? .utc), layout))
  }

  @Sendable private static func date(_ call: borrowing Call) throws(CallFailure) -> Value {
    written(call.bytes(0), call[1], "UTC", call)
  }

  @Sendable private static func dateInZone(_ call: borrowing Call) throws(CallFailure) -> Value {
    written(call.bytes(0), call[1], call.text(2), call)
  }

  private static let htmlLayout = Array("2006-01-02".utf8)

  @Sendable private static func htmlDate(_ call: borrowing Call) throws(CallFailure) -> Value {
    written(htmlLayout, call[0], "UTC", call)
  }

  @Sendable private static func htmlDateInZone(_ call: borrowing Call) throws(CallFailure) -> Value {
    written(htmlLayout, call[0], call.text(1), call)
  }

  @Sendable private static func dateModify(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard let time = call[1].object as? GoTime, let duration = try? GoDuration.parse(call.bytes(0)) else {
      return call[1]
    }
    return .object(time.adding(duration))
  }

  @Sendable private static func mustDateModify(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard let time = call[1].object as? GoTime else { return call[1] }
    do throws(GoDuration.Failure) { return .object(time.adding(try GoDuration.parse(call.bytes(0)))) } catch {
      throw CallFailure(error.message)
    }
  }

  @Sendable private static func toDate(_ call: borrowing Call) throws(CallFailure) -> Value {
    .object((try? TimeParser.parse(call.bytes(0), call.bytes(1), zone: .utc)) ?? .zero)
  }

  @Sendable private static func mustToDate(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(TimeParser.Failure) {
      return .object(try TimeParser.parse(call.bytes(0), call.bytes(1), zone: .utc))
    } catch { throw CallFailure(error.message) }
  }

  @Sendable private static func unixEpoch(_ call: borrowing Call) throws(CallFailure) -> Value {
    .string(String((call[0].object as? GoTime)?.seconds ?? 0))
  }

  // MARK: Durations

  @Sendable private static func ago(_ call: borrowing Call) throws(CallFailure) -> Value {
    let time = time(call[0], call)
    let age = clock(call).since(time)
    return .string(GoDuration.text(GoDuration.rounded(age, to: GoDuration.second)))
  }

  @Sendable private static func duration(_ call: borrowing Call) throws(CallFailure) -> Value {
    let seconds: Int64
    switch call[0].payload {
    case .string(let text): seconds = GoInteger.int64(text, base: 10).clamped
    case .int(let number) where call[0].integerType == .int64: seconds = number
    default: seconds = 0
    }
    return .string(GoDuration.text(seconds &* GoDuration.second))
  }

  @Sendable private static func durationRound(_ call: borrowing Call) throws(CallFailure) -> Value {
    let duration: Int64
    switch call[0].payload {
    case .string(let text): duration = (try? GoDuration.parse(text)) ?? 0
    case .int(let number) where call[0].integerType == .int64: duration = number
    case .object(let object): duration = (object as? GoTime).map { clock(call).since($0) } ?? 0
    default: duration = 0
    }
    return .string(rounded(duration))
  }

  /// The largest unit alone.
  private static func rounded(_ duration: Int64) -> String {
    let magnitude = duration.magnitude
    let second = UInt64(GoDuration.second)
    let units: [(UInt64, String)] = [
      (second * 3600 * 24 * 365, "y"), (second * 3600 * 24 * 30, "mo"), (second * 3600 * 24, "d"),
      (second * 3600, "h"), (second * 60, "m"), (second, "s"),
    ]
    for (unit, name) in units where magnitude > unit { return "\(magnitude / unit)\(name)" }
    return "0s"
  }
}
