/// The version of a cluster: its text is the version itself.
public final class KubeVersionObject: GoObject {
  private let version: String
  private let shown: String
  private let major: String
  private let minor: String
  private let name: String

  /// `shown`: the version without what follows its numbers, which is what it prints as.
  public init(version: String, shown: String, major: String, minor: String, typeName: String) {
    self.version = version
    self.shown = shown
    self.major = major
    self.minor = minor
    name = typeName
  }

  override public var typeName: String { name }
  override public var text: [UInt8]? { Array(shown.utf8) }
  override public var fields: [(name: String, json: String?, value: Value)] {
    [
      ("Version", "Version", .string(version)), ("Major", "Major", .string(major)), ("Minor", "Minor", .string(minor)),
    ]
  }

  override public func method(_ name: String) -> Method? {
    switch name {
    case "String", "GitVersion": Method { [shown] call throws(CallFailure) in .string(shown) }
    default: nil
    }
  }
}
