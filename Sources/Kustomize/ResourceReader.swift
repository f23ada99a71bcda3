import Manifest

/// Reads files and inline texts into objects as kustomize does (kio.ByteReader, resource.Factory): cut at `---`, each
/// document parsed alone, lists expanded.
struct ResourceReader {
  let workspace: Workspace
  let version: KustomizeOptions.Version

  /// One document of a text with its origin settled.
  struct Piece: Sendable {
    var document: Document
    var duplicateKeys: [YAMLReader.DuplicateKey]
  }

  /// What a text holds.
  struct Contents: Sendable {
    var resources: [BuildResource] = []
    /// Keys that stand twice: kustomize fails on them when it prints.
    var duplicateKeys: [YAMLReader.DuplicateKey] = []
  }

  /// The documents of a text, empty ones dropped.
  func documents(_ text: EmbeddedText, dialect: YAMLReader.Dialect = .yaml12) throws(BuildError) -> [Piece] {
    do throws(YAMLError) {
      var pieces: [Piece] = []
      let parts = DocumentStream.split(text.bytes, as: .kustomize)
      for part in parts.pieces {
        var reader = YAMLReader(
          dialect: dialect, file: text.file, firstLine: text.firstLine + part.line - 1,
          columnOffset: text.columnOffset)
        reader.keepsFirstDuplicate = dialect == .yaml12
        let result = try read(part, of: text, with: reader)
        guard let document = result.document, !document.isNull(document.root) else { continue }
        pieces.append(Piece(document: settled(document, in: text), duplicateKeys: result.duplicateKeys))
      }
      if let failure = parts.failure { throw failure }
      return pieces
    } catch {
      throw failure(error, in: text)
    }
  }

  /// The first document of a text, be it empty; nil when there is none.
  func firstDocument(_ text: EmbeddedText, dialect: YAMLReader.Dialect) throws(BuildError) -> Document? {
    let reader = YAMLReader(
      dialect: dialect, file: text.file, firstLine: text.firstLine, columnOffset: text.columnOffset)
    do throws(YAMLError) {
      return try reader.read(text.bytes).document.map { settled($0, in: text) }
    } catch {
      throw failure(error, in: text)
    }
  }

  /// A document whose origins are those of the text as a whole, where its lines are no lines of the file.
  private func settled(_ document: Document, in text: EmbeddedText) -> Document {
    guard let origin = text.fixedOrigin else { return document }
    var moved = Document(origin: origin)
    moved.setRoot(moved.graft(document.root, from: document, origin: origin))
    return moved
  }

  private func failure(_ error: YAMLError, in text: EmbeddedText) -> BuildError {
    let place = Origin(
      file: text.file, line: text.firstLine + error.line - 1, column: error.column + text.columnOffset)
    return BuildError(.syntax, error.message, at: text.fixedOrigin ?? place)
  }

  private func read(
    _ part: DocumentStream.Piece, of text: EmbeddedText, with reader: YAMLReader
  ) throws(YAMLError) -> YAMLReader.Result {
    let result = text.bytes.withUnsafeBufferPointer { bytes -> Result<YAMLReader.Result, YAMLError> in
      do throws(YAMLError) {
        return .success(try reader.read(UnsafeBufferPointer(rebasing: bytes[part.range])))
      } catch {
        // Relative to the text: the caller adds where the text starts.
        return .failure(
          YAMLError(message: error.message, line: error.line + part.line - 1, column: error.column))
      }
    }
    return try result.get()
  }

  /// The objects of a text.
  func resources(_ text: EmbeddedText, layers: [LayerID]) throws(BuildError) -> Contents {
    let pieces = try documents(text)
    var contents = Contents()
    var listed: [Document] = []
    for piece in pieces {
      contents.duplicateKeys += piece.duplicateKeys
      let document = piece.document
      // Empty mappings and lists count as no document.
      if !document.kind(document.root).isScalar, document.count(document.root) == 0 { continue }
      guard isObject(document) else {
        throw BuildError(
          .notAResource, "not a Kubernetes object: missing Resource metadata",
          hint: "a manifest is a mapping with apiVersion, kind and metadata.name", at: document.origin(document.root))
      }
      guard let items = items(of: document) else {
        contents.resources.append(try resource(document, layers: layers))
        continue
      }
      listed += items
    }
    // Items come behind the other documents, those of lists in lists behind all.
    var position = 0
    while position < listed.count {
      var item = listed[position]
      position += 1
      guard isObject(item) else {
        throw BuildError(
          .notAResource, "an item of the list is not a Kubernetes object", at: item.origin(item.root))
      }
      try item.passThroughJSON()
      if let items = items(of: item) {
        listed += items
      } else {
        contents.resources.append(try resource(item, layers: layers))
      }
    }
    return contents
  }

  /// The items of a list of objects; nil for any other object.
  private func items(of document: Document) -> [Document]? {
    guard let kind = document.value(document.root, .kind), let items = document.value(document.root, .items),
      document.text(kind).suffix(4).elementsEqual("List".utf8)
    else { return nil }
    return document.elements(items).map { document.extracted($0) }
  }

  /// A mapping with any of the fields that every object has.
  private func isObject(_ document: Document) -> Bool {
    document.isMapping(document.root)
      && [Key.apiVersion, .kind, .metadata].contains { document.value(document.root, $0) != nil }
  }

  private func resource(_ document: Document, layers: [LayerID]) throws(BuildError) -> BuildResource {
    let root = document.root
    let kind = document.value(root, .kind)
    guard let kind, document.kind(kind).isScalar, document.count(kind) > 0, !document.isNull(kind) else {
      throw BuildError(
        .notAResource, "missing kind in object", hint: "every object needs apiVersion, kind and metadata.name",
        at: document.origin(root))
    }
    let name = document.value(root, .metadata, .name)
    let hasName = name.map { document.kind($0).isScalar && document.count($0) > 0 && !document.isNull($0) } ?? false
    guard hasName || document.string(kind).utf8.suffix(4).elementsEqual("List".utf8) else {
      throw BuildError(
        .notAResource, "missing metadata.name in object of kind \(document.string(kind))",
        hint: document.value(root, .metadata, "generateName") == nil
          ? nil : "kustomize does not accept generateName in place of a name",
        at: document.value(root, .metadata).map(document.origin) ?? document.origin(root))
    }
    var resource = BuildResource(document: document, layers: layers)
    resource.readBookkeeping()
    return resource
  }
}

extension BuildResource {
  /// Takes over what kustomize's own annotations in the input ask for.
  mutating func readBookkeeping() {
    for (key, value) in metadata(.annotations) {
      switch key {
      case "internal.config.kubernetes.io/needsHashSuffix", "kustomize.config.k8s.io/needs-hash":
        if value == "enabled" || value == "true" { needsHash = true }
      case "internal.config.kubernetes.io/generatorBehavior", "kustomize.config.k8s.io/behavior":
        behavior = value == "merge" ? .merge : value == "replace" ? .replace : .create
      default: break
      }
    }
  }
}
