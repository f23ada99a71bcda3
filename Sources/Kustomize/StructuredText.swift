import Manifest

/// A replacement whose path leads into a text: the text is read as YAML or JSON, changed and written back (since 5.8).
struct StructuredText {
  let path: ReplacementPath
  let create: Node.Kind?
  let origin: Origin

  /// Writes a value into the text on the way of the path. Returns false when there is none, or when it cannot be
  /// written; kustomize then goes on as if it had not looked.
  func write(
    _ source: Document, _ value: NodeID, into document: inout Document, _ context: BuildContext
  ) -> Bool {
    guard let (node, rest, read) = text(in: document) else { return false }
    var inner = read
    var finder = ReplacementTargetFinder(
      path: ReplacementPath(parts: rest, of: path.text), create: create, entersTexts: true, origin: origin,
      layer: context.layer)
    guard let found = try? finder.find(in: &inner), !found.isEmpty else { return false }
    for case .node(let target) in found {
      write(source, value, into: target, isMade: finder.made.contains(target), of: &inner, context.layer)
    }
    guard let printed = print(inner, like: Array(document.text(node))) else { return false }
    let parts = context.sourceMap.derive([source.origin(value), origin, document.origin(node)])
    document.overwrite(
      node, with: printed, kind: document.kind(node), style: document.style(node), origin: parts, action: .replacement,
      layer: context.layer)
    return true
  }

  /// The first text on the way, what of the path is left, and what the text holds.
  private func text(in document: Document) -> (NodeID, ArraySlice<String>, Document)? {
    guard path.parts.count > 1 else { return nil }
    for count in 1..<path.parts.count {
      guard let node = (try? ReplacementPath.find(path.parts[..<count], in: document)) ?? nil,
        document.kind(node).isScalar
      else { continue }
      guard let read = (try? YAMLReader(dialect: .yaml12).read(Array(document.text(node)))) else { continue }
      return read.document.map { (node, path.parts[count...], $0) }
    }
    return nil
  }

  private func write(
    _ source: Document, _ value: NodeID, into node: NodeID, isMade: Bool, of inner: inout Document, _ layer: LayerID
  ) {
    if !inner.kind(node).isScalar {
      let copy = inner.graft(value, from: source)
      inner.overwrite(node, withContentOf: copy, action: .replacement, layer: layer)
    } else if isMade {
      inner.retext(node, source.string(value), origin: origin, action: .replacement, layer: layer)
    } else {
      inner.overwrite(
        node, with: source.text(value), kind: inner.kind(node), style: inner.style(node), origin: origin,
        action: .replacement, layer: layer)
    }
  }

  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte >= 9 && byte <= 13 }
    return Array(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  /// JSON stays JSON, pretty if it was; everything else becomes YAML.
  private func print(_ document: Document, like text: [UInt8]) -> [UInt8]? {
    let first = text.first { $0 != UInt8(ascii: " ") && !($0 >= 9 && $0 <= 13) }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return Self.trimmed(NodeText.write(document, source: text))
    }
    var checked = document
    let isPretty =
      text.contains(UInt8(ascii: "\n")) && zip(text, text.dropFirst()).contains { $0 == 0x20 && $1 == 0x20 }
    do throws(JSONPrinter.Failure) {
      try PrintCheck.prepare(&checked)
      return try JSONPrinter(indent: isPretty ? 2 : 0).bytes(checked, checked.root)
    } catch {
      return nil
    }
  }
}
