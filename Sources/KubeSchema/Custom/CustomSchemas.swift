import Manifest
import RegularExpressions

/// The schemas of custom kinds, compiled once from their definitions and shared.
///
/// A definition that cannot be read has no schema here; `SchemaValidator` reports what is wrong with it.
public struct CustomSchemas: Sendable {
  /// No custom kinds.
  public static let none = CustomSchemas(definitions: [])

  struct Name: Hashable {
    var apiVersion: Key
    var kind: Key
  }

  /// A kind in one version.
  struct Kind: Sendable {
    var schema: CustomSchema
    var isClusterScoped: Bool
    var isDeprecated: Bool
    /// The way to the number of replicas, of a kind that can be scaled.
    var replicasPath: [Key]?
  }

  private var kinds: [Name: Kind] = [:]
  /// Kinds whose rules in CEL are recorded and not evaluated, as `group/version Kind`, sorted.
  public private(set) var notEvaluated: [String] = []

  /// Compiles every CustomResourceDefinition among the documents; of two of one kind the last one counts.
  public init(definitions documents: [Document]) {
    for document in documents { add(document) }
    notEvaluated.sort()
  }

  public var isEmpty: Bool { kinds.isEmpty }

  private mutating func add(_ document: Document) {
    let root = document.root
    guard let version = document.value(root, .apiVersion), document.hasText(version, "apiextensions.k8s.io/v1"),
      let kind = document.value(root, .kind), document.hasText(kind, "CustomResourceDefinition"),
      let spec = document.value(root, .spec), let group = document.stringValue(document.value(spec, K.group)),
      let names = document.value(spec, K.names), let name = document.stringValue(document.value(names, .kind))
    else { return }
    let isCluster = document.stringValue(document.value(spec, K.scope)) == "Cluster"
    for entry in document.elements(document.value(spec, K.versions) ?? root) {
      guard let version = document.stringValue(document.value(entry, .name)),
        document.boolValue(document.value(entry, K.served)) != false,
        let node = document.value(entry, K.schema, K.openAPIV3Schema), document.isMapping(node)
      else { continue }
      let schema = CustomSchema(document, node)
      if schema.hasRules { notEvaluated.append("\(group)/\(version) \(name)") }
      let isDeprecated = document.boolValue(document.value(entry, K.deprecated)) == true
      kinds[Name(apiVersion: Key("\(group)/\(version)"), kind: Key(name))] = Kind(
        schema: schema, isClusterScoped: isCluster, isDeprecated: isDeprecated,
        replicasPath: document.stringValue(document.value(entry, K.subresources, K.scale, K.specReplicasPath))
          .map { $0.split(separator: ".").map { Key(String($0)) } })
    }
  }

  func kind(_ name: Name) -> Kind? { kinds[name] }

  /// The scope of a kind, whatever the version; nil when it has no definition.
  func isClusterScoped(group: String, kind: String) -> Bool? {
    let key = Key(kind)
    let prefix = "\(group)/"
    return kinds.first { $0.key.kind == key && $0.key.apiVersion.bytes.starts(with: prefix.utf8) }?
      .value.isClusterScoped
  }
}
