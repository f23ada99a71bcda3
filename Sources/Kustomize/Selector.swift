import Manifest
import RegularExpressions

/// Which objects a patch or replacement is for: text fields are regular expressions that must match the whole value,
/// an empty one matches everything (types.Selector).
struct Selector: Sendable {
  var group: String
  var version: String
  var kind: String
  var name: String
  var namespace: String
  var labels: Located<String>?
  var annotations: Located<String>?
  var origin: Origin

  /// Whether neither kind nor name nor namespace is asked for.
  var isIDEmpty: Bool {
    group.isEmpty && version.isEmpty && kind.isEmpty && name.isEmpty && namespace.isEmpty
  }

  /// Compiles the expressions.
  func compiled() throws(BuildError) -> CompiledSelector { try CompiledSelector(self) }
}

extension Selector: CustomStringConvertible {
  /// The parts that are set, as `kind: Deployment, name: web`.
  var description: String {
    let parts = [
      ("group", group), ("version", version), ("kind", kind), ("name", name), ("namespace", namespace),
      ("labelSelector", labels?.value ?? ""), ("annotationSelector", annotations?.value ?? ""),
    ]
    return parts.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
  }
}

/// A selector ready to be matched.
struct CompiledSelector: Sendable {
  private enum Pattern: Sendable {
    case anything
    case text(String)
    case expression(RegularExpression)

    func matches(_ text: String) -> Bool {
      switch self {
      case .anything: true
      case .text(let wanted): wanted == text
      case .expression(let expression): expression.matches(text, anchor: .whole)
      }
    }
  }

  private let group, version, kind, name, namespace: Pattern

  /// The one name that can match; nil when there is no telling without trying.
  var exactName: String? {
    if case .text(let text) = name { return text }
    return nil
  }
  private let labels: LabelSelector?
  private let annotations: LabelSelector?

  init(_ selector: Selector) throws(BuildError) {
    let origin = selector.origin
    group = try Self.pattern(selector.group, origin)
    version = try Self.pattern(selector.version, origin)
    kind = try Self.pattern(selector.kind, origin)
    name = try Self.pattern(selector.name, origin)
    namespace = try Self.pattern(selector.namespace, origin)
    labels = try selector.labels.map { selector throws(BuildError) in try LabelSelector(selector) }
    annotations = try selector.annotations.map { selector throws(BuildError) in try LabelSelector(selector) }
  }

  private static func pattern(_ text: String, _ origin: Origin) throws(BuildError) -> Pattern {
    if text.isEmpty { return .anything }
    // Most selectors are plain names; they need no engine.
    let isPlain = text.utf8.allSatisfy { byte in
      byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "-")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "/")
    }
    if isPlain { return .text(text) }
    do {
      return .expression(try RegularExpression(text))
    } catch {
      throw BuildError(.badField, "\"\(text)\" is not a regular expression: \(error.message)", at: origin)
    }
  }

  /// Name and namespace are tested against the original and the current value, the rest against the current.
  func matches(_ resource: BuildResource) -> Bool {
    let id = resource.id
    let original = resource.originalID
    guard kind.matches(id.kind), group.matches(id.group), version.matches(id.version) else { return false }
    guard name.matches(id.name) || name.matches(original.name) else { return false }
    guard matchesNamespace(id) || matchesNamespace(original) else { return false }
    return matchesMetadata(resource)
  }

  private func matchesNamespace(_ id: ResourceID) -> Bool {
    if case .anything = namespace { return true }
    return namespace.matches(id.effectiveNamespace)
  }

  /// Whether the id alone matches; for replacements, which look at every id of an object.
  func matchesID(_ id: ResourceID, namespace text: String) -> Bool {
    kind.matches(id.kind) && group.matches(id.group) && version.matches(id.version) && name.matches(id.name)
      && namespace.matches(text)
  }

  /// Whether labels and annotations match.
  func matchesMetadata(_ resource: BuildResource) -> Bool {
    if let labels, !labels.matches(resource.metadata(.labels)) { return false }
    if let annotations, !annotations.matches(resource.metadata(.annotations)) { return false }
    return true
  }
}
