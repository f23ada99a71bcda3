import Manifest

extension Document {
  /// What writing an object as JSON does to it: dates become texts; keys that are no strings are refused.
  mutating func passThroughJSON() throws(BuildError) {
    do throws(JSONPrinter.Failure) { try PrintCheck.prepare(&self) } catch {
      throw BuildError(.badField, error.message, at: origin(error.node))
    }
    var nodes: [NodeID] = []
    walk(root) { id in
      if kind(id) == .timestamp { nodes.append(id) }
    }
    for id in nodes {
      if let text = jsonText(id) { rewrite(id, as: .string, text: text.dropFirst().dropLast()) }
    }
  }

  /// What a reader of JSON that knows doubles only does to integers.
  mutating func roundIntegers() {
    var nodes: [NodeID] = []
    walk(root) { id in
      if kind(id) == .int, count(id) > 15 { nodes.append(id) }
    }
    for id in nodes {
      guard let value = doubleValue(id), value.magnitude >= 9_007_199_254_740_992 else { continue }
      rewrite(id, as: .float, text: GoFloat.text(value))
    }
  }

  /// Writes booleans and numbers as JSON has them: what a value of YAML 1.1 is once it was read.
  mutating func canonicaliseScalars() {
    var nodes: [NodeID] = []
    walk(root) { id in
      switch kind(id) {
      case .bool, .int, .float: nodes.append(id)
      default: break
      }
    }
    for id in nodes {
      if let text = jsonText(id) { rewrite(id, as: kind(id), text: text) }
    }
  }

  /// A value as JSON.
  func jsonText(_ id: NodeID) -> [UInt8]? { try? JSONPrinter(escapesHTML: false).bytes(self, id) }
}
