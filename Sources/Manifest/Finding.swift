/// A diagnostic of the whole run, ready to be shown: one cause, however many environments meet it.
public struct Finding: Sendable {
  public var rule: Rule
  public var severity: Severity
  public var message: String
  public var hint: String?
  /// The first of the objects that show it, in order.
  public var object: ObjectRef?
  /// How many objects show it.
  public var objectCount: Int
  public var path: String
  /// The place that set the offending value; nil when no file can be blamed.
  public var location: SourceLocation?
  public var trail: [Step]
  /// Names of the environments it appears in, sorted.
  public var environments: [String]
  /// Names of the entry points it appears in, sorted.
  public var entryPoints: [String]
  /// The same for the same mistake whatever the line: hash of rule, object, field and file.
  public var fingerprint: String

  /// A step of the trail with its place worked out.
  public struct Step: Sendable, Hashable {
    public var layer: String
    public var action: String
    public var location: SourceLocation?
    public var value: String?

    public init(layer: String, action: String, location: SourceLocation?, value: String?) {
      self.layer = layer
      self.action = action
      self.location = location
      self.value = value
    }
  }

  public init(
    rule: Rule, severity: Severity, message: String, hint: String?, object: ObjectRef?, objectCount: Int, path: String,
    location: SourceLocation?, trail: [Step], environments: [String], entryPoints: [String], fingerprint: String
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.hint = hint
    self.object = object
    self.objectCount = objectCount
    self.path = path
    self.location = location
    self.trail = trail
    self.environments = environments
    self.entryPoints = entryPoints
    self.fingerprint = fingerprint
  }
}

/// A range of a file. Lines and columns start at 1, columns count code points, `endColumn` is the one after the last.
/// 0 stands for "not known" in all four.
public struct SourceLocation: Sendable, Hashable {
  /// Relative to the root of the source.
  public var file: String
  public var line: Int
  public var column: Int
  public var endLine: Int
  public var endColumn: Int

  public init(file: String, line: Int, column: Int, endLine: Int, endColumn: Int) {
    self.file = file
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }
}
