import Manifest
import Testing

@testable import Report

@Suite struct SARIFReportTests {
  private func run(_ result: ScanResult, _ context: ReportContext = Samples.context()) throws -> JSONValue {
    let log = try JSONValue(SARIFReport().write(result, context: context))
    #expect(log["version"].string == "2.1.0")
    return log["runs"][0]
  }

  private func result(
    _ findings: [Finding], coverage: Coverage = Coverage(), path: String = ".", repository: String? = nil
  ) -> ScanResult {
    ScanResult(
      source: ScanResult.Source(
        path: path, kind: "revision", revision: "abc", branch: nil, repository: repository),
      findings: findings, coverage: coverage, rules: [Samples.unknownField])
  }

  // MARK: What GitHub asks for

  @Test(arguments: ["full", "clean", "nothing"])
  func everyResultHasWhatGitHubNeeds(_ name: String) throws {
    let sample = Samples.named(name)
    let run = try run(sample)
    let rules = run["tool"]["driver"]["rules"].array
    #expect(run["results"].array.count == sample.findings.count)
    for rule in rules {
      for name in ["shortDescription", "fullDescription", "help"] {
        let text = try #require(rule[name]["text"].string)
        #expect(!text.isEmpty && text.unicodeScalars.count <= 1024)
      }
      #expect(rule["properties"]["tags"].array.count <= 10)
    }
    for result in run["results"].array {
      let index = try #require(result["ruleIndex"].int)
      #expect(rules[index]["id"].string == result["ruleId"].string)
      #expect(result["message"]["text"].string?.isEmpty == false)
      #expect(result["partialFingerprints"]["strataFinding/v1"].string?.isEmpty == false)
      let places = result["locations"].array + result["relatedLocations"].array
      #expect(result["locations"].array.count == 1)
      for place in places {
        let uri = try #require(place["physicalLocation"]["artifactLocation"]["uri"].string)
        #expect(!uri.isEmpty && uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") })
      }
    }
  }

  /// Every link of a message leads to a related location.
  @Test func linksOfMessages() throws {
    let result = try run(Samples.full)["results"][2]
    #expect(result["message"]["text"].string?.contains("[kustomization apps/base declares 3](1)") == true)
    #expect(result["relatedLocations"].array.compactMap { $0["id"].int } == [1])
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].array
    #expect(steps.compactMap { $0["executionOrder"].int } == [1, 2, 3])
    #expect(steps.compactMap { $0["nestingLevel"].int } == [0, 1, 2])
    #expect(steps.compactMap { $0["importance"].string } == ["important", "important", "essential"])
    #expect(steps[2]["state"]["spec.replicas"]["text"].string == "many")
  }

  @Test func textOfTheInputIsNoLink() throws {
    let finding = Samples.finding(Samples.wrongType, "see [here](https://evil.example) or list[0]")
    let text = try run(result([finding]))["results"][0]["message"]["text"].string
    #expect(text == "see \\[here\\](https://evil.example) or list\\[0\\].")
    let plain = Samples.finding(Samples.wrongType, "no image in containers[0]!")
    #expect(try run(result([plain]))["results"][0]["message"]["text"].string == "no image in containers[0]!")
  }

  // MARK: Findings without a place

  @Test func aFindingWithoutAPlaceStandsAtItsTrail() throws {
    let finding = Samples.finding(Samples.wrongType, "m", trail: Array(Samples.trail.prefix(2)))
    let place = try run(result([finding]))["results"][0]["locations"][0]["physicalLocation"]
    #expect(place["artifactLocation"]["uri"].string == "apps/base/deploy.yaml")
    #expect(place["region"]["startLine"].int == 7)
  }

  @Test(arguments: [
    (["apps/prod"], "apps/prod/kustomization.yaml"), (["long.yaml"], "long.yaml"), (["nowhere"], "."), ([], "."),
  ])
  func aFindingWithNothingStandsAtItsEntryPoint(_ entryPoints: [String], _ uri: String) throws {
    let finding = Samples.finding(Samples.wrongType, "m", object: Samples.deployment, entryPoints: entryPoints)
    let location = try run(result([finding]))["results"][0]["locations"][0]
    #expect(location["physicalLocation"]["artifactLocation"]["uri"].string == uri)
    #expect(location["physicalLocation"]["region"].isMissing)
    #expect(location["logicalLocations"][0]["fullyQualifiedName"].string == "apps/v1/Deployment/web/podinfo")
    #expect(location["logicalLocations"][0]["kind"].string == "resource")
  }

  @Test func theRegionEndsWithTheTokenOrAsGiven() throws {
    let findings = [
      Samples.finding(Samples.wrongType, "token", at: Samples.place("apps/prod/patch.yaml", 3, 13)),
      Samples.finding(Samples.wrongType, "given", at: Samples.place("apps/prod/patch.yaml", 3, 3, to: 5)),
      Samples.finding(Samples.wrongType, "not there", at: Samples.place("gone.yaml", 3, 3)),
      Samples.finding(Samples.wrongType, "line only", at: Samples.place("apps/prod/patch.yaml", 3, 0)),
    ]
    let regions = try run(result(findings))["results"].array.map { $0["locations"][0]["physicalLocation"]["region"] }
    #expect(regions.map { $0["endColumn"].int } == [19, 5, nil, nil])
    #expect(regions.map { $0["endLine"].int } == [3, 3, nil, nil])
    #expect(regions.map { $0["startColumn"].int } == [13, 3, 3, nil])
    #expect(regions.map { $0["startLine"].int } == [3, 3, 3, 3])
  }

  // MARK: Limits

  @Test func theWorstFindingsAreKept() throws {
    let findings = (0..<5010).map { Samples.finding($0 % 2 == 0 ? Samples.latest : Samples.wrongType, "m\($0)") }
    let run = try run(result(findings))
    let results = run["results"].array
    #expect(results.count == 5000)
    #expect(results.prefix(2505).allSatisfy { $0["level"].string == "error" })
    #expect(results[2505]["message"]["text"].string == "m0.")
    let notice = run["invocations"][0]["toolExecutionNotifications"][0]
    #expect(notice["level"].string == "warning")
    #expect(notice["message"]["text"].string?.hasPrefix("10 of 5010 findings are left out") == true)
  }

  @Test func aLongTrailKeepsItsEnds() throws {
    let trail = (1...300).map {
      Finding.Step(layer: "layer \($0)", action: "sets", location: Samples.place("long.yaml", $0, 1), value: "\($0)")
    }
    let finding = Samples.finding(Samples.wrongType, "m", at: Samples.place("long.yaml", 300, 1), trail: trail)
    let result = try run(result([finding]))["results"][0]
    #expect(result["relatedLocations"].array.count + 1 <= 100)
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].array
    #expect(steps.count == 99)
    #expect(steps.first?["location"]["message"]["text"].string == "layer 1 sets 1")
    #expect(steps.last?["location"]["message"]["text"].string == "layer 300 sets 300")
    #expect(
      result["message"]["text"].string == "m. Trail: [layer 1 sets 1](1), then 91 more layers, "
        + "then [layer 294 sets 294](93), then [layer 295 sets 295](94), then [layer 296 sets 296](95), "
        + "then [layer 297 sets 297](96), then [layer 298 sets 298](97), then [layer 299 sets 299](98), "
        + "then layer 300 sets 300.")
  }

  @Test func notificationsAreCapped() throws {
    var coverage = Coverage()
    coverage.notChecked = (0..<250).map { Coverage.NotChecked(what: "thing \($0)", reason: "none") }
    let invocation = try run(result([], coverage: coverage))["invocations"][0]
    let notices = invocation["toolExecutionNotifications"].array
    #expect(notices.count == 101)
    #expect(notices[100]["message"]["text"].string?.hasPrefix("150 more things") == true)
    #expect(invocation["executionSuccessful"].bool == true)
  }

  @Test func longTextsAndNames() throws {
    var rule = Samples.unknownField
    rule.summary = String(repeating: "é", count: 3000)
    rule.title = String(repeating: "word ", count: 200)
    var finding = Samples.finding(rule, "m", environments: (0..<500).map { "e\($0)" })
    finding.rule.id = "OTHER"
    let run = try run(result([finding]))
    let rules = run["tool"]["driver"]["rules"].array
    #expect(rules.compactMap { $0["id"].string } == ["API005", "OTHER"])
    #expect(rules[1]["fullDescription"]["text"].string?.unicodeScalars.count == 1024)
    #expect(rules[1]["name"].string?.utf8.count == 255)
    let properties = run["results"][0]["properties"]
    #expect(properties["environments"].array.count == 100)
    #expect(properties["environmentCount"].int == 500)
  }

  // MARK: The run

  @Test(arguments: [
    (".", nil, "strata/"), ("apps/prod/", nil, "strata/apps/prod/"), ("./apps", nil, "strata/apps/"),
    ("/home/me/repo", nil, "strata/"), ("../other", nil, "strata/"), (".", "nightly/all", "nightly/all/"),
  ])
  func category(_ path: String, _ category: String?, _ id: String) throws {
    let run = try run(result([], path: path), Samples.context(category: category))
    #expect(run["automationDetails"]["id"].string == id)
  }

  @Test func provenanceNeedsAnAddressForOthers() throws {
    #expect(try run(result([], repository: nil))["versionControlProvenance"].isMissing)
    #expect(try run(result([], repository: "/srv/git/a.git"))["versionControlProvenance"].isMissing)
    let known = try run(result([], repository: "https://h.example/a"))["versionControlProvenance"][0]
    #expect(known["repositoryUri"].string == "https://h.example/a")
    #expect(known["revisionId"].string == "abc")
    #expect(known["branch"].isMissing)
  }

  @Test(arguments: [("1.2.3", true), ("0.1.0-dev+5", true), ("1.2", false), ("01.2.3", false), ("dev", false)])
  func semanticVersion(_ version: String, _ isSemantic: Bool) throws {
    let driver = try run(result([]), ReportContext(tool: ReportContext.Tool(version: version)))["tool"]["driver"]
    #expect(driver["version"].string == version)
    #expect((driver["semanticVersion"].string == version) == isSemantic)
    #expect(driver["informationUri"].isMissing)
  }
}
