/// Prints documents as JSON, as Go's encoding/json does with a value that sigs.k8s.io/yaml read.
public struct JSONPrinter {
  /// Why a value has no form in JSON.
  public struct Failure: Error, Sendable {
    public var message: String
    /// The value at fault, or the mapping whose key is.
    public var node: NodeID

    public init(message: String, node: NodeID) {
      self.message = message
      self.node = node
    }
  }

  /// Whether keys are sorted by their bytes, as Go sorts them, or stay in source order.
  public var sortsKeys: Bool
  /// Whether `<`, `>` and `&` are escaped, as Go does by default.
  public var escapesHTML: Bool

  /// Blanks per level with each member on a line of its own (`MarshalIndent`); 0: no blanks at all.
  public var indent: Int

  public init(sortsKeys: Bool = true, escapesHTML: Bool = true, indent: Int = 0) {
    self.sortsKeys = sortsKeys
    self.escapesHTML = escapesHTML
    self.indent = indent
  }

  /// Appends a value.
  public func print(_ document: Document, _ id: NodeID, into output: inout [UInt8]) throws(Failure) {
    var walk = TreeWalk(document, order: sortsKeys ? .bytes : .source, convertsKeys: true)
    var depth = 0
    if try !append(document, id, to: &output) {
      walk.enter(id)
      depth = 1
    }
    while let top = walk.top {
      guard let child = walk.next() else {
        depth -= 1
        startLine(depth, in: &output)
        output.append(top.isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        walk.leave()
        continue
      }
      if child.position > 0 { output.append(UInt8(ascii: ",")) }
      startLine(depth, in: &output)
      if let key = child.key {
        try Self.check(key, in: top.node)
        JSONText.append(key.bytes, escapesHTML: escapesHTML, to: &output)
        output.append(UInt8(ascii: ":"))
        if indent > 0 { output.append(UInt8(ascii: " ")) }
      }
      if try !append(document, child.node, to: &output) {
        walk.enter(child.node)
        depth += 1
      }
    }
  }

  private func startLine(_ depth: Int, in output: inout [UInt8]) {
    guard indent > 0 else { return }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(depth, 0) * indent))
  }

  /// The value as JSON.
  public func bytes(_ document: Document, _ id: NodeID) throws(Failure) -> [UInt8] {
    var output: [UInt8] = []
    try print(document, id, into: &output)
    return output
  }

  /// Keys that JSON has no form for.
  static func check(_ key: Key, in node: NodeID) throws(Failure) {
    switch key.kind {
    case .null: throw Failure(message: "unsupported map key of type: null", node: node)
    case .timestamp: throw Failure(message: "unsupported map key of type: time.Time", node: node)
    default: break
    }
  }

  /// Appends a scalar, an empty collection or the start of a collection; false for the last.
  private func append(_ document: Document, _ id: NodeID, to output: inout [UInt8]) throws(Failure) -> Bool {
    switch document.kind(id) {
    case .mapping, .sequence:
      let isMapping = document.isMapping(id)
      output.append(isMapping ? UInt8(ascii: "{") : UInt8(ascii: "["))
      guard document.count(id) == 0 else { return false }
      output.append(isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    case .null: output.append(contentsOf: "null".utf8)
    case .bool: output.append(contentsOf: document.boolValue(id) == true ? "true".utf8 : "false".utf8)
    case .int, .float: try Self.appendNumber(document, id, to: &output)
    case .string, .binary:
      document.withText(id) { JSONText.append($0, escapesHTML: escapesHTML, to: &output) }
    case .timestamp:
      output.append(UInt8(ascii: "\""))
      document.withText(id) { text in
        if let time = GoTimestamp(text) { time.append(to: &output) } else { output.append(contentsOf: text) }
      }
      output.append(UInt8(ascii: "\""))
    }
    return true
  }

  static func appendNumber(_ document: Document, _ id: NodeID, to output: inout [UInt8]) throws(Failure) {
    if document.kind(id) == .int {
      switch document.integer(id) {
      case .signed(let value): return JSONText.append(value, to: &output)
      case .unsigned(let value): return JSONText.append(value, to: &output)
      case .none: break
      }
    }
    guard let value = document.withText(id, { Document.double($0) }), value.isFinite else {
      let text = document.string(id).lowercased()
      let name = text.hasSuffix("nan") ? "NaN" : text.hasPrefix("-") ? "-Inf" : "+Inf"
      throw Failure(message: "unsupported value: \(name)", node: id)
    }
    JSONText.append(value, to: &output)
  }
}
