import Manifest
import RegularExpressions

/// A field path of a replacement: `spec.template.spec.containers.[name=web].image`.
struct ReplacementPath: Sendable {
  enum Segment: Sendable, Equatable {
    case key(String)
    /// `[name=web]`: elements whose field matches.
    case match(key: String, value: String)
    /// `[=value]`: scalar elements.
    case scalar(String)
    /// `*`: every element.
    case every
    case index(Int)
    /// `-`: the last element, or a new one.
    case last
  }

  let text: String
  let segments: [Segment]

  /// Cuts a path. With `bracketsAreIndexes`, `a.b[0].c` is read as fieldref paths of vars have it.
  init(_ text: String, bracketsAreIndexes: Bool = false) {
    self.text = text
    var path = text
    if bracketsAreIndexes {
      path = String(
        decoding: text.utf8.flatMap { byte -> [UInt8] in
          byte == UInt8(ascii: "[") ? Array(".".utf8) : byte == UInt8(ascii: "]") ? [] : [byte]
        }, as: UTF8.self)
    }
    segments = Self.split(path).map(Self.segment)
  }

  /// Splits at dots that are neither escaped nor inside brackets.
  private static func split(_ path: String) -> [String] {
    var parts: [[UInt8]] = [[]]
    var depth = 0
    var escaped = false
    for byte in path.utf8 {
      if escaped {
        if byte != UInt8(ascii: ".") { parts[parts.count - 1].append(UInt8(ascii: "\\")) }
        parts[parts.count - 1].append(byte)
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else if byte == UInt8(ascii: "."), depth == 0 {
        parts.append([])
      } else {
        if byte == UInt8(ascii: "[") { depth += 1 }
        if byte == UInt8(ascii: "]") { depth = max(depth - 1, 0) }
        parts[parts.count - 1].append(byte)
      }
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func segment(_ text: String) -> Segment {
    if text == "*" { return .every }
    if text == "-" { return .last }
    if let index = Int(text), index >= 0 { return .index(index) }
    guard text.hasPrefix("["), text.hasSuffix("]") else { return .key(text) }
    let inner = text.dropFirst().dropLast()
    guard let equals = inner.utf8.firstIndex(of: UInt8(ascii: "=")) else { return .key(String(inner)) }
    let key = String(inner[..<equals])
    let value = String(inner[inner.utf8.index(after: equals)...])
    return key.isEmpty ? .scalar(value) : .match(key: key, value: value)
  }

  /// The one value that the path names; `[k=v]` is exact here, as in replacement sources.
  func find(in document: Document) -> NodeID? {
    var id = document.root
    for segment in segments {
      guard let next = step(segment, id, document) else { return nil }
      id = next
    }
    return id
  }

  private func step(_ segment: Segment, _ id: NodeID, _ document: Document) -> NodeID? {
    switch segment {
    case .key(let key): return document.value(id, Key(key))
    case .index(let index):
      if document.isMapping(id) { return document.value(id, Key(String(index))) }
      return document.isSequence(id) && index < document.count(id) ? document.element(id, at: index) : nil
    case .last: return document.elements(id).last
    case .every: return document.value(id, "*")
    case .scalar(let value): return document.elements(id).first { document.string($0) == value }
    case .match(let key, let value):
      return document.elements(id).first { element in
        document.value(element, Key(key)).map { document.string($0) == value } ?? false
      }
    }
  }
}

/// The values that a target path names in one object, made where `create` says so (kyaml's PathMatcher).
struct ReplacementTargetFinder {
  let path: ReplacementPath
  let create: Bool
  let origin: Origin
  let layer: LayerID

  /// What stands at the end of the path: nodes, or a text whose inside the rest of the path leads into.
  enum Found {
    case node(NodeID)
    case text(NodeID, rest: ArraySlice<ReplacementPath.Segment>)
  }

  func find(in document: inout Document) throws(BuildError) -> [Found] {
    try find(&document, document.root, path.segments[...])
  }

  private func find(
    _ document: inout Document, _ id: NodeID, _ segments: ArraySlice<ReplacementPath.Segment>
  ) throws(BuildError) -> [Found] {
    guard let segment = segments.first else { return [.node(id)] }
    let rest = segments.dropFirst()
    if document.kind(id).isScalar, !document.isNull(id) { return [.text(id, rest: segments)] }
    switch segment {
    case .key(let key): return try field(&document, id, Key(key), rest)
    case .index(let index) where document.isMapping(id): return try field(&document, id, Key(String(index)), rest)
    case .every where document.isMapping(id): return try field(&document, id, "*", rest)
    case .last where document.isMapping(id): return try field(&document, id, "-", rest)
    case .index(let index): return try element(&document, id, index, rest)
    case .last: return try element(&document, id, document.count(id), rest)
    case .every, .match, .scalar: return try elements(&document, id, segment, rest)
    }
  }

  private func field(
    _ document: inout Document, _ id: NodeID, _ key: Key, _ rest: ArraySlice<ReplacementPath.Segment>
  ) throws(BuildError) -> [Found] {
    guard document.isMapping(id) else {
      throw failure("expected a mapping on the way to \(key), found \(document.kind(id).name)")
    }
    if let value = document.value(id, key), !(document.isNull(value) && create) {
      return try find(&document, value, rest)
    }
    guard create else { return [] }
    let made = make(rest.first, &document)
    document.set(id, key, to: made, keyOrigin: origin)
    document.logAddition(of: made, action: .replacement, layer: layer)
    return try find(&document, made, rest)
  }

  /// What a missing part of the path becomes, judged by what comes behind it.
  private func make(_ next: ReplacementPath.Segment?, _ document: inout Document) -> NodeID {
    switch next {
    case nil: document.addNull(origin: origin)
    case .key: document.addMapping(origin: origin)
    default: document.addSequence(origin: origin)
    }
  }

  private func element(
    _ document: inout Document, _ id: NodeID, _ index: Int, _ rest: ArraySlice<ReplacementPath.Segment>
  ) throws(BuildError) -> [Found] {
    let count = document.count(id)
    if index < count { return try find(&document, document.element(id, at: index), rest) }
    guard create, index == count else {
      throw failure("index \(index) specified but only \(count) elements found")
    }
    let made = make(rest.first, &document)
    document.append(id, made)
    document.logAddition(of: made, action: .replacement, layer: layer)
    return try find(&document, made, rest)
  }

  private func elements(
    _ document: inout Document, _ id: NodeID, _ segment: ReplacementPath.Segment,
    _ rest: ArraySlice<ReplacementPath.Segment>
  ) throws(BuildError) -> [Found] {
    guard document.isSequence(id) else {
      throw failure("expected a list, found \(document.kind(id).name)")
    }
    var found: [Found] = []
    var matched = false
    for element in document.elements(id) where try matches(segment, element, document) {
      matched = true
      found += try find(&document, element, rest)
    }
    if !matched, create, let made = makeElement(segment, &document) {
      document.append(id, made)
      document.logAddition(of: made, action: .replacement, layer: layer)
      found += try find(&document, made, rest)
    }
    return found
  }

  /// The value of `[k=v]` is an unanchored regular expression here, as in kustomize.
  private func matches(
    _ segment: ReplacementPath.Segment, _ element: NodeID, _ document: Document
  ) throws(BuildError) -> Bool {
    switch segment {
    case .every: return true
    case .match(let key, let value):
      guard let field = document.value(element, Key(key)), document.kind(field).isScalar else { return false }
      return try expression(value).matches(document.string(field))
    case .scalar(let value):
      guard document.kind(element).isScalar else { return false }
      return try expression(value).matches(document.string(element))
    default: return false
    }
  }

  private func expression(_ pattern: String) throws(BuildError) -> RegularExpression {
    do { return try RegularExpression(pattern) } catch {
      throw failure("\"\(pattern)\" is not a regular expression: \(error.message)")
    }
  }

  private func makeElement(_ segment: ReplacementPath.Segment, _ document: inout Document) -> NodeID? {
    switch segment {
    case .match(let key, let value):
      let map = document.addMapping(origin: origin)
      document.set(map, Key(key), to: document.addString(value, origin: origin), keyOrigin: origin)
      return map
    case .scalar(let value): return document.addString(value, origin: origin)
    default: return nil
    }
  }

  private func failure(_ reason: String) -> BuildError {
    BuildError(
      .badField, "unable to find field \"\(path.text)\" in replacement target: \(reason)", at: origin)
  }
}
