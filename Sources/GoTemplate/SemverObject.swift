/// A version as a template sees it.
final class SemverObject: GoObject {
  let version: Semver
  private let isPointer: Bool

  init(_ version: Semver, isPointer: Bool = true) {
    self.version = version
    self.isPointer = isPointer
  }

  override var typeName: String { isPointer ? "*semver.Version" : "semver.Version" }
  override var kindName: String { isPointer ? "ptr" : "struct" }
  override var text: [UInt8]? { Array(version.text.utf8) }
  override var jsonValue: Value? { .string(version.text) }
  override func isEqual(_ other: GoObject) -> Bool { self === other }

  private func constant(_ value: Value) -> Method { Method { call throws(CallFailure) in value } }

  override func method(_ name: String) -> Method? {
    switch name {
    case "Major": return constant(.uint(version.major, .uint64))
    case "Minor": return constant(.uint(version.minor, .uint64))
    case "Patch": return constant(.uint(version.patch, .uint64))
    case "Prerelease": return constant(.string(version.prerelease))
    case "Metadata": return constant(.string(version.metadata))
    case "Original": return constant(.string(version.original))
    case "String": return constant(.string(version.text))
    case "IncMajor": return constant(.object(SemverObject(version.next(.major), isPointer: false)))
    case "IncMinor": return constant(.object(SemverObject(version.next(.minor), isPointer: false)))
    case "IncPatch": return constant(.object(SemverObject(version.next(.patch), isPointer: false)))
    default: return comparison(name)
    }
  }

  private func comparison(_ name: String) -> Method? {
    let test: (Int) -> Value
    switch name {
    case "Compare": test = { .int($0) }
    case "Equal": test = { .bool($0 == 0) }
    case "LessThan": test = { .bool($0 < 0) }
    case "LessThanEqual": test = { .bool($0 <= 0) }
    case "GreaterThan": test = { .bool($0 > 0) }
    case "GreaterThanEqual": test = { .bool($0 >= 0) }
    default: return nil
    }
    return Method([.semver]) { [version] call throws(CallFailure) in
      guard let other = call[0].object as? SemverObject else {
        throw CallFailure("wrong type for value; expected *semver.Version; got \(call[0].typeName)")
      }
      return test(version.compare(other.version))
    }
  }
}
