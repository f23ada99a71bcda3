import Manifest

/// Why a template could not be parsed or executed, with the whole chain of frames.
public struct TemplateError: Error, Sendable {
  /// A place in a template.
  public struct Place: Sendable, Hashable {
    /// The file (or the pseudo file of `tpl`).
    public var file: String
    /// From 1.
    public var line: Int
    /// The offset in bytes on the line, from 0, as Go counts.
    public var column: Int
  }

  /// One template that was being executed, outermost first.
  public struct Frame: Sendable {
    public var place: Place
    /// The name of the template or definition.
    public var template: String
    /// The expression at fault.
    public var expression: String
    /// What goes between this frame and the next: `error calling include: ` and so on.
    var prefix: String
    /// Whether the text before the next level has the form of an execution error of text/template.
    var isPlain: Bool
  }

  /// What is wrong.
  public enum Problem: Sendable {
    case parse(line: Int)
    case execution
    /// `fail` or `required`.
    case raised
    /// A limit of this engine: output, depth, steps.
    case limit
  }

  public internal(set) var frames: [Frame] = []
  public internal(set) var message: String
  public internal(set) var problem: Problem
  /// The file whose text could not be parsed.
  public internal(set) var file: String = ""
  /// Whether the innermost error is one of text/template itself (not of a function).
  var isTemplateError = true

  init(_ message: String, _ problem: Problem = .execution) {
    self.message = message
    self.problem = problem
  }
}

/// A function's error.
public struct CallFailure: Error {
  enum Kind {
    /// A text of the function.
    case message(String)
    /// What a template called by the function could not do; the text stands before it.
    case nested(String, TemplateError)
    /// `fail` and `required`.
    case raised(String)
  }

  let kind: Kind

  init(_ message: String) { kind = .message(message) }
  init(raised message: String) { kind = .raised(message) }
  init(_ prefix: String, _ error: TemplateError) { kind = .nested(prefix, error) }
}

extension TemplateError {
  /// The error as Helm 3 prints it: one line, every frame.
  public var singleLine: String {
    switch problem {
    // Helm keeps what follows the last colon.
    case .parse(let line): return "parse error at (\(file):\(line)): \(GoText.afterLast(message, ": "))"
    case .raised:
      guard let first = frames.first else { return message }
      return "execution error at (\(first.place.text)): \(message)"
    default: return text(from: 0)
    }
  }

  /// The error as Helm 4 prints it: a frame a paragraph where every level is an error of text/template.
  public var multiLine: String {
    switch problem {
    case .parse, .raised: return singleLine
    default: break
    }
    guard isTemplateError, !frames.isEmpty, frames.allSatisfy(\.isPlain) else { return singleLine }
    var paragraphs: [String] = []
    for (index, frame) in frames.enumerated() {
      let rest = index == frames.count - 1 ? frame.prefix + message : frame.prefix
      let text = Self.paragraph(frame, rest)
      if paragraphs.last != text { paragraphs.append(text) }
    }
    if message.hasPrefix("template: no template ") { paragraphs.append(message + "\n") }
    return GoText.trimmedSpace(paragraphs.joined())
  }

  private static func paragraph(_ frame: Frame, _ rest: String) -> String {
    let message = GoText.cut(rest, " template:").trimmingTrailingBlank
    return "\(frame.place.text)\n  executing \(GoQuote.text(Array(frame.template.utf8))) at <\(frame.expression)>:\n"
      + "    \(message)\n"
  }

  private func text(from index: Int) -> String {
    var output = ""
    for frame in frames {
      let name = GoQuote.text(Array(frame.template.utf8))
      output += "template: \(frame.place.text): executing \(name) at <\(frame.expression)>: \(frame.prefix)"
    }
    return output + message
  }
}

extension TemplateError.Place {
  /// `file:line:column`.
  public var text: String { "\(file):\(line):\(column)" }
}

extension String {
  fileprivate var trimmingTrailingBlank: String {
    var text = Substring(self)
    while text.utf8.last == 0x20 { text = text.dropLast() }
    return String(text)
  }
}
