/// A minor version of Kubernetes whose API is known, such as 1.37.
public struct KubeVersion: Hashable, Sendable {
  /// The number after `1.`.
  public let minor: Int

  /// The versions with a schema, oldest first.
  public static let supported: [KubeVersion] = (29...37).map(KubeVersion.init(minor:))

  /// The newest, which is checked against when nothing else is asked for.
  public static let newest = KubeVersion(minor: 37)

  private init(minor: Int) { self.minor = minor }

  /// Reads `1.34`, `v1.34` or a longer form such as `v1.34.2+k3s1`.
  public init(parsing text: String) throws(ParseError) {
    guard let minor = Self.minor(of: text), Self.supported.contains(KubeVersion(minor: minor)) else {
      throw ParseError(text: text)
    }
    self.minor = minor
  }

  private static func minor(of text: String) -> Int? {
    var bytes = ArraySlice(text.utf8)
    if bytes.first == UInt8(ascii: "v") { bytes.removeFirst() }
    guard bytes.starts(with: "1.".utf8) else { return nil }
    bytes.removeFirst(2)
    let digits = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    let rest = bytes.dropFirst(digits.count)
    guard digits.count == 2, rest.isEmpty || rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: "+") else {
      return nil
    }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// The text names no version with a schema.
  public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
    public var text: String

    public init(text: String) { self.text = text }

    public var description: String {
      let supported = KubeVersion.supported.map(\.description).joined(separator: ", ")
      return "no schema for Kubernetes version \"\(text)\"; supported are \(supported)"
    }
  }
}

extension KubeVersion: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.minor < right.minor }
}

extension KubeVersion: CustomStringConvertible {
  public var description: String { "1.\(minor)" }
}
