/// Prints documents as go-yaml does, to the byte.
public struct YAMLPrinter {
  /// Whose output it is.
  public enum Style: Sendable {
    /// go-yaml v2 behind sigs.k8s.io/yaml `Marshal`, which goes through JSON: kustomize, kubectl, Helm's `toYaml`.
    case goYAML2
    /// go-yaml v3 with an indent of two blanks: Helm's `toYamlPretty`.
    case goYAML3
  }

  /// What numbers were before they were printed.
  public enum Numbers: Sendable {
    /// Integers of 64 bits with or without sign, digit for digit; the rest doubles. With go-yaml v2 this is how
    /// kustomize prints what it read: through go-yaml v3 text first, which leaves marks of its own (`NodeHop`).
    case exact
    /// Integers of 64 bits with sign, digit for digit; the rest doubles (kubectl).
    case int64
    /// Doubles, all of them (Helm values).
    case float64
    /// JSON text that was never read as numbers (`JSONToYAML`).
    case jsonToYAML
  }

  public var style: Style
  public var numbers: Numbers

  public init(style: Style = .goYAML2, numbers: Numbers = .exact) {
    self.style = style
    self.numbers = numbers
  }

  /// Appends a value and a line break.
  public func print(_ document: Document, _ id: NodeID, into output: inout [UInt8]) throws(JSONPrinter.Failure) {
    var job = YAMLPrintJob(document: document, printer: self)
    swap(&job.emitter.output, &output)
    defer { swap(&job.emitter.output, &output) }
    try job.run(id)
  }

  /// A value with a line break behind it.
  public func bytes(_ document: Document, _ id: NodeID) throws(JSONPrinter.Failure) -> [UInt8] {
    var output: [UInt8] = []
    try print(document, id, into: &output)
    return output
  }
}

/// One run of the printer.
struct YAMLPrintJob {
  var emitter: YAMLEmitter
  private let document: Document
  private let printer: YAMLPrinter
  private let version3: Bool
  /// Whether the value goes through the text of go-yaml v3 first.
  private let hopsAsNode: Bool
  /// How many of the innermost collections go-yaml v3 would write in flow style.
  private var flowDepth = 0
  private var walk: TreeWalk
  /// The indentation of every open collection.
  private var indents: [Int] = []
  private var scratch: [UInt8] = []

  init(document: Document, printer: YAMLPrinter) {
    self.document = document
    self.printer = printer
    version3 = printer.style == .goYAML3
    emitter = YAMLEmitter(version3: version3)
    hopsAsNode = printer.style == .goYAML2 && printer.numbers == .exact
    walk = TreeWalk(document, order: .natural(version3: version3), convertsKeys: !hopsAsNode && !version3)
  }

  mutating func run(_ root: NodeID) throws(JSONPrinter.Failure) {
    emitter.startDocument()
    try start(root, parent: -1, isMapValue: false)
    while let frame = walk.top, let indent = indents.last {
      guard let child = walk.next() else {
        walk.leave()
        indents.removeLast()
        if flowDepth > 0 { flowDepth -= 1 }
        continue
      }
      emitter.writeIndent(indent)
      if let key = child.key {
        try writeKey(key, of: frame.node, indent: indent)
      } else {
        emitter.writeIndicator("-", spaced: true, isIndention: true)
      }
      try start(child.node, parent: indent, isMapValue: child.key != nil)
    }
    emitter.writeIndent(0)
  }

  /// Writes a scalar or an empty collection, or enters a collection.
  private mutating func start(_ id: NodeID, parent: Int, isMapValue: Bool) throws(JSONPrinter.Failure) {
    let kind = document.kind(id)
    if kind.isScalar {
      try writeScalar(id, kind, indent: parent < 0 ? YAMLEmitter.indent : parent + YAMLEmitter.indent)
    } else if document.count(id) == 0 {
      emitter.writeWord(kind == .mapping ? "{}".utf8 : "[]".utf8)
    } else {
      // go-yaml v2 leaves the items of a list at the indentation of their key.
      let isIndentless = kind == .sequence && isMapValue && !version3 && !emitter.indention
      if flowDepth > 0 || document.style(id) == .flow { flowDepth += 1 }
      indents.append(parent < 0 ? 0 : isIndentless ? parent : parent + YAMLEmitter.indent)
      walk.enter(id)
    }
  }

  // MARK: Keys

  private mutating func writeKey(_ key: Key, of node: NodeID, indent: Int) throws(JSONPrinter.Failure) {
    if version3, key.kind != .string {
      emitter.writeWord(key.bytes)
      emitter.writeIndicator(":", spaced: false)
      return
    }
    if !version3 {
      // kustomize decodes into maps of strings: the text of a key is what counts, but for null.
      if !hopsAsNode || key.kind == .null && !key.bytes.isEmpty { try JSONPrinter.check(key, in: node) }
      // A long key may be too long for a reader of YAML once it is JSON, where a character takes up to six.
      if JSONHop.changes(key.bytes) || key.bytes.count > 160 {
        let hopped = try JSONHop.key(key.bytes, of: node)
        hopped.withUnsafeBufferPointer { writeStringKey($0, indent: indent) }
        return
      }
    }
    writeStringKey(key.bytes, indent: indent)
  }

  private mutating func writeStringKey(_ text: UnsafeBufferPointer<UInt8>, indent: Int) {
    let look = ScalarLook(text, version3: version3)
    let isSimple = !look.isMultiline && text.count <= 128
    let canBePlain = Self.canBePlain(text, version3: version3)
    if isSimple {
      emitter.writeString(text, look: look, canBePlain: canBePlain, indent: indent, isSimpleKey: true)
      emitter.writeIndicator(":", spaced: false)
    } else {
      emitter.writeIndicator("?", spaced: true, isIndention: true)
      emitter.writeString(text, look: look, canBePlain: canBePlain, indent: indent + YAMLEmitter.indent)
      emitter.writeIndent(indent)
      emitter.writeIndicator(":", spaced: true, isIndention: true)
    }
  }

  // MARK: Scalars

  private mutating func writeScalar(_ id: NodeID, _ kind: Node.Kind, indent: Int) throws(JSONPrinter.Failure) {
    switch kind {
    case .null:
      let isEmpty = hopsAsNode && flowDepth > 0 && document.count(id) == 0
      emitter.writeWord(isEmpty ? "\"\"".utf8 : "null".utf8)
    case .bool: emitter.writeWord(document.boolValue(id) == true ? "true".utf8 : "false".utf8)
    case .int, .float: try writeNumber(id, kind, indent: indent)
    case .timestamp: writeTimestamp(id, indent: indent)
    default: try writeText(id, indent: indent)
    }
  }

  private mutating func writeText(_ id: NodeID, indent: Int) throws(JSONPrinter.Failure) {
    let failure = document.withText(id) { text -> JSONPrinter.Failure? in
      if hopsAsNode, document.style(id) == .folded || document.style(id) == .literal {
        do throws(JSONPrinter.Failure) {
          let hopped = try NodeHop.block(text, isFolded: document.style(id) == .folded, of: id)
          if let hopped {
            hopped.withUnsafeBufferPointer { write($0, indent: indent) }
            return nil
          }
        } catch { return error }
      }
      if version3 {
        if !JSONHop.isUTF8(text) { return writeBinary(text, indent: indent) }
      } else if JSONHop.changes(text) {
        do throws(JSONPrinter.Failure) {
          let hopped = try JSONHop.string(text, of: id)
          hopped.withUnsafeBufferPointer { write($0, indent: indent) }
          return nil
        } catch { return error }
      }
      write(text, indent: indent)
      return nil
    }
    if let failure { throw failure }
  }

  private mutating func write(_ text: UnsafeBufferPointer<UInt8>, indent: Int) {
    let look = ScalarLook(text, version3: version3)
    let canBePlain = Self.canBePlain(text, version3: version3)
    emitter.writeString(text, look: look, canBePlain: canBePlain, indent: indent)
  }

  /// go-yaml v3 prints what is no UTF-8 in base64, in lines of 70.
  private mutating func writeBinary(_ text: UnsafeBufferPointer<UInt8>, indent: Int) -> JSONPrinter.Failure? {
    emitter.writeWord("!!binary".utf8)
    let encoded = Base64.encode(text)
    var lines: [UInt8] = []
    for start in stride(from: 0, to: encoded.count, by: 70) {
      lines.append(contentsOf: encoded[start..<min(start + 70, encoded.count)])
      if encoded.count >= 70 { lines.append(0x0A) }
    }
    lines.withUnsafeBufferPointer {
      emitter.writeString($0, look: ScalarLook($0, version3: true), canBePlain: true, indent: indent)
    }
    return nil
  }

  private mutating func writeTimestamp(_ id: NodeID, indent: Int) {
    scratch.removeAll(keepingCapacity: true)
    document.withText(id) { text in
      // In flow style go-yaml v3 quotes what holds a colon.
      let isQuoted = hopsAsNode && flowDepth > 0 && text.contains(UInt8(ascii: ":"))
      if !isQuoted, let time = GoTimestamp(text) { time.append(to: &scratch) } else { scratch.append(contentsOf: text) }
    }
    let text = scratch
    if version3 {
      emitter.writeWord(text)
    } else {
      text.withUnsafeBufferPointer { write($0, indent: indent) }
    }
  }

  private mutating func writeNumber(_ id: NodeID, _ kind: Node.Kind, indent: Int) throws(JSONPrinter.Failure) {
    scratch.removeAll(keepingCapacity: true)
    let integer = kind == .int || printer.numbers == .jsonToYAML ? document.integer(id) : .none
    switch (printer.numbers, integer) {
    case (.exact, .signed(let value)), (.int64, .signed(let value)), (.jsonToYAML, .signed(let value)):
      JSONText.append(value, to: &scratch)
    case (.exact, .unsigned(let value)), (.jsonToYAML, .unsigned(let value)):
      JSONText.append(value, to: &scratch)
    default:
      guard let value = document.doubleValue(id) else {
        return try writeOutOfRange(id, indent: indent)
      }
      if version3 || printer.numbers == .jsonToYAML {
        Self.appendFloat(value, to: &scratch)
      } else {
        guard value.isFinite else { return try JSONPrinter.appendNumber(document, id, to: &scratch) }
        Self.appendThroughJSON(value, to: &scratch)
      }
    }
    emitter.writeWord(scratch)
  }

  /// A number of JSON beyond the range of doubles: an error when read as a number, a string when read as YAML.
  private mutating func writeOutOfRange(_ id: NodeID, indent: Int) throws(JSONPrinter.Failure) {
    guard printer.numbers == .jsonToYAML else {
      throw JSONPrinter.Failure(
        message: "cannot unmarshal number \(document.string(id)) into Go value of type float64", node: id)
    }
    document.withText(id) { write($0, indent: indent) }
  }

  private static func appendFloat(_ value: Double, to output: inout [UInt8]) {
    if value.isNaN {
      output.append(contentsOf: ".nan".utf8)
    } else if value.isInfinite {
      output.append(contentsOf: value < 0 ? "-.inf".utf8 : ".inf".utf8)
    } else {
      ShortestDigits(value).appendGeneral(to: &output)
    }
  }

  /// JSON prints whole doubles without a point, and YAML reads that as an integer if it has at most 64 bits.
  private static func appendThroughJSON(_ value: Double, to output: inout [UInt8]) {
    var json: [UInt8] = []
    JSONText.append(value, to: &json)
    switch json.withUnsafeBufferPointer({ GoNumber.plainInteger($0) }) {
    case .signed(let integer): JSONText.append(integer, to: &output)
    case .unsigned(let integer): JSONText.append(integer, to: &output)
    case .none: ShortestDigits(value).appendGeneral(to: &output)
    }
  }

  // MARK: What reads back as something else

  /// Whether a text without quotes reads back as a string.
  static func canBePlain(_ text: UnsafeBufferPointer<UInt8>, version3: Bool) -> Bool {
    guard let first = text.first else { return false }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      if GoTimestamp.mayBe(text), GoTimestamp(text) != nil { return false }
      if isBase60(text) { return false }
    default: break
    }
    // go-yaml v3 quotes the words that YAML 1.1 reads as booleans as well.
    return ScalarResolver.plain(text, .yaml11) == .string
  }

  /// Whether a text is a number in base 60 of YAML 1.1, such as `1:30`; no reader of ours takes it for one.
  private static func isBase60(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") ? 1 : 0
    guard index < text.count, text[index] &- 0x30 < 10 else { return false }
    while index < text.count, text[index] &- 0x30 < 10 || text[index] == UInt8(ascii: "_") { index += 1 }
    var groups = 0
    while index < text.count, text[index] == UInt8(ascii: ":") {
      index += 1
      let start = index
      while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
      guard index - start == 1 || index - start == 2 && text[start] < UInt8(ascii: "6") else { return false }
      groups += 1
    }
    guard groups > 0 else { return false }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      while index < text.count, text[index] &- 0x30 < 10 || text[index] == UInt8(ascii: "_") { index += 1 }
    }
    return index == text.count
  }
}
