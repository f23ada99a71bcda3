/// What identifies an object in a cluster: group, version, kind, namespace and name; empty where not given.
public struct ObjectRef: Hashable, Sendable {
  public var group: String
  public var version: String
  public var kind: String
  public var namespace: String
  public var name: String

  public init(group: String = "", version: String = "", kind: String = "", namespace: String = "", name: String = "") {
    self.group = group
    self.version = version
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// Reads the reference from an object.
  public init(_ document: Document) {
    let root = document.root
    let (group, version) = Self.split(apiVersion: document.value(root, .apiVersion).map(document.string) ?? "")
    let metadata = document.value(root, .metadata)
    self.init(
      group: group, version: version, kind: document.value(root, .kind).map(document.string) ?? "",
      namespace: metadata.flatMap { document.value($0, .namespace) }.map(document.string) ?? "",
      name: metadata.flatMap { document.value($0, .name) }.map(document.string) ?? "")
  }

  /// Splits `apps/v1` into group and version; `v1` has the empty group.
  public static func split(apiVersion: String) -> (group: String, version: String) {
    guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ("", apiVersion) }
    return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.utf8.index(after: slash)...]))
  }

  /// `group/version`, or `version` in the core group.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}

extension ObjectRef: CustomStringConvertible {
  /// `Deployment web/podinfo`: kind, namespace where there is one, name.
  public var description: String {
    let name = name.isEmpty ? "(no name)" : name
    return namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)"
  }
}

extension ObjectRef: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.group, left.kind, left.namespace, left.name, left.version)
      < (right.group, right.kind, right.namespace, right.name, right.version)
  }
}
