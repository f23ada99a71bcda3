import Manifest

/// A parsed template: a file or a definition in one.
public final class Template: Sendable {
  let name: [UInt8]
  /// The name of the file that the text stands in, as errors give it.
  let file: String
  let text: [UInt8]
  let body: BlockNode

  init(name: [UInt8], file: String, text: [UInt8], body: BlockNode) {
    self.name = name
    self.file = file
    self.text = text
    self.body = body
  }

  /// The place of an offset of the text.
  func place(_ position: Int) -> TemplateError.Place {
    let end = min(position, text.count)
    var line = 1
    var lineStart = 0
    for index in 0..<end where text[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    // Go counts from the line break on, so that columns of later lines are those of the first plus nothing.
    return TemplateError.Place(file: file, line: line, column: end - lineStart)
  }
}

/// The templates of a release by name: parsed once, rendered as often as wanted, from any thread.
public struct TemplateSet: Sendable {
  /// The Helm whose functions and texts are offered.
  public let version: HelmVersion
  let functions: FunctionTable
  private(set) var templates: [[UInt8]: Template] = [:]

  public init(version: HelmVersion = .v4_3) {
    self.version = version
    functions = FunctionCatalogue.table(version)
  }

  /// Parses a file. The last definition of a name wins, unless it is empty.
  public mutating func add(_ name: String, _ text: [UInt8]) throws(TemplateError) {
    let parsed = try Self.parse(name, text, functions)
    for template in parsed { Self.install(template, &templates) }
  }

  public func contains(_ name: String) -> Bool { templates[Array(name.utf8)] != nil }

  static func install(_ template: Template, _ templates: inout [[UInt8]: Template]) {
    if template.body.isEmpty, templates[template.name] != nil { return }
    templates[template.name] = template
  }

  /// The definitions of a text, the text itself last.
  static func parse(_ name: String, _ text: [UInt8], _ functions: FunctionTable) throws(TemplateError) -> [Template] {
    do throws(TemplateParser.Failure) {
      let definitions = try TemplateParser.parse(text, name: Array(name.utf8), functions: functions)
      return definitions.map { Template(name: $0.name, file: name, text: text, body: $0.body) }
    } catch {
      var failure = TemplateError(error.message, .parse(line: error.line))
      failure.file = name
      failure.message = error.message
      throw failure
    }
  }
}

/// A version of Helm that is imitated.
public enum HelmVersion: String, Sendable, CaseIterable {
  case v3 = "3"
  case v4_2 = "4.2"
  case v4_3 = "4.3"
}

/// The templates that an execution sees: those of the set, and what `tpl` added on the way.
final class Namespace {
  private let base: [[UInt8]: Template]
  private let parent: Namespace?
  private var own: [[UInt8]: Template] = [:]

  init(_ base: [[UInt8]: Template]) {
    self.base = base
    parent = nil
  }

  init(parent: Namespace) {
    base = [:]
    self.parent = parent
  }

  subscript(_ name: [UInt8]) -> Template? {
    var scope: Namespace? = self
    while let current = scope {
      if let template = current.own[name] ?? current.base[name] { return template }
      scope = current.parent
    }
    return nil
  }

  /// Adds a definition as the set does.
  func install(_ template: Template) {
    if template.body.isEmpty, self[template.name] != nil { return }
    own[template.name] = template
  }
}
