import GoTemplate
import Manifest
import RegularExpressions

/// Templates and functions, against Helm 4.3, 4.2 and 3; whole charts need an engine that does not exist yet.
struct HelmSuite: Suite {
  let name = "helm"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    each("\(folder)/functions.jsonl", report) { functions($0, report) }
    each("\(folder)/properties.jsonl", report) { report(Verdict($0.id, differences: property($0))) }
    each("\(folder)/language.jsonl", report) { language($0, report) }
    each("\(folder)/charts.jsonl", report) { report(Verdict($0.id, .skipped)) }
  }

  private func each(_ path: String, _ report: (Verdict) -> Void, _ body: (Vector) -> Void) {
    Vector.read(path) { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector): body(vector)
      }
    }
  }

  // MARK: functions.jsonl

  private func functions(_ vector: Vector, _ report: (Verdict) -> Void) {
    for version in HelmVersion.allCases where version != .v3 {
      if vector.has("since"), version != .v4_3 { continue }
      var expected = vector["expect"]
      if version == .v4_3, let newer = vector["v4_3"] { expected = newer }
      report(Verdict("\(vector.id) (\(version.rawValue))", differences: function(vector, version, expected)))
    }
  }

  private func function(_ vector: Vector, _ version: HelmVersion, _ expected: NodeID?) -> [String] {
    guard let expected, let template = vector["template"] else { return ["no expectation"] }
    let document = vector.document
    let files = [("templates/t.yaml", Array(document.text(template)))]
    let result = HelmRun(files, vector.values, version, keepsNoValue: true)
    if let error = document.stringValue(document.value(expected, "error")) {
      return compare(error: error, result)
    }
    let wanted =
      document.value(expected, "output").map { Array(document.text($0)) }
      ?? document.value(expected, "outputBase64").flatMap { Base64.decode(document.text($0)) } ?? []
    if let error = result.error { return ["failed: \(shown(error.utf8)), expected \(shown(wanted))"] }
    let got = result.outputs.first?.text ?? []
    return got == wanted ? [] : ["expected \(shown(wanted)) got \(shown(got))"]
  }

  private func compare(error: String, _ result: HelmRun) -> [String] {
    guard let got = result.error else {
      return ["expected error \(shown(error.utf8)), got \(shown(result.outputs.first?.text ?? []))"]
    }
    // The real one died of some errors without a text.
    return got == error || error.isEmpty ? [] : ["expected error \(fullText(error)) got \(fullText(got))"]
  }

  private func fullText(_ text: String) -> String {
    var writer = JSONWriter()
    writer.value(text)
    return writer.text
  }

  // MARK: properties.jsonl

  private func property(_ vector: Vector) -> [String] {
    guard let template = vector["template"], let expected = vector["expect"] else { return ["no expectation"] }
    let document = vector.document
    let files = [("templates/t.yaml", Array(document.text(template)))]
    let result = HelmRun(files, vector.values, .v4_2, keepsNoValue: true)
    let isError = document.value(expected, "errorMatch") != nil
    let pattern = document.stringValue(document.value(expected, isError ? "errorMatch" : "match")) ?? ""
    let text = isError ? result.error : result.outputs.first.map { String(decoding: $0.text, as: UTF8.self) }
    guard let text else { return ["failed: \(shown((result.error ?? "no error").utf8))"] }
    guard let expression = try? RegularExpression("(?s)" + pattern) else { return ["bad pattern"] }
    return expression.matches(text, anchor: .whole) ? [] : ["\(shown(text.utf8)) does not match \(pattern)"]
  }

  // MARK: language.jsonl

  private func language(_ vector: Vector, _ report: (Verdict) -> Void) {
    for version in HelmVersion.allCases {
      var expected = vector["expect"]
      if version == .v3, let older = vector["helm3"] { expected = older }
      if version == .v4_3, let newer = vector["v4_3"] { expected = newer }
      report(Verdict("\(vector.id) (\(version.rawValue))", differences: language(vector, version, expected)))
    }
  }

  private func language(_ vector: Vector, _ version: HelmVersion, _ expected: NodeID?) -> [String] {
    guard let expected, let files = vector["files"] else { return ["no expectation"] }
    let document = vector.document
    let texts = document.entries(files).map { ($0.key.string, Array(document.text($0.value))) }
    let result = HelmRun(texts, vector.values, version, keepsNoValue: false)
    if let error = document.stringValue(document.value(expected, "error")) {
      return compare(error: error, result)
    }
    guard let outputs = document.value(expected, "output") else { return ["no output"] }
    if let error = result.error { return ["failed: \(shown(error.utf8))"] }
    var differences: [String] = []
    for entry in document.entries(outputs) {
      let wanted = Array(document.text(entry.value))
      let got = result.outputs.first { $0.path == entry.key.string }?.text ?? []
      if got != wanted { differences.append("\(entry.key): expected \(shown(wanted)) got \(shown(got))") }
    }
    return differences
  }
}

extension Vector {
  /// The values of a vector, or an empty mapping.
  var values: (Document, NodeID)? { self["values"].map { (document, $0) } }
}
