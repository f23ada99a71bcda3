/// The rules about files as such, which any stage may report.
public enum SourceRules {
  public static let unreadable = Rule(
    id: "SRC001", title: "File cannot be read",
    summary: "A file of the repository could not be read, so what it holds was not checked.",
    help: "Correct its permissions, or the link that leads to it.", severity: .error, stage: .syntax, tags: ["source"])

  public static let syntax = Rule(
    id: "YML001", title: "YAML does not parse",
    summary: "The file is not YAML, so neither a build nor the API server can read it.",
    help: "Mend the line that is shown; tabs, indentation and unclosed quotes are the usual causes.",
    severity: .error, stage: .syntax, tags: ["yaml"])

  public static let duplicateKey = Rule(
    id: "API006", title: "Duplicate YAML key",
    summary: "A key stands twice in one mapping. Some tools refuse the file, others silently use the last one.",
    help: "Delete one of the two.", severity: .error, stage: .syntax, tags: ["yaml"])

  /// All of them.
  public static let all = [unreadable, syntax, duplicateKey]
}
