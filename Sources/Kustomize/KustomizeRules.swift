import Manifest

/// The rules that a build reports.
public enum KustomizeRules {
  public static let buildFails = Rule(
    id: "KUS001", title: "Kustomization does not build",
    summary: "kustomize refuses the kustomization, so nothing of it reaches the cluster.",
    help: "Mend the place that is shown; `strata render kustomize DIR` prints what a build gives.",
    severity: .error, stage: .render, tags: ["kustomize"])

  public static let matchesNothing = Rule(
    id: "KUS002", title: "Patch, image or replica rule matches nothing",
    summary: "The target selects no object. kustomize says nothing and the change is never made.",
    help: "Correct the target, or delete the entry.",
    severity: .warning, stage: .render, tags: ["kustomize"])

  public static let deprecatedField = Rule(
    id: "KUS004", title: "Deprecated field",
    summary: "The kustomization uses a field that kustomize warns about and will remove.",
    help: "`kustomize edit fix` rewrites it; the message names the field that took its place.",
    severity: .info, stage: .render, tags: ["kustomize", "deprecated"])

  public static let leavesRoot = Rule(
    id: "KUS006", title: "Path leaves the root",
    summary: "A path leads out of the folder, or of the repository, that the kustomization may read.",
    help: "Move the file below the kustomization, or make it a base or component of its own.",
    severity: .error, stage: .render, tags: ["kustomize"])

  /// All of them, sorted by id.
  public static let all = [buildFails, matchesNothing, deprecatedField, leavesRoot]

  static func rule(for kind: BuildError.Kind) -> Rule {
    switch kind {
    case .syntax: SourceRules.syntax
    case .outsideRoot: leavesRoot
    default: buildFails
    }
  }
}
