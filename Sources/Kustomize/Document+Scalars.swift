import Manifest

extension Document {
  /// Gives a scalar another text and takes away its tag, as kyaml does where it sets a value without one: quotes stay,
  /// and a text without quotes is what YAML reads it as.
  mutating func retext(_ id: NodeID, _ text: String, origin: Origin, action: Change.Action, layer: LayerID) {
    let style = kind(id) == .null ? .plain : style(id)
    let kind = style == .plain ? PlainScalar.kind(text, .yaml12) : .string
    overwrite(id, with: text.utf8, kind: kind, style: style, origin: origin, action: action, layer: layer)
  }

  /// The value of a key with this text, whatever YAML reads the key as.
  func value(_ id: NodeID, named text: String) -> NodeID? {
    if let value = value(id, Key(text)) { return value }
    let kind = PlainScalar.kind(text, .yaml12)
    return kind == .string ? nil : value(id, Key(plain: text, kind))
  }
}

extension Key {
  /// A key that is written without quotes: one that YAML does not read as a string keeps that kind.
  init(plain text: String) { self.init(plain: text, PlainScalar.kind(text, .yaml12)) }

  fileprivate init(plain text: String, _ kind: Node.Kind) {
    var text = text
    self = text.withUTF8 { Key($0, kind: kind) }
  }
}
