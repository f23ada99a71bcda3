import Manifest

/// A JSON 6902 patch as evanphx/json-patch v4 applies it, which departs from the RFC: `replace` of a missing map key
/// adds it, negative list indexes count from the end, a missing `value` is null, a missing key equals null in `test`.
struct JSONPatch: Sendable {
  struct Operation: Sendable {
    var op: String
    var path: [Key]
    var pathText: String
    var from: [Key]
    /// Holds the value at its root; null where none is given.
    var value: Document
    var origin: Origin
  }

  let operations: [Operation]

  /// Reads a patch from a list of operations.
  init(_ document: Document) throws(BuildError) {
    guard document.isSequence(document.root) else {
      throw BuildError(.badField, "a JSON patch is a list of operations", at: document.origin(document.root))
    }
    var operations: [Operation] = []
    for element in document.elements(document.root) {
      guard document.isMapping(element) else {
        throw BuildError(.badField, "a JSON patch operation is a mapping", at: document.origin(element))
      }
      operations.append(Self.operation(document, element))
    }
    self.operations = operations
  }

  private static func operation(_ document: Document, _ element: NodeID) -> Operation {
    let text = { (key: Key) in document.value(element, key).map(document.string) ?? "" }
    let valueNode = document.value(element, "value")
    var value = Document(origin: document.origin(element))
    value.setRoot(
      valueNode.map { value.graft($0, from: document) } ?? value.addNull(origin: document.origin(element)))
    value.canonicaliseScalars()
    let path = document.value(element, "path")
    return Operation(
      op: text("op"), path: tokens(text("path")), pathText: text("path"), from: tokens(text("from")), value: value,
      origin: document.origin(valueNode ?? path ?? element))
  }

  /// Cuts a pointer at `/` and decodes `~1` and `~0`. What stands before the first `/` is ignored.
  private static func tokens(_ pointer: String) -> [Key] {
    pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
      guard token.utf8.contains(UInt8(ascii: "~")) else { return Key(String(token)) }
      var bytes: [UInt8] = []
      var rest = token.utf8[...]
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "~"), rest.first == UInt8(ascii: "1") || rest.first == UInt8(ascii: "0") {
          bytes.append(rest.removeFirst() == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
        } else {
          bytes.append(byte)
        }
      }
      return Key(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Applies the operations in order.
  func apply(to document: inout Document, layer: LayerID) throws(BuildError) {
    for operation in operations {
      var step = JSONPatchStep(operation: operation, layer: layer)
      try step.apply(to: &document)
    }
  }
}

/// One operation on one document.
struct JSONPatchStep {
  let operation: JSONPatch.Operation
  let layer: LayerID

  mutating func apply(to document: inout Document) throws(BuildError) {
    switch operation.op {
    case "add":
      let value = document.graft(operation.value.root, from: operation.value)
      try add(value, to: &document)
    case "remove": try remove(operation.path, from: &document)
    case "replace": try replace(in: &document)
    case "move":
      let value = try take(operation.from, from: document)
      let copy = document.extracted(value)
      try remove(operation.from, from: &document)
      try add(document.graft(copy.root, from: copy), to: &document)
    case "copy":
      let copy = try optionalValue(operation.from, in: document).map { document.extracted($0) }
      let value = copy.map { document.graft($0.root, from: $0) } ?? document.addNull(origin: operation.origin)
      try add(value, to: &document)
    case "test": try test(document)
    default:
      throw BuildError(
        .badField, "Unexpected kind: \(operation.op.isEmpty ? "an operation without op" : operation.op)",
        hint: "op is one of add, remove, replace, move, copy, test", at: operation.origin)
    }
  }

  // MARK: Finding places

  /// The collection that holds the last token of a path.
  private func parent(_ path: [Key], in document: Document) throws(BuildError) -> (NodeID, Key) {
    guard let last = path.last else { throw missing("the path is empty") }
    var id = document.root
    for token in path.dropLast() {
      guard let next = step(id, token, in: document) else { throw missing("no \(token) on the way") }
      id = next
    }
    guard !document.kind(id).isScalar else { throw missing("the parent is no mapping or list") }
    return (id, last)
  }

  private func step(_ id: NodeID, _ token: Key, in document: Document) -> NodeID? {
    if document.isMapping(id) { return document.value(id, token) }
    guard document.isSequence(id), let index = Int(token.string) else { return nil }
    let position = index < 0 ? index + document.count(id) : index
    return position >= 0 && position < document.count(id) ? document.element(id, at: position) : nil
  }

  private func missing(_ reason: String) -> BuildError {
    BuildError(
      .badField,
      "\(operation.op) operation does not apply: doc is missing path \"\(operation.pathText)\": \(reason)",
      hint: operation.op == "add" ? "add does not make missing parents; add the parent first" : nil,
      at: operation.origin)
  }

  private func index(_ token: Key, count: Int) throws(BuildError) -> Int {
    guard let index = Int(token.string) else { throw missing("\"\(token)\" is no list index") }
    return index
  }

  private func take(_ path: [Key], from document: Document) throws(BuildError) -> NodeID {
    let (id, token) = try parent(path, in: document)
    guard let value = step(id, token, in: document) else { throw missing("missing value") }
    return value
  }

  /// The value for `copy` and `test`: a missing map key is no value, a missing list index an error.
  private func optionalValue(_ path: [Key], in document: Document) throws(BuildError) -> NodeID? {
    if path.isEmpty { return document.root }
    let (id, token) = try parent(path, in: document)
    if document.isMapping(id) { return document.value(id, token) }
    guard let value = step(id, token, in: document) else { throw missing("index out of range") }
    return value
  }

  // MARK: Operations

  private func add(_ value: NodeID, to document: inout Document) throws(BuildError) {
    let (id, token) = try parent(operation.path, in: document)
    if document.isMapping(id) {
      put(value, id, token, &document)
      return
    }
    let count = document.count(id)
    var position = count
    if token.string != "-" {
      position = try index(token, count: count)
      if position < 0 { position += count + 1 }
      guard position >= 0, position <= count else { throw missing("index \(token) is out of range") }
    }
    document.insert(id, value, at: position)
    document.logAddition(of: value, action: .jsonPatch, layer: layer)
  }

  private func put(_ value: NodeID, _ id: NodeID, _ token: Key, _ document: inout Document) {
    if let old = document.value(id, token) {
      document.overwrite(old, withContentOf: value, action: .jsonPatch, layer: layer)
    } else {
      document.set(id, token, to: value, keyOrigin: operation.origin)
      document.logAddition(of: value, action: .jsonPatch, layer: layer)
    }
  }

  private func remove(_ path: [Key], from document: inout Document) throws(BuildError) {
    let (id, token) = try parent(path, in: document)
    guard let value = step(id, token, in: document) else { throw missing("unable to remove a nonexistent value") }
    if document.isMapping(id) {
      document.remove(id, token)
    } else {
      let index = try index(token, count: document.count(id))
      document.removeElement(id, at: index < 0 ? index + document.count(id) : index)
    }
    document.logRemoval(from: id, of: value, origin: operation.origin, action: .jsonPatch, layer: layer)
  }

  private func replace(in document: inout Document) throws(BuildError) {
    let value = document.graft(operation.value.root, from: operation.value)
    if operation.path.isEmpty {
      document.overwrite(document.root, withContentOf: value, action: .jsonPatch, layer: layer)
      return
    }
    let (id, token) = try parent(operation.path, in: document)
    if document.isMapping(id) {
      put(value, id, token, &document)
    } else {
      guard let old = step(id, token, in: document) else { throw missing("index \(token) is out of range") }
      document.overwrite(old, withContentOf: value, action: .jsonPatch, layer: layer)
    }
  }

  private func test(_ document: Document) throws(BuildError) {
    let expected = operation.value
    let actual = try optionalValue(operation.path, in: document)
    let isNull = expected.isNull(expected.root)
    let equal =
      actual.map { JSONEquality.areEqual(document, $0, expected, expected.root) || (isNull && document.isNull($0)) }
      ?? isNull
    if !equal {
      throw BuildError(
        .badField, "testing value \(operation.pathText) failed",
        hint: actual.flatMap { document.kind($0).isScalar ? "the value is \(document.string($0))" : nil },
        at: operation.origin)
    }
  }
}

/// Equality of values as JSON has it: numbers by value, texts by bytes.
enum JSONEquality {
  static func areEqual(_ left: Document, _ a: NodeID, _ right: Document, _ b: NodeID) -> Bool {
    switch (left.kind(a), right.kind(b)) {
    case (.mapping, .mapping):
      return left.count(a) == right.count(b)
        && left.entries(a).allSatisfy { entry in
          right.value(b, entry.key).map { areEqual(left, entry.value, right, $0) } ?? false
        }
    case (.sequence, .sequence):
      return left.count(a) == right.count(b)
        && zip(left.elements(a), right.elements(b)).allSatisfy { areEqual(left, $0, right, $1) }
    case (.int, .int), (.int, .float), (.float, .int), (.float, .float):
      return left.doubleValue(a) == right.doubleValue(b)
    case (.bool, .bool): return left.boolValue(a) == right.boolValue(b)
    case (.null, .null): return true
    case (.string, .string), (.timestamp, .timestamp), (.binary, .binary): return left.sameText(a, right, b)
    default: return false
    }
  }
}
