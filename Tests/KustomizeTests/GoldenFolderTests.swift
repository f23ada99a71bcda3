import Foundation
import Manifest
import TestSupport
import Testing

@testable import Kustomize

/// Whole builds: `Fixtures/Kustomize/CASE/input` gives `expected.yaml`, which is what kustomize 5.8.1 prints for it
/// (`expected-5.6.yaml` where 5.6.0 prints something else, `refused-by-5.6` where it refuses).
@Suite struct GoldenFolderTests {
  static let cases = Fixtures.names(in: "Kustomize")

  @Test func thereAreCases() { #expect(Self.cases.count > 20) }

  @Test(arguments: cases, KustomizeOptions.Version.allCases)
  func aFolderBuildsToItsGoldenFile(_ name: String, _ version: KustomizeOptions.Version) throws {
    let folder = "Kustomize/\(name)"
    let tree = try MemoryTree(folder: Fixtures.path("\(folder)/input"))
    let build = TestBuild(tree, "", KustomizeOptions(version: version))
    let exists = { (name: String) in FileManager.default.fileExists(atPath: Fixtures.path("\(folder)/\(name)")) }
    if version == .v5_6, exists("refused-by-5.6") {
      #expect(build.fault != nil)
      return
    }
    if let fault = build.fault { Issue.record("\(build.place(fault.origin)): \(fault.message)") }
    let isOther = version == .v5_6 && exists("expected-5.6.yaml")
    expectGolden(build.yaml, "\(folder)/\(isOther ? "expected-5.6.yaml" : "expected.yaml")")
  }

  /// Whatever a build does, it knows where every value and every key comes from.
  @Test(arguments: cases)
  func everyValueHasAPlace(_ name: String) throws {
    let tree = try MemoryTree(folder: Fixtures.path("Kustomize/\(name)/input"))
    let build = TestBuild(tree, "", KustomizeOptions())
    for resource in build.result.resources {
      let document = resource.document
      document.walk(document.root) { node in
        let place = build.workspace.sourceMap.place(of: document.origin(node))
        #expect((place?.line ?? 0) > 0, "\(resource.ref): \(document.string(node))")
        guard document.isMapping(node) else { return }
        for position in 0..<document.count(node) {
          #expect(!document.keyOrigin(node, at: position).isNone, "\(resource.ref)")
        }
      }
    }
  }

  /// A kustomizer that is asked for everything shares bases; what it gives is what one asked for a single build gives.
  @Test func sharedBasesGiveTheSame() throws {
    let tree = try MemoryTree(folder: Fixtures.path("Kustomize/overlays-of-one-base/input"))
    let kustomizer = Kustomizer(workspace: Workspace(tree: tree))
    for folder in ["base", "one", "two", "", "one"] {
      let shared = kustomizer.build(folder).yaml().text
      #expect(shared == TestBuild(tree, folder, KustomizeOptions()).result.yaml().text)
    }
  }
}
