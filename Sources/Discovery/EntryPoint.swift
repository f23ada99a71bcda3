import Kustomize
import Manifest

/// Something that a cluster would apply as a unit.
public struct EntryPoint: Sendable {
  /// What is rendered.
  public enum Target: Sendable, Hashable {
    /// The kustomization in a folder, and what a Flux Kustomization lays over it.
    case kustomization(folder: String, overlay: KustomizationOverlay? = nil)
    /// A folder without kustomization file for which Flux generates one with these resources.
    case generated(folder: String, resources: [String], overlay: KustomizationOverlay? = nil)
    /// Plain manifests of a folder.
    case manifests(folder: String, files: [String])

    /// The folder, relative to the root of the tree.
    public var folder: String {
      switch self {
      case .kustomization(let folder, _), .generated(let folder, _, _), .manifests(let folder, _): folder
      }
    }
  }

  /// Shown to people: the folder, or `flux:Kustomization/namespace/name`.
  public var name: String
  public var target: Target
  /// The cluster or stage it belongs to, where the layout tells.
  public var environment: String?
  /// Where it is declared; `.none` for a folder that nothing declares.
  public var origin: Origin

  public init(name: String, target: Target, environment: String?, origin: Origin) {
    self.name = name
    self.target = target
    self.environment = environment
    self.origin = origin
  }
}

/// What a repository holds for clusters.
public struct Inventory: Sendable {
  /// Sorted by name.
  public var entryPoints: [EntryPoint] = []
  public var diagnostics: [Diagnostic] = []
  public var notChecked: [Coverage.NotChecked] = []
  /// Files of the tree.
  public var fileCount = 0
  /// Files read as manifests or kustomizations.
  public var manifestCount = 0
}
