import KubeSchema
import Manifest

/// Objects of built-in kinds, as an API server took or refused them.
struct BuiltinValidationSuite: Suite {
  let name = "builtin-validation"

  /// Cases whose verdict needs the cluster, or a server with all its admission plugins.
  private static let needsCluster: Set<String> = [
    "namespace/exists", "pod/meta-namespace-absent-one", "pod/meta-namespace-upper", "binding/no-pod",
    "pod/vol-projected-token-no-account", "service/cluster-ip-outside",
  ]

  private static let version = KubeVersion.supported.first { $0.minor == 36 } ?? .newest

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    let validator = SchemaValidator(version: Self.version)
    Vector.read("\(folder)/builtin-validation.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector):
        let isUpdate = vector.text("operation") == "update"
        if Self.needsCluster.contains(vector.id) || isUpdate { return report(Verdict(vector.id, .skipped)) }
        check(vector, validator, report)
      }
    }
  }

  private func check(_ vector: Vector, _ validator: SchemaValidator, _ report: (Verdict) -> Void) {
    let code = vector.document.intValue(vector["code"]) ?? 0
    let found = Self.violations(vector, validator)
    let isRefused = !(found?.isEmpty ?? false)
    let shown = (found ?? []).map { "\($0.reason.rawValue) \($0.field): \($0.diagnostic.message)" }
    if code < 300 {
      let differences = isRefused ? ["accepted by the server, refused: \(shown)"] : []
      return report(Verdict(vector.id, differences: differences, aspect: "accepted"))
    }
    report(
      Verdict(vector.id, differences: isRefused ? [] : ["refused by the server, accepted"], aspect: "refused"))
    if let strict = vector["strict_errors"] {
      report(Verdict(vector.id, differences: Self.strict(vector, strict, found ?? []), aspect: "strict errors"))
    } else if let causes = vector["causes"] {
      let expected = Set(
        vector.document.elements(causes).map { cause in
          "\(vector.document.string(cause, "reason")) \(vector.document.string(cause, "field"))"
        })
      let own = Set((found ?? []).map { "\($0.reason.rawValue) \($0.field)" })
      let missing = expected.subtracting(own).sorted()
      let extra = own.subtracting(expected).sorted()
      let differences = missing.isEmpty && extra.isEmpty ? [] : ["missing \(missing), extra \(extra)"]
      report(Verdict(vector.id, differences: differences, aspect: "causes"))
    }
  }

  /// nil when the text cannot be read, or its kind is unknown.
  private static func violations(_ vector: Vector, _ validator: SchemaValidator) -> [Violation]? {
    guard let text = vector.text("object") else { return nil }
    let result: YAMLReader.Result
    do throws(YAMLError) {
      result = try YAMLReader(dialect: .yaml11).read(Array(text.utf8))
    } catch {
      return nil
    }
    guard let document = result.document, result.duplicateKeys.isEmpty else { return nil }
    if let endpoint = vector.text("endpoint"), let kind = vector.text("kind"),
      !endpoint.hasSuffix(kind), !endpoint.isEmpty
    {
      return validator.violations(Resource(document: document))
    }
    return validator.violations(Resource(document: document))
  }

  /// Unknown fields by their paths; duplicate keys are found by the reader.
  private static func strict(_ vector: Vector, _ list: NodeID, _ found: [Violation]) -> [String] {
    let start = "unknown field \""
    let expected = Set(
      vector.document.elements(list).compactMap { node -> String? in
        let text = vector.document.string(node)
        return text.hasPrefix(start) ? String(text.dropFirst(start.utf8.count).dropLast()) : nil
      })
    let own = Set(found.filter { $0.reason == .unknownField }.map(\.field))
    return expected == own ? [] : ["expected \(expected.sorted()), got \(own.sorted())"]
  }
}

extension Document {
  /// The text under a key.
  fileprivate func string(_ id: NodeID, _ key: Key) -> String { value(id, key).map { string($0) } ?? "" }
}
