/// Reads the objects of a file as Flux or kubectl do.
public enum ObjectStream {
  /// What was read.
  public struct Result: Sendable {
    /// The objects up to the end, or to what the tool refuses.
    public var objects: [Document] = []
    /// Why it stops, with the line and column in the file.
    public var failure: YAMLError?
  }

  /// kubectl's resource builder: every document but the empty ones, lists unopened.
  public static func kubectl(_ text: UnsafeBufferPointer<UInt8>, file: FileID = .none) -> Result {
    read(text, as: .kubectl, file: file) { document, result in
      if !document.isNull(document.root) { result.objects.append(document) }
      return nil
    }
  }

  /// Flux's object reader: lists are opened, what is no Kubernetes object or a kustomization file is passed over.
  public static func flux(_ text: UnsafeBufferPointer<UInt8>, file: FileID = .none) -> Result {
    read(text, as: .flux, file: file) { document, result in
      let root = document.root
      if document.isNull(root) { return nil }
      guard document.isMapping(root) else { return "cannot unmarshal \(name(document.kind(root))) into an object" }
      guard hasText(document, "kind") else { return "Object 'Kind' is missing" }
      if let items = document.value(root, .items), document.isSequence(items) {
        for item in document.elements(items) {
          guard document.isMapping(item) else { return "items member is not an object" }
          guard hasText(document, "kind", item) else { return "Object 'Kind' is missing" }
        }
        for item in document.elements(items) { result.objects.append(document.extracted(item)) }
        return nil
      }
      if isObject(document), !isKustomization(document) { result.objects.append(document) }
      return nil
    }
  }

  private static func read(
    _ text: UnsafeBufferPointer<UInt8>, as reader: DocumentStream.Reader, file: FileID,
    _ take: (Document, inout Result) -> String?
  ) -> Result {
    let stream = DocumentStream.split(text, as: reader)
    var result = Result()
    for piece in stream.pieces {
      do throws(YAMLError) {
        let read = try DocumentStream.read(piece, of: text, dialect: .yaml11, file: file)
        guard let document = read.document else { continue }
        if !piece.isJSON, let failure = unprintable(document, line: piece.line) { throw failure }
        if let message = take(document, &result) {
          let origin = document.origin(document.root)
          throw YAMLError(message: message, line: max(origin.line, piece.line), column: max(origin.column, 1))
        }
      } catch {
        result.failure = error
        return result
      }
    }
    result.failure = stream.failure
    return result
  }

  /// Why a document cannot go through JSON, as YAML does in these tools.
  private static func unprintable(_ document: Document, line: Int) -> YAMLError? {
    guard let node = document.firstUnprintable() else { return nil }
    let origin = document.origin(node)
    return YAMLError(
      message: "unsupported value: \(document.string(node))", line: max(origin.line, line),
      column: max(origin.column, 1))
  }

  private static func hasText(_ document: Document, _ key: Key, _ id: NodeID? = nil) -> Bool {
    guard let value = document.value(id ?? document.root, key), document.kind(value) == .string else { return false }
    return document.count(value) > 0
  }

  private static func isObject(_ document: Document) -> Bool {
    guard let metadata = document.value(document.root, .metadata) else { return false }
    return hasText(document, .apiVersion) && hasText(document, .name, metadata)
  }

  private static func isKustomization(_ document: Document) -> Bool {
    guard let kind = document.stringValue(document.value(document.root, .kind)),
      let version = document.stringValue(document.value(document.root, .apiVersion))
    else { return false }
    return kind.lowercased() == "kustomization" && version.hasPrefix("kustomize.config.k8s.io/")
  }

  private static func name(_ kind: Node.Kind) -> String {
    switch kind {
    case .sequence: "array"
    case .bool: "bool"
    case .int, .float: "number"
    default: "string"
    }
  }
}

extension Document {
  /// The first float that JSON has no number for; nil when there is none.
  func firstUnprintable() -> NodeID? {
    for index in 0..<nodes.count where nodes[index].kind == .float {
      let id = NodeID(index)
      if let value = withText(id, { Document.double($0) }), !value.isFinite { return id }
    }
    return nil
  }
}
