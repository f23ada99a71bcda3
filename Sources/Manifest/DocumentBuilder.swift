import CLibYAML

/// Turns libyaml's events into a `Document`: the only place that knows libyaml, so that another scanner can stand
/// beside it.
///
/// Anchors are copied where they are used; the copies keep the origin of the anchor, where the value was written.
struct DocumentBuilder {
  /// Nesting that go-yaml refuses beyond, and that keeps every recursive walk within a thread's stack.
  static let maximumDepth = 10_000

  let reader: YAMLReader
  private var document = Document(empty: ())
  private var duplicateKeys: [YAMLReader.DuplicateKey] = []
  private var anchors: [String: NodeID] = [:]

  init(reader: YAMLReader) { self.reader = reader }
}

extension DocumentBuilder {
  mutating func build(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) -> YAMLReader.Result {
    throw YAMLError(message: "no scanner yet", line: 1, column: 1)
  }
}
