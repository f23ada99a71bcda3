/// A version as github.com/Masterminds/semver reads it: loosely.
struct Semver: Sendable {
  struct Failure: Error {
    var message: String
  }

  var major: UInt64
  var minor: UInt64
  var patch: UInt64
  var prerelease: [UInt8] = []
  var metadata: [UInt8] = []
  var original: [UInt8]

  init(_ source: [UInt8]) throws(Failure) {
    let invalid = Failure(message: "invalid semantic version")
    if source.count > 256 { throw Failure(message: "version string is too long (max: 256 bytes)") }
    original = source
    var rest = source[...]
    if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
    if let plus = rest.firstIndex(of: UInt8(ascii: "+")) {
      metadata = Array(rest[(plus + 1)...])
      rest = rest[..<plus]
      guard Self.areIdentifiers(metadata) else { throw invalid }
    }
    if let dash = rest.firstIndex(of: UInt8(ascii: "-")) {
      prerelease = Array(rest[(dash + 1)...])
      rest = rest[..<dash]
      guard Self.areIdentifiers(prerelease) else { throw invalid }
    }
    let parts = GoText.split(Array(rest), [UInt8(ascii: ".")])
    guard (1...3).contains(parts.count) else { throw invalid }
    var numbers: [UInt64] = []
    for part in parts {
      guard !part.isEmpty, part.allSatisfy({ $0 &- 0x30 < 10 }) else { throw invalid }
      guard case .value(let number, _, _) = GoInteger.parse(part, base: 10) else {
        throw Failure(
          message: "error parsing version segment: strconv.ParseUint: parsing \(GoQuote.text(part)): value out of range"
        )
      }
      numbers.append(number)
    }
    major = numbers[0]
    minor = numbers.count > 1 ? numbers[1] : 0
    patch = numbers.count > 2 ? numbers[2] : 0
    for part in GoText.split(prerelease, [UInt8(ascii: ".")]) where part.count > 1 && part[0] == 0x30 {
      if part.allSatisfy({ $0 &- 0x30 < 10 }) { throw Failure(message: "version segment starts with 0") }
    }
  }

  private static func areIdentifiers(_ text: [UInt8]) -> Bool {
    GoText.split(text, [UInt8(ascii: ".")]).allSatisfy { part in
      !part.isEmpty && part.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }
    }
  }

  enum Part {
    case major, minor, patch
  }

  /// The version without what follows the numbers, one of them one higher.
  func next(_ part: Part) -> Semver {
    var next = self
    next.metadata = []
    next.prerelease = []
    switch part {
    case .major: (next.major, next.minor, next.patch) = (major &+ 1, 0, 0)
    case .minor: (next.minor, next.patch) = (minor &+ 1, 0)
    // A version before its release becomes the release.
    case .patch: next.patch = prerelease.isEmpty ? patch &+ 1 : patch
    }
    next.original = (original.first == UInt8(ascii: "v") ? [UInt8(ascii: "v")] : []) + Array(next.text.utf8)
    return next
  }

  var text: String {
    var text = "\(major).\(minor).\(patch)"
    if !prerelease.isEmpty { text += "-" + String(decoding: prerelease, as: UTF8.self) }
    if !metadata.isEmpty { text += "+" + String(decoding: metadata, as: UTF8.self) }
    return text
  }

  /// -1, 0 or 1; metadata does not count.
  func compare(_ other: Semver) -> Int {
    for (a, b) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where a != b {
      return a < b ? -1 : 1
    }
    if prerelease == other.prerelease { return 0 }
    if prerelease.isEmpty { return 1 }
    if other.prerelease.isEmpty { return -1 }
    let left = GoText.split(prerelease, [UInt8(ascii: ".")])
    let right = GoText.split(other.prerelease, [UInt8(ascii: ".")])
    for index in 0..<max(left.count, right.count) {
      guard index < left.count else { return -1 }
      guard index < right.count else { return 1 }
      let order = Self.compare(left[index], right[index])
      if order != 0 { return order }
    }
    return 0
  }

  /// Numbers come before words; numbers by value.
  private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    if left == right { return 0 }
    switch (GoInteger.parse(left, base: 10), GoInteger.parse(right, base: 10)) {
    case (.value(let a, _, false), .value(let b, _, false)): return a == b ? 0 : a < b ? -1 : 1
    case (.value(_, _, false), _): return -1
    case (_, .value(_, _, false)): return 1
    default: return bytesAreBefore(left, right) ? -1 : 1
    }
  }
}

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
