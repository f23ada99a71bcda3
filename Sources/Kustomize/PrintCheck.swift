import Manifest

/// What happens to an object between kustomize's nodes and the printer, which reads the object from YAML text once more.
///
/// Keys that are no strings and texts that do not fit their tag are refused, and go-yaml v3 writes folded scalars in a
/// way that does not always read back as the same text.
struct PrintCheck {
  private let document: Document
  private var folded: [NodeID] = []
  /// Whether there is something that only the printer can judge: characters beyond ASCII, floats.
  private var isUnusual = false

  private init(_ document: Document) { self.document = document }

  /// Makes an object ready for the printer.
  static func prepare(_ document: inout Document) throws(JSONPrinter.Failure) {
    for id in try visited(document).folded {
      let text = FoldedText.roundTrip(document.text(id))
      if text != Array(document.text(id)) { document.rewrite(id, as: .string, text: text, style: .literal) }
    }
  }

  /// Refuses what the printer could not read, and leaves texts alone.
  static func check(_ document: Document) throws(JSONPrinter.Failure) { _ = try visited(document) }

  /// Whether only the printer can tell if the object can be printed. Refuses what it could not even read.
  static func isUnusual(_ document: Document) throws(JSONPrinter.Failure) -> Bool { try visited(document).isUnusual }

  private static func visited(_ document: Document) throws(JSONPrinter.Failure) -> PrintCheck {
    var check = PrintCheck(document)
    // The keys of the root are read into strings, whatever they are.
    for entry in document.entries(document.root) { try check.visit(entry.value) }
    return check
  }

  private mutating func visit(_ id: NodeID) throws(JSONPrinter.Failure) {
    switch document.kind(id) {
    case .mapping:
      for entry in document.entries(id) {
        guard entry.key.kind == .string else {
          throw JSONPrinter.Failure(
            message: "the key \(entry.key) is \(entry.key.kind.name) to YAML: unsupported type: map[interface {}]",
            node: entry.value)
        }
        try visit(entry.value)
      }
    case .sequence: for element in document.elements(id) { try visit(element) }
    case .string:
      if document.style(id) == .folded { folded.append(id) }
      if !isUnusual { isUnusual = document.withText(id) { text in text.contains { $0 >= 0x7F } } }
    case .binary: isUnusual = true
    case .float:
      isUnusual = true
      try checkTag(id)
    case .null, .bool, .int, .timestamp: try checkTag(id)
    }
  }

  /// A text that was put into a tagged scalar has to fit the tag.
  private func checkTag(_ id: NodeID) throws(JSONPrinter.Failure) {
    let kind = document.kind(id)
    let resolved = document.withText(id) { PlainScalar.kind($0, .yaml12) }
    if resolved == kind || kind == .float && resolved == .int { return }
    throw JSONPrinter.Failure(
      message: "yaml: cannot decode `\(document.string(id))` as \(kind.name)", node: id)
  }
}

/// Folded scalars as go-yaml v3 writes them.
enum FoldedText {
  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")

  /// The text as it reads back once it was written as a folded scalar.
  static func roundTrip(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let text = Array(text)
    guard isBlock(text), let document = try? YAMLReader(dialect: .yaml12).read(written(text)).document,
      let value = document.value(document.root, "a")
    else { return text }
    return Array(document.text(value))
  }

  /// Whether the emitter takes the text for a block scalar at all; else it goes into quotes, which change nothing.
  static func isBlock(_ text: [UInt8]) -> Bool {
    guard text.last != space, !text.isEmpty else { return false }
    for (index, byte) in text.enumerated() {
      if byte < 0x20, byte != newline, byte != UInt8(ascii: "\t") { return false }
      if byte == space, index + 1 < text.count, text[index + 1] == newline { return false }
    }
    return true
  }

  /// What stands behind `>` or `|`: the indentation where the text starts with a blank, and what becomes of the last
  /// line break.
  static func hints(_ text: [UInt8]) -> [UInt8] {
    var hints: [UInt8] = []
    if text[0] == space || text[0] == newline { hints.append(UInt8(ascii: "2")) }
    if text.last != newline {
      hints.append(UInt8(ascii: "-"))
    } else if text.count == 1 || text[text.count - 2] == newline {
      hints.append(UInt8(ascii: "+"))
    }
    return hints
  }

  static func written(_ text: [UInt8]) -> [UInt8] {
    var output = Array("a: >".utf8)
    let isBlank = { (byte: UInt8) in byte == space || byte == UInt8(ascii: "\t") }
    output += hints(text) + [newline]
    // The emitter means to look at the text behind a line break, and looks at its start: a break before an indented
    // line is doubled like any other, unless the text as a whole starts with a blank.
    let doubles = text.first { $0 != newline }.map { !isBlank($0) } ?? false
    var breaks = true
    var isIndented = true
    for (index, byte) in text.enumerated() {
      if byte == newline {
        if !breaks, !isIndented, doubles { output.append(newline) }
        output.append(newline)
        breaks = true
      } else {
        if breaks {
          output += [space, space]
          isIndented = isBlank(text[index])
        }
        output.append(byte)
        breaks = false
      }
    }
    if !breaks { output.append(newline) }
    return output
  }
}
