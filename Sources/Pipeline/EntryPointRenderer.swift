import Discovery
import Kustomize
import Manifest

/// What rendering an entry point gives.
struct Rendering {
  var resources: [Resource] = []
  var diagnostics: [Diagnostic] = []
  var notChecked: [Coverage.NotChecked] = []
  var hasFailed = false
}

/// Renders entry points; the work that several have in common is done once.
struct EntryPointRenderer: Sendable {
  let kustomizer: Kustomizer
  /// Whether kustomizations may read files outside their folder, as they may under Flux.
  let restrictor: KustomizeOptions.LoadRestrictor

  func render(_ target: EntryPoint.Target) -> Rendering {
    switch target {
    case .kustomization(let folder, let overlay):
      return rendering(kustomizer.build(folder, restrictor: restrictor, overlay: overlay))
    case .generated(let folder, let resources, let overlay):
      return rendering(kustomizer.buildGenerated(folder, resources: resources, overlay: overlay))
    case .manifests(_, let files): return manifests(files)
    }
  }

  private func rendering(_ build: Kustomizer.Build) -> Rendering {
    var rendering = Rendering(
      resources: build.resources, diagnostics: build.diagnostics, notChecked: build.notChecked + build.remarks,
      hasFailed: build.hasFailed)
    // Some values show only when they are printed that no program can print.
    let unprintable = build.yamlFailures()
    rendering.diagnostics += unprintable
    if !unprintable.isEmpty { rendering.hasFailed = true }
    return rendering
  }

  private func manifests(_ files: [String]) -> Rendering {
    var rendering = Rendering()
    let unread = [SourceRules.syntax.id, SourceRules.unreadable.id]
    let reader = ManifestFile(workspace: kustomizer.workspace)
    for file in files {
      var contents = reader.read(file)
      let layer = kustomizer.workspace.layers.id(Layer(kind: .manifests, name: file, file: file))
      for index in contents.resources.indices { contents.resources[index].layers = [layer] }
      rendering.resources += contents.resources
      rendering.diagnostics += contents.diagnostics
      rendering.notChecked += contents.notChecked
    }
    rendering.hasFailed = rendering.diagnostics.contains { unread.contains($0.rule.id) }
    return rendering
  }
}
