import Foundation
import Manifest
import TestSupport
import Testing

@testable import Report

@Suite struct JSONReportTests {
  @Test(arguments: ["full", "clean", "nothing"])
  func satisfiesItsSchema(_ name: String) throws {
    let schema = try SchemaCheck(JSONSchema.text)
    let report = try JSONValue(JSONReport().write(Samples.named(name), context: Samples.context()))
    #expect(schema.faults(report) == [])
  }

  /// The check would see a report that is wrong.
  @Test(arguments: [
    ("\"schemaVersion\": \"1.0\"", "\"schemaVersion\": \"2.0\"", "/schemaVersion"),
    ("\"errors\": 9", "\"errors\": -9", "/summary/errors"), ("\"errors\": 9", "\"errors\": \"9\"", "/summary/errors"),
    ("\"severity\": \"info\"", "\"severity\": \"bad\"", "/findings/11/severity"),
    ("\"line\": 7", "\"line\": 0", "/findings/0/location/line"), ("\"hint\"", "\"hints\"", "/findings/0"),
    ("\"fingerprint\"", "\"path2\"", "/findings/0"),
  ])
  func wrongReports(_ old: String, _ new: String, _ place: String) throws {
    let text = String(decoding: JSONReport().write(Samples.full, context: Samples.context()), as: UTF8.self)
    let range = try #require(text.firstRange(of: old))
    let wrong = text.replacingCharacters(in: range, with: new)
    let faults = try SchemaCheck(JSONSchema.text).faults(JSONValue(Array(wrong.utf8)))
    #expect(faults.contains { $0.hasPrefix(place) }, "\(faults)")
  }

  @Test func everyPropertyOfAFindingIsShownSomewhere() throws {
    let report = try JSONValue(JSONReport().write(Samples.full, context: Samples.context()))
    let schema = try JSONValue(Array(JSONSchema.text.utf8))
    let shown = report["findings"].array.reduce(into: Set<String>()) { $0.formUnion($1.object?.keys.map { $0 } ?? []) }
    let known = try #require(schema["$defs"]["finding"]["properties"].object?.keys)
    #expect(shown == Set(known))
  }

  // MARK: The writer

  @Test func strings() throws {
    let text = "q\" b\\ n\n r\r t\t nul\u{0} esc\u{1B} del\u{7F} c1\u{85}\u{9F} é 漢 😀 \u{2028}"
    var json = JSONWriter(indent: 2)
    json.array { json in json.value(text) }
    let bytes = json.finish()
    #expect(try JSONValue(bytes)[0].string == text)
    let raw = bytes.filter { $0 < 0x20 || $0 == 0x7F }
    #expect(raw == Array("\n\n\n".utf8))
    #expect(String(decoding: bytes, as: UTF8.self).contains("c1\\u0085\\u009f é"))
  }

  @Test func layout() {
    var json = JSONWriter(indent: 2)
    json.object { json in
      json.object("empty") { _ in }
      json.member("none", [])
      json.array("list", [1, 2]) { json, number in json.value(number) }
      json.member("yes", true)
      json.member("absent", ifPresent: nil)
      json.array("nested") { json in
        json.array { json in json.value("x") }
        json.object { json in json.member("n", Int.min) }
      }
    }
    let expected = """
      {
        "empty": {},
        "none": [],
        "list": [
          1,
          2
        ],
        "yes": true,
        "nested": [
          [
            "x"
          ],
          {
            "n": -9223372036854775808
          }
        ]
      }

      """
    #expect(String(decoding: json.finish(), as: UTF8.self) == expected)
  }
}

/// The keywords of JSON Schema that the report's schema uses; any other is a fault of the schema.
private struct SchemaCheck {
  private let root: JSONValue

  init(_ text: String) throws { root = try JSONValue(Array(text.utf8)) }

  func faults(_ value: JSONValue) -> [String] { faults(value, root, at: "") }

  private func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    (schema.object ?? [:]).sorted { $0.key < $1.key }.flatMap { keyword, rule -> [String] in
      switch keyword {
      case "$schema", "$id", "$defs", "title", "description", "properties": []
      case "$ref": faults(value, definition(rule.string ?? ""), at: place)
      case "type": hasType(value, rule.string ?? "") ? [] : ["\(place): not of type \(rule.string ?? "")"]
      case "enum": rule.array.contains { $0.string == value.string } ? [] : ["\(place): not in the list"]
      case "minimum": (value.int ?? 0) >= (rule.int ?? 0) ? [] : ["\(place): too small"]
      case "minLength": (value.string ?? "").unicodeScalars.count >= (rule.int ?? 0) ? [] : ["\(place): too short"]
      case "pattern": matches(value.string, rule.string) ? [] : ["\(place): does not match"]
      case "required":
        rule.array.compactMap(\.string).filter { value[$0].isMissing }.map { "\(place): no \($0)" }
      case "additionalProperties": members(value, schema, at: place)
      case "items":
        value.array.enumerated().flatMap { faults($1, rule, at: "\(place)/\($0)") }
      default: ["\(place): the schema uses \(keyword)"]
      }
    }
  }

  private func members(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    (value.object ?? [:]).sorted { $0.key < $1.key }.flatMap { name, member in
      let known = schema["properties"][name]
      return known.isMissing ? ["\(place): unknown \(name)"] : faults(member, known, at: "\(place)/\(name)")
    }
  }

  private func definition(_ reference: String) -> JSONValue {
    root["$defs"][String(reference.dropFirst("#/$defs/".count))]
  }

  private func hasType(_ value: JSONValue, _ type: String) -> Bool {
    switch type {
    case "object": value.object != nil
    case "array": value.value is [Any]
    case "string": value.string != nil
    case "integer": value.int != nil
    default: false
    }
  }

  private func matches(_ text: String?, _ pattern: String?) -> Bool {
    guard let text, let pattern, let regex = try? Regex(pattern) else { return false }
    return text.firstMatch(of: regex) != nil
  }
}
