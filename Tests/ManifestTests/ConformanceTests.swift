import TestSupport
import Testing

@testable import conformance

@Suite("Vectors recorded from the real tools")
struct ConformanceTests {
  @Test(
    "agree", .enabled(if: Fixtures.conformance != nil, "no folder of conformance vectors"),
    arguments: ["yaml-decode", "yaml-encode", "multidoc", "kustomize"])
  func vectors(name: String) throws {
    let root = try #require(Fixtures.conformance)
    let suite = try #require(suites.first { $0.name == name })
    var passed = 0
    var failures: [String] = []
    suite.run(root.appendingPathComponent(name).path) { verdict in
      switch verdict.outcome {
      case .passed: passed += 1
      case .failed(let why): failures.append("\(verdict.id): \(why)")
      case .skipped: break
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n"))")
    #expect(passed > 0)
  }
}
