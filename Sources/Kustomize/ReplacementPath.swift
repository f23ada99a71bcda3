import Manifest

/// A field path of a replacement: `spec.template.spec.containers.[name=web].image`.
struct ReplacementPath: Sendable {
  let text: String
  /// The segments, still as they are written: what `0`, `-`, `*` and `[k=v]` mean depends on who walks the path.
  let parts: [String]

  init(_ text: String) {
    self.text = text
    parts = Self.joinBrackets(Self.split(text))
  }

  /// The end of a longer path.
  init(parts: ArraySlice<String>, of text: String) {
    self.text = text
    self.parts = Array(parts)
  }

  /// A path as `fieldref` of a var has it: `a.b[0].c`.
  init(fieldRef text: String) {
    self.text = text
    let spaced = text.utf8.flatMap { byte -> [UInt8] in
      byte == UInt8(ascii: "[") ? Array(".".utf8) : byte == UInt8(ascii: "]") ? [] : [byte]
    }
    parts = Self.split(String(decoding: spaced, as: UTF8.self))
  }

  /// Cuts at dots that no backslash stands before; one leading dot is tolerated.
  private static func split(_ path: String) -> [String] {
    var pieces = path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
    if pieces.count > 1, pieces[0].isEmpty { pieces.removeFirst() }
    var parts: [[UInt8]] = [pieces[0]]
    for piece in pieces.dropFirst() {
      if parts[parts.count - 1].last == UInt8(ascii: "\\") {
        parts[parts.count - 1].removeLast()
        parts[parts.count - 1] += [UInt8(ascii: ".")] + piece
      } else {
        parts.append(piece)
      }
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Puts together what was cut inside brackets. Brackets without `=` are there for their dots only.
  private static func joinBrackets(_ pieces: [String]) -> [String] {
    var parts: [String] = []
    var rest = pieces[...]
    while let piece = rest.popFirst() {
      guard piece.hasPrefix("["), !piece.hasSuffix("]") else {
        parts.append(piece)
        continue
      }
      var joined = piece
      while let next = rest.popFirst() {
        joined += "." + next
        if next.hasSuffix("]") { break }
      }
      if joined.utf8.contains(UInt8(ascii: "=")) {
        parts.append(joined)
      } else {
        let inner = joined.utf8.drop { isBracket($0) }.reversed().drop { isBracket($0) }.reversed()
        parts.append(String(decoding: Array(inner), as: UTF8.self))
      }
    }
    return parts
  }

  private static func isBracket(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") }

  // MARK: Segments

  /// The number that a segment is, as Go reads it.
  static func index(_ part: String) -> Int? { Int(part) }

  /// Whether a segment is written in brackets.
  static func isBracketed(_ part: String) -> Bool { part.hasPrefix("[") && part.hasSuffix("]") && part.utf8.count > 1 }

  /// Field and value of `[field=value]`; the field is empty in `[=value]`.
  static func match(_ part: String) -> (field: String, value: String)? {
    let inner = part.dropFirst().dropLast()
    guard let equals = inner.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    return (String(inner[..<equals]), String(inner[inner.utf8.index(after: equals)...]))
  }

  // MARK: Reading one value

  /// Why a path cannot be walked.
  struct Fault: Error {
    var reason: String
  }

  /// The one value that the path names, as replacement sources have it: `[k=v]` is exact, `-` is the last element.
  func find(in document: Document) throws(Fault) -> NodeID? { try Self.find(parts[...], in: document) }

  /// The value that the first segments of a path name.
  static func find(_ parts: ArraySlice<String>, in document: Document) throws(Fault) -> NodeID? {
    var id = document.root
    for part in parts {
      let part = part.trimmingBlanks()
      if part.isEmpty { continue }
      guard let next = try step(part, id, document) else { return nil }
      id = next
    }
    return id
  }

  private static func step(_ part: String, _ id: NodeID, _ document: Document) throws(Fault) -> NodeID? {
    if let index = index(part) {
      guard index >= 0 else { throw Fault(reason: "array index \(index) cannot be negative") }
      let elements = try elements(of: id, document)
      return index < elements.count ? elements[elements.startIndex + index] : nil
    }
    if part == "-" {
      guard let last = try elements(of: id, document).last else { throw Fault(reason: "the list is empty") }
      return last
    }
    if part == "*" { throw Fault(reason: "a wildcard names no single value") }
    guard isBracketed(part) else { return try field(part, of: id, document) }
    guard let (field, value) = match(part) else { throw Fault(reason: "\(part) must be [field=value]") }
    let wanted = Array(value.utf8)
    return try elements(of: id, document).first { element in
      if field.isEmpty { return document.text(element).elementsEqual(wanted) }
      return document.value(element, named: field).map { document.text($0).elementsEqual(wanted) } ?? false
    }
  }

  static func elements(of id: NodeID, _ document: Document) throws(Fault) -> ArraySlice<NodeID> {
    guard document.isSequence(id) || document.isNull(id) else {
      throw Fault(reason: "wrong node kind: expected a list, found \(document.kind(id).name)")
    }
    return document.elements(id)
  }

  static func field(_ name: String, of id: NodeID, _ document: Document) throws(Fault) -> NodeID? {
    if document.isNull(id) { return nil }
    guard document.isMapping(id) else {
      throw Fault(reason: "wrong node kind: expected a mapping, found \(document.kind(id).name)")
    }
    return document.value(id, named: name)
  }
}
