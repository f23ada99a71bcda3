import Manifest

/// The schedules of CronJobs, as the cron library of Kubernetes reads them (robfig/cron's standard parser).
enum CronSchedule {
  private static let bounds = [0...59, 0...23, 1...31, 1...12, 0...6]
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
  private static let descriptors = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]

  /// What is wrong with a schedule.
  static func fault(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    if let isRight = quickly(text) { return isRight ? nil : slowly(text) }
    return slowly(text)
  }

  /// Whether a schedule of plain numbers and asterisks is right; nil when it has anything else.
  private static func quickly(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    var (field, index) = (0, 0)
    while index < text.count {
      guard field < bounds.count else { return nil }
      var number = 0
      var isNumber = false
      if text[index] == UInt8(ascii: "*") {
        index += 1
      } else {
        while index < text.count, ScalarFormats.isDigit(text[index]), number < 1_000 {
          number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
          isNumber = true
          index += 1
        }
        guard isNumber else { return nil }
        if !bounds[field].contains(number) { return false }
      }
      field += 1
      if index == text.count { break }
      guard text[index] == 0x20 else { return nil }
      index += 1
    }
    return field == 5 ? true : nil
  }

  private static func slowly(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.contains("TZ=") { return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead" }
    if text.hasPrefix("@") { return descriptorFault(text) }
    let fields = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }
    guard fields.count == 5 else { return "expected exactly 5 fields, found \(fields.count): \(fields)" }
    for (position, field) in fields.enumerated() {
      for part in field.split(separator: ",") {
        if let message = partFault(part, position) { return message }
      }
    }
    return nil
  }

  private static func descriptorFault(_ text: String) -> String? {
    if descriptors.contains(text) { return nil }
    let every = "@every "
    if text.hasPrefix(every) {
      return isDuration(text.dropFirst(every.utf8.count)) ? nil : "failed to parse duration \(text)"
    }
    return "unrecognized descriptor: \(text)"
  }

  /// A duration as Go writes it: `1h30m`.
  private static func isDuration(_ text: Substring) -> Bool {
    var bytes = Array(text.utf8)[...]
    if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { bytes.removeFirst() }
    if bytes.elementsEqual("0".utf8) { return true }
    if bytes.isEmpty { return false }
    while !bytes.isEmpty {
      let digits = bytes.prefix { ScalarFormats.isDigit($0) || $0 == UInt8(ascii: ".") }
      guard digits.contains(where: { ScalarFormats.isDigit($0) }) else { return false }
      bytes = bytes.dropFirst(digits.count)
      let unit = bytes.prefix { !ScalarFormats.isDigit($0) && $0 != UInt8(ascii: ".") }
      guard ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(where: { unit.elementsEqual($0.utf8) }) else {
        return false
      }
      bytes = bytes.dropFirst(unit.count)
    }
    return true
  }

  private static func partFault(_ part: Substring, _ position: Int) -> String? {
    let bound = bounds[position]
    let steps = part.split(separator: "/", omittingEmptySubsequences: false)
    guard let range = steps.first else { return "empty field" }
    let ends = range.split(separator: "-", omittingEmptySubsequences: false)
    guard steps.count <= 2 else { return "too many slashes: \(part)" }
    guard ends.count <= 2, let first = ends.first else { return "too many hyphens: \(part)" }
    var (start, end) = (bound.lowerBound, bound.upperBound)
    if first != "*" && first != "?" {
      guard let number = number(first, position) else { return "failed to parse int from \(first)" }
      start = number
      end = number
      if ends.count == 2 {
        guard let last = Self.number(ends[1], position) else { return "failed to parse int from \(ends[1])" }
        end = last
      } else if steps.count == 2 {
        end = bound.upperBound
      }
    }
    if steps.count == 2 {
      guard let step = number(steps[1], -1) else { return "failed to parse int from \(steps[1])" }
      if step == 0 { return "step of range should be a positive number: \(part)" }
    }
    if start < bound.lowerBound { return "beginning of range (\(start)) below minimum (\(bound.lowerBound)): \(part)" }
    if end > bound.upperBound { return "end of range (\(end)) above maximum (\(bound.upperBound)): \(part)" }
    return start > end ? "beginning of range (\(start)) beyond end of range (\(end)): \(part)" : nil
  }

  private static func number(_ text: Substring, _ position: Int) -> Int? {
    if let number = Int(text), number >= 0 { return number }
    let name = String(decoding: text.utf8.map { $0 | 0x20 }, as: UTF8.self)
    if position == 3 { return months.firstIndex(of: name).map { $0 + 1 } }
    return position == 4 ? days.firstIndex(of: name) : nil
  }
}

/// The names of time zones.
enum TimeZones {
  /// The first parts of the names in the database of time zones, and the names without a slash.
  private static let areas = [
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile", "Etc",
    "Europe", "Indian", "Mexico", "Pacific", "US",
  ]

  /// What is wrong with the name; that of a place is not looked up, as the database is the server's.
  static func fault(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    if text.isEmpty { return "timeZone must be nil or non-empty string" }
    let name = String(decoding: text, as: UTF8.self)
    if name.utf8.count == 5, name.lowercased() == "local" {
      return "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
    }
    if text.first == 0x20 || text.last == 0x20 { return "unknown time zone \(name)" }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count > 1, !areas.contains(String(parts[0])) { return "unknown time zone \(name)" }
    return nil
  }
}
