import Glibc

/// A time zone: an offset, or the transitions of the system's time zone database.
struct TimeZone: Sendable {
  /// Its name as asked for.
  let name: String
  private var starts: [Int64] = []
  private var offsets: [(seconds: Int, name: String)] = []
  /// The rule for times after the last transition.
  private var rule: ZoneRule?

  static let utc = TimeZone(name: "UTC", seconds: 0, abbreviation: "UTC")

  init(name: String, seconds: Int, abbreviation: String) {
    self.name = name
    offsets = [(seconds, abbreviation)]
  }

  /// The offset east of UTC and the abbreviation at a moment.
  func offset(at moment: Int64) -> (seconds: Int, name: String) {
    if let rule, starts.last.map({ moment >= $0 }) ?? true { return rule.offset(at: moment) }
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? offsets[0] : offsets[low]
  }

  /// A zone of the database; nil when there is none of this name.
  static func named(_ name: String) -> TimeZone? {
    if name.isEmpty || name == "UTC" || name == "Local" { return .utc }
    let bytes = Array(name.utf8)
    // A name never leaves the database's folder.
    let isSafe =
      !bytes.contains(0) && !bytes.contains(0x5C) && bytes[0] != 0x2F
      && !GoText.split(bytes, [0x2F]).contains { $0 == [0x2E, 0x2E] || $0.isEmpty }
    guard isSafe, let data = contents("/usr/share/zoneinfo/" + name) else { return nil }
    return TimeZone(name: name, data: data)
  }

  private static func contents(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    let count = fread(&buffer, 1, buffer.count, file)
    return count > 44 ? Array(buffer[..<count]) : nil
  }

  /// Reads the 64-bit part of a file of the database (RFC 8536).
  private init?(name: String, data: [UInt8]) {
    self.name = name
    func number(_ offset: Int, _ size: Int) -> Int64? {
      guard offset >= 0, offset + size <= data.count else { return nil }
      var value: Int64 = data[offset] & 0x80 != 0 ? -1 : 0
      for byte in data[offset..<offset + size] { value = value << 8 | Int64(byte) }
      return value
    }
    func header(_ offset: Int) -> [Int]? {
      guard offset + 44 <= data.count, data[offset..<offset + 4].elementsEqual("TZif".utf8) else { return nil }
      let counts = (0..<6).compactMap { number(offset + 20 + 4 * $0, 4).map { Int($0) } }
      return counts.allSatisfy { (0...100_000).contains($0) } ? counts : nil
    }
    // Counts: isutc, isstd, leap, time, type, char.
    guard let first = header(0) else { return nil }
    let skip = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
    guard let counts = header(skip) else { return nil }
    let times = skip + 44
    let indexes = times + counts[3] * 8
    let types = indexes + counts[3]
    let names = types + counts[4] * 6
    let end = names + counts[5] + counts[2] * 12 + counts[1] + counts[0]
    guard end <= data.count, counts[4] > 0 else { return nil }
    func type(_ index: Int) -> (seconds: Int, name: String)? {
      guard index < counts[4], let seconds = number(types + index * 6, 4) else { return nil }
      let start = names + Int(data[types + index * 6 + 5])
      guard start < names + counts[5] else { return nil }
      let text = data[start..<(names + counts[5])].prefix { $0 != 0 }
      return (Int(seconds), String(decoding: text, as: UTF8.self))
    }
    guard let before = type(0) else { return nil }
    offsets.append(before)
    for index in 0..<counts[3] {
      guard let start = number(times + index * 8, 8), let offset = type(Int(data[indexes + index])) else { return nil }
      starts.append(start)
      offsets.append(offset)
    }
    rule = ZoneRule(Array(data[end...].drop { $0 == 0x0A }.prefix { $0 != 0x0A }))
  }
}

/// The rule of a zone for all later years, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
private struct ZoneRule: Sendable {
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
