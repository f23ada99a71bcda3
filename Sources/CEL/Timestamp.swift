import Glibc
import Manifest

/// A point in time, years 1 to 9999.
struct Timestamp: Equatable {
  var seconds: Int64
  var nanoseconds: UInt32

  static let first: Int64 = -62_135_596_800
  static let last: Int64 = 253_402_300_799

  init(_ value: Value) {
    seconds = value.asInt
    nanoseconds = value.length
  }

  init?(seconds: Int64, nanoseconds: UInt32) {
    guard (Timestamp.first...Timestamp.last).contains(seconds) else { return nil }
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  var value: Value { .timestamp(seconds, nanoseconds) }

  func adding(nanoseconds count: Int64) -> Timestamp? {
    var sum = Int64(nanoseconds) + count % 1_000_000_000
    var whole = count / 1_000_000_000
    if sum < 0 {
      sum += 1_000_000_000
      whole -= 1
    } else if sum >= 1_000_000_000 {
      sum -= 1_000_000_000
      whole += 1
    }
    return Timestamp(seconds: seconds + whole, nanoseconds: UInt32(sum))
  }

  func distance(from other: Timestamp) -> Int64? {
    let (scaled, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = scaled.addingReportingOverflow(Int64(nanoseconds) - Int64(other.nanoseconds))
    return overflow || carry ? nil : sum
  }

  // MARK: Text

  /// RFC 3339, as Go's time.Parse has it.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    func number(_ start: Int, _ count: Int) -> Int64? {
      guard start + count <= text.count else { return nil }
      var value: Int64 = 0
      for index in start..<start + count {
        guard text[index] &- 0x30 < 10 else { return nil }
        value = value * 10 + Int64(text[index] &- 0x30)
      }
      return value
    }
    func isByte(_ index: Int, _ byte: UnicodeScalar) -> Bool { index < text.count && text[index] == UInt8(ascii: byte) }
    guard let year = number(0, 4), isByte(4, "-"), let month = number(5, 2), isByte(7, "-"), let day = number(8, 2),
      isByte(10, "T"), let hour = number(11, 2), isByte(13, ":"), let minute = number(14, 2), isByte(16, ":"),
      let second = number(17, 2), (1...12).contains(month), day >= 1, day <= Calendar.days(in: month, of: year),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var index = 19
    var fraction: Int64 = 0
    if isByte(index, ".") {
      index += 1
      var digits = 0
      while index < text.count, text[index] &- 0x30 < 10 {
        if digits < 9 { fraction = fraction * 10 + Int64(text[index] &- 0x30) }
        digits += 1
        index += 1
      }
      guard digits > 0 else { return nil }
      for _ in min(digits, 9)..<9 { fraction *= 10 }
    }
    var offset: Int64 = 0
    if isByte(index, "Z") {
      index += 1
    } else {
      guard isByte(index, "+") || isByte(index, "-"), let hours = number(index + 1, 2), isByte(index + 3, ":"),
        let minutes = number(index + 4, 2), hours <= 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (isByte(index, "-") ? -60 : 60)
      index += 6
    }
    guard index == text.count else { return nil }
    let days = Calendar.days(year, month, day)
    self.init(
      seconds: days * 86_400 + hour * 3_600 + minute * 60 + second - offset, nanoseconds: UInt32(fraction))
  }

  /// RFC 3339 in UTC with as many digits of the second as there are.
  var text: String {
    let parts = Calendar(seconds: seconds)
    func padded(_ value: Int64, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    var text = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))T"
    text += "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2))"
    if nanoseconds > 0 {
      var fraction = padded(Int64(nanoseconds), 9)
      while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
      text += ".\(fraction)"
    }
    return text + "Z"
  }
}

/// A date and a time of day of the proleptic Gregorian calendar.
struct Calendar {
  var year: Int64
  var month: Int64
  var day: Int64
  var hour: Int64
  var minute: Int64
  var second: Int64
  /// Sunday is 0.
  var weekday: Int64
  /// From 0.
  var dayOfYear: Int64

  init(seconds: Int64) {
    let days = Int64((Double(seconds) / 86_400).rounded(.down))
    let rest = seconds - days * 86_400
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    weekday = ((days % 7) + 11) % 7
    // Civil date from a day count, by 400-year eras that begin in March.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfMarchYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfMarchYear + 2) / 153
    day = dayOfMarchYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    dayOfYear = days - Calendar.days(year, 1, 1)
  }

  /// Days since 1970-01-01.
  static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Durations as Go writes and reads them.
enum DurationText {
  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
  ]

  /// Go's ParseDuration.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var bytes = Array(text)
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    if bytes == [UInt8(ascii: "0")] { return 0 }
    guard !bytes.isEmpty else { return nil }
    var total: UInt64 = 0
    var index = 0
    while index < bytes.count {
      guard let part = part(bytes, &index) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      if overflow || sum > 1 << 63 { return nil }
      total = sum
    }
    if isNegative { return Int64(truncatingIfNeeded: 0 &- total) }
    return Int64(exactly: total)
  }

  /// A number and its unit, in nanoseconds.
  private static func part(_ bytes: [UInt8], _ index: inout Int) -> UInt64? {
    var whole: UInt64 = 0
    var digits = 0
    while index < bytes.count, bytes[index] &- 0x30 < 10 {
      let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
      if overflow || product > 1 << 63 { return nil }
      whole = product + UInt64(bytes[index] &- 0x30)
      digits += 1
      index += 1
    }
    var fraction = 0.0
    var scale = 1.0
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      while index < bytes.count, bytes[index] &- 0x30 < 10 {
        if scale < 1e18 {
          fraction = fraction * 10 + Double(bytes[index] &- 0x30)
          scale *= 10
        }
        digits += 1
        index += 1
      }
    }
    guard digits > 0 else { return nil }
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "."), !(bytes[index] &- 0x30 < 10) { index += 1 }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let unit = units.first(where: { $0.name == name })?.nanoseconds else { return nil }
    let (product, overflow) = whole.multipliedReportingOverflow(by: UInt64(unit))
    if overflow { return nil }
    return product + UInt64(fraction * (unit / scale))
  }

  /// CEL writes durations in seconds.
  static func seconds(_ nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude
    var text = (nanoseconds < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
    let rest = magnitude % 1_000_000_000
    if rest > 0 {
      let digits = String(rest)
      var fraction = String(repeating: "0", count: 9 - digits.utf8.count) + digits
      while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
      text += ".\(fraction)"
    }
    return text + "s"
  }
}
