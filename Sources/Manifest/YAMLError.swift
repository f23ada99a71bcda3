/// Why a text is not the YAML or JSON that a reader accepts.
public struct YAMLError: Error, Sendable, Hashable {
  /// In the words of libyaml and go-yaml, such as `did not find expected key`.
  public var message: String
  /// From 1, relative to the start of the text that was read.
  public var line: Int
  /// From 1, in code points.
  public var column: Int

  public init(message: String, line: Int, column: Int) {
    self.message = message
    self.line = line
    self.column = column
  }
}
