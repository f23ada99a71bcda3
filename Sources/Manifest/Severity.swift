/// How bad a finding is.
public enum Severity: Int, Sendable, Comparable, CaseIterable {
  case info, warning, error

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Severity: CustomStringConvertible {
  public var description: String {
    switch self {
    case .info: "info"
    case .warning: "warning"
    case .error: "error"
    }
  }
}

/// The check that a finding belongs to; `scan --only` chooses among them.
public enum Stage: String, Sendable, CaseIterable {
  case syntax, render, schema, rules, references
}

/// A rule as people see it in lists, help pages and SARIF.
public struct Rule: Sendable {
  /// Stable, such as `API005`.
  public var id: String
  /// A few words.
  public var title: String
  /// One or two sentences: what is examined and why it matters.
  public var summary: String
  /// How to mend it.
  public var help: String
  public var severity: Severity
  public var stage: Stage
  public var tags: [String]

  public init(
    id: String, title: String, summary: String, help: String, severity: Severity, stage: Stage, tags: [String] = []
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.help = help
    self.severity = severity
    self.stage = stage
    self.tags = tags
  }
}
