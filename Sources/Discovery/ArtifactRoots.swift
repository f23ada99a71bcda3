import Manifest

/// Works out which folder of the tree is the root of a Flux source: `spec.path` is relative to it.
///
/// Mostly it is the root of the repository. A repository may hold several fleets, or push a folder as the artifact that
/// clusters read; then it is a folder above the file that declares the Kustomization.
struct ArtifactRoots {
  private struct Known: Hashable {
    var source: String
    var root: String
  }

  private let tree: any FileTree
  private let fileOf: (FluxKustomization) -> String
  private var known: Set<Known> = []

  /// Learns the roots of sources from the paths that are found.
  init(_ flux: [FluxKustomization], tree: any FileTree, fileOf: @escaping (FluxKustomization) -> String) {
    self.tree = tree
    self.fileOf = fileOf
    for flux in flux {
      guard let path = flux.pathInSource, !path.isEmpty, let root = root(holding: path, flux) else { continue }
      known.insert(Known(source: flux.source, root: root))
    }
  }

  /// The root below which the path of a Kustomization is a folder; nil when there is none.
  func root(of flux: FluxKustomization, path: String) -> String? {
    // Every folder has a root: the empty path says nothing about whose root is meant.
    if path.isEmpty { return knownRoot(of: flux) ?? (flux.isBootstrapSource ? "" : nil) }
    return root(holding: path, flux)
  }

  /// The root that another Kustomization of the same source has shown, the innermost above the file.
  func knownRoot(of flux: FluxKustomization) -> String? {
    candidates(flux).last { known.contains(Known(source: flux.source, root: $0)) }
  }

  private func root(holding path: String, _ flux: FluxKustomization) -> String? {
    candidates(flux).first { tree.kind(of: $0.isEmpty ? path : "\($0)/\(path)") == .directory }
  }

  /// The root of the tree, then the folders down to the one of the file.
  private func candidates(_ flux: FluxKustomization) -> [String] {
    var folders: [String] = []
    var folder = TreePath.folder(of: fileOf(flux))
    while !folder.isEmpty {
      folders.append(folder)
      folder = TreePath.folder(of: folder)
    }
    return [""] + folders.reversed()
  }
}
