extension Document {
  /// The value of an integer that fits 64 bits with sign; nil for any other node.
  public func intValue(_ id: NodeID?) -> Int64? {
    guard let id, kind(id) == .int, case .signed(let value) = integer(id) else { return nil }
    return value
  }

  /// The value of an integer or a float; nil for any other node.
  public func doubleValue(_ id: NodeID?) -> Double? {
    guard let id else { return nil }
    switch kind(id) {
    case .int:
      switch integer(id) {
      case .signed(let value): return Double(value)
      case .unsigned(let value): return Double(value)
      case .none: return withText(id) { Document.double($0) }
      }
    case .float: return withText(id) { Document.double($0) }
    default: return nil
    }
  }

  func integer(_ id: NodeID) -> GoNumber.Integer { withText(id) { GoNumber.integer($0) } }

  /// The number in a text that was resolved as an integer or a float.
  static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    if let special = GoNumber.special(text) { return special }
    switch GoNumber.integer(text) {
    case .signed(let value): return value == 0 && text.first == UInt8(ascii: "-") ? -0.0 : Double(value)
    case .unsigned(let value): return Double(value)
    case .none: return GoNumber.withoutUnderscores(text) { GoNumber.float($0) }
    }
  }
}
