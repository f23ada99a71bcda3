import KubeSchema
import Manifest

/// Definitions of custom kinds and objects of them, as an API server took or refused them.
///
/// Cases with rules in CEL are skipped, and updates.
struct CRDValidationSuite: Suite {
  let name = "crd-validation"

  private static let version = KubeVersion.supported.first { $0.minor == 36 } ?? .newest

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    Vector.read("\(folder)/crd-validation.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector):
        let hasRules = vector.text("crd")?.contains("x-kubernetes-validations") ?? false
        if hasRules || vector.text("operation") == "update" { return report(Verdict(vector.id, .skipped)) }
        check(vector, report)
      }
    }
  }

  private func check(_ vector: Vector, _ report: (Verdict) -> Void) {
    guard let definition = vector.text("crd").flatMap({ Self.read($0, .yaml11)?.document }) else {
      return report(Verdict(vector.id, .failed("the definition does not read")))
    }
    let builtIn = SchemaValidator(version: Self.version)
    let own = builtIn.violations(Resource(document: definition)) ?? []
    if vector.has("crd_errors") || vector.has("crd_decode_error") {
      report(
        Verdict(
          vector.id, differences: own.isEmpty ? ["definition refused, accepted"] : [], aspect: "definitions refused"))
      report(Verdict(vector.id, differences: Self.compare(vector, "crd_errors", own), aspect: "causes in definitions"))
      return
    }
    let strict = own.filter { $0.reason != .unknownField }.map { "\($0.field): \($0.diagnostic.message)" }
    report(
      Verdict(
        vector.id, differences: strict.isEmpty ? [] : ["definition accepted, refused: \(strict)"],
        aspect: "definitions accepted"))
    let validator = SchemaValidator(version: Self.version, custom: CustomSchemas(definitions: [definition]))
    let reading =
      vector.text("object").flatMap { Self.read($0, .yaml11) } ?? vector.text("raw").flatMap { Self.read($0, .json) }
    var found: [Violation]? = nil
    if let reading, let document = reading.document { found = validator.violations(Resource(document: document)) }
    let isRefused = !(found?.isEmpty ?? false) || reading?.duplicateKeys.isEmpty == false
    let isWrong = ["errors", "strict_errors", "decode_error", "error"].contains { vector.has(Key($0)) }
    let shown = (found ?? []).map { "\($0.reason.rawValue) \($0.field): \($0.diagnostic.message)" }
    report(
      Verdict(
        vector.id,
        differences: isRefused == isWrong
          ? [] : [isWrong ? "refused, accepted here" : "accepted, refused here: \(shown)"],
        aspect: isWrong ? "objects refused" : "objects accepted"))
    guard vector.has("errors") else { return }
    report(
      Verdict(
        vector.id, differences: Self.compare(vector, "errors", (found ?? []).filter { $0.reason != .unknownField }),
        aspect: "causes in objects"))
  }

  private static func compare(_ vector: Vector, _ field: Key, _ found: [Violation]) -> [String] {
    let document = vector.document
    let expected = Set(
      document.elements(vector[field] ?? document.root).map { cause in
        let reason = document.value(cause, "reason").map { document.string($0) } ?? ""
        return "\(reason) \(document.value(cause, "field").map { document.string($0) } ?? "")"
      })
    let own = Set(found.map { "\($0.reason.rawValue) \($0.field)" })
    let missing = expected.subtracting(own).sorted()
    let extra = own.subtracting(expected).sorted()
    return missing.isEmpty && extra.isEmpty ? [] : ["missing \(missing), extra \(extra)"]
  }

  private static func read(_ text: String, _ dialect: YAMLReader.Dialect) -> YAMLReader.Result? {
    do throws(YAMLError) { return try YAMLReader(dialect: dialect).read(Array(text.utf8)) } catch { return nil }
  }
}
