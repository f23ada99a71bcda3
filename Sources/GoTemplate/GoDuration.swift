/// Spans of time as Go's `time.Duration`: nanoseconds.
enum GoDuration {
  static let second: Int64 = 1_000_000_000
  static let minute = 60 * second
  static let hour = 60 * minute

  /// `Duration.String`.
  static func text(_ duration: Int64) -> String {
    if duration == 0 { return "0s" }
    let magnitude = duration.magnitude
    let sign = duration < 0 ? "-" : ""
    if magnitude < UInt64(second) {
      let (unit, name): (UInt64, String) =
        magnitude < 1_000 ? (1, "ns") : magnitude < 1_000_000 ? (1_000, "µs") : (1_000_000, "ms")
      return sign + decimal(magnitude, unit) + name
    }
    let seconds = magnitude / UInt64(second)
    let rest = decimal(magnitude % UInt64(minute), UInt64(second)) + "s"
    if seconds < 60 { return sign + rest }
    let minutes = seconds / 60
    if minutes < 60 { return sign + "\(minutes)m" + rest }
    return sign + "\(minutes / 60)h\(minutes % 60)m" + rest
  }

  private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
    let fraction = value % unit
    guard fraction > 0 else { return String(value / unit) }
    var digits = String(fraction)
    digits = String(repeating: "0", count: max(0, String(unit).utf8.count - 1 - digits.utf8.count)) + digits
    while digits.utf8.last == 0x30 { digits.removeLast() }
    return "\(value / unit).\(digits)"
  }

  struct Failure: Error {
    var message: String
  }

  /// `time.ParseDuration`.
  static func parse(_ source: [UInt8]) throws(Failure) -> Int64 {
    let invalid = Failure(message: "time: invalid duration \(GoQuote.text(source))")
    var text = source[...]
    var negative = false
    if let first = text.first, first == 0x2D || first == 0x2B {
      negative = first == 0x2D
      text = text.dropFirst()
    }
    if text.elementsEqual([0x30]) { return 0 }
    if text.isEmpty { throw invalid }
    var total: UInt64 = 0
    while !text.isEmpty {
      total = try add(&text, source, total)
    }
    if negative {
      guard total <= 1 << 63 else { throw invalid }
      return Int64(truncatingIfNeeded: 0 &- total)
    }
    guard total < 1 << 63 else { throw invalid }
    return Int64(total)
  }

  private static func add(
    _ text: inout ArraySlice<UInt8>, _ source: [UInt8], _ total: UInt64
  ) throws(Failure) -> UInt64 {
    let invalid = Failure(message: "time: invalid duration \(GoQuote.text(source))")
    guard let first = text.first, first == 0x2E || first &- 0x30 < 10 else { throw invalid }
    var value: UInt64 = 0
    var digits = 0
    while let byte = text.first, byte &- 0x30 < 10 {
      guard value <= (1 << 63) / 10 else { throw invalid }
      value = value * 10 + UInt64(byte &- 0x30)
      guard value <= 1 << 63 else { throw invalid }
      digits += 1
      text.removeFirst()
    }
    var (fraction, scale): (UInt64, Double) = (0, 1)
    if text.first == 0x2E {
      text.removeFirst()
      var overflow = false
      while let byte = text.first, byte &- 0x30 < 10 {
        digits += 1
        text.removeFirst()
        if overflow || fraction > ((1 << 63) - 1) / 10 {
          overflow = true
          continue
        }
        fraction = fraction * 10 + UInt64(byte &- 0x30)
        scale *= 10
      }
    }
    guard digits > 0 else { throw invalid }
    let name = Array(text.prefix { $0 != 0x2E && $0 &- 0x30 >= 10 })
    guard !name.isEmpty else {
      throw Failure(message: "time: missing unit in duration \(GoQuote.text(source))")
    }
    text = text.dropFirst(name.count)
    guard let unit = unit(name) else {
      throw Failure(message: "time: unknown unit \(GoQuote.text(name)) in duration \(GoQuote.text(source))")
    }
    guard value <= (1 << 63) / unit else { throw invalid }
    value *= unit
    if fraction > 0 {
      value += UInt64(Double(fraction) * (Double(unit) / scale))
      guard value <= 1 << 63 else { throw invalid }
    }
    let (sum, overflow) = total.addingReportingOverflow(value)
    guard !overflow, sum <= 1 << 63 else { throw invalid }
    return sum
  }

  private static func unit(_ name: [UInt8]) -> UInt64? {
    switch String(decoding: name, as: UTF8.self) {
    case "ns": 1
    case "us", "µs", "μs": 1_000
    case "ms": 1_000_000
    case "s": UInt64(second)
    case "m": UInt64(minute)
    case "h": UInt64(hour)
    default: nil
    }
  }

  /// `Duration.Round`: half away from zero.
  static func rounded(_ duration: Int64, to unit: Int64) -> Int64 {
    guard unit > 0 else { return duration }
    let remainder = duration % unit
    if duration < 0 {
      let positive = -remainder
      if positive.addingReportingOverflow(positive).overflow || positive + positive < unit {
        return duration + positive
      }
      let (result, overflow) = duration.subtractingReportingOverflow(unit - positive)
      return overflow ? .min : result
    }
    if remainder.addingReportingOverflow(remainder).overflow == false, remainder + remainder < unit {
      return duration - remainder
    }
    let (result, overflow) = duration.addingReportingOverflow(unit - remainder)
    return overflow ? .max : result
  }

  /// `Duration.Truncate`.
  static func truncated(_ duration: Int64, to unit: Int64) -> Int64 {
    unit > 0 ? duration - duration % unit : duration
  }

  /// Seconds, minutes or hours as a float, as Go works them out.
  static func count(_ duration: Int64, of unit: Int64) -> Double {
    Double(duration / unit) + Double(duration % unit) / Double(unit)
  }
}
