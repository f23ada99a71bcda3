/// A pattern of github.com/gobwas/glob with `/` as separator.
struct GlobPattern {
  private indirect enum Part {
    case byte(UInt8)
    case any, anySequence, anyPath
    case list([UInt32], negated: Bool)
    case range(UInt32, UInt32, negated: Bool)
    case alternatives([[Part]])
  }

  private let parts: [Part]

  init?(_ pattern: [UInt8]) {
    var index = 0
    guard let parts = Self.parse(pattern, &index, inAlternative: false), index == pattern.count else { return nil }
    self.parts = parts
  }

  private static func parse(_ text: [UInt8], _ index: inout Int, inAlternative: Bool) -> [Part]? {
    var parts: [Part] = []
    while index < text.count {
      let byte = text[index]
      switch UnicodeScalar(byte) {
      case "*":
        index += 1
        if index < text.count, text[index] == byte {
          while index < text.count, text[index] == byte { index += 1 }
          parts.append(.anyPath)
        } else {
          parts.append(.anySequence)
        }
      case "?":
        index += 1
        parts.append(.any)
      case "[":
        guard let part = parseClass(text, &index) else { return nil }
        parts.append(part)
      case "{":
        index += 1
        guard let part = parseAlternatives(text, &index) else { return nil }
        parts.append(part)
      case ",", "}":
        if inAlternative { return parts }
        index += 1
        parts.append(.byte(byte))
      case "\\":
        guard index + 1 < text.count else { return nil }
        parts.append(.byte(text[index + 1]))
        index += 2
      default:
        index += 1
        parts.append(.byte(byte))
      }
    }
    return inAlternative ? nil : parts
  }

  private static func parseAlternatives(_ text: [UInt8], _ index: inout Int) -> Part? {
    var alternatives: [[Part]] = []
    while true {
      guard let parts = parse(text, &index, inAlternative: true), index < text.count else { return nil }
      alternatives.append(parts)
      let end = text[index]
      index += 1
      if end == UInt8(ascii: "}") { return .alternatives(alternatives) }
    }
  }

  private static func parseClass(_ text: [UInt8], _ index: inout Int) -> Part? {
    guard let close = text[index...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    var runes = Rune.all(Array(text[(index + 1)..<close]))
    index = close + 1
    let negated = runes.first == 0x21
    if negated { runes.removeFirst() }
    guard !runes.isEmpty else { return nil }
    if runes.count == 3, runes[1] == 0x2D {
      return runes[0] <= runes[2] ? .range(runes[0], runes[2], negated: negated) : nil
    }
    return .list(runes, negated: negated)
  }

  func matches(_ text: [UInt8]) -> Bool {
    var steps = 0
    return Self.matches(parts[...], text, 0, &steps)
  }

  /// Gives up, without a match, on a pattern that takes too many attempts.
  private static func matches(_ parts: ArraySlice<Part>, _ text: [UInt8], _ start: Int, _ steps: inout Int) -> Bool {
    steps += 1
    guard steps < 1_000_000 else { return false }
    guard let part = parts.first else { return start == text.count }
    let rest = parts.dropFirst()
    switch part {
    case .byte(let byte):
      return start < text.count && text[start] == byte && matches(rest, text, start + 1, &steps)
    case .any, .list, .range:
      guard start < text.count else { return false }
      let rune = Rune.decode(text, start)
      return accepts(part, rune.value) && matches(rest, text, start + rune.length, &steps)
    case .anySequence, .anyPath:
      var index = start
      while true {
        if matches(rest, text, index, &steps) { return true }
        guard index < text.count else { return false }
        if case .anySequence = part, text[index] == UInt8(ascii: "/") { return false }
        index += 1
      }
    case .alternatives(let alternatives):
      for alternative in alternatives where matches(alternative + rest, text, start, &steps) { return true }
      return false
    }
  }

  private static func accepts(_ part: Part, _ rune: UInt32) -> Bool {
    switch part {
    case .any: rune != 0x2F
    case .list(let runes, let negated): runes.contains(rune) != negated
    case .range(let low, let high, let negated): (low...high).contains(rune) != negated
    default: false
    }
  }
}
