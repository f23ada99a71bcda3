import TestSupport
import Testing

/// `render kustomize` and `trace` on the fleet.
@Suite struct RenderTests {
  private let sandbox: Sandbox
  private let strata: Program

  init() throws {
    sandbox = try Sandbox()
    strata = Program(in: try sandbox.copyFixture("fleet", to: "fleet"))
  }

  @Test(arguments: ["dev", "staging", "production"])
  func overlaysRenderAsKustomizeRendersThem(_ cluster: String) throws {
    let run = try strata("render", "kustomize", "apps/overlays/\(cluster)")
    #expect(run.status == 0)
    #expect(run.errors == "")
    expectGolden(run.output, "fleet-rendered/apps-\(cluster).yaml")
  }

  @Test func allRendersEveryKustomizationButComponents() throws {
    let run = try strata("render", "kustomize", "--all", "infrastructure")
    #expect(run.status == 0)
    let heads = run.output.split(separator: "\n").filter { $0.hasPrefix("# ") }
    #expect(heads == ["# base", "# crds", "# overlays/dev", "# overlays/production", "# overlays/staging"])
  }

  @Test func aBuildThatFailsIsThreeAndSaysWhy() throws {
    try sandbox.write(Manifests.missing, to: "fleet/broken/kustomization.yaml")
    let run = try strata("render", "kustomize", "broken")
    #expect(run.status == 3)
    #expect(run.output == "")
    #expect(run.errors.contains("broken/kustomization.yaml:2:5: missing.yaml: no such file or directory"))
  }

  @Test func traceShowsTheLayersOfAField() throws {
    let run = try strata("trace", "StatefulSet/orders", ".spec.replicas", "apps/overlays/production")
    #expect(run.status == 0)
    let places = ["apps/base/orders/statefulset.yaml:7", "apps/components/high-availability/kustomization.yaml:16"]
    for place in places { #expect(run.output.contains(place), "\(run.output)") }
  }

  @Test func traceOfAnUnknownObjectSaysSo() throws {
    let run = try strata("trace", "Deployment/nobody", ".spec", "apps/overlays/dev")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors == "error: no rendered object matches\n")
    #expect(try strata("trace", "nobody", ".spec").status == 2)
  }
}
