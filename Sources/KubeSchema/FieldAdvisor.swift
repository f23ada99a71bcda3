import Manifest

/// Finds out what a wrong field or value was probably meant to be.
struct FieldAdvisor {
  /// How many values of an enum are listed.
  private static let valueLimit = 12

  let table: SchemaTable
  let minor: Int
  let document: Document
  /// The way down to the object that holds the field.
  let steps: [FieldPath.Step]
  /// The objects on the way, that one last.
  let ancestors: [SchemaWalker.Ancestor]

  // MARK: Fields

  /// What to do about a field that its object does not have.
  func hint(for key: Key, in definition: Int) -> String? {
    if let near = Suggestion.nearest(to: key.string, among: names(definition)) { return "did you mean `\(near)`?" }
    return place(above: key) ?? place(below: key, definition) ?? place(inMap: key, definition)
  }

  private func names(_ definition: Int) -> [String] {
    table.fields(definition).filter { table.isField($0, in: minor) }.map { table.key(ofField: $0).string }
  }

  /// An object further up that has the field and lacks it here, or that has it under a field named like this object:
  /// `fsGroup` of the container's `securityContext` belongs to that of the Pod.
  private func place(above key: Key) -> String? {
    for ancestor in ancestors.dropLast().reversed() {
      if table.field(key, of: ancestor.definition, in: minor) != nil {
        return document.value(ancestor.node, key) == nil ? belongs(key, Array(steps.prefix(ancestor.stepCount))) : nil
      }
      guard case .key(let own)? = steps.last, let cousin = table.field(own, of: ancestor.definition, in: minor),
        let target = object(table.type(ofField: cousin)), table.field(key, of: target, in: minor) != nil
      else { continue }
      return belongs(key, steps.prefix(ancestor.stepCount) + [.key(own)])
    }
    return nil
  }

  /// The only field of the object whose own object has the field.
  private func place(below key: Key, _ definition: Int) -> String? {
    var found: Int?
    for field in table.fields(definition) where table.isField(field, in: minor) {
      let target = object(table.type(ofField: field))
      guard let target, table.field(key, of: target, in: minor) != nil else { continue }
      if found != nil { return nil }
      found = field
    }
    guard let found else { return nil }
    let isList = table.tag(ofType: table.type(ofField: found)) == .list
    return belongs(key, steps + [.key(table.key(ofField: found))], suffix: isList ? "[]" : "")
  }

  /// The map of an object that is little else, when the field is an entry of it: labels of a selector belong in its
  /// `matchLabels`.
  private func place(inMap key: Key, _ definition: Int) -> String? {
    let fields = table.fields(definition).filter { table.isField($0, in: minor) }
    let maps = fields.filter { table.tag(ofType: table.type(ofField: $0)) == .map }
    guard fields.count <= 2, maps.count == 1, let object = ancestors.last?.node,
      document.stringValue(document.value(object, key)) != nil
    else { return nil }
    return belongs(key, steps + [.key(table.key(ofField: maps[0]))])
  }

  /// The definition of an object, or of the elements of a list of objects.
  private func object(_ type: Int) -> Int? {
    var type = type
    if table.tag(ofType: type) == .list { type = table.argument(ofType: type) }
    guard table.tag(ofType: type) == .reference else { return nil }
    let definition = table.argument(ofType: type)
    return table.form(definition) == .object ? definition : nil
  }

  private func belongs(_ key: Key, _ steps: [FieldPath.Step], suffix: String = "") -> String {
    let path = FieldPath(steps).description
    return path.isEmpty ? "`\(key)` belongs at the top level" : "`\(key)` belongs in `\(path)\(suffix)`"
  }

  // MARK: Values

  /// What to do about a value of the wrong type.
  static func hint(for node: NodeID, in document: Document, expected: String, isSecret: Bool) -> String? {
    let kind = document.kind(node)
    switch expected {
    case "string", "base64 text":
      if kind == .int || kind == .float || kind == .bool {
        return isSecret ? "put the value in quotes" : "put it in quotes: \(ValueText.quoted(document, node))"
      }
    case "integer", "number", "boolean":
      if kind == .string && looksLike(expected, document, node) { return "remove the quotes" }
    case "list":
      if kind == .mapping { return "write `- ` before each element" }
    case "object":
      if kind == .sequence { return "write `key: value` lines without `- `" }
    default: break
    }
    return nil
  }

  private static func looksLike(_ type: String, _ document: Document, _ node: NodeID) -> Bool {
    if type == "boolean" { return document.hasText(node, "true") || document.hasText(node, "false") }
    let digits = document.text(node)
    return !digits.isEmpty && digits.allSatisfy { ScalarFormats.isDigit($0) }
  }

  /// What to do about a value that an enum does not have; `value` is in quotes.
  static func hint(for value: String, of values: [String]) -> String? {
    if values.isEmpty { return nil }
    let near = Suggestion.nearest(to: String(value.dropFirst().dropLast()), among: values)
    let shown = values.prefix(valueLimit).map { "`\($0)`" }.joined(separator: ", ")
    let list = values.count > valueLimit ? "\(shown) and \(values.count - valueLimit) more" : shown
    return near.map { "did you mean `\($0)`? Supported are \(list)" } ?? "supported are \(list)"
  }
}
