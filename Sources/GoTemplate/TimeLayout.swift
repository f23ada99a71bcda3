/// Times as text by a layout of Go: the reference time `Mon Jan 2 15:04:05 MST 2006`.
enum TimeLayout {
  /// A piece of a layout.
  enum Piece {
    case literal([UInt8])
    case longMonth, month, numMonth, zeroMonth
    case longWeekday, weekday
    case day, underDay, zeroDay, underYearDay, zeroYearDay
    case hour, hour12, zeroHour12
    case minute, zeroMinute, second, zeroSecond
    case longYear, year
    case upperPM, lowerPM
    case zone
    /// `Z` instead of zero; a colon; with minutes; with seconds.
    case offset(isoUTC: Bool, colon: Bool, parts: Int)
    /// Digits behind the second; `trims`: without zeros at the end; the separator.
    case fraction(Int, trims: Bool, separator: UInt8)
  }

  private static let words: [(String, Piece)] = [
    ("January", .longMonth), ("Jan", .month), ("Monday", .longWeekday), ("Mon", .weekday), ("MST", .zone),
    ("01", .zeroMonth), ("002", .zeroYearDay), ("02", .zeroDay), ("03", .zeroHour12), ("04", .zeroMinute),
    ("05", .zeroSecond), ("06", .year), ("15", .hour), ("1", .numMonth), ("2006", .longYear), ("__2", .underYearDay),
    ("_2006", .literal([0x5F])), ("_2", .underDay), ("2", .day), ("3", .hour12), ("4", .minute), ("5", .second),
    ("PM", .upperPM), ("pm", .lowerPM),
    ("-07:00:00", .offset(isoUTC: false, colon: true, parts: 3)),
    ("-070000", .offset(isoUTC: false, colon: false, parts: 3)),
    ("-07:00", .offset(isoUTC: false, colon: true, parts: 2)),
    ("-0700", .offset(isoUTC: false, colon: false, parts: 2)),
    ("-07", .offset(isoUTC: false, colon: false, parts: 1)),
    ("Z07:00:00", .offset(isoUTC: true, colon: true, parts: 3)),
    ("Z070000", .offset(isoUTC: true, colon: false, parts: 3)),
    ("Z07:00", .offset(isoUTC: true, colon: true, parts: 2)),
    ("Z0700", .offset(isoUTC: true, colon: false, parts: 2)),
    ("Z07", .offset(isoUTC: true, colon: false, parts: 1)),
  ]

  private static let patterns: [(word: [UInt8], piece: Piece)] = words.map { (Array($0.0.utf8), $0.1) }

  /// The pieces of a layout with the bytes of each.
  static func pieces(_ layout: [UInt8]) -> [(piece: Piece, source: [UInt8])] {
    var result: [(piece: Piece, source: [UInt8])] = []
    var literal: [UInt8] = []
    var index = 0
    while index < layout.count {
      guard let (piece, length) = piece(layout, index) else {
        literal.append(layout[index])
        index += 1
        continue
      }
      if case .literal = piece {
        // `_2006` is an underscore and a year.
        literal.append(layout[index])
        index += 1
        continue
      }
      if !literal.isEmpty { result.append((.literal(literal), literal)) }
      literal = []
      result.append((piece, Array(layout[index..<index + length])))
      index += length
    }
    if !literal.isEmpty { result.append((.literal(literal), literal)) }
    return result
  }

  private static func piece(_ layout: [UInt8], _ index: Int) -> (Piece, Int)? {
    if let fraction = fraction(layout, index) { return fraction }
    for (word, piece) in patterns where layout.count - index >= word.count && layout[index] == word[0] {
      guard layout[index..<index + word.count].elementsEqual(word) else { continue }
      // `Jan` inside of a longer word such as `January` was seen before; `Janet` is none.
      if word.count == 3, case .month = piece { if startsLower(layout, index + 3) { continue } }
      if word.count == 3, case .weekday = piece { if startsLower(layout, index + 3) { continue } }
      return (piece, word.count)
    }
    return nil
  }

  private static func startsLower(_ layout: [UInt8], _ index: Int) -> Bool {
    index < layout.count && layout[index] >= 0x61 && layout[index] <= 0x7A
  }

  private static func fraction(_ layout: [UInt8], _ index: Int) -> (Piece, Int)? {
    guard layout[index] == 0x2E || layout[index] == 0x2C, index + 1 < layout.count,
      layout[index + 1] == 0x30 || layout[index + 1] == 0x39
    else { return nil }
    let digit = layout[index + 1]
    let count = layout[(index + 1)...].prefix { $0 == digit }.count
    let end = index + 1 + count
    if end < layout.count, layout[end] &- 0x30 < 10 { return nil }
    return (.fraction(count, trims: digit == 0x39, separator: layout[index]), count + 1)
  }

  // MARK: Writing

  static func format(_ time: GoTime, _ layout: [UInt8]) -> [UInt8] {
    let fields = time.local
    let zone = time.zone.offset(at: time.seconds)
    var output: [UInt8] = []
    for (piece, _) in pieces(layout) { append(piece, fields, zone, time.nanoseconds, &output) }
    return output
  }

  private static func append(
    _ piece: Piece, _ fields: GoTime.Fields, _ zone: (seconds: Int, name: String), _ nanoseconds: Int64,
    _ output: inout [UInt8]
  ) {
    func number(_ value: Int64, _ width: Int, pad: Character = "0") {
      let text = String(abs(value))
      output += ((value < 0 ? "-" : "") + String(repeating: pad, count: max(0, width - text.utf8.count)) + text).utf8
    }
    func prefix(_ text: String, _ count: Int) { output += text.utf8.prefix(count) }
    let hour12 = Int64(fields.hour % 12 == 0 ? 12 : fields.hour % 12)
    switch piece {
    case .literal(let bytes): output += bytes
    case .longMonth: output += GoTime.monthName(fields.month).utf8
    case .month: prefix(GoTime.monthName(fields.month), 3)
    case .numMonth: number(Int64(fields.month), 0)
    case .zeroMonth: number(Int64(fields.month), 2)
    case .longWeekday: output += GoTime.weekdayName(fields.weekday).utf8
    case .weekday: prefix(GoTime.weekdayName(fields.weekday), 3)
    case .day: number(Int64(fields.day), 0)
    case .underDay: number(Int64(fields.day), 2, pad: " ")
    case .zeroDay: number(Int64(fields.day), 2)
    case .underYearDay: number(Int64(fields.yearDay), 3, pad: " ")
    case .zeroYearDay: number(Int64(fields.yearDay), 3)
    case .hour: number(Int64(fields.hour), 2)
    case .hour12: number(hour12, 0)
    case .zeroHour12: number(hour12, 2)
    case .minute: number(Int64(fields.minute), 0)
    case .zeroMinute: number(Int64(fields.minute), 2)
    case .second: number(Int64(fields.second), 0)
    case .zeroSecond: number(Int64(fields.second), 2)
    case .longYear: number(fields.year, 4)
    case .year: number(((fields.year % 100) + 100) % 100, 2)
    case .upperPM: output += (fields.hour >= 12 ? "PM" : "AM").utf8
    case .lowerPM: output += (fields.hour >= 12 ? "pm" : "am").utf8
    case .zone:
      if zone.name.isEmpty { offset(zone.seconds, colon: false, parts: 2, &output) } else { output += zone.name.utf8 }
    case .offset(let isoUTC, let colon, let parts):
      if isoUTC, zone.seconds == 0 {
        output.append(0x5A)
      } else {
        offset(zone.seconds, colon: colon, parts: parts, &output)
      }
    case .fraction(let count, let trims, let separator):
      var digits = Array((String(repeating: "0", count: 9 - String(nanoseconds).utf8.count) + String(nanoseconds)).utf8)
      while digits.count < count { digits.append(0x30) }
      digits = Array(digits.prefix(count))
      if trims { while digits.last == 0x30 { digits.removeLast() } }
      if !digits.isEmpty { output += [separator] + digits }
    }
  }

  private static func offset(_ seconds: Int, colon: Bool, parts: Int, _ output: inout [UInt8]) {
    output.append(seconds < 0 ? 0x2D : 0x2B)
    let magnitude = abs(seconds)
    for (index, part) in [magnitude / 3600, magnitude / 60 % 60, magnitude % 60].prefix(parts).enumerated() {
      if index > 0, colon { output.append(0x3A) }
      output += [UInt8(0x30 + part / 10), UInt8(0x30 + part % 10)]
    }
  }
}
