import Manifest

/// The report for people: each finding with its source line, its object and how the value came to be, then a summary
/// and what was not checked.
public struct TextReport: ReportFormat {
  /// How many environments or entry points a finding names.
  private static let shownNames = 8
  /// Columns that a source line may take where the width of the terminal is not known.
  private static let defaultExcerptWidth = 120

  public init() {}

  public func write(_ result: ScanResult, context: ReportContext) -> [UInt8] {
    var out = Terminal(color: context.color, width: context.width)
    for finding in result.findings {
      write(finding, context: context, to: &out)
      out.newLine()
    }
    CoverageText(result: result).write(to: &out)
    return out.bytes
  }

  // MARK: One finding

  private func write(_ finding: Finding, context: ReportContext, to out: inout Terminal) {
    let style = Terminal.Style(finding.severity)
    out.writeEscaped("\(finding.severity)[\(finding.rule.id)]", style)
    out.write(": ", .bold)
    out.writeLines(finding.message, indentation: 4, .bold)
    out.newLine()

    let lineNumber = finding.location?.line ?? 0
    // Wide enough for every line number of the excerpt: the parent stands above, so its number is no longer.
    let gutter = max(1, String(lineNumber).utf8.count)
    let indent = String(repeating: " ", count: gutter)
    if let location = finding.location {
      out.write(indent + "--> ", .gutter)
      out.writeEscaped(describe(location))
      out.newLine()
      if writeExcerpt(location, gutter: gutter, style: style, context: context, to: &out), hasNotes(finding) {
        out.write(indent + " |", .gutter)
        out.newLine()
      }
    }
    writeNotes(finding, indent: indent, to: &out)
  }

  /// Whether there was a line to show.
  private func writeExcerpt(
    _ location: SourceLocation, gutter: Int, style: Terminal.Style, context: ReportContext, to out: inout Terminal
  ) -> Bool {
    let width = context.width.map { $0 - gutter - 3 } ?? Self.defaultExcerptWidth
    guard let text = context.sources[location.file],
      let excerpt = SourceExcerpt(location, in: text, width: max(width, 20))
    else { return false }
    let bar = String(repeating: " ", count: gutter) + " |"
    out.write(bar, .gutter)
    out.newLine()
    if let parent = excerpt.parent {
      writeLine(parent, gutter: gutter, to: &out)
      if parent.number + 1 < excerpt.line.number {
        out.write("...", .gutter)
        out.newLine()
      }
    }
    writeLine(excerpt.line, gutter: gutter, to: &out)
    out.write(bar, .gutter)
    out.write(String(repeating: " ", count: excerpt.mark.lowerBound + 1))
    out.write(String(repeating: "^", count: excerpt.mark.count), style)
    out.newLine()
    return true
  }

  private func writeLine(_ line: SourceExcerpt.Line, gutter: Int, to out: inout Terminal) {
    let number = String(line.number)
    out.write(String(repeating: " ", count: max(0, gutter - number.utf8.count)) + number + " |", .gutter)
    if !line.text.isEmpty { out.write(" " + line.text) }
    out.newLine()
  }

  // MARK: Notes

  private func hasNotes(_ finding: Finding) -> Bool {
    finding.object != nil || finding.hint != nil || !finding.path.isEmpty || !finding.trail.isEmpty
      || !finding.environments.isEmpty || !finding.entryPoints.isEmpty
  }

  private func writeNotes(_ finding: Finding, indent: String, to out: inout Terminal) {
    func note(_ name: String, _ text: String, _ style: Terminal.Style = .plain) {
      out.write(indent + " = ", .gutter)
      out.write(name + ": ", .bold)
      out.writeLines(text, indentation: indent.utf8.count + 3 + name.utf8.count + 2, style)
      out.newLine()
    }
    if let object = finding.object {
      let others = finding.objectCount > 1 ? " and \(finding.objectCount - 1) more" : ""
      note("object", object.description + others + (finding.path.isEmpty ? "" : ", field \(finding.path)"))
    } else if !finding.path.isEmpty {
      note("field", finding.path)
    }
    writeTrail(finding, indent: indent, to: &out)
    if let hint = finding.hint { note("help", hint, .help) }
    if !finding.environments.isEmpty {
      note("seen in", describe(finding.environments, "environment"))
    } else if !finding.entryPoints.isEmpty {
      note("seen in", describe(finding.entryPoints, "entry point"))
    }
  }

  private func writeTrail(_ finding: Finding, indent: String, to out: inout Terminal) {
    for (number, step) in finding.trail.enumerated() {
      if number == 0 {
        out.write(indent + " = ", .gutter)
        out.write("trail: ", .bold)
      } else {
        out.write(indent + "       -> ", .gutter)
      }
      out.writeEscaped(step.description)
      if let location = step.location {
        out.writeEscaped(" (\(describe(location)))", .faint)
      }
      out.newLine()
    }
  }

  private func describe(_ names: [String], _ noun: String) -> String {
    let shown = names.prefix(Self.shownNames).joined(separator: ", ")
    let rest = names.count - Self.shownNames
    return counted(names.count, noun) + ": " + shown + (rest > 0 ? ", and \(rest) more" : "")
  }

  private func describe(_ location: SourceLocation) -> String {
    if location.line == 0 { return location.file }
    return "\(location.file):\(location.line)" + (location.column > 0 ? ":\(location.column)" : "")
  }
}

extension Finding.Step {
  /// How many code points of a value are shown.
  private static let shownValue = 60

  /// `kustomization apps/base declares 2`; of a long value, or one with several lines, the start.
  var description: String {
    let value = value.map { $0.isEmpty ? " \"\"" : " " + Self.start(of: $0) } ?? ""
    return layer.isEmpty ? action + value : "\(layer) \(action)\(value)"
  }

  private static func start(of value: String) -> String {
    let line = value.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" }
    let shown = line.prefix(shownValue)
    return String(String.UnicodeScalarView(shown)) + (shown.endIndex < value.unicodeScalars.endIndex ? "..." : "")
  }
}

extension Terminal.Style {
  init(_ severity: Severity) {
    switch severity {
    case .error: self = .error
    case .warning: self = .warning
    case .info: self = .info
    }
  }
}

/// `1 error`, `2 errors`.
func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
}
