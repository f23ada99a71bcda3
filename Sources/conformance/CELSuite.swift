import CEL
import Glibc
import Manifest

/// The public suite of the CEL specification, and expressions recorded from the Kubernetes 1.35 environment.
struct CELSuite: Suite {
  let name = "cel"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    for file in CELSuite.files(in: "\(folder)/suite") {
      CELSuite.eachLine("\(folder)/suite/\(file)") { line, document in
        let vector = CELSpecVector(document: document, id: "suite/\(file):\(line)")
        report(vector.verdict())
        if let verdict = vector.kubernetesVerdict() { report(verdict) }
      }
    }
    CELSuite.eachLine("\(folder)/kubernetes-1.35.jsonl") { line, document in
      report(CELKubernetesVector(document: document, id: "kubernetes-1.35.jsonl:\(line)").verdict())
    }
  }

  private static func files(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".jsonl") { names.append(name) }
    }
    return names.sorted()
  }

  private static func eachLine(_ path: String, _ body: (Int, Document) -> Void) {
    guard let bytes = readFile(path) else { return }
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      guard let document = (try? YAMLReader(dialect: .json).read(Array(line)))?.document else { continue }
      body(index + 1, document)
    }
  }
}

/// Values and types as the vectors write them.
struct CELVectorReader {
  let document: Document

  func field(_ node: NodeID?, _ key: Key) -> NodeID? { node.flatMap { document.value($0, key) } }

  func text(_ node: NodeID?, _ key: Key) -> String { field(node, key).map { document.string($0) } ?? "" }

  /// A value; nil for one that needs a protobuf message.
  func value(_ node: NodeID) -> LiteralValue? {
    let inner = field(node, "v")
    let text = inner.map { document.string($0) } ?? ""
    switch self.text(node, "t") {
    case "null": return .null
    case "bool": return .bool(text == "true")
    case "int": return Int64(text).map { .int($0) }
    case "uint": return UInt64(text).map { .uint($0) }
    case "double": return .double(Double(text) ?? (text == "NaN" ? .nan : text.hasPrefix("-") ? -.infinity : .infinity))
    case "string": return .string(text)
    case "bytes": return Base64.decode(Array(text.utf8)).map { .bytes($0) }
    case "type": return .type(text)
    case "list":
      let elements = inner.map { Array(document.elements($0)) } ?? []
      let values = elements.compactMap { value($0) }
      return values.count == elements.count ? .list(values) : nil
    case "map": return inner.flatMap { map($0) }
    case "optional": return optional(inner)
    case "timestamp" where !text.isEmpty: return .timestamp(rfc3339: text)
    case "duration" where !text.isEmpty: return .duration(text: text)
    case "timestamp": return time(node).map { .timestamp(seconds: $0, nanoseconds: UInt32($1)) }
    case "duration": return time(node).map { .duration(nanoseconds: $0 * 1_000_000_000 + $1) }
    default: return nil
    }
  }

  private func optional(_ inner: NodeID?) -> LiteralValue? {
    guard let inner else { return .some(.optional(nil)) }
    return value(inner).map { .optional($0) }
  }

  private func map(_ node: NodeID) -> LiteralValue? {
    var entries: [(LiteralValue, LiteralValue)] = []
    for pair in document.elements(node) {
      guard let key = value(document.element(pair, at: 0)), let value = value(document.element(pair, at: 1)) else {
        return nil
      }
      entries.append((key, value))
    }
    return .map(entries)
  }

  private func time(_ node: NodeID) -> (Int64, Int64)? {
    Int64(text(node, "s")).flatMap { seconds in Int64(text(node, "n")).map { (seconds, $0) } }
  }

  /// A type; nil for one that needs a protobuf message.
  func type(_ node: NodeID) -> DeclaredType? {
    if document.kind(node) == .string {
      switch document.string(node) {
      case "dyn": return .dyn
      case "null": return .null
      case "bool": return .bool
      case "int": return .int
      case "uint": return .uint
      case "double": return .double
      case "string": return .string
      case "bytes": return .bytes
      case "timestamp": return .timestamp
      case "duration": return .duration
      default: return nil
      }
    }
    if let inner = field(node, "list") { return type(inner).map { .list($0) } }
    if let inner = field(node, "wrapper") { return type(inner).map { .wrapper($0) } }
    if let inner = field(node, "type") { return type(inner).map { .type($0) } }
    if let pair = field(node, "map") {
      return type(document.element(pair, at: 0)).flatMap { key in
        type(document.element(pair, at: 1)).map { .map(key, $0) }
      }
    }
    if text(node, "abstract") == "optional_type", let parameters = field(node, "params") {
      return type(document.element(parameters, at: 0)).map { .optional($0) }
    }
    return wellKnown(text(node, "message"))
  }

  private func wellKnown(_ name: String) -> DeclaredType? {
    switch name {
    case "google.protobuf.Timestamp": .timestamp
    case "google.protobuf.Duration": .duration
    case "google.protobuf.BoolValue": .wrapper(.bool)
    case "google.protobuf.BytesValue": .wrapper(.bytes)
    case "google.protobuf.DoubleValue", "google.protobuf.FloatValue": .wrapper(.double)
    case "google.protobuf.Int32Value", "google.protobuf.Int64Value": .wrapper(.int)
    case "google.protobuf.StringValue": .wrapper(.string)
    case "google.protobuf.UInt32Value", "google.protobuf.UInt64Value": .wrapper(.uint)
    case "google.protobuf.Any", "google.protobuf.Value": .dyn
    case "google.protobuf.Struct": .map(.string, .dyn)
    case "google.protobuf.ListValue": .list(.dyn)
    default: nil
    }
  }

  /// A form in which two equal values are equal: entries of maps sorted.
  static func canonical(_ value: LiteralValue) -> String {
    switch value {
    case .list(let elements): "[\(elements.map(canonical).joined(separator: ", "))]"
    case .map(let entries):
      "{\(entries.map { "\(canonical($0.0)): \(canonical($0.1))" }.sorted().joined(separator: ", "))}"
    case .optional(let value): value.map { "some(\(canonical($0)))" } ?? "none"
    default: value.text
    }
  }
}
