import Manifest

extension SARIFReport {
  /// The rules of the run, and those of findings that it does not list, sorted by id.
  static func rules(of result: ScanResult) -> [Rule] {
    var known: Set<String> = []
    let all = result.rules + result.findings.map(\.rule)
    return all.filter { known.insert($0.id).inserted }.sorted { $0.id < $1.id }
  }

  static func writeDriver(_ tool: ReportContext.Tool, rules: [Rule], to json: inout JSONWriter) {
    json.member("name", tool.name)
    json.member("version", tool.version)
    if isSemantic(tool.version) { json.member("semanticVersion", tool.version) }
    json.member("informationUri", ifPresent: tool.informationURI)
    json.array("rules", rules) { json, rule in write(rule, to: &json) }
  }

  private static func write(_ rule: Rule, to json: inout JSONWriter) {
    // GitHub takes an empty text for a missing one and refuses the file.
    let title = rule.title.isEmpty ? rule.id : rule.title
    let summary = rule.summary.isEmpty ? title : rule.summary
    let help = rule.help.isEmpty ? summary : rule.help
    json.object { json in
      json.member("id", rule.id)
      json.member("name", identifier(title))
      json.text("shortDescription", cut(title, to: Limit.description))
      json.text("fullDescription", cut(summary, to: Limit.description))
      json.object("help") { json in
        json.member("text", help)
        json.member("markdown", markdown(of: rule, title: title))
      }
      json.object("defaultConfiguration") { json in json.member("level", level(of: rule.severity)) }
      json.object("properties") { json in
        json.member("tags", tags(of: rule))
        json.member("precision", precision(of: rule.stage))
        json.member("problem.severity", problemSeverity(of: rule.severity))
      }
    }
  }

  private static func markdown(of rule: Rule, title: String) -> String {
    ["**\(title)** (`\(rule.id)`)", rule.summary, rule.help].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// SARIF's word for a severity.
  static func level(of severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }

  private static func problemSeverity(of severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "recommendation"
    }
  }

  /// How seldom the checks of a stage are wrong: the first three repeat what a cluster or tool would say.
  private static func precision(of stage: Stage) -> String {
    switch stage {
    case .syntax, .render, .schema: "very-high"
    case .rules, .references: "high"
    }
  }

  /// The stage and the tags of the rule, each once, as many as GitHub keeps.
  private static func tags(of rule: Rule) -> [String] {
    var known: Set<String> = []
    let tags = ([rule.stage.rawValue] + rule.tags).filter { known.insert($0).inserted }
    return Array(tags.prefix(Limit.tags))
  }

  /// A title as one word: `Unknown field` is `UnknownField`.
  private static func identifier(_ title: String) -> String {
    var bytes: [UInt8] = []
    var isWordStart = true
    for byte in title.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        bytes.append(isWordStart ? byte - 32 : byte)
        isWordStart = false
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
        bytes.append(byte)
        isWordStart = false
      default: isWordStart = true
      }
    }
    return cut(String(decoding: bytes, as: UTF8.self), to: Limit.name)
  }

  /// A text of at most `limit` code points.
  static func cut(_ text: String, to limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > limit else { return text }
    return String(String.UnicodeScalarView(scalars.prefix(limit - 3))) + "..."
  }

  /// Whether a version is `1.2.3`, perhaps with a part behind `-` or `+`.
  private static func isSemantic(_ version: String) -> Bool {
    let core = version.utf8.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
    let parts = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 3
      && parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
          && (part.count == 1 || part.first != UInt8(ascii: "0"))
      }
  }
}
