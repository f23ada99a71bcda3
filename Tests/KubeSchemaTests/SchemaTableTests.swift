import Foundation
import Manifest
import TestSupport
import Testing

@testable import KubeSchema
@testable import schema_table

private let facts = Fixtures.package.deletingLastPathComponent()
  .appendingPathComponent("shared/data/kubernetes-api").path
private let hasFacts = FileManager.default.fileExists(atPath: facts)
private let committedTable = Fixtures.package.appendingPathComponent("Sources/CSchemaTable/schema.bin").path

@Suite("The schema table")
struct SchemaTableTests {
  let table = SchemaTable.builtIn

  @Test("every number in it leads somewhere")
  func isWellFormed() {
    #expect(table.faults() == [])
    #expect(table.count(.definitions) > 1_000)
  }

  @Test("damage is seen", arguments: [0, 4, 16, 60, 20_000])
  func damage(size: Int) {
    var bytes = Array(table.bytes.prefix(size))
    bytes.append(contentsOf: [UInt8](repeating: 0xEE, count: 64))
    bytes.withUnsafeBytes { bytes in
      #expect(SchemaTable(UnsafeRawBufferPointer(rebasing: bytes[..<bytes.count])).faults() != [])
    }
  }

  @Test("the program carries the file in the sources")
  func isEmbedded() throws {
    let file = try #require(FileManager.default.contents(atPath: committedTable))
    #expect(file.elementsEqual(table.bytes), "touch Sources/CSchemaTable/table.S and build again")
  }

  @Test("the generator makes these bytes", .enabled(if: hasFacts, "no folder of facts"))
  func isReproducible() throws {
    #expect(try Generator.generate(from: facts).bytes.elementsEqual(table.bytes))
  }

  @Test("keys lead to fields")
  func fields() throws {
    let kind = try #require(SchemaValidator(version: .newest).lookup("apps/v1", "Deployment"))
    let bit = 1 << 8
    let spec = try #require(table.field("spec", of: kind.definition, in: bit))
    #expect(table.tag(ofType: table.type(ofField: spec)) == .reference)
    let definition = table.argument(ofType: table.type(ofField: spec))
    #expect(table.name(ofDefinition: definition) == "DeploymentSpec")
    #expect(table.field("replicas", of: definition, in: bit) != nil)
    #expect(table.field("replica", of: definition, in: bit) == nil)
    #expect(table.field("a key that is in no schema", of: definition, in: bit) == nil)
  }

  @Test(
    "scopes",
    arguments: [
      ("", "v1", "Namespace", true), ("", "v1", "Pod", false), ("rbac.authorization.k8s.io", "v1", "ClusterRole", true),
      ("apps", "v1beta1", "Deployment", false), ("apps", "v9", "Deployment", false),
      ("scheduling.k8s.io", "v1beta1", "PodGroup", false), ("example.com", "v1", "Thing", nil),
      ("", "v1", "Thing", nil),
    ] as [(String, String, String, Bool?)])
  func scope(group: String, version: String, kind: String, isClusterScoped: Bool?) {
    let validator = SchemaValidator(version: .newest)
    #expect(validator.isClusterScoped(group: group, version: version, kind: kind) == isClusterScoped)
  }

  @Test("every kind that can be stored has a scope")
  func scopes() {
    let validator = SchemaValidator(version: .newest)
    let without = (0..<table.count(.kinds)).map { table.kind($0) }.filter { kind in
      kind.minors & validator.minor != 0 && kind.scope == .unknown && !table.string(kind.name).hasSuffix("List")
    }
    // Questions to the server and sub-resources.
    #expect(
      Set(without.map { table.string($0.name) }) == [
        "APIGroup", "APIVersions", "Eviction", "Scale", "Status", "TokenRequest",
      ])
  }

  @Test(
    "groups of Kubernetes",
    arguments: [("", true), ("apps", true), ("batch", true), ("example.com", false), ("app", false)])
  func groups(group: String, isKnown: Bool) {
    #expect(SchemaValidator(version: .newest).knowsGroup(group) == isKnown)
  }
}
