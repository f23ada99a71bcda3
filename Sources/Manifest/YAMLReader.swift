/// Reads one YAML document into a `Document`.
public struct YAMLReader {
  /// How plain scalars are read, and what else is accepted.
  public enum Dialect: Sendable {
    /// go-yaml v2 behind sigs.k8s.io/yaml: YAML 1.1 words; what every Kubernetes tool uses.
    case yaml11
    /// go-yaml v3: only `true` and `false` are booleans; how kustomize reads resources.
    case yaml12
    /// Strict JSON.
    case json
  }

  /// A key that stands twice in one mapping. The last one wins.
  public struct DuplicateKey: Sendable {
    public var key: Key
    public var first: Origin
    public var second: Origin
    /// Whether a merge key (`<<`) brought one of the two, which is how merge keys are meant to be used.
    public var isMerge: Bool
  }

  /// What was read.
  public struct Result: Sendable {
    /// nil when the text holds no document: nothing but comments.
    public var document: Document?
    public var duplicateKeys: [DuplicateKey] = []
  }

  public var dialect: Dialect
  /// The file that origins name.
  public var file: FileID
  /// The line of the file, from 1, that the text starts on.
  public var firstLine: Int
  /// How many columns stand before the text on every line of the file.
  public var columnOffset: Int
  /// How many more columns stand before the text on its first line.
  public var firstColumn = 0
  /// Whether the first of two equal keys of a mapping counts, as it does for kyaml, and not the last.
  public var keepsFirstDuplicate = false

  public init(dialect: Dialect, file: FileID = .none, firstLine: Int = 1, columnOffset: Int = 0) {
    self.dialect = dialect
    self.file = file
    self.firstLine = firstLine
    self.columnOffset = columnOffset
  }

  /// Reads the first document of a text.
  public func read(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) -> Result {
    if dialect == .json { return try JSONReader.read(text, reader: self) }
    return try DocumentBuilder.build(text, reader: self)
  }

  /// Reads the first document of a text.
  public func read(_ text: [UInt8]) throws(YAMLError) -> Result {
    let result = text.withUnsafeBufferPointer { buffer -> Swift.Result<Result, YAMLError> in
      do throws(YAMLError) { return .success(try read(buffer)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
