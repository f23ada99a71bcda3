import TestSupport
import Testing

/// 0 nothing at or above `--fail-on`, 1 findings, 2 wrong usage, 3 not complete.
@Suite struct ExitCodeTests {
  private let sandbox: Sandbox
  private let strata: Program

  init() throws {
    sandbox = try Sandbox()
    strata = Program(in: sandbox.folder)
    try sandbox.write(Manifests.good, to: "good/config.yaml")
    try sandbox.write(Manifests.bad, to: "bad/config.yaml")
    try sandbox.write(Manifests.deprecated, to: "old/endpoints.yaml")
    try sandbox.write("x: 1\n", to: "other/settings.yaml")
  }

  @Test func nothingFoundIsZero() throws {
    let run = try strata("scan", "good")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("No findings in 1 file"))
    #expect(run.errors == "")
  }

  @Test func findingsAreOneAndGoToTheOutput() throws {
    let run = try strata("scan", "bad")
    #expect(run.status == 1)
    #expect(run.output.contains("error[API005]"))
    #expect(run.output.contains("config.yaml:5:1"))
    #expect(run.errors == "")
  }

  @Test(arguments: [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
  func failOnDecidesAboutWarnings(_ least: String, _ status: Int) throws {
    let run = try strata("scan", "old", "--fail-on", least)
    #expect(Int(run.status) == status)
    #expect(run.output.contains("warning[API002]"))
  }

  @Test func failOnNeverShowsErrorsAndIsZero() throws {
    let run = try strata("scan", "bad", "--fail-on", "never")
    #expect(run.status == 0)
    #expect(run.output.contains("error[API005]"))
  }

  @Test func nothingForAClusterIsZeroAndSaysWhatWasLookedFor() throws {
    let run = try strata("scan", "other")
    #expect(run.status == 0)
    #expect(
      run.output == """
        Nothing was checked: looked for Kubernetes manifests, kustomizations and Flux objects in 1 file and found \
        nothing that a cluster would apply

        """)
  }

  @Test func strictCoverageIsThree() throws {
    try sandbox.write("apiVersion: v2\nname: web\nversion: 1.0.0\n", to: "good/charts/web/Chart.yaml")
    #expect(try strata("scan", "good").status == 0)
    #expect(try strata("scan", "good", "--strict-coverage").status == 3)
  }

  @Test(arguments: [
    (["scan", "--frobnicate"], "Unknown option '--frobnicate'"),
    (["scan", "good", "bad"], "bad"),
    (["scan", "good", "--fail-on", "sometimes"], "sometimes"),
    (["scan", "good", "--format", "jsno"], "did you mean 'json'?"),
    (["scan", "good", "--only", "shcema"], "did you mean \"schema\"?"),
    (["scan", "good", "--kube-version", "1.2"], "1.29"),
    (["scan", "good", "--staged", "--rev", "HEAD"], "exclude each other"),
    (["scan", "good", "--jobs", "-3"], "--jobs"),
    (["scan", "good", "--output", "sarif"], "sarif"),
    (["scan", "nowhere"], "nowhere"),
    (["sacn"], "sacn"),
    (["render", "kustomize"], "name folders"),
  ])
  func wrongUsageIsTwoAndGoesToTheErrors(_ arguments: [String], _ says: String) throws {
    let run = try strata.run(arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(says), "\(run.errors)")
  }

  @Test func helpNamesOptionsAndExitCodes() throws {
    let help = try strata("--help")
    #expect(help.status == 0)
    #expect(help.output.contains("Exit codes: 0"))
    for command in ["scan", "render", "schema"] { #expect(help.output.contains("\n  \(command)")) }
    let scan = try strata("scan", "--help")
    #expect(scan.status == 0)
    for option in ["--staged", "--rev", "--only", "--kube-version", "--format", "--output", "--fail-on", "--jobs"] {
      #expect(scan.output.contains(option), "\(option)")
    }
    #expect(help.errors + scan.errors == "")
  }

  @Test func schemaIsJSON() throws {
    let run = try strata("schema")
    #expect(run.status == 0)
    #expect(run.json["$schema"] != nil)
  }
}
