import Manifest

/// The rules that finding the entry points reports.
public enum DiscoveryRules {
  public static let pathMissing = Rule(
    id: "FLX002", title: "Path missing",
    summary: "spec.path of a Flux Kustomization is not a folder of its source, so nothing of it is applied.",
    help: "Correct the path; it is relative to the root of the source.", severity: .error, stage: .references,
    tags: ["flux"])

  /// All of them, sorted by id.
  public static let all = [pathMissing]
}
