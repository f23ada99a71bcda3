/// The rule of a zone for all later years, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable {
  private struct Change: Sendable {
    var month = 0
    var week = 0
    var day = 0
    var time = 7200
    /// For `Jn` and `n`: the day of the year.
    var yearDay: Int?
    var skipsLeapDay = false
  }

  private var standard: (seconds: Int, name: String)
  private var summer: (seconds: Int, name: String)?
  private var start = Change()
  private var end = Change()

  init?(_ text: [UInt8]) {
    var rest = text[...]
    guard let name = Self.name(&rest), let offset = Self.time(&rest) else { return nil }
    standard = (-offset, name)
    guard !rest.isEmpty else { return }
    guard let summerName = Self.name(&rest) else { return nil }
    var seconds = standard.seconds + 3600
    if let first = rest.first, first != 0x2C {
      guard let offset = Self.time(&rest) else { return nil }
      seconds = -offset
    }
    summer = (seconds, summerName)
    guard let start = Self.change(&rest), let end = Self.change(&rest) else { return nil }
    (self.start, self.end) = (start, end)
  }

  private static func name(_ text: inout ArraySlice<UInt8>) -> String? {
    if text.first == UInt8(ascii: "<") {
      guard let close = text.firstIndex(of: UInt8(ascii: ">")) else { return nil }
      let name = String(decoding: text[(text.startIndex + 1)..<close], as: UTF8.self)
      text = text[(close + 1)...]
      return name
    }
    let letters = text.prefix { ($0 | 0x20) &- 0x61 < 26 }
    guard letters.count >= 3 else { return nil }
    text = text.dropFirst(letters.count)
    return String(decoding: letters, as: UTF8.self)
  }

  private static func number(_ text: inout ArraySlice<UInt8>) -> Int? {
    let digits = text.prefix { $0 &- 0x30 < 10 }
    guard (1...4).contains(digits.count) else { return nil }
    text = text.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private static func time(_ text: inout ArraySlice<UInt8>) -> Int? {
    var sign = 1
    if text.first == 0x2D || text.first == 0x2B {
      sign = text.first == 0x2D ? -1 : 1
      text = text.dropFirst()
    }
    guard var seconds = number(&text).map({ $0 * 3600 }) else { return nil }
    for unit in [60, 1] where text.first == 0x3A {
      text = text.dropFirst()
      guard let part = number(&text) else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  private static func change(_ text: inout ArraySlice<UInt8>) -> Change? {
    guard text.first == 0x2C else { return nil }
    text = text.dropFirst()
    var change = Change()
    if text.first == UInt8(ascii: "M") {
      text = text.dropFirst()
      guard let month = number(&text), text.popFirst() == 0x2E, let week = number(&text), text.popFirst() == 0x2E,
        let day = number(&text), (1...12).contains(month), (1...5).contains(week), day < 7
      else { return nil }
      (change.month, change.week, change.day) = (month, week, day)
    } else {
      if text.first == UInt8(ascii: "J") {
        text = text.dropFirst()
        change.skipsLeapDay = true
      }
      guard let day = number(&text) else { return nil }
      change.yearDay = day
    }
    if text.first == 0x2F {
      text = text.dropFirst()
      guard let time = time(&text) else { return nil }
      change.time = time
    }
    return change
  }

  /// The seconds since 1970, in local time, of a change in a year.
  private func moment(_ change: Change, _ year: Int64) -> Int64 {
    if let day = change.yearDay {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let shift = change.skipsLeapDay ? (isLeap && day >= 60 ? 0 : -1) : 0
      return (GoTime.daysFromCivil(year, 1, 1) + Int64(day + shift)) * 86_400 + Int64(change.time)
    }
    let first = GoTime.daysFromCivil(year, change.month, 1)
    let weekday = Int(((first + 4) % 7 + 7) % 7)
    var day = (change.day - weekday + 7) % 7 + (change.week - 1) * 7
    let next =
      change.month == 12 ? GoTime.daysFromCivil(year + 1, 1, 1) : GoTime.daysFromCivil(year, change.month + 1, 1)
    while Int64(day) >= next - first { day -= 7 }
    return (first + Int64(day)) * 86_400 + Int64(change.time)
  }

  func offset(at moment: Int64) -> (seconds: Int, name: String) {
    guard let summer else { return standard }
    let year = GoTime.fields(moment &+ Int64(standard.seconds)).year
    let from = self.moment(start, year) - Int64(standard.seconds)
    let to = self.moment(end, year) - Int64(summer.seconds)
    let isSummer = from < to ? moment >= from && moment < to : moment >= from || moment < to
    return isSummer ? summer : standard
  }
}
