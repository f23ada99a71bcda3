import Foundation
import TestSupport
import Testing

/// Formats, files and streams.
@Suite struct ReportOutputTests {
  private let sandbox: Sandbox
  private let strata: Program

  init() throws {
    sandbox = try Sandbox()
    strata = Program(in: sandbox.folder)
    try sandbox.write(Manifests.bad, to: "repo/config.yaml")
    try sandbox.write(Manifests.missing, to: "repo/app/kustomization.yaml")
  }

  @Test func jsonParses() throws {
    let run = try strata("scan", "repo", "--format", "json")
    #expect(run.status == 1)
    let findings = try #require(run.json["findings"] as? [[String: Any]])
    #expect(findings.compactMap { $0["rule"] as? String } == ["KUS001", "API005"])
    #expect(run.json["schemaVersion"] as? String == "1.0")
  }

  @Test func outputWritesFilesBesidesTheText() throws {
    let run = try strata("scan", "repo", "--output", "sarif=out.sarif", "--output", "json=out=1.json")
    #expect(run.status == 1)
    #expect(run.output.contains("error[API005]"))
    for (name, key) in [("out.sarif", "runs"), ("out=1.json", "findings")] {
      let data = try Data(contentsOf: URL(fileURLWithPath: sandbox.path(name)))
      let report = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      #expect(report?[key] != nil, "\(name)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.folder).count == 3)
  }

  @Test func outputThatCannotBeWrittenIsThree() throws {
    let run = try strata("scan", "repo", "--output", "sarif=no/such/folder.sarif")
    #expect(run.status == 3)
    #expect(run.errors.contains("cannot write no/such/folder.sarif: No such file or directory"))
  }

  @Test(arguments: [
    ("render", ["KUS001"]), ("schema", ["API005"]), ("render,schema", ["KUS001", "API005"]), ("rules", []),
  ])
  func onlyLimitsTheChecks(_ stages: String, _ rules: [String]) throws {
    let run = try strata("scan", "repo", "--format", "json", "--only", stages)
    let findings = try #require(run.json["findings"] as? [[String: Any]])
    #expect(findings.compactMap { $0["rule"] as? String } == rules)
    #expect(run.status == (rules.isEmpty ? 0 : 1))
  }

  @Test func kubeVersionDecidesWhatIsRemoved() throws {
    try sandbox.write(
      "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata:\n  name: low\n"
        + "spec:\n  priorityLevelConfiguration:\n    name: low\n",
      to: "flow/schema.yaml")
    #expect(try strata("scan", "flow", "--kube-version", "1.31").status == 0)
    let removed = try strata("scan", "flow", "--kube-version", "1.32")
    #expect(removed.status == 1)
    #expect(removed.output.contains("was removed in Kubernetes 1.32"))
  }

  // MARK: Streams

  @Test func noColoursInAFile() throws {
    #expect(!(try strata("scan", "repo").output.contains("\u{1B}")))
    #expect(try strata("scan", "repo", "--color", "always").output.contains("\u{1B}[1;31m"))
  }

  /// More than a pipe holds, so that the writer meets the closed end.
  private func writeManyFaults() throws {
    for number in 0..<400 {
      try sandbox.write(Manifests.bad, to: "repo/many/\(number).yaml")
    }
  }

  @Test(arguments: ["text", "json", "sarif"])
  func aClosedPipeIsNoError(_ format: String) throws {
    try writeManyFaults()
    let size = try strata("scan", "repo", "--format", format).output.utf8.count
    #expect(size > 65_536)
    let run = try strata.shell("strata scan repo --format \(format) | head -c 1; echo \" ${PIPESTATUS[0]}\"")
    #expect(run.output.dropFirst().hasPrefix(" 1\n"), "\(run.output)")
    #expect(run.errors == "")
  }

  @Test func closedStandardStreamsAreNoError() throws {
    let run = try strata.shell("strata scan repo --output json=report.json >&- 2>&- <&-")
    #expect(run.status == 1)
    let data = try Data(contentsOf: URL(fileURLWithPath: sandbox.path("report.json")))
    #expect((try JSONSerialization.jsonObject(with: data) as? [String: Any])?["findings"] != nil)
  }

  @Test func aFullDiskIsThree() throws {
    let run = try strata.shell("strata scan repo > /dev/full")
    #expect(run.status == 3)
    #expect(run.errors == "error: cannot write standard output: No space left on device\n")
  }
}
