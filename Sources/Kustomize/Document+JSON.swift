import Manifest

extension Document {
  /// What writing an object as JSON does to it: numbers are written as JSON has them, dates become texts; keys that are
  /// no strings are refused.
  mutating func passThroughJSON() throws(BuildError) {
    do throws(JSONPrinter.Failure) { try PrintCheck.prepare(&self) } catch {
      throw BuildError(.badField, error.message, at: origin(error.node))
    }
    canonicaliseScalars()
  }

  /// What a reader of JSON that knows doubles only does to numbers: large ones are written with an exponent, and
  /// integers beyond 2^53 are rounded.
  mutating func roundNumbers() {
    var nodes: [NodeID] = []
    walk(root) { id in
      if kind(id) == .float || kind(id) == .int && count(id) > 6 { nodes.append(id) }
    }
    for id in nodes {
      guard let value = doubleValue(id), value.isFinite else { continue }
      let text = GoFloat.general(value)
      if !text.elementsEqual(self.text(id)) { rewrite(id, as: PlainScalar.kind(text), text: text) }
    }
  }

  /// Writes nulls, booleans and numbers as JSON has them, and dates as texts.
  mutating func canonicaliseScalars() {
    var nodes: [NodeID] = []
    walk(root) { id in
      switch kind(id) {
      case .null, .bool, .int, .float, .timestamp: nodes.append(id)
      default: break
      }
    }
    for id in nodes {
      guard let text = jsonText(id) else { continue }
      if kind(id) == .timestamp {
        rewrite(id, as: .string, text: text.dropFirst().dropLast())
      } else if !text.elementsEqual(self.text(id)) {
        rewrite(id, as: kind(id), text: text)
      }
    }
  }

  /// A value as JSON.
  func jsonText(_ id: NodeID) -> [UInt8]? { try? JSONPrinter(escapesHTML: false).bytes(self, id) }
}
