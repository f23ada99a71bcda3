import Manifest

/// A semantic version, as blang/semver reads it. Held as its text with the numbers found anew: versions are short.
struct SemanticVersion {
  var numbers: [UInt64] = [0, 0, 0]
  var prerelease: [[UInt8]] = []
  var build: [UInt8] = []

  struct ParseError: Error { var message: String }

  init(_ value: Value) {
    self = (try? SemanticVersion(text: Array(value.text))) ?? SemanticVersion()
  }

  private init() {}

  init(text: [UInt8]) throws(ParseError) {
    guard !text.isEmpty else { throw ParseError(message: "Version string empty") }
    let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw ParseError(message: "No Major.Minor.Patch elements found") }
    numbers[0] = try SemanticVersion.number(Array(parts[0]), "major", "Major")
    numbers[1] = try SemanticVersion.number(Array(parts[1]), "minor", "Minor")
    var patch = Array(parts[2])
    if let plus = patch.firstIndex(of: UInt8(ascii: "+")) {
      build = Array(patch[(plus + 1)...])
      patch = Array(patch[..<plus])
      try SemanticVersion.check(build, "Build meta data")
    }
    if let dash = patch.firstIndex(of: UInt8(ascii: "-")) {
      let text = Array(patch[(dash + 1)...])
      patch = Array(patch[..<dash])
      prerelease = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
      for part in prerelease { try SemanticVersion.checkPrerelease(part) }
    }
    numbers[2] = try SemanticVersion.number(patch, "patch", "Patch")
  }

  private static func number(_ text: [UInt8], _ name: String, _ title: String) throws(ParseError) -> UInt64 {
    let shown = IPAddress.quoted(text)
    if text.contains(where: { !($0 &- 0x30 < 10) }) {
      throw ParseError(message: "Invalid character(s) found in \(name) number \(shown)")
    }
    if text.count > 1, text[0] == 0x30 {
      throw ParseError(message: "\(title) number must not contain leading zeroes \(shown)")
    }
    if text.isEmpty { throw ParseError(message: "strconv.ParseUint: parsing \"\": invalid syntax") }
    guard let number = text.withUnsafeBufferPointer({ Numbers.unsigned($0) }) else {
      throw ParseError(message: "strconv.ParseUint: parsing \(shown): value out of range")
    }
    return number
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-")
  }

  private static func checkPrerelease(_ part: [UInt8]) throws(ParseError) {
    if part.isEmpty { throw ParseError(message: "Prerelease is empty") }
    if part.allSatisfy({ $0 &- 0x30 < 10 }) {
      if part.count > 1, part[0] == 0x30 {
        throw ParseError(
          message: "Numeric PreRelease version must not contain leading zeroes \(IPAddress.quoted(part))")
      }
    } else if !part.allSatisfy(isWord) {
      throw ParseError(message: "Invalid character(s) found in prerelease \(IPAddress.quoted(part))")
    }
  }

  private static func check(_ build: [UInt8], _ title: String) throws(ParseError) {
    for part in build.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      if part.isEmpty { throw ParseError(message: "\(title) is empty") }
      if !part.allSatisfy(isWord) {
        throw ParseError(
          message: "Invalid character(s) found in build meta data \(IPAddress.quoted(Array(part)))")
      }
    }
  }

  /// Drops a leading `v`, strips zeros and fills missing parts, as apimachinery's normalisation does.
  static func normalised(_ text: [UInt8]) throws(ParseError) -> [UInt8] {
    var text = text
    if text.first == UInt8(ascii: "v") { text.removeFirst() }
    var parts = text.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false).map {
      Array($0)
    }
    for index in parts.indices where parts[index].count > 1 {
      var stripped = Array(parts[index].drop { $0 == 0x30 })
      if stripped.isEmpty || !(stripped[0] &- 0x30 < 10) { stripped.insert(0x30, at: 0) }
      parts[index] = stripped
    }
    if parts.count < 3 {
      let last = parts[parts.count - 1]
      if last.contains(UInt8(ascii: "+")) || last.contains(UInt8(ascii: "-")) {
        throw ParseError(message: "short version cannot contain PreRelease/Build meta data")
      }
      while parts.count < 3 { parts.append([0x30]) }
    }
    return Array(parts.joined(separator: [UInt8(ascii: ".")]))
  }

  func compare(_ other: SemanticVersion) -> Int {
    for (left, right) in zip(numbers, other.numbers) where left != right { return left < right ? -1 : 1 }
    if prerelease.isEmpty != other.prerelease.isEmpty { return prerelease.isEmpty ? 1 : -1 }
    for (left, right) in zip(prerelease, other.prerelease) where left != right {
      let first = left.withUnsafeBufferPointer { Numbers.unsigned($0) }
      let second = right.withUnsafeBufferPointer { Numbers.unsigned($0) }
      if let first, let second { return first == second ? 0 : first < second ? -1 : 1 }
      if (first == nil) != (second == nil) { return first == nil ? 1 : -1 }
      return left.lexicographicallyPrecedes(right) ? -1 : 1
    }
    return prerelease.count == other.prerelease.count ? 0 : prerelease.count < other.prerelease.count ? -1 : 1
  }

  var text: String {
    var text = numbers.map { String($0) }.joined(separator: ".")
    if !prerelease.isEmpty {
      text += "-" + prerelease.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }
    return build.isEmpty ? text : "\(text)+\(String(decoding: build, as: UTF8.self))"
  }
}

/// The functions of versions.
extension Frame {
  func versionFunction(_ function: Function, _ arguments: [Value]) -> Value {
    let value = arguments[0]
    switch function {
    case .semver, .isSemver:
      guard value.tag == .string else { return noOverload(function, value) }
      if arguments.count == 2, arguments[1].tag != .bool { return Frame.noOverload }
      do throws(SemanticVersion.ParseError) {
        let isLoose = arguments.count == 2 && arguments[1].isTrue
        let text = isLoose ? try SemanticVersion.normalised(Array(value.text)) : Array(value.text)
        _ = try SemanticVersion(text: text)
        if function == .isSemver { return .true }
        var stored = string(text)
        if stored.tag == .string { stored.tag = .semver }
        return stored
      } catch {
        return function == .isSemver ? .false : failure(.argument, error.message)
      }
    default: break
    }
    guard arguments.allSatisfy({ $0.tag == .semver }) else { return Frame.noOverload }
    let version = SemanticVersion(value)
    switch function {
    case .major: return .int(Int64(truncatingIfNeeded: version.numbers[0]))
    case .minor: return .int(Int64(truncatingIfNeeded: version.numbers[1]))
    case .patch: return .int(Int64(truncatingIfNeeded: version.numbers[2]))
    default:
      guard arguments.count == 2 else { return Frame.noOverload }
      let order = version.compare(SemanticVersion(arguments[1]))
      return function == .isLessThan ? .bool(order < 0) : function == .isGreaterThan ? .bool(order > 0) : .int(order)
    }
  }
}
