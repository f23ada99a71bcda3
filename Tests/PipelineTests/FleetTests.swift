import Manifest
import Report
import TestSupport
import Testing

/// `Fixtures/fleet`: a repository in which nothing is wrong, with all that looks wrong at first sight.
@Suite struct FleetTests {
  @Test func nothingIsFound() throws {
    let sandbox = try Sandbox()
    let scanned = try Scanned(try sandbox.copyFixture("fleet", to: "fleet"), as: "fleet")
    #expect(scanned.findings.map { "\($0.rule.id) \($0.message)" } == [])
    #expect(scanned.coverage.failedEntryPoints == 0)
    expectGolden(scanned.report(.text), "fleet-scan.txt")
  }

  @Test func aFleetInAFolderOfARepositoryIsTheSame() throws {
    let sandbox = try Sandbox()
    try sandbox.makeRepository("repo", files: ["README.md": "# all of our things\n"])
    try sandbox.copyFixture("fleet", to: "repo/platform/fleet")
    let inFolder = try Scanned(sandbox.path("repo/platform/fleet"), as: "fleet")
    let alone = try Scanned(try sandbox.copyFixture("fleet", to: "fleet"), as: "fleet")
    #expect(inFolder.findings.isEmpty)
    #expect(inFolder.coverage.entryPoints == alone.coverage.entryPoints)
    #expect(inFolder.coverage.objects == alone.coverage.objects)
  }

  /// The same bytes whatever the number of threads, and every time.
  @Test(arguments: ["fleet", "faults/unknown-field-in-base", "faults/binary-files"])
  func outputDoesNotDependOnThreads(_ fixture: String) throws {
    let sandbox = try Sandbox()
    let path = try sandbox.copyFixture(fixture, to: "repo")
    let first = try Scanned(path, as: "repo", jobs: 1)
    let (json, sarif) = (first.report(.json), first.report(.sarif))
    for jobs in [1, 2, 8] {
      for run in 1...20 {
        let again = try Scanned(path, as: "repo", jobs: jobs)
        #expect(again.report(.json) == json, "JSON, \(jobs) jobs, run \(run)")
        #expect(again.report(.sarif) == sarif, "SARIF, \(jobs) jobs, run \(run)")
      }
    }
  }
}
