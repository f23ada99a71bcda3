/// The hashes by which GitHub code scanning follows an alert from commit to commit (`primaryLocationLineHash`).
///
/// A line is known by a polynomial over the 100 UTF-16 units from its start on, base 37 modulo 2^64. Spaces and tabs
/// are left out, CR and CRLF count as LF, a unit 65535 ends the text and zeros follow it.
struct LineHashes {
  private static let window = 100
  private static let base: UInt64 = 37
  private static let endOfText: UInt16 = 65535

  /// `hash:count` for each line, where `count` numbers the lines of the text with one hash.
  private let hashes: [String]

  /// The hash of a line, from 1.
  subscript(line: Int) -> String? { line >= 1 && line <= hashes.count ? hashes[line - 1] : nil }

  var count: Int { hashes.count }

  init(_ bytes: [UInt8]) {
    let (units, lineStarts) = Self.units(of: bytes)
    // The value of units[a..<b] is P(b) - 37^(b-a) * P(a), where P(n) is the value of the first n units.
    let highest = (0..<Self.window).reduce(UInt64(1)) { power, _ in power &* Self.base }
    var near = Prefix()
    var far = Prefix()
    var seen: [UInt64: Int] = [:]
    var hashes: [String] = []
    hashes.reserveCapacity(lineStarts.count)
    for start in lineStarts {
      near.advance(to: start, in: units)
      far.advance(to: start + Self.window, in: units)
      let value = far.value &- highest &* near.value
      let number = seen[value, default: 0] + 1
      seen[value] = number
      hashes.append(String(value, radix: 16) + ":" + String(number))
    }
    self.hashes = hashes
  }

  /// The value of the first units of a text.
  private struct Prefix {
    private var position = 0
    private(set) var value: UInt64 = 0

    /// Past the end of the text come zeros.
    mutating func advance(to target: Int, in units: [UInt16]) {
      while position < target {
        value = value &* LineHashes.base &+ (position < units.count ? UInt64(units[position]) : 0)
        position += 1
      }
    }
  }

  /// The units that count, and which of them start a line.
  private static func units(of bytes: [UInt8]) -> (units: [UInt16], lineStarts: [Int]) {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count + 1)
    var lineStarts = [0]
    var isAfterReturn = false
    for unit in String(decoding: bytes, as: UTF8.self).utf16 {
      let isSecondOfPair = isAfterReturn && unit == 0x0A
      isAfterReturn = unit == 0x0D
      if isSecondOfPair || unit == 0x20 || unit == 0x09 { continue }
      if unit == 0x0A || unit == 0x0D {
        units.append(0x0A)
        lineStarts.append(units.count)
      } else {
        units.append(unit)
      }
    }
    units.append(endOfText)
    return (units, lineStarts)
  }
}
