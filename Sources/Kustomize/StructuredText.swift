import Manifest

/// A replacement whose path leads into a text: the text is read as YAML or JSON, changed and written back (since 5.8).
struct StructuredText {
  let path: Located<String>
  let rest: ArraySlice<ReplacementPath.Segment>
  let options: Kustomization.FieldOptions

  func write(
    into node: NodeID, of document: inout Document, _ context: BuildContext,
    _ change: (inout Document, NodeID) throws(BuildError) -> Void
  ) throws(BuildError) {
    let text = Array(document.text(node))
    var inner = try read(text, origin: document.origin(node))
    let finder = ReplacementTargetFinder(
      path: ReplacementPath(segments: Array(rest), text: path.value), create: options.create, origin: path.origin,
      layer: context.layer)
    let found = try finder.find(in: &inner)
    guard !found.isEmpty else {
      throw BuildError(
        .badField, "unable to find field \"\(path.value)\" in the text of the replacement target", at: path.origin)
    }
    for place in found {
      guard case .node(let target) = place else {
        throw BuildError(.badField, "the path \"\(path.value)\" leads through a scalar", at: path.origin)
      }
      try change(&inner, target)
    }
    let origin = context.sourceMap.derive([path.origin, document.origin(node)])
    document.overwrite(
      node, with: try print(inner, like: text), origin: origin, action: .replacement, layer: context.layer)
  }

  private func read(_ text: [UInt8], origin: Origin) throws(BuildError) -> Document {
    let result: YAMLReader.Result
    do throws(YAMLError) {
      result = try YAMLReader(dialect: .yaml12, file: origin.file).read(text)
    } catch {
      throw BuildError(
        .badField, "the text at \"\(path.value)\" is neither YAML nor JSON: \(error.message)", at: path.origin)
    }
    guard let document = result.document, !document.kind(document.root).isScalar else {
      throw BuildError(.badField, "the text at \"\(path.value)\" holds no mapping or list", at: path.origin)
    }
    return document
  }

  /// JSON stays JSON, pretty if it was; everything else becomes YAML.
  private func print(_ document: Document, like text: [UInt8]) throws(BuildError) -> [UInt8] {
    do throws(JSONPrinter.Failure) {
      guard isJSON(text) else { return try YAMLPrinter(style: .goYAML3).bytes(document, document.root) }
      let isPretty =
        text.contains(UInt8(ascii: "\n")) && zip(text, text.dropFirst()).contains { $0 == 0x20 && $1 == 0x20 }
      return try JSONPrinter(indent: isPretty ? 2 : 0).bytes(document, document.root)
    } catch {
      throw BuildError(.badField, error.message, at: path.origin)
    }
  }

  private func isJSON(_ text: [UInt8]) -> Bool {
    let first = text.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\t") }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
    return (try? YAMLReader(dialect: .json).read(text)) != nil
  }
}

extension ReplacementPath {
  /// The end of a longer path.
  init(segments: [Segment], text: String) {
    self.segments = segments
    self.text = text
  }
}
