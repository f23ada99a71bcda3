/// Guesses the cluster or stage from a path, by the layouts that Flux and kustomize document.
enum Environment {
  /// Folders whose members are environments.
  private static let parents: Set<String> = [
    "clusters", "cluster", "environments", "environment", "envs", "env", "overlays", "stages",
  ]

  /// Folder names that are environments wherever they stand.
  private static let stages: Set<String> = [
    "production", "prod", "staging", "stage", "development", "dev", "test", "testing", "qa", "uat", "preview",
  ]

  /// The environment that a path belongs to; nil when nothing tells.
  static func name(of path: String) -> String? {
    let segments = path.split(separator: "/").map(String.init)
    for (position, segment) in segments.enumerated().dropLast() where parents.contains(segment) {
      return segments[position + 1]
    }
    return segments.last { stages.contains($0) }
  }
}
