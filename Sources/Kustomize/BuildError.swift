import Manifest

/// Why a step of a build failed.
struct BuildError: Error, Sendable {
  /// What sort of fault it is; decides the rule.
  enum Kind: Sendable {
    /// The kustomization file is missing, not YAML, or not a kustomization.
    case badKustomization
    /// A file that the kustomization names does not exist.
    case missingFile
    /// A file or folder outside the allowed tree.
    case outsideRoot
    case cycle
    /// A file is not YAML.
    case syntax
    /// A file is YAML but no Kubernetes object.
    case notAResource
    case duplicateResource
    /// A patch, replacement or replica entry that finds no object.
    case noMatch
    /// A field or value that a transformer cannot work with.
    case badField
    /// Is not at hand, through no fault of the repository; coverage names it, with the hint as the reason.
    case absent
    /// Needs something that is never run or fetched here.
    case unsupported
  }

  var kind: Kind
  var message: String
  var hint: String?
  var origin: Origin

  init(_ kind: Kind, _ message: String, hint: String? = nil, at origin: Origin) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.origin = origin
  }
}
