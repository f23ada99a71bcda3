import Manifest
import Report
import TestSupport
import Testing

/// `Fixtures/faults` holds a small repository for each fault, with what a scan says about it.
@Suite struct FaultFixtureTests {
  static let cases = Fixtures.names(in: "faults")

  /// Formats by the names of their golden files. Every case has the text; those with other files have these too.
  private static let goldens: [(format: OutputFormat, file: String)] = [
    (.text, "expected.txt"), (.json, "expected.json"), (.sarif, "expected.sarif"),
  ]

  @Test(arguments: cases)
  func scanSaysWhatIsWrong(_ name: String) throws {
    // Inside this repository paths would be those of this repository: what people have is a repository of their own.
    let sandbox = try Sandbox()
    let scanned = try Scanned(try sandbox.copyFixture("faults/\(name)", to: name), as: name)
    let present = Fixtures.names(in: "faults/\(name)")
    for golden in Self.goldens where golden.format == .text || present.contains(golden.file) {
      expectGolden(scanned.report(golden.format), "faults/\(name)/\(golden.file)")
    }
  }

  @Test func thereAreCases() { #expect(Self.cases.count >= 35) }

  @Test(arguments: ["unknown-field-in-base", "non-ascii-path", "duplicate-object"])
  func pathsAreThoseOfTheRepository(_ name: String) throws {
    let sandbox = try Sandbox()
    try sandbox.makeRepository("repo", files: [:])
    try sandbox.copyFixture("faults/\(name)", to: "repo")
    try sandbox.commit("fault")
    let plain = try Scanned(try sandbox.copyFixture("faults/\(name)", to: "plain"), as: name)
    let committed = try Scanned(sandbox.path("repo"), as: name)
    #expect(committed.report(.text) == plain.report(.text))
    #expect(committed.findings.map(\.fingerprint) == plain.findings.map(\.fingerprint))
  }

  @Test func oneCauseIsOneFinding() throws {
    let sandbox = try Sandbox()
    let scanned = try Scanned(try sandbox.copyFixture("faults/unknown-field-in-base", to: "repo"), as: "repo")
    let finding = try #require(scanned.findings.first)
    #expect(scanned.findings.count == 1)
    #expect(finding.environments == ["dev", "production", "staging"])
    #expect(finding.objectCount == 3)
    #expect(finding.location?.file == "base/deployment.yaml")
  }
}
