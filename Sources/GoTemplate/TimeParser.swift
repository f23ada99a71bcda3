/// Reads times by a layout, as Go's `time.ParseInLocation` does.
struct TimeParser {
  struct Failure: Error {
    var message: String
  }

  private let layout: [UInt8]
  private let source: [UInt8]
  private var rest: ArraySlice<UInt8>
  private var year: Int64 = 0
  private var month = -1
  private var day = -1
  private var yearDay = -1
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var nanoseconds: Int64 = 0
  private var isPM = false
  private var isAM = false
  private var offset: Int?
  private var zoneName: String?
  private var isUTC = false

  private init(_ layout: [UInt8], _ source: [UInt8]) {
    self.layout = layout
    self.source = source
    rest = source[...]
  }

  static func parse(_ layout: [UInt8], _ source: [UInt8], zone: TimeZone) throws(Failure) -> GoTime {
    var parser = TimeParser(layout, source)
    return try parser.run(zone)
  }

  private func failure(_ element: [UInt8], _ value: ArraySlice<UInt8>) -> Failure {
    Failure(
      message: "parsing time \(GoQuote.text(source)) as \(GoQuote.text(layout)): cannot parse "
        + "\(GoQuote.text(Array(value))) as \(GoQuote.text(element))")
  }

  private func outOfRange(_ what: String) -> Failure {
    Failure(message: "parsing time \(GoQuote.text(source)): \(what) out of range")
  }

  private mutating func run(_ zone: TimeZone) throws(Failure) -> GoTime {
    let pieces = TimeLayout.pieces(layout)
    for (index, item) in pieces.enumerated() {
      let before = rest
      guard try take(item.piece, index + 1 < pieces.count ? pieces[index + 1].piece : nil) else {
        throw failure(item.source, isLiteral(item.piece) ? rest : before)
      }
    }
    guard rest.isEmpty else {
      throw Failure(message: "parsing time \(GoQuote.text(source)): extra text: \(GoQuote.text(Array(rest)))")
    }
    return try finish(zone)
  }

  private func isLiteral(_ piece: TimeLayout.Piece) -> Bool {
    if case .literal = piece { return true }
    return false
  }

  // MARK: Pieces

  private mutating func digits(_ low: Int, _ high: Int) -> Int? {
    let taken = rest.prefix(high).prefix { $0 &- 0x30 < 10 }
    guard taken.count >= low else { return nil }
    rest = rest.dropFirst(taken.count)
    return taken.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  private mutating func word(_ names: [String]) -> Int? {
    for (index, name) in names.enumerated() where rest.count >= name.utf8.count {
      let matches = zip(rest, name.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
      if matches {
        rest = rest.dropFirst(name.utf8.count)
        return index
      }
    }
    return nil
  }

  private static let months = (1...12).map { GoTime.monthName($0) }
  private static let shortMonths = months.map { String($0.prefix(3)) }
  private static let weekdays = (0...6).map { GoTime.weekdayName($0) }
  private static let shortWeekdays = weekdays.map { String($0.prefix(3)) }

  /// Takes a piece; false when the text does not fit.
  private mutating func take(_ piece: TimeLayout.Piece, _ next: TimeLayout.Piece?) throws(Failure) -> Bool {
    switch piece {
    case .literal(let bytes): return takeLiteral(bytes)
    case .longMonth: return assign(word(Self.months).map { $0 + 1 }) { $0.month = $1 }
    case .month: return assign(word(Self.shortMonths).map { $0 + 1 }) { $0.month = $1 }
    case .longWeekday: return word(Self.weekdays) != nil
    case .weekday: return word(Self.shortWeekdays) != nil
    case .numMonth, .zeroMonth:
      let width = isZero(piece) ? 2 : 1
      guard let value = digits(width, 2) else { return false }
      month = value
      if value < 1 || value > 12 { throw outOfRange("month") }
    case .day, .underDay, .zeroDay:
      if case .underDay = piece, rest.first == 0x20 { rest = rest.dropFirst() }
      return assign(digits(isZero(piece) ? 2 : 1, 2)) { $0.day = $1 }
    case .underYearDay, .zeroYearDay:
      if case .underYearDay = piece { while rest.first == 0x20 { rest = rest.dropFirst() } }
      return assign(digits(1, 3)) { $0.yearDay = $1 }
    case .hour:
      guard let value = digits(1, 2) else { return false }
      hour = value
      if value > 23 { throw outOfRange("hour") }
    case .hour12, .zeroHour12:
      guard let value = digits(isZero(piece) ? 2 : 1, 2) else { return false }
      hour = value
      if value > 12 { throw outOfRange("hour") }
    case .minute, .zeroMinute:
      guard let value = digits(isZero(piece) ? 2 : 1, 2) else { return false }
      minute = value
      if value > 59 { throw outOfRange("minute") }
    case .second, .zeroSecond:
      guard let value = digits(isZero(piece) ? 2 : 1, 2) else { return false }
      second = value
      if value > 59 { throw outOfRange("second") }
      if case .fraction? = next { return true }
      if let mark = rest.first, mark == 0x2E || mark == 0x2C, rest.dropFirst().first.map({ $0 &- 0x30 < 10 }) == true {
        takeFraction(rest.dropFirst().prefix { $0 &- 0x30 < 10 }.count)
      }
    case .longYear:
      return assign(digits(4, 4)) { $0.year = Int64($1) }
    case .year:
      guard let value = digits(2, 2) else { return false }
      year = Int64(value >= 69 ? value + 1900 : value + 2000)
    case .upperPM, .lowerPM: return takeHalf(piece)
    case .zone: return takeZone()
    case .offset(let isoUTC, let colon, let parts): return takeOffset(isoUTC, colon, parts)
    case .fraction(let count, let trims, _):
      if trims {
        if let mark = rest.first, mark == 0x2E || mark == 0x2C {
          let found = rest.dropFirst().prefix { $0 &- 0x30 < 10 }.count
          if found > 0 { takeFraction(found) }
        }
        return true
      }
      guard let mark = rest.first, mark == 0x2E || mark == 0x2C,
        rest.dropFirst().prefix(count).allSatisfy({ $0 &- 0x30 < 10 }), rest.count > count
      else { return false }
      takeFraction(count)
    }
    return true
  }

  private func isZero(_ piece: TimeLayout.Piece) -> Bool {
    switch piece {
    case .zeroMonth, .zeroDay, .zeroHour12, .zeroMinute, .zeroSecond: true
    default: false
    }
  }

  private mutating func assign<Found>(_ value: Found?, _ body: (inout Self, Found) -> Void) -> Bool {
    guard let value else { return false }
    body(&self, value)
    return true
  }

  private mutating func takeLiteral(_ bytes: [UInt8]) -> Bool {
    for byte in bytes {
      if byte == 0x20 {
        if let first = rest.first, first != 0x20 { return false }
        while rest.first == 0x20 { rest = rest.dropFirst() }
        continue
      }
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
    }
    return true
  }

  private mutating func takeFraction(_ count: Int) {
    let digits = rest.dropFirst().prefix(count)
    rest = rest.dropFirst(count + 1)
    var value: Int64 = 0
    for index in 0..<9 {
      let place = digits.startIndex + index
      value = value * 10 + (place < digits.endIndex ? Int64(digits[place] &- 0x30) : 0)
    }
    nanoseconds = value
  }

  private mutating func takeHalf(_ piece: TimeLayout.Piece) -> Bool {
    let text = String(decoding: rest.prefix(2), as: UTF8.self)
    if case .lowerPM = piece {
      guard text == "pm" || text == "am" else { return false }
    } else {
      guard text == "PM" || text == "AM" else { return false }
    }
    isPM = text == "PM" || text == "pm"
    isAM = !isPM
    rest = rest.dropFirst(2)
    return true
  }

  private mutating func takeZone() -> Bool {
    let letters = rest.prefix { $0 &- 0x41 < 26 }
    guard letters.count >= 3, letters.count <= 5 else { return false }
    let name = String(decoding: letters, as: UTF8.self)
    rest = rest.dropFirst(letters.count)
    if name == "UTC" { isUTC = true } else { zoneName = name }
    return true
  }

  private mutating func takeOffset(_ isoUTC: Bool, _ colon: Bool, _ parts: Int) -> Bool {
    if isoUTC, rest.first == 0x5A {
      rest = rest.dropFirst()
      isUTC = true
      return true
    }
    guard let sign = rest.first, sign == 0x2B || sign == 0x2D else { return false }
    rest = rest.dropFirst()
    var seconds = 0
    for (index, unit) in [3600, 60, 1].prefix(parts).enumerated() {
      if index > 0, colon {
        guard rest.first == 0x3A else { return false }
        rest = rest.dropFirst()
      }
      guard let part = digits(2, 2), part <= (index == 0 ? 24 : 60) else { return false }
      seconds += part * unit
    }
    offset = sign == 0x2D ? -seconds : seconds
    return true
  }

  // MARK: The result

  private mutating func finish(_ zone: TimeZone) throws(Failure) -> GoTime {
    if isPM, hour < 12 { hour += 12 }
    if isAM, hour == 12 { hour = 0 }
    if yearDay >= 0 {
      let isLeap = Self.daysIn(2, year) == 29
      guard yearDay >= 1, yearDay <= (isLeap ? 366 : 365) else { throw outOfRange("day-of-year") }
      let fields = GoTime.fields((GoTime.daysFromCivil(year, 1, 1) + Int64(yearDay) - 1) * 86_400)
      if month >= 0, month != fields.month { throw outOfRange("day-of-year does not match month") }
      if day >= 0, day != fields.day { throw outOfRange("day-of-year does not match day") }
      (month, day) = (fields.month, fields.day)
    }
    if month < 0 { month = 1 }
    if day < 0 { day = 1 }
    if day < 1 || day > Self.daysIn(month, year) { throw outOfRange("day") }
    let wall =
      GoTime.daysFromCivil(year, month, day) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    if isUTC { return GoTime(seconds: wall, nanoseconds: nanoseconds) }
    if let offset {
      let seconds = wall - Int64(offset)
      if zone.offset(at: seconds).seconds == offset {
        return GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone)
      }
      return GoTime(
        seconds: seconds, nanoseconds: nanoseconds,
        zone: TimeZone(name: "", seconds: offset, abbreviation: zoneName ?? ""))
    }
    if let zoneName, zone.offset(at: wall).name != zoneName {
      return GoTime(
        seconds: wall, nanoseconds: nanoseconds, zone: TimeZone(name: zoneName, seconds: 0, abbreviation: zoneName))
    }
    let first = zone.offset(at: wall).seconds
    let second = zone.offset(at: wall - Int64(first)).seconds
    return GoTime(seconds: wall - Int64(second), nanoseconds: nanoseconds, zone: zone)
  }

  static func daysIn(_ month: Int, _ year: Int64) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
