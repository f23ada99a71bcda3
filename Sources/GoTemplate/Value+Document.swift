import Manifest

extension Value {
  /// A value of a document as Helm reads values: every number a float64, other scalars as they are. Each value keeps
  /// the place where it was written.
  public static func reading(_ document: Document, _ id: NodeID, mapType: MapBox.Kind = .any) -> Value {
    let trace = Trace(document.origin(id))
    switch document.kind(id) {
    case .null: return Value.missing.traced(trace)
    case .bool: return Value.bool(document.boolValue(id) ?? false).traced(trace)
    case .int, .float:
      return Value.float(document.doubleValue(id) ?? 0).traced(trace)
    case .string, .timestamp, .binary: return Value.string(Array(document.text(id))).traced(trace)
    case .sequence:
      return Value.list(document.elements(id).map { reading(document, $0) }).traced(trace)
    case .mapping:
      let map = MapBox(type: mapType)
      for entry in document.entries(id) { map[entry.key.asText] = reading(document, entry.value) }
      return Value.map(map).traced(trace)
    }
  }
}

extension Key {
  /// The key as JSON has it: a string, whatever YAML took it for.
  fileprivate var asText: Key { kind == .string ? self : Key(bytes) }
}
