import Glibc
import Synchronization

/// Offsets from UTC: `UTC`, `+05:30`, or a name of the system's time zone database.
enum TimeZone {
  private static let cache = Mutex<[String: Zone?]>([:])
  private static let folder = "/usr/share/zoneinfo/"

  /// When the offset changes and what it becomes.
  struct Zone: Sendable {
    var times: [Int64] = []
    var offsets: [Int64] = []
    var first: Int64 = 0
  }

  /// Seconds east of UTC at a time; nil for a zone that is none.
  static func offset(_ name: String, at seconds: Int64) -> Int64? {
    if name.isEmpty || name == "UTC" { return 0 }
    if let fixed = fixed(Array(name.utf8)) { return fixed }
    guard let zone = zone(name) else { return nil }
    guard let index = zone.times.lastIndex(where: { $0 <= seconds }) else { return zone.first }
    return zone.offsets[index]
  }

  /// `+hh:mm`, `-hh:mm` or `hh:mm`
  private static func fixed(_ text: [UInt8]) -> Int64? {
    var digits = text[...]
    var sign: Int64 = 1
    if let first = digits.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      sign = first == UInt8(ascii: "-") ? -1 : 1
      digits = digits.dropFirst()
    }
    let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0 &- 0x30 < 10 } }) else { return nil }
    let numbers = parts.map { $0.reduce(Int64(0)) { $0 * 10 + Int64($1 &- 0x30) } }
    guard numbers[0] <= 23, numbers[1] < 60 else { return nil }
    return sign * (numbers[0] * 3_600 + numbers[1] * 60)
  }

  private static func zone(_ name: String) -> Zone? {
    if let known = cache.withLock({ $0[name] }) { return known }
    let isPlain = name.utf8.allSatisfy {
      $0 &- 0x30 < 10 || ($0 | 0x20) &- UInt8(ascii: "a") < 26 || [0x2F, 0x5F, 0x2D, 0x2B].contains($0)
    }
    let zone = isPlain && name.utf8.first != UInt8(ascii: "/") ? read(folder + name).flatMap { parse($0) } : nil
    cache.withLock { table in
      if table.count > 1000 { table.removeAll() }
      table[name] = zone
    }
    return zone
  }

  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count > 44 ? Array(buffer[0..<count]) : nil
  }

  /// The 64-bit part of a TZif file (RFC 8536).
  private static func parse(_ bytes: [UInt8]) -> Zone? {
    func number(_ start: Int, _ width: Int) -> Int64 {
      var value: Int64 = 0
      for index in start..<start + width where index < bytes.count { value = value << 8 | Int64(bytes[index]) }
      return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
    }
    func counts(_ header: Int) -> [Int] { (0..<6).map { Int(number(header + 20 + 4 * $0, 4)) } }
    guard bytes.starts(with: Array("TZif".utf8)) else { return nil }
    // utc, standard, leap, times, types, characters
    let old = counts(0)
    let header = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
    guard header + 44 <= bytes.count, old.allSatisfy({ $0 >= 0 }) else { return nil }
    let new = counts(header)
    let times = header + 44
    let types = times + new[3] * 9
    guard new.allSatisfy({ $0 >= 0 }), types + new[4] * 6 <= bytes.count, new[4] > 0 else { return nil }
    var zone = Zone(first: number(types, 4))
    for index in 0..<new[3] {
      zone.times.append(number(times + 8 * index, 8))
      zone.offsets.append(number(types + 6 * Int(bytes[times + 8 * new[3] + index]), 4))
    }
    return zone
  }
}
