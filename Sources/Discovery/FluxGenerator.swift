import Manifest

/// The kustomization that Flux generates for a folder without one (fluxcd/pkg/kustomize): every folder with a
/// kustomization file below it, and every YAML file that is below none of those.
struct FluxGenerator {
  let files: FileIndex

  /// Paths of the resources, sorted.
  func resources(in folder: String) -> [String] {
    var resources: [String] = []
    var roots: [String] = []
    for file in files.all where TreePath.isInside(file, folder: folder) && FileIndex.isYAML(file) {
      let parent = TreePath.folder(of: file)
      if let root = files.kustomizationRoot(above: parent, below: folder) {
        if !roots.contains(root) { roots.append(root) }
      } else {
        resources.append(file)
      }
    }
    // The outermost folder with a kustomization file is taken; what is below it is its own business.
    roots = roots.filter { root in !roots.contains { $0 != root && TreePath.isInside(root, folder: $0) } }
    return (resources + roots).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
