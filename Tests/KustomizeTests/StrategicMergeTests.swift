import Manifest
import Testing

@testable import Kustomize

@Suite struct StrategicMergeTests {
  /// Merges a patch into an object; nil when nothing is left of it.
  private func merge(_ base: String, _ patch: String, kind: String = "") throws -> String? {
    let head = kind.isEmpty ? "" : "apiVersion: v1\nkind: \(kind)\n"
    var object = try document(head + base)
    let merger = StrategicMerge(schema: .builtin, layer: .none, origin: .none)
    guard try merger.merge(document(patch), into: &object) else { return nil }
    return try printed(object).replacing(head, with: "")
  }

  @Test(
    arguments: [
      ("a: 1\nb: 2", "b: 3\nc: 4", "a: 1\nb: 3\nc: 4"),
      ("a: 1\nb: 2", "b: null", "a: 1"),
      ("a: {x: 1, y: 2}", "a: {y: null, z: 3}", "a:\n  x: 1\n  z: 3"),
      ("a: {x: 1}", "a: {$patch: replace, y: 2}", "a:\n  \"y\": 2"),
      ("a: {x: 1}\nb: 1", "a: {$patch: delete}", "b: 1"),
      ("a: 1", "b: {c: null, d: {$patch: delete}, e: 1}", "a: 1\nb:\n  e: 1"),
      ("a: [1, 2]", "a: [3]", "a:\n- 3"),
      ("a: null\nb: ~\nc:", "d: 1", "a: null\nb: null\nd: 1"),
      ("a: \"text\"", "a: 5", "a: \"5\""),
      ("a: text", "a: \"5\"", "a: \"5\""),
      ("a: {x: 1}", "a: {}", "a:\n  x: 1"),
    ])
  func mappings(_ base: String, _ patch: String, _ expected: String) throws {
    #expect(try merge(base, patch) == expected)
  }

  @Test(
    arguments: [
      // New elements first, known ones where they were when there are several keys, else in the order of the patch.
      ("[{name: a}, {name: b}]", "[{name: c}, {name: b, image: x}]", "c b:x a"),
      ("[{name: a}, {name: b}]", "[{name: b, $patch: delete}]", "a"),
      ("[{name: a}]", "[{$patch: replace}, {name: b}]", "b"),
      ("[{name: a}]", "[{$patch: delete}]", nil),
      ("[{name: a}]", "[]", "a"),
      ("[{name: a}]", "null", nil),
      // Without its key an element takes those that have one with it.
      ("[{name: a}, {name: b}]", "[{image: x}]", ""),
      // Of elements with one key the last of the base stays, and the patch is lost on it.
      ("[{name: a, image: x}, {name: a, image: y}]", "[{name: a, image: z}]", "a:y"),
      // A directive inside an element does nothing: the element of the base comes back.
      ("[{name: a, image: x}]", "[{name: a, $patch: replace}]", "a:x"),
    ] as [(String, String, String?)])
  func listsByKey(_ base: String, _ patch: String, _ expected: String?) throws {
    var object = try document("apiVersion: v1\nkind: Pod\nspec:\n  containers: \(base)")
    let merger = StrategicMerge(schema: .builtin, layer: .none, origin: .none)
    _ = try merger.merge(document("spec:\n  containers: \(patch)"), into: &object)
    let list = object.value(object.root, "spec", "containers")
    let names = list.map { list in
      object.elements(list).map { element in
        let name = object.value(element, "name").map(object.string) ?? "-"
        return name + (object.value(element, "image").map { ":" + object.string($0) } ?? "")
      }.joined(separator: " ")
    }
    #expect(names == expected)
  }

  /// Ports merge by number and protocol; a protocol that nobody gives does not count.
  @Test(arguments: [
    ("{port: 80}, {port: 443}", "{port: 53}, {port: 443}", "53 443 80"),
    ("{port: 80, protocol: TCP}, {port: 443, protocol: TCP}", "{port: 53}, {port: 443, protocol: TCP}", "53 80 443"),
    ("{port: 53, protocol: TCP}, {port: 53, protocol: UDP}", "{port: 53, protocol: UDP}", "53 53"),
  ])
  func listsWithSeveralKeysKeepTheirPlaces(_ base: String, _ patch: String, _ expected: String) throws {
    var object = try document("apiVersion: v1\nkind: Service\nspec: {ports: [\(base)]}")
    let merger = StrategicMerge(schema: .builtin, layer: .none, origin: .none)
    _ = try merger.merge(document("spec: {ports: [\(patch)]}"), into: &object)
    let list = try #require(object.value(object.root, "spec", "ports"))
    let ports = object.elements(list).compactMap { object.value($0, "port").map(object.string) }
    #expect(ports.joined(separator: " ") == expected)
  }

  @Test func setsOfScalarsAreUnited() throws {
    let merged = try merge("metadata:\n  finalizers: [a, b]", "metadata:\n  finalizers: [c, a]", kind: "Pod")
    #expect(merged == "metadata:\n  finalizers:\n  - c\n  - a\n  - b")
  }

  @Test func nothingMayBeLeft() throws { #expect(try merge("a: 1", "$patch: delete") == nil) }

  @Test(arguments: [("a: {x: 1}", "a: [1]"), ("a: [1]", "a: 1"), ("a: 1", "b: {$patch: explode}")])
  func whatDoesNotFitIsRefused(_ base: String, _ patch: String) {
    #expect(throws: BuildError.self) { try merge(base + "\nb: {c: 1}", patch) }
  }
}
