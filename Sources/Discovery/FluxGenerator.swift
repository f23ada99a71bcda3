import Manifest

/// The kustomization that Flux generates for a folder without one (fluxcd/pkg/kustomize): every folder with a
/// kustomization file below it, and every YAML file that is below none of those.
struct FluxGenerator {
  let files: FileIndex

  /// What source-controller leaves out of every artifact that holds YAML files (its default exclusions).
  private static let excludedNames: Set<String> = [
    ".git", ".github", ".circleci", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml", "cloudbuild.yaml",
    "codeship-services.yml", "codeship-steps.yml", ".goreleaser.yml", ".sops.yaml", ".flux.yaml",
  ]

  private static func isExcluded(_ path: String) -> Bool {
    path.split(separator: "/").contains { excludedNames.contains(String($0)) }
  }

  /// Paths of the resources, sorted.
  func resources(in folder: String) -> [String] {
    var resources: [String] = []
    var roots: [String] = []
    for file in files.files(in: folder) where FileIndex.isYAML(file) && !Self.isExcluded(file) {
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
