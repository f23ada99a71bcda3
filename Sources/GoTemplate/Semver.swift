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
