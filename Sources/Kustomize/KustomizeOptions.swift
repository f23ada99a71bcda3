/// How a build behaves.
public struct KustomizeOptions: Sendable, Hashable {
  /// The release of kustomize that is followed where releases differ.
  public enum Version: String, Sendable, CaseIterable {
    /// 5.8.1: in Flux 2.9 and current kubectl.
    case v5_8 = "5.8"
    /// 5.6.0: in kubectl 1.33.
    case v5_6 = "5.6"
  }

  /// Which files a kustomization may read.
  public enum LoadRestrictor: String, Sendable, CaseIterable {
    /// Files in or below the folder of the kustomization: the default of kustomize.
    case rootOnly = "LoadRestrictionsRootOnly"
    /// Any file of the tree: what Flux uses.
    case none = "LoadRestrictionsNone"
  }

  /// The order of the output when the kustomization has no `sortOptions`.
  public enum Reorder: String, Sendable, CaseIterable {
    case legacy, none
  }

  public var version: Version
  public var loadRestrictor: LoadRestrictor
  public var reorder: Reorder

  public init(version: Version = .v5_8, loadRestrictor: LoadRestrictor = .rootOnly, reorder: Reorder = .legacy) {
    self.version = version
    self.loadRestrictor = loadRestrictor
    self.reorder = reorder
  }
}
