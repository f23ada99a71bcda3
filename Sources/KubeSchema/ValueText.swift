import Manifest

/// Values in the words of messages.
enum ValueText {
  /// How much of a text is shown.
  private static let limit = 40

  /// The kind of a value and what it is, such as `string "three"`. The values of Secrets are not shown.
  static func describe(_ document: Document, _ node: NodeID, isSecret: Bool) -> String {
    let text = isSecret ? "" : " \(quoted(document, node))"
    switch document.kind(node) {
    case .null: return "null"
    case .bool: return "boolean\(isSecret ? "" : " " + clipped(document, node))"
    case .int: return "integer\(isSecret ? "" : " " + clipped(document, node))"
    case .float: return "number\(isSecret ? "" : " " + clipped(document, node))"
    case .string, .timestamp, .binary: return "string\(text)"
    case .sequence: return "a list"
    case .mapping: return "an object"
    }
  }

  /// A text in quotes, on one line and cut when it is long.
  static func quoted(_ document: Document, _ node: NodeID) -> String { "\"\(clipped(document, node))\"" }

  private static func clipped(_ document: Document, _ node: NodeID) -> String {
    let text = document.text(node)
    var end = text.startIndex
    while end < text.endIndex, end - text.startIndex < limit, text[end] != 0x0A { end += 1 }
    // Not in the middle of a character.
    while end < text.endIndex, end > text.startIndex, text[end] & 0xC0 == 0x80 { end -= 1 }
    let shown = String(decoding: text[text.startIndex..<end], as: UTF8.self)
    return end < text.endIndex ? shown + "…" : shown
  }
}
