import Kustomize
import Manifest

/// The fields of a Flux Kustomization (kustomize.toolkit.fluxcd.io) that decide what is rendered.
struct FluxKustomization {
  var name: String
  var namespace: String
  /// Relative to the root of the artifact; `.` and `./` are the root itself.
  var path: Located
  /// `kind/namespace/name` of the source, without what is not given.
  var source: String
  /// Fields that change the result and are not followed.
  var unfollowed: [String]
  /// What is laid over the kustomization at the path.
  var overlay: KustomizationOverlay?
  var isSuspended: Bool

  /// A text with its place.
  struct Located {
    var text: String
    var origin: Origin
  }

  /// Fields of the spec that change what is applied.
  private static let changing: [Key] = ["decryption", "postBuild"]

  /// Reads an object of a file with this text; nil when it is something else.
  init?(_ document: Document, text: [UInt8]) {
    let ref = ObjectRef(document)
    guard ref.kind == "Kustomization", ref.group == "kustomize.toolkit.fluxcd.io",
      let spec = document.value(document.root, .spec), document.isMapping(spec)
    else { return nil }
    name = ref.name
    namespace = ref.namespace
    let pathNode = document.value(spec, "path")
    path = Located(
      text: pathNode.map(document.string) ?? "",
      origin: document.origin(pathNode ?? spec))
    let reference = document.value(spec, "sourceRef")
    let part = { (key: Key) in reference.flatMap { document.value($0, key) }.map(document.string) ?? "" }
    source = [part(.kind), part(.namespace), part(.name)].filter { !$0.isEmpty }.joined(separator: "/")
    unfollowed = Self.changing.filter { document.value(spec, $0) != nil }.map(\.string)
    overlay = KustomizationOverlay(spec: spec, in: document, source: text)
    isSuspended = document.boolValue(document.value(spec, "suspend")) ?? false
  }

  /// The path from the root of the source; empty for the root, nil when it holds a variable or leads out.
  var pathInSource: String? {
    path.text.contains("${") || path.text.contains("{{") ? nil : TreePath.join("", path.text)
  }

  /// Whether the source is the one that `flux bootstrap` makes of the repository it runs in.
  var isBootstrapSource: Bool {
    source == "GitRepository/flux-system" || source == "GitRepository/flux-system/flux-system"
  }

  /// The name people know it by.
  var displayName: String { "flux:Kustomization/\(namespace.isEmpty ? "" : namespace + "/")\(name)" }
}
