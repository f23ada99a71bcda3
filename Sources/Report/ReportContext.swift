import Manifest

/// What a format needs besides the result.
public struct ReportContext: Sendable {
  /// The program that made the result.
  public struct Tool: Sendable {
    public var name: String
    public var version: String
    /// Address of its home page, where it has one.
    public var informationURI: String?

    public init(name: String = "strata", version: String, informationURI: String? = nil) {
      self.name = name
      self.version = version
      self.informationURI = informationURI
    }
  }

  public var tool: Tool
  /// Texts of files of the source; formats read no file themselves.
  public var sources: SourceTexts
  /// Whether the text format may use ANSI colours. `NO_COLOR` and terminals are the caller's concern.
  public var color: Bool
  /// Columns of the terminal; nil where there is none, and then only source excerpts are cut.
  public var width: Int?
  /// What tells this analysis from others of the same commit (SARIF's category); nil: worked out from the source path.
  public var category: String?

  public init(
    tool: Tool, sources: SourceTexts = SourceTexts(), color: Bool = false, width: Int? = nil, category: String? = nil
  ) {
    self.tool = tool
    self.sources = sources
    self.color = color
    self.width = width
    self.category = category
  }
}

extension ReportContext {
  /// A place with its end: the one it has, else that of the token there, as far as the text of the file shows it.
  func completed(_ location: SourceLocation) -> SourceLocation {
    var location = location
    guard location.line > 0, location.column > 0, location.endLine == 0 || location.endColumn == 0,
      let text = sources[location.file],
      let end = TokenRange.endColumn(in: text, line: location.line, column: location.column)
    else { return location }
    location.endLine = location.line
    location.endColumn = end
    return location
  }
}
