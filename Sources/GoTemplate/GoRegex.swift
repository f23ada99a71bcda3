import RegularExpressions

/// A regular expression with the rules of Go's `regexp` for repeated matches and replacements.
struct GoRegex {
  private let expression: RegularExpression
  private let names: [[UInt8]]

  typealias Match = [Range<Int>?]

  init(_ pattern: [UInt8]) throws(CallFailure) {
    do throws(RegularExpression.PatternError) {
      expression = try RegularExpression(String(decoding: pattern, as: UTF8.self))
    } catch { throw CallFailure("error parsing regexp: \(Self.goText(error.message, pattern))") }
    names = Self.groupNames(pattern)
  }

  /// RE2's words in Go's.
  private static func goText(_ message: String, _ pattern: [UInt8]) -> String {
    let parts = GoText.split(Array(message.utf8), Array(": ".utf8), limit: 2)
    let subject = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
    let words: [String: String] = [
      "missing ]": "missing closing ]", "missing )": "missing closing )", "unexpected )": "unexpected )",
      "no argument for repetition operator": "missing argument to repetition operator",
      "bad repetition operator": "invalid nested repetition operator",
      "invalid perl operator": "invalid or unsupported Perl syntax",
      "invalid repetition size": "invalid repeat count",
      "trailing \\": "trailing backslash at end of expression",
      "invalid character class": "invalid character class range",
      "invalid named capture group": "invalid named capture",
    ]
    let word = String(decoding: parts[0], as: UTF8.self)
    if word.hasPrefix("trailing \\") { return "trailing backslash at end of expression: ``" }
    if subject == "(?<", let place = GoText.find(Array(subject.utf8), in: pattern, from: 0) {
      return "invalid named capture: `\(String(decoding: pattern[place...], as: UTF8.self))`"
    }
    return "\(words[word] ?? word): `\(subject)`"
  }

  /// The names of the groups in order; empty for a group without a name.
  private static func groupNames(_ pattern: [UInt8]) -> [[UInt8]] {
    var names: [[UInt8]] = [[]]
    var index = 0
    var inClass = false
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): inClass = true
      case UInt8(ascii: "]"): inClass = false
      case UInt8(ascii: "(") where !inClass:
        let rest = Array(pattern[(index + 1)...].prefix(3))
        if rest.first != UInt8(ascii: "?") {
          names.append([])
        } else if let open = pattern[index...].prefix(4).firstIndex(of: UInt8(ascii: "<")),
          let close = pattern[open...].firstIndex(of: UInt8(ascii: ">"))
        {
          names.append(Array(pattern[(open + 1)..<close]))
        }
      default: break
      }
      index += 1
    }
    return names
  }

  func matches(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { expression.matches($0) } }

  func first(_ text: [UInt8], from start: Int) -> Match? {
    text.withUnsafeBufferPointer { expression.firstMatch(in: $0, from: start) }
  }

  /// All matches; an empty one right behind another does not count. `limit` < 0: no limit.
  func all(_ text: [UInt8], limit: Int) -> [Match] {
    var matches: [Match] = []
    var position = 0
    var lastEnd = -1
    while position <= text.count, limit < 0 || matches.count < limit {
      guard let match = first(text, from: position), let range = match[0] else { break }
      var accept = true
      if range.upperBound == position {
        if range.lowerBound == lastEnd { accept = false }
        position += position < text.count ? Rune.decode(text, position).length : 1
      } else {
        position = range.upperBound
      }
      lastEnd = range.upperBound
      if accept { matches.append(match) }
    }
    return matches
  }

  func replacing(_ text: [UInt8], with template: [UInt8], isLiteral: Bool) -> [UInt8] {
    var output: [UInt8] = []
    var lastEnd = 0
    var position = 0
    while position <= text.count {
      guard let match = first(text, from: position), let range = match[0] else { break }
      output += text[lastEnd..<range.lowerBound]
      if range.upperBound > lastEnd || range.lowerBound == 0 {
        if isLiteral { output += template } else { expand(template, match, text, &output) }
      }
      lastEnd = range.upperBound
      let width = position < text.count ? Rune.decode(text, position).length : 0
      if position + width > range.upperBound {
        position += width
      } else if position + 1 > range.upperBound {
        position += 1
      } else {
        position = range.upperBound
      }
    }
    return output + text[lastEnd...]
  }

  /// Puts groups in the place of `$name` and `${name}`.
  private func expand(_ template: [UInt8], _ match: Match, _ text: [UInt8], _ output: inout [UInt8]) {
    var index = 0
    while index < template.count {
      guard template[index] == UInt8(ascii: "$") else {
        output.append(template[index])
        index += 1
        continue
      }
      if index + 1 < template.count, template[index + 1] == UInt8(ascii: "$") {
        output.append(UInt8(ascii: "$"))
        index += 2
        continue
      }
      guard let (name, end) = Self.groupName(template, index + 1) else {
        output.append(UInt8(ascii: "$"))
        index += 1
        continue
      }
      index = end
      let number: Int?
      if name.allSatisfy({ $0 &- 0x30 < 10 }) {
        number =
          name.count < 9 && (name.count == 1 || name[0] != 0x30) ? Int(GoInteger.int64(name, base: 10).clamped) : nil
      } else {
        number = names.lastIndex(of: name)
      }
      if let number, match.indices.contains(number), let range = match[number] { output += text[range] }
    }
  }

  private static func groupName(_ template: [UInt8], _ start: Int) -> (name: [UInt8], end: Int)? {
    var index = start
    let braced = index < template.count && template[index] == UInt8(ascii: "{")
    if braced { index += 1 }
    let first = index
    while index < template.count {
      let rune = Rune.decode(template, index)
      guard rune.value == 0x5F || Rune.isLetter(rune.value) || Rune.isDigit(rune.value) else { break }
      index += rune.length
    }
    guard index > first else { return nil }
    let name = Array(template[first..<index])
    if braced {
      guard index < template.count, template[index] == UInt8(ascii: "}") else { return nil }
      index += 1
    }
    return (name, index)
  }

  /// The texts between the matches; nil for a limit of 0.
  func split(_ text: [UInt8], limit: Int) -> [[UInt8]]? {
    if limit == 0 { return nil }
    if text.isEmpty { return [[]] }
    var parts: [[UInt8]] = []
    var start = 0
    var end = 0
    for match in all(text, limit: limit) {
      guard let range = match[0] else { continue }
      if limit > 0, parts.count == limit - 1 { break }
      end = range.lowerBound
      if range.upperBound != 0 { parts.append(Array(text[start..<end])) }
      start = range.upperBound
    }
    if end != text.count { parts.append(Array(text[start...])) }
    return parts
  }
}
