import Manifest

/// Versions.
enum SemverFunctions {
  static let table: [Function] = [
    Function("semver", [.string], semver),
    Function("semverCompare", [.string, .string], compare),
  ]

  @Sendable private static func semver(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(Semver.Failure) { return .object(SemverObject(try Semver(call.bytes(0)))) } catch {
      throw CallFailure(error.message)
    }
  }

  @Sendable private static func compare(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(Semver.Failure) {
      let constraint = try SemverConstraint(call.bytes(0))
      return .bool(constraint.allows(try Semver(call.bytes(1))))
    } catch { throw CallFailure(error.message) }
  }
}
