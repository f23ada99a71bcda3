import Manifest

/// SARIF 2.1.0 within the limits of GitHub code scanning.
///
/// The primary location is the line that set the offending value; the layers are related locations and a code flow.
/// What was not checked, and what was cut to keep the limits, stands in the notifications of the invocation.
public struct SARIFReport: ReportFormat {
  /// The limits kept. GitHub keeps 5,000 results, 100 locations of a result and 10 tags of a rule.
  enum Limit {
    static let results = 5000
    static let locations = 100
    static let tags = 10
    static let description = 1024
    static let name = 255
    static let notifications = 100
    static let names = 100
  }

  static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  /// The name that consumers bind to the root of their checkout.
  static let sourceRoot = "%SRCROOT%"

  public init() {}

  public func write(_ result: ScanResult, context: ReportContext) -> [UInt8] {
    let findings = Self.kept(result.findings)
    let rules = Self.rules(of: result)
    var results = SARIFResults(rules: rules, context: context)
    var json = JSONWriter(indent: 2)
    json.object { json in
      json.member("$schema", Self.schema)
      json.member("version", "2.1.0")
      json.array("runs") { json in
        json.object { json in
          json.object("tool") { json in
            json.object("driver") { json in Self.writeDriver(context.tool, rules: rules, to: &json) }
          }
          Self.writeInvocation(result, kept: findings.count, to: &json)
          json.object("automationDetails") { json in
            json.member("id", Self.automationID(result.source, context: context))
          }
          Self.writeProvenance(result.source, to: &json)
          json.object("originalUriBaseIds") { json in
            json.object(Self.sourceRoot) { json in
              json.text("description", "The root of the source that was scanned")
            }
          }
          json.member("columnKind", "unicodeCodePoints")
          json.array("results", findings) { json, finding in results.write(finding, to: &json) }
        }
      }
    }
    return json.finish()
  }

  /// The findings within the limit: the worst first, each severity in the order of the result.
  private static func kept(_ findings: [Finding]) -> [Finding] {
    if findings.count <= Limit.results { return findings }
    let bySeverity = Severity.allCases.reversed().flatMap { severity in findings.filter { $0.severity == severity } }
    return Array(bySeverity.prefix(Limit.results))
  }

  // MARK: The parts of the run

  /// `CATEGORY/`: what stands before the last slash tells uploads of one commit apart; the run has no number.
  private static func automationID(_ source: ScanResult.Source, context: ReportContext) -> String {
    if let category = context.category { return category + "/" }
    // The path of a folder of this machine would make the report of one commit differ from place to place.
    let isOfThisMachine = source.path.utf8.first == UInt8(ascii: "/") || source.path.utf8.starts(with: "..".utf8)
    let parts = source.path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    let names = isOfThisMachine ? [] : parts.filter { $0 != "." }
    return (["strata"] + names).joined(separator: "/") + "/"
  }

  private static func writeProvenance(_ source: ScanResult.Source, to json: inout JSONWriter) {
    guard let revision = source.revision, let repository = source.repository.flatMap(URIText.repository) else { return }
    json.array("versionControlProvenance") { json in
      json.object { json in
        json.member("repositoryUri", repository)
        json.member("revisionId", revision)
        json.member("branch", ifPresent: source.branch)
        json.object("mappedTo") { json in json.member("uriBaseId", Self.sourceRoot) }
      }
    }
  }

  private static func writeInvocation(_ result: ScanResult, kept: Int, to json: inout JSONWriter) {
    let notChecked = result.coverage.notChecked
    json.array("invocations") { json in
      json.object { json in
        json.member("executionSuccessful", result.coverage.failedEntryPoints == 0)
        json.array("toolExecutionNotifications") { json in
          if kept < result.findings.count {
            writeNotification(
              "\(result.findings.count - kept) of \(result.findings.count) findings are left out: a code scanning "
                + "service keeps no more than \(Limit.results) of a run. The worst are kept; the JSON report has all.",
              level: "warning", to: &json)
          }
          for entry in notChecked.prefix(Limit.notifications) {
            let hint = entry.hint.map { " (\($0))" } ?? ""
            writeNotification("Not checked: \(entry.what): \(entry.reason)\(hint)", level: "note", to: &json)
          }
          if notChecked.count > Limit.notifications {
            writeNotification(
              "\(notChecked.count - Limit.notifications) more things were not checked; the JSON report names all.",
              level: "note", to: &json)
          }
        }
      }
    }
  }

  private static func writeNotification(_ text: String, level: String, to json: inout JSONWriter) {
    json.object { json in
      json.text("message", text)
      json.member("level", level)
    }
  }
}

extension JSONWriter {
  /// A member that is a SARIF message, or another object with a `text`.
  mutating func text(_ name: String, _ text: String) {
    object(name) { json in json.member("text", text) }
  }
}
