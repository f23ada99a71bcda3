import Manifest

/// Reads the fields of one mapping as Go's encoding/json reads them into a struct: names match without regard to case,
/// unknown names and wrong types are errors. Where it is less strict, unknown names are passed over and numbers and
/// booleans serve as strings, as sigs.k8s.io/yaml has it. Problems are collected, so that all of them are reported.
struct ObjectDecoder {
  /// What is wrong and where.
  struct Problem {
    var message: String
    var hint: String?
    var origin: Origin
  }

  /// Collects the problems of a whole file.
  final class Problems {
    var all: [Problem] = []
    /// Whether unknown names are problems.
    let isStrict: Bool

    init(isStrict: Bool = true) { self.isStrict = isStrict }
  }

  let document: Document
  let id: NodeID
  let problems: Problems
  /// Field names in lower case that were asked for.
  private var known: [String] = []
  /// Lower-case name to position in the mapping; of repeated names the last one counts.
  private var positions: [String: Int] = [:]

  /// Wraps a node; a node that is no mapping is a problem and reads as an empty one.
  init(_ document: Document, _ id: NodeID, problems: Problems, what: String) {
    self.document = document
    self.id = id
    self.problems = problems
    guard document.isMapping(id) else {
      if !document.isNull(id) {
        problems.all.append(
          Problem(message: "\(what) must be a mapping, not \(document.kind(id).name)", origin: document.origin(id)))
      }
      return
    }
    for position in 0..<document.count(id) {
      positions[document.entry(id, at: position).key.string.lowercased()] = position
    }
  }

  var origin: Origin { document.origin(id) }

  /// The node of a field that is set to something other than null.
  mutating func node(_ name: String) -> NodeID? {
    known.append(name)
    guard let position = positions[name.lowercased()] else { return nil }
    let value = document.entry(id, at: position).value
    return document.isNull(value) ? nil : value
  }

  /// Where the key of a field stands.
  func keyOrigin(_ name: String) -> Origin {
    positions[name.lowercased()].map { document.keyOrigin(id, at: $0) } ?? origin
  }

  mutating func string(_ name: String) -> Located<String>? {
    guard let node = node(name) else { return nil }
    return text(node, name)
  }

  mutating func bool(_ name: String) -> Bool {
    guard let node = node(name) else { return false }
    guard document.kind(node) == .bool else {
      wrongType(node, name, expected: "a boolean")
      return false
    }
    return document.boolValue(node) ?? false
  }

  mutating func integer(_ name: String) -> Located<Int64>? {
    guard let node = node(name) else { return nil }
    guard document.kind(node) == .int, let value = document.intValue(node) else {
      wrongType(node, name, expected: "an integer")
      return nil
    }
    return Located(value: value, origin: document.origin(node))
  }

  /// A list of strings; a null entry is an empty string, as in Go.
  /// Whether a field is set to something other than null.
  mutating func isSet(_ name: String) -> Bool { node(name) != nil }

  mutating func strings(_ name: String) -> [Located<String>] {
    elements(name).compactMap { element in
      document.isNull(element)
        ? Located(value: "", origin: document.origin(element)) : text(element, "an entry of \(name)")
    }
  }

  mutating func stringMap(_ name: String) -> Kustomization.StringMap {
    guard let node = node(name) else { return [] }
    guard document.isMapping(node) else {
      wrongType(node, name, expected: "a mapping of strings")
      return []
    }
    var result: Kustomization.StringMap = []
    for position in 0..<document.count(node) {
      let entry = document.entry(node, at: position)
      let key = Located(value: entry.key.string, origin: document.keyOrigin(node, at: position))
      if document.isNull(entry.value) {
        result.append((key, Located(value: "", origin: document.origin(entry.value))))
      } else if let value = text(entry.value, "\(name).\(key.value)") {
        result.append((key, value))
      }
    }
    return result
  }

  mutating func objects<Value>(_ name: String, _ read: (inout ObjectDecoder) -> Value) -> [Value] {
    elements(name).map { object($0, name, read) }
  }

  mutating func object<Value>(_ name: String, _ read: (inout ObjectDecoder) -> Value) -> Value? {
    guard let node = node(name) else { return nil }
    return object(node, name, read)
  }

  private func object<Value>(_ node: NodeID, _ name: String, _ read: (inout ObjectDecoder) -> Value) -> Value {
    var decoder = ObjectDecoder(document, node, problems: problems, what: name)
    let value = read(&decoder)
    decoder.refuseUnknown()
    return value
  }

  mutating func elements(_ name: String) -> [NodeID] {
    guard let node = node(name) else { return [] }
    guard document.isSequence(node) else {
      wrongType(node, name, expected: "a list")
      return []
    }
    return Array(document.elements(node))
  }

  /// Reports every key that was not asked for.
  func refuseUnknown() {
    guard problems.isStrict else { return }
    for position in 0..<(document.isMapping(id) ? document.count(id) : 0) {
      let name = document.entry(id, at: position).key.string
      if known.contains(where: { $0.lowercased() == name.lowercased() }) { continue }
      let near = Suggestion.nearest(to: name, among: known)
      problems.all.append(
        Problem(
          message: "unknown field \"\(name)\"", hint: near.map { "did you mean \"\($0)\"?" },
          origin: document.keyOrigin(id, at: position)))
    }
  }

  private func text(_ node: NodeID, _ name: String) -> Located<String>? {
    guard document.kind(node) == .string else {
      if !problems.isStrict, let text = document.jsonText(node), document.kind(node).isScalar {
        return Located(value: String(decoding: text, as: UTF8.self), origin: document.origin(node))
      }
      wrongType(node, name, expected: "a string")
      return nil
    }
    return Located(value: document.string(node), origin: document.origin(node))
  }

  private func wrongType(_ node: NodeID, _ name: String, expected: String) {
    let kind = document.kind(node)
    let hint = expected == "a string" && kind.isScalar ? "put the value in quotes" : nil
    problems.all.append(
      Problem(message: "\(name) must be \(expected), not \(kind.name)", hint: hint, origin: document.origin(node)))
  }
}
