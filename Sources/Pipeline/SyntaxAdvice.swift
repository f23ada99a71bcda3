import Manifest

/// Says what is behind a fault that the YAML parser describes in words of its own, and where it began.
struct SyntaxAdvice {
  /// What to tell in place of, or beside, the parser's words.
  struct Advice: Equatable {
    var hint: String
    /// Where the fault began, when that is not where the parser gave up.
    var start: TextLines.Place?
  }

  private let lines: TextLines
  private let line: Int
  private let message: String

  /// `line`: where the parser gave up, from 1.
  init(text: [UInt8], line: Int, message: String) {
    lines = TextLines(text)
    self.line = line
    self.message = message
  }

  /// The first explanation that fits; nil when none does.
  var advice: Advice? {
    guard line >= 1, line <= lines.count + 1 else { return nil }
    return conflict ?? tab ?? quote ?? template ?? indicator ?? secondValue ?? indentation
  }

  // MARK: Causes

  private var conflict: Advice? {
    let marks = lines.indices.filter { number in
      ["<<<<<<< ", "=======", ">>>>>>> "].contains { lines.starts(number, with: $0) }
    }
    guard let first = marks.first, let last = marks.last, last > first, lines.starts(first, with: "<<<<<<< "),
      lines.starts(last, with: ">>>>>>> ")
    else { return nil }
    return Advice(
      hint: "lines \(first) to \(last) hold a merge conflict: keep one side and delete the marks",
      start: TextLines.Place(line: first, column: 1))
  }

  private var tab: Advice? {
    guard lines.blanks(line).contains(UInt8(ascii: "\t")) else { return nil }
    return Advice(hint: "the line is indented with a tab; YAML takes spaces only")
  }

  private var quote: Advice? {
    let quotes = QuoteScan(lines, upTo: line)
    if let start = quotes.open {
      return Advice(hint: "the quote that begins here is never closed", start: start)
    }
    guard let last = quotes.long.last, last.end == line else { return nil }
    return Advice(
      hint: "the quote that begins here ends only at line \(line); is its end missing?", start: last.start)
  }

  private var template: Advice? {
    guard lines.contains(line, "{{") else { return nil }
    return Advice(hint: "`{{` belongs to a template; it is YAML only when it is rendered")
  }

  /// A value that begins with a character that means something in YAML.
  private var indicator: Advice? {
    guard let value = lines.value(line), let first = value.first else { return nil }
    let isRefused =
      message.hasPrefix("found character that cannot start any token")
      || message.hasPrefix("did not find expected alphabetic or numeric character")
    guard isRefused, "%@`*&!".utf8.contains(first) else { return nil }
    let name = String(UnicodeScalar(first))
    return Advice(hint: "a text that begins with `\(name)` needs quotes")
  }

  /// `a: b: c`, or a block below a key that has a value.
  private var secondValue: Advice? {
    guard message.hasPrefix("mapping values are not allowed") else { return nil }
    if let value = lines.value(line), value.indices.contains(where: { TextLines.isKeyEnd(value, $0) }) {
      return Advice(hint: "put the value in quotes: it holds `: `, which only a key may")
    }
    guard let above = lines.contentAbove(line), lines.indentation(above) < lines.indentation(line),
      lines.value(above) != nil
    else { return nil }
    return Advice(hint: "line \(above) has a value already, so nothing can stand indented below it")
  }

  private var indentation: Advice? {
    guard line <= lines.count else { return nil }
    let own = lines.indentation(line)
    let open = lines.openIndentations(above: line)
    guard !open.contains(own), let less = open.last(where: { $0 < own }), let more = open.first(where: { $0 > own })
    else { return nil }
    return Advice(
      hint: "the line is indented by \(counted(own)), but the blocks around it by \(less) and \(more)")
  }

  private func counted(_ spaces: Int) -> String { spaces == 1 ? "1 space" : "\(spaces) spaces" }
}

extension SyntaxAdvice {
  /// The diagnostic with advice, if it is about YAML that does not parse.
  static func improve(_ diagnostic: Diagnostic, _ workspace: Workspace) -> Diagnostic {
    guard diagnostic.rule.id == SourceRules.syntax.id, diagnostic.hint == nil, !diagnostic.origin.isDerived,
      let place = workspace.sourceMap.place(of: diagnostic.origin), let text = try? workspace.tree.read(place.path),
      let advice = SyntaxAdvice(text: text, line: place.line, message: diagnostic.message).advice
    else { return diagnostic }
    var diagnostic = diagnostic
    diagnostic.hint = advice.hint
    if let start = advice.start {
      let file = diagnostic.origin.file
      let old = diagnostic.origin
      diagnostic.origin = Origin(file: file, line: start.line, column: start.column)
      for index in diagnostic.trail.indices where diagnostic.trail[index].origin == old {
        diagnostic.trail[index].origin = diagnostic.origin
      }
    }
    return diagnostic
  }
}
