import Manifest
import Testing

@testable import Kustomize

@Suite struct JSONPatchTests {
  private func apply(_ operations: String, to text: String) throws -> String {
    var object = try document(text)
    let patch = try JSONPatch(try #require(try YAMLReader(dialect: .yaml11).read(Array(operations.utf8)).document))
    try patch.apply(to: &object, layer: .none)
    return try printed(object)
  }

  @Test(
    arguments: [
      ("{op: add, path: /b, value: 2}", "a: 1\nb: 2"),
      ("{op: add, path: /b, value: y}", "a: 1\nb: true"),
      ("{op: add, path: /b}", "a: 1\nb: null"),
      ("{op: add, path: b/c, value: 1}", "a: 1\nc: 1"),
      ("{op: add, path: /b~1c~0d, value: 1}", "a: 1\nb/c~d: 1"),
      ("{op: replace, path: /b, value: 2}", "a: 1\nb: 2"),
      ("{op: replace, path: '', value: {c: 1}}", "c: 1"),
      ("{op: remove, path: /a}", "{}"),
      ("{op: move, from: /a, path: /b}", "b: 1"),
      ("{op: copy, from: /a, path: /b}", "a: 1\nb: 1"),
      ("{op: copy, from: /nothing, path: /b}", "a: 1\nb: null"),
      ("{op: test, path: /a, value: 1.0}", "a: 1"),
      ("{op: test, path: /b, value: null}", "a: 1"),
    ])
  func mappings(_ operation: String, _ expected: String) throws {
    #expect(try apply("- \(operation)", to: "a: 1") == expected)
  }

  @Test(
    arguments: [
      ("{op: add, path: /l/0, value: z}", "z a b"), ("{op: add, path: /l/2, value: z}", "a b z"),
      ("{op: add, path: /l/-, value: z}", "a b z"), ("{op: add, path: /l/-1, value: z}", "a b z"),
      ("{op: replace, path: /l/-1, value: z}", "a z"), ("{op: remove, path: /l/-2}", "b"),
      ("{op: move, from: /l/0, path: /l/1}", "b a"),
    ])
  func lists(_ operation: String, _ expected: String) throws {
    let lines = expected.split(separator: " ").map { "\n- \($0)" }.joined()
    #expect(try apply("- \(operation)", to: "l: [a, b]") == "l:" + lines)
  }

  @Test(arguments: [
    "{op: add, path: /x/y, value: 1}", "{op: add, path: '', value: 1}", "{op: add, path: /l/5, value: 1}",
    "{op: add, path: /l/x, value: 1}", "{op: remove, path: /x}", "{op: remove, path: /l/2}",
    "{op: replace, path: /x/y, value: 1}", "{op: replace, path: /l/2, value: 1}", "{op: move, from: /x, path: /y}",
    "{op: copy, from: /l/2, path: /y}", "{op: test, path: /a, value: 2}", "{op: delete, path: /a}", "{path: /a}",
  ])
  func whatDoesNotApplyIsAFaultWithAPlace(_ operation: String) {
    do {
      _ = try apply("- \(operation)", to: "a: 1\nl: [1, 2]")
      Issue.record("applied")
    } catch let error as BuildError {
      #expect(error.origin.line == 1)
    } catch {
      Issue.record("\(error)")
    }
  }
}
