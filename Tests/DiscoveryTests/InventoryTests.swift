import Discovery
import Kustomize
import Manifest
import Testing

/// What is found in a repository, and what is left alone.
@Suite struct InventoryTests {
  private static let object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n"
  private static let chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n"

  private func inventory(_ files: [String: String], in folder: String = "") throws -> Inventory {
    let workspace = Workspace(tree: MemoryTree(texts: files))
    var builder = try InventoryBuilder(kustomizer: Kustomizer(workspace: workspace), folder: folder)
    return builder.build()
  }

  private func kustomization(_ resources: String...) -> String {
    "resources:\n" + resources.map { "  - \($0)\n" }.joined()
  }

  private func flux(_ name: String, _ path: String, source: String = "flux-system", more: String = "") -> String {
    """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata:
      name: \(name)
      namespace: flux-system
    spec:
      path: \(path)
      sourceRef:
        kind: GitRepository
        name: \(source)
    \(more)
    """
  }

  /// What is not checked, with the reason.
  private func leftOut(_ inventory: Inventory) -> [String] {
    inventory.notChecked.map { "\($0.what): \($0.reason)" }.sorted()
  }

  // MARK: Kustomizations

  @Test func onlyRootsAreEntryPoints() throws {
    let inventory = try inventory([
      "base/kustomization.yaml": kustomization("config.yaml"), "base/config.yaml": Self.object,
      "component/kustomization.yaml": "kind: Component\nresources: [../extra]\n",
      "extra/Kustomization": kustomization("config.yaml"), "extra/config.yaml": Self.object,
      "overlays/dev/kustomization.yml": kustomization("../../base"),
      "overlays/prod/kustomization.yaml": kustomization("../../base"),
    ])
    #expect(inventory.entryPoints.map(\.name) == ["overlays/dev", "overlays/prod"])
    #expect(inventory.entryPoints.map(\.environment) == ["dev", "prod"])
    #expect(inventory.notChecked.isEmpty)
    #expect(inventory.manifestCount == 7)
  }

  @Test func aCycleHasAnEntry() throws {
    let inventory = try inventory([
      "a/kustomization.yaml": kustomization("../b"), "b/kustomization.yaml": kustomization("../a"),
      "c/kustomization.yaml": kustomization("."), "d/kustomization.yaml": kustomization("../e"),
      "e/kustomization.yaml": kustomization("../f"), "f/kustomization.yaml": kustomization("../e"),
    ])
    #expect(inventory.entryPoints.map(\.name) == ["a", "c", "d"])
  }

  @Test func aBaseIsAnEntryPointWhereOnlyItIsScanned() throws {
    let files = [
      "base/kustomization.yaml": kustomization("config.yaml"), "base/config.yaml": Self.object,
      "overlay/kustomization.yaml": kustomization("../base"),
    ]
    #expect(try inventory(files).entryPoints.map(\.name) == ["overlay"])
    #expect(try inventory(files, in: "base").entryPoints.map(\.name) == ["base"])
  }

  @Test func whatAKustomizationDoesNotListIsNamed() throws {
    let inventory = try inventory([
      "app/kustomization.yaml": kustomization("config.yaml"), "app/config.yaml": Self.object,
      "app/parked.yaml": Self.object, "app/below/parked.yaml": Self.object,
      "broken/kustomization.yaml": "resuorces: [a.yaml]\n", "broken/a.yaml": Self.object,
    ])
    #expect(
      leftOut(inventory) == [
        "app/below/parked.yaml: not listed in the kustomization of its folder",
        "app/parked.yaml: not listed in the kustomization of its folder",
        "broken/a.yaml: the kustomization of its folder cannot be read",
      ])
    #expect(inventory.entryPoints.map(\.name) == ["app", "broken"])
  }

  // MARK: What is no manifest

  @Test func whatOnlyLooksLikeManifestsIsLeftAlone() throws {
    let inventory = try inventory([
      ".github/workflows/check.yaml": Self.object, "a/.hidden/x.yaml": Self.object,
      "charts/web/Chart.yaml": Self.chart, "charts/web/templates/config.yaml": Self.object,
      "charts/web/crds/kustomization.yaml": kustomization("x.yaml"),
      "app.yaml.j2": Self.object, "docs/example.md": Self.object, "values.yaml": "image: x\n",
      "template/kustomization.yaml": "resources:\n{% for x in y %}\n  - {{ x }}\n{% endfor %}\n",
      "binary.yaml": Self.object + "\u{0}\u{1}",
    ])
    #expect(inventory.entryPoints.isEmpty)
    #expect(
      leftOut(inventory) == [
        "binary.yaml: binary content", "charts/web: chart, not rendered yet", "template: source of a template",
      ])
    #expect(inventory.fileCount == 10)
    #expect(inventory.manifestCount == 1)
  }

  @Test func plainManifestsAreAnEntryPointForEachFolder() throws {
    let inventory = try inventory([
      "a/x.yaml": Self.object, "a/y.yml": Self.object, "a/b/z.yaml": Self.object, "root.yaml": Self.object,
    ])
    #expect(inventory.entryPoints.map(\.name) == [".", "a", "a/b"])
    #expect(inventory.entryPoints[1].target == .manifests(folder: "a", files: ["a/x.yaml", "a/y.yml"]))
  }

  // MARK: Flux

  @Test func fluxRendersWhatItsPathsName() throws {
    let inventory = try inventory([
      "clusters/dev/apps.yaml": flux("apps", "./apps/dev"),
      "clusters/dev/plain.yaml": flux("plain", "./plain/"),
      "clusters/dev/sync.yaml": flux("flux-system", "./clusters/dev"),
      "apps/dev/kustomization.yaml": kustomization("../base"),
      "apps/base/kustomization.yaml": kustomization("config.yaml"), "apps/base/config.yaml": Self.object,
      "plain/a.yaml": Self.object, "plain/b/kustomization.yaml": kustomization("c/x.yaml"),
      "plain/b/c/x.yaml": Self.object, "plain/d/e.yml": Self.object,
    ])
    let targets = Dictionary(uniqueKeysWithValues: inventory.entryPoints.map { ($0.name, $0.target) })
    #expect(targets["flux:Kustomization/flux-system/apps"] == .kustomization(folder: "apps/dev"))
    #expect(
      targets["flux:Kustomization/flux-system/plain"]
        == .generated(folder: "plain", resources: ["plain/a.yaml", "plain/b", "plain/d/e.yml"]))
    #expect(
      targets["flux:Kustomization/flux-system/flux-system"]
        == .generated(
          folder: "clusters/dev",
          resources: ["clusters/dev/apps.yaml", "clusters/dev/plain.yaml", "clusters/dev/sync.yaml"]))
    #expect(targets.count == 3)
    #expect(inventory.entryPoints.allSatisfy { $0.environment == "dev" })
    #expect(inventory.notChecked.isEmpty)
  }

  @Test(arguments: [
    ("./apps/prodution", "did you mean \"apps/production\"?"),
    ("./aps/production", "did you mean \"apps/production\"?"),
    ("./apps/production/eu", nil), ("./elsewhere", nil),
  ])
  func aMissingPathIsAFault(_ path: String, _ hint: String?) throws {
    let inventory = try inventory([
      "clusters/a.yaml": flux("a", "./apps/production"), "clusters/b.yaml": flux("b", path),
      "apps/production/config.yaml": Self.object,
    ])
    let fault = try #require(inventory.diagnostics.first)
    #expect(inventory.diagnostics.count == 1)
    #expect(fault.rule.id == "FLX002")
    #expect(fault.message == "spec.path \"\(path)\" is not a folder of the repository")
    #expect(fault.hint == hint)
    #expect(fault.origin.line == 7)
    #expect(fault.origin.column == 9)
  }

  @Test func aPathThatMayBeInAnotherRepositoryIsNoFault() throws {
    let inventory = try inventory([
      "clusters/a.yaml": flux("a", "./deploy", source: "podinfo"),
      "clusters/b.yaml": flux("b", "./", source: "podinfo"),
      "clusters/c.yaml": flux("c", "./apps/${CLUSTER}"),
    ])
    #expect(inventory.diagnostics.isEmpty)
    #expect(
      leftOut(inventory) == [
        "flux:Kustomization/flux-system/a (GitRepository/podinfo): "
          + "spec.path is not in this repository; the source may be another one",
        "flux:Kustomization/flux-system/b (GitRepository/podinfo): "
          + "spec.path is the root of a source that may be another repository",
        "flux:Kustomization/flux-system/c (./apps/${CLUSTER}): spec.path holds a variable",
      ])
  }

  /// Two fleets in one repository; the roots of their artifacts are folders.
  @Test func theRootOfAnArtifactMayBeAFolder() throws {
    let files = [
      "red/clusters/one/apps.yaml": flux("red", "./apps/one"),
      "red/clusters/one/broken.yaml": flux("broken", "./apps/two"),
      "red/apps/one/config.yaml": Self.object,
      "blue/clusters/one/apps.yaml": flux("blue", "./apps/two"),
      "blue/clusters/one/all.yaml": flux("all", "./"),
      "blue/apps/two/config.yaml": Self.object,
    ]
    let inventory = try inventory(files)
    let folders = Dictionary(uniqueKeysWithValues: inventory.entryPoints.map { ($0.name, $0.target.folder) })
    #expect(folders["flux:Kustomization/flux-system/red"] == "red/apps/one")
    #expect(folders["flux:Kustomization/flux-system/blue"] == "blue/apps/two")
    #expect(folders["flux:Kustomization/flux-system/all"] == "blue")
    #expect(inventory.diagnostics.map(\.message) == ["spec.path \"./apps/two\" is not a folder of red"])
  }

  @Test func fieldsThatAreNotFollowedAreNamed() throws {
    let inventory = try inventory([
      "clusters/a.yaml": flux("a", "./apps", more: "  targetNamespace: web\n  postBuild: {substitute: {A: b}}"),
      "apps/config.yaml": Self.object,
    ])
    #expect(
      leftOut(inventory) == [
        "flux:Kustomization/flux-system/a (postBuild): "
          + "fields of a Flux Kustomization that are not followed yet"
      ])
  }
}
