/// A point in time as go-yaml reads it and Go's JSON prints it.
struct GoTimestamp: Equatable {
  private var year = 0
  private var month = 0
  private var day = 0
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var nanosecond = 0
  /// Seconds east of UTC.
  private var offset = 0

  /// Reads a date, or a date and a time: `2006-1-2`, `2006-1-2 15:4:5.9`, `2006-1-2T15:4:5.9Z07:00`.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard GoTimestamp.mayBe(text) else { return nil }
    var reader = DigitReader(text: text, index: 5)
    year = text[0..<4].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    guard let month = reader.number(upTo: 12), month > 0, reader.skip("-"), let day = reader.number(upTo: 31),
      day > 0, day <= GoTimestamp.days(in: month, of: year)
    else { return nil }
    (self.month, self.day) = (month, day)
    guard reader.index < text.count else { return }
    let separator = text[reader.index]
    reader.index += 1
    guard separator == UInt8(ascii: " ") || separator | 0x20 == UInt8(ascii: "t") else { return nil }
    guard let hour = reader.number(upTo: 23), reader.skip(":"), let minute = reader.number(upTo: 59),
      reader.skip(":"), let second = reader.number(upTo: 59)
    else { return nil }
    (self.hour, self.minute, self.second) = (hour, minute, second)
    nanosecond = reader.fraction()
    if separator != UInt8(ascii: " ") {
      guard let zone = reader.zone() else { return nil }
      offset = zone
    }
    guard reader.index == text.count else { return nil }
  }

  /// Whether a text starts with four digits and a hyphen.
  @inline(__always)
  static func mayBe(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count >= 8 && text[4] == UInt8(ascii: "-") && text[0] &- 0x30 < 10 && text[1] &- 0x30 < 10
      && text[2] &- 0x30 < 10 && text[3] &- 0x30 < 10
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Appends the time as RFC 3339 with as many digits of the second as it needs.
  func append(to output: inout [UInt8]) {
    append(year, digits: 4, to: &output)
    output.append(UInt8(ascii: "-"))
    append(month, digits: 2, to: &output)
    output.append(UInt8(ascii: "-"))
    append(day, digits: 2, to: &output)
    output.append(UInt8(ascii: "T"))
    append(hour, digits: 2, to: &output)
    output.append(UInt8(ascii: ":"))
    append(minute, digits: 2, to: &output)
    output.append(UInt8(ascii: ":"))
    append(second, digits: 2, to: &output)
    if nanosecond > 0 {
      output.append(UInt8(ascii: "."))
      append(nanosecond, digits: 9, to: &output)
      while output.last == UInt8(ascii: "0") { output.removeLast() }
    }
    if offset == 0 {
      output.append(UInt8(ascii: "Z"))
    } else {
      output.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
      append(abs(offset) / 3600, digits: 2, to: &output)
      output.append(UInt8(ascii: ":"))
      append(abs(offset) / 60 % 60, digits: 2, to: &output)
    }
  }

  private func append(_ value: Int, digits: Int, to output: inout [UInt8]) {
    let text = String(value).utf8
    for _ in text.count..<max(digits, text.count) { output.append(UInt8(ascii: "0")) }
    output.append(contentsOf: text)
  }
}

private struct DigitReader {
  let text: UnsafeBufferPointer<UInt8>
  var index: Int

  private var digit: Int? {
    index < text.count && text[index] &- 0x30 < 10 ? Int(text[index] &- 0x30) : nil
  }

  /// One or two digits.
  mutating func number(upTo limit: Int) -> Int? {
    guard var value = digit else { return nil }
    index += 1
    if let second = digit {
      value = value * 10 + second
      index += 1
    }
    return value <= limit ? value : nil
  }

  mutating func skip(_ character: UnicodeScalar) -> Bool {
    guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  /// A fraction of a second after a point or a comma, in nanoseconds; more than nine digits are dropped.
  mutating func fraction() -> Int {
    guard index + 1 < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ","),
      text[index + 1] &- 0x30 < 10
    else { return 0 }
    index += 1
    var value = 0
    var count = 0
    while let next = digit {
      if count < 9 { value = value * 10 + next }
      count += 1
      index += 1
    }
    for _ in min(count, 9)..<9 { value *= 10 }
    return value
  }

  /// `Z` or `+07:00`, in seconds.
  mutating func zone() -> Int? {
    if skip("Z") { return 0 }
    guard index + 6 <= text.count else { return nil }
    let sign = text[index]
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    index += 1
    let start = index
    guard let hours = number(upTo: 24), index == start + 2, skip(":"), let minutes = number(upTo: 60),
      index == start + 5
    else { return nil }
    let seconds = (hours * 60 + minutes) * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }
}
