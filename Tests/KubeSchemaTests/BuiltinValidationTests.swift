import Foundation
import KubeSchema
import Manifest
import TestSupport
import Testing

/// One recorded answer of a live API server of Kubernetes 1.36.
private struct RecordedAnswer: Decodable {
  struct Cause: Decodable {
    var reason: String?
    var field: String?
  }

  var id: String
  var operation: String
  var object: String
  var endpoint: String?
  var code: Int
  var causes: [Cause]?
  var strict_errors: [String]?
}

private let recordedLines: [Data] = {
  guard
    let url = Fixtures.conformance?.appendingPathComponent("builtin-validation/builtin-validation.jsonl"),
    let data = FileManager.default.contents(atPath: url.path)
  else { return [] }
  return data.split(separator: UInt8(ascii: "\n")).map { Data($0) }
}()

@Suite("Recorded answers of an API server", .enabled(if: !recordedLines.isEmpty, "no builtin-validation vectors"))
struct BuiltinValidationTests {
  private let answers: [RecordedAnswer]
  private let validator: SchemaValidator

  init() throws {
    answers = try recordedLines.map { try JSONDecoder().decode(RecordedAnswer.self, from: $0) }
    validator = SchemaValidator(version: try KubeVersion(parsing: "1.36"))
  }

  /// The errors in the object of an answer; nil when its text is no YAML or has a key twice.
  private func findings(_ answer: RecordedAnswer) throws -> [Diagnostic]? {
    let reader = YAMLReader(dialect: .yaml11)
    guard let result = try? reader.read(Array(answer.object.utf8)), result.duplicateKeys.isEmpty else { return nil }
    let resource = Resource(document: try #require(result.document))
    guard case .validated(let diagnostics) = validator.validate(resource) else { return [] }
    return diagnostics.filter { $0.severity == .error }
  }

  @Test("what the server accepts passes")
  func accepted() throws {
    for answer in answers where answer.code < 300 {
      let findings = try #require(try findings(answer), "\(answer.id) does not read")
      #expect(findings.isEmpty, "\(answer.id): \(findings.map(\.message))")
    }
  }

  @Test("what the server's decoder refuses does not pass")
  func undecodable() throws {
    var missed: [String] = []
    for answer in answers where answer.code == 400 && answer.operation == "create" && answer.endpoint == nil {
      if try findings(answer)?.isEmpty ?? false { missed.append(answer.id) }
    }
    #expect(missed == [])
  }

  @Test("what the server finds invalid does not pass, but for expressions")
  func invalid() throws {
    let refused = answers.filter { $0.code == 422 && $0.operation == "create" }
    let caught = try refused.filter { try findings($0)?.isEmpty == false }
    // The rest has a fault in an expression or a certificate. More is welcome; less is a loss.
    #expect(caught.count >= 785, "\(caught.count) of \(refused.count)")
  }

  @Test("unknown fields are those that the server names")
  func strictErrors() throws {
    for answer in answers where answer.endpoint == nil {
      let fields = (answer.strict_errors ?? []).filter { $0.hasPrefix("unknown field") }
      guard !fields.isEmpty, let findings = try findings(answer) else { continue }
      let found = findings.filter { $0.rule.id == "API005" }.map { "unknown field \"\($0.path)\"" }
      #expect(Set(found) == Set(fields), "\(answer.id)")
    }
  }
}
