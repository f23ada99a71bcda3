import GitTree
import KubeSchema
import Kustomize
import Manifest

/// What to scan and how.
public struct ScanRequest: Sendable {
  /// A repository, a folder in one, or a plain folder.
  public var path: String
  public var selection: SourceTree.Selection
  /// The checks that run.
  public var stages: Set<Stage>
  public var kubeVersion: KubeVersion
  /// Threads; the result does not depend on it.
  public var jobs: Int
  public var kustomizeVersion: KustomizeOptions.Version

  public init(
    path: String, selection: SourceTree.Selection = .workTree, stages: Set<Stage> = Set(Stage.allCases),
    kubeVersion: KubeVersion = .newest, jobs: Int = 0, kustomizeVersion: KustomizeOptions.Version = .v5_8
  ) {
    self.path = path
    self.selection = selection
    self.stages = stages
    self.kubeVersion = kubeVersion
    self.jobs = jobs
    self.kustomizeVersion = kustomizeVersion
  }
}
