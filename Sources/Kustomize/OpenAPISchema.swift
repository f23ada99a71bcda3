import Manifest

/// Reads what strategic merge needs from an OpenAPI document with `definitions`, as `openapi.path` names it.
enum OpenAPISchema {
  /// The schema; it stands in place of the built-in one.
  static func read(_ document: Document) -> MergeSchema {
    var builder = Builder(document: document)
    return builder.build()
  }

  private struct Builder {
    let document: Document
    var schema = MergeSchema(isComplete: false)

    mutating func build() -> MergeSchema {
      guard let definitions = document.value(document.root, "definitions") else { return schema }
      for entry in document.entries(definitions) where document.isMapping(entry.value) {
        let type = schema.type(named: entry.key.string)
        fill(type, from: entry.value)
        guard let kinds = document.value(entry.value, "x-kubernetes-group-version-kind") else { continue }
        for kind in document.elements(kinds) { addRoot(kind, type) }
      }
      return schema
    }

    private mutating func addRoot(_ kind: NodeID, _ type: MergeSchema.TypeID) {
      let document = document
      let text = { (key: Key) in document.stringValue(document.value(kind, key)) ?? "" }
      let group = text("group")
      schema.addRoot(
        apiVersion: group.isEmpty ? text("version") : "\(group)/\(text("version"))", kind: text(.kind), type)
    }

    private mutating func fill(_ type: MergeSchema.TypeID, from node: NodeID) {
      if let properties = document.value(node, "properties") {
        for entry in document.entries(properties) { schema.set(field(entry.value), entry.key, of: type) }
      }
      if let every = document.value(node, "additionalProperties"), document.isMapping(every) {
        schema.setDefault(field(every), of: type)
      }
    }

    private mutating func field(_ node: NodeID) -> MergeSchema.Field {
      var field = MergeSchema.Field.plain
      let strategies = document.stringValue(document.value(node, "x-kubernetes-patch-strategy")) ?? ""
      if strategies.split(separator: ",").contains("merge") {
        field.listKeys = []
        if let keys = document.value(node, "x-kubernetes-list-map-keys") {
          field.listKeys = document.elements(keys).map { Key(document.string($0)) }
        } else if let key = document.stringValue(document.value(node, "x-kubernetes-patch-merge-key")) {
          field.listKeys = [Key(key)]
        }
      }
      field.type = type(of: document.value(node, .items) ?? node)
      return field
    }

    private mutating func type(of node: NodeID) -> MergeSchema.TypeID? {
      if let reference = document.stringValue(document.value(node, "$ref")) {
        return schema.type(named: String(reference.split(separator: "/").last ?? ""))
      }
      guard document.value(node, "properties") != nil || document.value(node, "additionalProperties") != nil else {
        return nil
      }
      let type = schema.type(named: "#\(schema.count)")
      fill(type, from: node)
      return type
    }
  }
}
