import Manifest

/// A var of a kustomization, with the value that it was found to have.
struct BuildVariable: Sendable {
  var name: Located<String>
  var entry: Kustomization.VarEntry
}

/// Replaces `$(NAME)` in the fields that may hold it (kustomize's refvar filter), once, over the whole build.
struct VariableTransformer {
  private struct Value {
    var document: Document
    var node: NodeID
  }

  let variables: [BuildVariable]
  let fieldSpecs: [FieldSpec]

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    guard !variables.isEmpty else { return }
    var values: [String: Value] = [:]
    for variable in variables { values[variable.name.value] = try value(of: variable, in: list) }
    for position in list.indices {
      try list.update(position) { resource throws(BuildError) in
        for spec in fieldSpecs where spec.selects(resource.id) {
          let walker = FieldWalker(spec: spec, creates: .none, origin: .none, layer: context.layer, action: .variable)
          for node in try walker.nodes(in: &resource.document) {
            try replace(at: node, in: &resource.document, values, context)
          }
        }
      }
    }
  }

  private func value(of variable: BuildVariable, in list: ResourceList) throws(BuildError) -> Value {
    guard let resource = list.all.first(where: { $0.vars.contains(variable.name.value) }) else {
      throw BuildError(
        .noMatch, "var '\(variable.name.value)' cannot be mapped to a field in the set of known resources",
        at: variable.entry.origin)
    }
    let path = ReplacementPath(fieldRef: variable.entry.fieldPath)
    guard let node = (try? path.find(in: resource.document)) ?? nil else {
      throw BuildError(
        .badField, "field \(variable.entry.fieldPath) of var '\(variable.name.value)' not found in \(resource.id.ref)",
        at: variable.entry.origin)
    }
    return Value(document: resource.document, node: node)
  }

  private func replace(
    at node: NodeID, in document: inout Document, _ values: [String: Value], _ context: BuildContext
  ) throws(BuildError) {
    switch document.kind(node) {
    case .string: expand(node, &document, values, context)
    case .sequence:
      for element in document.elements(node) where document.kind(element) == .string {
        expand(element, &document, values, context)
      }
    case .mapping:
      for entry in document.entries(node) where document.kind(entry.value) == .string {
        expand(entry.value, &document, values, context)
      }
    default: return
    }
  }

  private func expand(
    _ node: NodeID, _ document: inout Document, _ values: [String: Value], _ context: BuildContext
  ) {
    let text = document.string(node)
    guard text.utf8.contains(UInt8(ascii: "$")) else { return }
    var used: [Value] = []
    let expanded = Self.expand(text) { name in
      guard let value = values[name] else { return nil }
      used.append(value)
      return value.document.string(value.node)
    }
    guard expanded != text || !used.isEmpty else { return }
    // A reference that is the whole text keeps the kind of the value.
    let isWhole =
      used.count == 1 && text.hasPrefix("$(") && text.utf8.last == UInt8(ascii: ")")
      && text.utf8.filter { $0 == UInt8(ascii: "$") }.count == 1
    let kind: Node.Kind = isWhole ? used[0].document.kind(used[0].node) : .string
    let origins = [document.origin(node)] + used.map { $0.document.origin($0.node) }
    document.overwrite(
      node, with: expanded.utf8, kind: kind.isScalar ? kind : .string, origin: context.sourceMap.derive(origins),
      action: .variable, layer: context.layer)
  }

  /// `$(NAME)` by its value, `$$` by `$`; unknown names stay as they are (the expansion rules of container arguments).
  static func expand(_ text: String, _ value: (String) -> String?) -> String {
    var output: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "$"), let next = rest.first else {
        output.append(byte)
        continue
      }
      if next == UInt8(ascii: "$") {
        rest.removeFirst()
        output.append(byte)
      } else if next == UInt8(ascii: "("), let close = rest.firstIndex(of: UInt8(ascii: ")")) {
        let name = String(decoding: rest[(rest.startIndex + 1)..<close], as: UTF8.self)
        output += (value(name) ?? "$(\(name))").utf8
        rest = rest[(close + 1)...]
      } else {
        output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
