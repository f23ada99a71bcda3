import Manifest

/// A moment with a time zone: Go's `time.Time`.
public final class GoTime: GoObject {
  /// Seconds since 1970.
  let seconds: Int64
  let nanoseconds: Int64
  let zone: TimeZone
  /// Whether it came from the clock: Go shows a monotonic reading with such a time.
  let isNow: Bool

  private static let limit: Int64 = 1 << 56

  init(seconds: Int64, nanoseconds: Int64 = 0, zone: TimeZone = .utc, isNow: Bool = false) {
    // Years beyond the hundred millions would leave what 64 bits can count.
    self.seconds = min(max(seconds, -Self.limit), Self.limit)
    self.nanoseconds = nanoseconds
    self.zone = zone
    self.isNow = isNow
  }

  /// Year 1, which Go gives where there is no time.
  static var zero: GoTime { GoTime(seconds: -62_135_596_800) }

  override public var typeName: String { "time.Time" }
  override public func isEqual(_ other: GoObject) -> Bool {
    guard let other = other as? GoTime else { return false }
    return seconds == other.seconds && nanoseconds == other.nanoseconds && zone.name == other.zone.name
  }

  override public var text: [UInt8]? {
    var text = TimeLayout.format(self, Array("2006-01-02 15:04:05.999999999 -0700 MST".utf8))
    if isNow { text += "m=+0.000000001".utf8.reduce(into: [0x20]) { $0.append($1) } }
    return text
  }

  override public var jsonValue: Value? {
    .string(TimeLayout.format(self, Array("2006-01-02T15:04:05.999999999Z07:00".utf8)))
  }

  /// Date and time of day in the time's zone.
  struct Fields {
    var year: Int64
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var weekday: Int
    var yearDay: Int
  }

  var local: Fields { Self.fields(seconds + Int64(zone.offset(at: seconds).seconds)) }

  /// The fields of seconds since 1970, as if in UTC.
  static func fields(_ seconds: Int64) -> Fields {
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = Int(seconds - days * 86_400)
    // Days since the first of March of year 0, in eras of 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthPart = (5 * dayOfYear + 2) / 153
    let month = Int(monthPart < 10 ? monthPart + 3 : monthPart - 9)
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let weekday = Int(((days + 4) % 7 + 7) % 7)
    let yearDay = days - daysFromCivil(year, 1, 1) + 1
    return Fields(
      year: year, month: month, day: Int(dayOfYear - (153 * monthPart + 2) / 5 + 1), hour: rest / 3600,
      minute: rest / 60 % 60, second: rest % 60, weekday: weekday, yearDay: Int(yearDay))
  }

  /// Days since 1970 of a date.
  static func daysFromCivil(_ year: Int64, _ month: Int, _ day: Int) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  static func monthName(_ number: Int) -> String {
    (1...12).contains(number) ? months[number - 1] : "%!Month(\(number))"
  }

  static func weekdayName(_ number: Int) -> String {
    (0...6).contains(number) ? weekdays[number] : "%!Weekday(\(number))"
  }

  /// The time moved by a duration; nil beyond what 64 bits hold.
  func adding(_ duration: Int64) -> GoTime {
    let total = nanoseconds + duration % GoDuration.second
    let carry = total < 0 ? -1 : total / GoDuration.second
    return GoTime(
      seconds: seconds &+ duration / GoDuration.second &+ carry, nanoseconds: total - carry * GoDuration.second,
      zone: zone)
  }

  /// How long after another time this one is.
  func since(_ other: GoTime) -> Int64 {
    let (product, overflow) = (seconds &- other.seconds).multipliedReportingOverflow(by: GoDuration.second)
    if overflow { return seconds < other.seconds ? .min : .max }
    return product &+ nanoseconds &- other.nanoseconds
  }

  func inZone(_ zone: TimeZone) -> GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone) }

  private func value(_ value: Value) -> Method { Method { call throws(CallFailure) in value } }

  override public func method(_ name: String) -> Method? {
    let fields = local
    switch name {
    case "Year": return value(.int(fields.year, .int))
    case "Month": return value(.int(Int64(fields.month), .month))
    case "Day": return value(.int(fields.day))
    case "Hour": return value(.int(fields.hour))
    case "Minute": return value(.int(fields.minute))
    case "Second": return value(.int(fields.second))
    case "Nanosecond": return value(.int(nanoseconds, .int))
    case "Weekday": return value(.int(Int64(fields.weekday), .weekday))
    case "YearDay": return value(.int(fields.yearDay))
    case "Unix": return value(.int(seconds, .int64))
    case "UnixNano": return value(.int(seconds &* GoDuration.second &+ nanoseconds, .int64))
    case "UnixMilli": return value(.int(seconds &* 1_000 &+ nanoseconds / 1_000_000, .int64))
    case "UnixMicro": return value(.int(seconds &* 1_000_000 &+ nanoseconds / 1_000, .int64))
    case "IsZero": return value(.bool(seconds == GoTime.zero.seconds && nanoseconds == 0))
    case "UTC": return value(.object(inZone(.utc)))
    case "Local": return value(.object(inZone(.utc)))
    case "String": return value(.string(text ?? []))
    default: return methodWithArguments(name)
    }
  }

  private func methodWithArguments(_ name: String) -> Method? {
    switch name {
    case "Format":
      return Method([.string]) { [self] call throws(CallFailure) in .string(TimeLayout.format(self, call.bytes(0))) }
    case "AddDate":
      return Method([.int, .int, .int]) { [self] call throws(CallFailure) in
        .object(addingDate(Int64(call.int(0)), Int64(call.int(1)), Int64(call.int(2))))
      }
    case "Before", "After", "Equal", "Sub":
      return Method([.time]) { [self] call throws(CallFailure) in
        guard let other = call[0].object as? GoTime else { return .missing }
        let left = (seconds, nanoseconds)
        let right = (other.seconds, other.nanoseconds)
        switch name {
        case "Before": return .bool(left < right)
        case "After": return .bool(left > right)
        case "Equal": return .bool(left == right)
        default: return .int(since(other), .duration)
        }
      }
    default: return nil
    }
  }

  /// `Time.AddDate`: days and months beyond their range move on to the next.
  private func addingDate(_ years: Int64, _ months: Int64, _ days: Int64) -> GoTime {
    let fields = local
    let limit: Int64 = 1 << 32
    guard [years, months, days].allSatisfy({ abs($0) < limit }) else { return .zero }
    let month = Int64(fields.month) - 1 + months
    let yearCarry = month >= 0 ? month / 12 : (month - 11) / 12
    let first = Self.daysFromCivil(fields.year + years + yearCarry, Int(month - yearCarry * 12) + 1, 1)
    let clock = Int64(fields.hour * 3600 + fields.minute * 60 + fields.second)
    let wall = (first + Int64(fields.day) - 1 + days) * 86_400 + clock
    return GoTime(seconds: wall - Int64(zone.offset(at: wall).seconds), nanoseconds: nanoseconds, zone: zone)
  }
}
