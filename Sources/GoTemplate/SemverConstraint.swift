/// A range of versions, as github.com/Masterminds/semver reads it.
struct SemverConstraint: Sendable {
  private struct Condition: Sendable {
    var `operator`: String
    var version: Semver
    /// Parts that were left out or written as wildcards.
    var anyMajor = false
    var anyMinor = false
    var anyPatch = false
  }

  private var groups: [[Condition]] = []

  init(_ source: [UInt8]) throws(Semver.Failure) {
    if source.count > 512 { throw Semver.Failure(message: "constraint string is too long (max: 512 bytes)") }
    let parts = GoText.split(Self.withoutHyphens(source), Array("||".utf8))
    if parts.count > 32 { throw Semver.Failure(message: "too many constraint groups (max: 32)") }
    for part in parts {
      var reader = Reader(text: part)
      guard let conditions = reader.conditions(), !conditions.isEmpty else {
        throw Semver.Failure(message: "improper constraint: \(GoQuote.text(part))")
      }
      var group: [Condition] = []
      for condition in conditions { group.append(try Self.condition(condition)) }
      groups.append(group)
    }
  }

  /// `1.2 - 1.4` becomes `>= 1.2 <= 1.4`.
  private static func withoutHyphens(_ source: [UInt8]) -> [UInt8] {
    var text = source
    var from = 0
    while let dash = GoText.find(Array(" - ".utf8), in: text, from: from) {
      var start = dash
      while start > 0, text[start - 1] == 0x20 { start -= 1 }
      var first = start
      while first > 0, text[first - 1] != 0x20, text[first - 1] != 0x2C, text[first - 1] != 0x7C { first -= 1 }
      let low = Array(text[first..<start])
      guard let digit = low.first, digit &- 0x30 < 10 || "vVxX*".utf8.contains(digit) else {
        from = dash + 3
        continue
      }
      let replacement = Array(">=".utf8) + low + Array(" <=".utf8)
      var end = dash + 3
      while end < text.count, text[end] == 0x20 { end += 1 }
      text.replaceSubrange(first..<end, with: replacement)
      from = first + replacement.count
    }
    return text
  }

  /// The text of a condition in parts.
  private struct Reader {
    let text: [UInt8]
    var index = 0

    init(text: [UInt8]) { self.text = text }

    private func peek() -> UInt8? { index < text.count ? text[index] : nil }

    private mutating func skipBlanks() { while peek().map({ $0 == 0x20 || $0 == 0x09 }) == true { index += 1 } }

    /// Operators and versions; nil when something else stands in the text.
    mutating func conditions() -> [(name: String, parts: [[UInt8]], tail: [UInt8])]? {
      var result: [(name: String, parts: [[UInt8]], tail: [UInt8])] = []
      skipBlanks()
      while peek() != nil {
        guard let condition = condition() else { return nil }
        result.append(condition)
        skipBlanks()
        if peek() == 0x2C {
          index += 1
          skipBlanks()
          if peek() == nil { return nil }
        }
      }
      return result
    }

    private mutating func condition() -> (name: String, parts: [[UInt8]], tail: [UInt8])? {
      let start = index
      while let byte = peek(), "=!<>~^".utf8.contains(byte) { index += 1 }
      let name = String(decoding: text[start..<index], as: UTF8.self)
      guard ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"].contains(name) else { return nil }
      skipBlanks()
      if peek() == UInt8(ascii: "v") { index += 1 }
      var parts: [[UInt8]] = []
      while parts.count < 3 {
        let begin = index
        if let byte = peek(), "xX*".utf8.contains(byte) {
          index += 1
        } else {
          while let byte = peek(), byte &- 0x30 < 10 { index += 1 }
        }
        guard index > begin else { return nil }
        parts.append(Array(text[begin..<index]))
        guard peek() == 0x2E, parts.count < 3 else { break }
        index += 1
      }
      let tail = index
      while let byte = peek(), byte != 0x20, byte != 0x2C, byte != 0x09 {
        guard (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-+.".utf8.contains(byte) else { return nil }
        index += 1
      }
      let rest = Array(text[tail..<index])
      guard rest.isEmpty || rest[0] == 0x2D || rest[0] == 0x2B else { return nil }
      return (name, parts, rest)
    }
  }

  private static func condition(
    _ text: (name: String, parts: [[UInt8]], tail: [UInt8])
  ) throws(Semver.Failure) -> Condition {
    func isWild(_ index: Int) -> Bool { index >= text.parts.count || "xX*".utf8.contains(text.parts[index][0]) }
    let anyMajor = isWild(0)
    let anyMinor = anyMajor || isWild(1)
    let anyPatch = anyMinor || isWild(2)
    var numbers: [[UInt8]] = []
    for (index, any) in [anyMajor, anyMinor, anyPatch].enumerated() { numbers.append(any ? [0x30] : text.parts[index]) }
    let isPartial = anyMajor || anyMinor || anyPatch
    let written = GoText.joined(numbers, [0x2E]) + (anyMajor && isPartial ? [] : text.tail)
    let version: Semver
    do throws(Semver.Failure) { version = try Semver(written) } catch {
      throw Semver.Failure(message: "constraint parser error: \(error.message)")
    }
    return Condition(
      operator: text.name, version: version, anyMajor: anyMajor, anyMinor: anyMinor, anyPatch: anyPatch)
  }

  // MARK: Checking

  func allows(_ version: Semver) -> Bool {
    groups.contains { group in
      let mayBePrerelease = group.contains { !$0.version.prerelease.isEmpty }
      if !version.prerelease.isEmpty, !mayBePrerelease { return false }
      return group.allSatisfy { Self.allows($0, version) }
    }
  }

  private static func allows(_ condition: Condition, _ version: Semver) -> Bool {
    let bound = condition.version
    let order = version.compare(bound)
    switch condition.operator {
    case "", "=": return condition.anyPatch ? tilde(condition, version) : order == 0
    case "!=":
      if condition.anyPatch {
        if bound.major != version.major { return true }
        if !condition.anyMinor, bound.minor != version.minor { return true }
        return false
      }
      return order != 0
    case ">": return greater(condition, version, order)
    case "<": return order < 0
    case ">=", "=>": return order >= 0
    case "<=", "=<":
      if !condition.anyPatch { return order <= 0 }
      if version.major > bound.major { return false }
      return !(version.major == bound.major && version.minor > bound.minor && !condition.anyMinor)
    case "~", "~>": return tilde(condition, version)
    default: return caret(condition, version)
    }
  }

  private static func greater(_ condition: Condition, _ version: Semver, _ order: Int) -> Bool {
    let bound = condition.version
    guard condition.anyPatch else { return order > 0 }
    if version.major != bound.major { return version.major > bound.major }
    if condition.anyMinor { return false }
    return version.minor > bound.minor
  }

  private static func tilde(_ condition: Condition, _ version: Semver) -> Bool {
    let bound = condition.version
    if version.compare(bound) < 0 { return false }
    if condition.anyMajor, bound.major == 0 { return true }
    if version.major != bound.major { return false }
    return version.minor == bound.minor || condition.anyMinor
  }

  private static func caret(_ condition: Condition, _ version: Semver) -> Bool {
    let bound = condition.version
    if version.compare(bound) < 0 { return false }
    if bound.major > 0 || condition.anyMinor { return version.major == bound.major || condition.anyMajor }
    if version.major != 0 { return false }
    if bound.minor > 0 || condition.anyPatch { return version.minor == bound.minor }
    if version.minor != 0 { return false }
    return bound.patch == version.patch
  }
}
