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
