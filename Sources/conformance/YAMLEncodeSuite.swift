import Manifest

/// Printing YAML as the Kubernetes tools do.
struct YAMLEncodeSuite: Suite {
  let name = "yaml-encode"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    Vector.read("\(folder)/yaml-encode.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector): report(Verdict(vector.id, differences: check(vector)))
      }
    }
  }

  private func check(_ vector: Vector) -> [String] {
    guard let json = vector.text("json") else { return ["no json"] }
    let document: Document
    do throws(YAMLError) {
      guard let value = try YAMLReader(dialect: .json).read(Array(json.utf8)).document else { return ["no value"] }
      document = value
    } catch {
      return ["json refused: \(error.message)"]
    }
    var differences: [String] = []
    func compare(_ label: String, _ printer: YAMLPrinter, _ expected: Expected) {
      if let difference = difference(printer, document, expected) { differences.append("\(label): \(difference)") }
    }
    let plain: Expected =
      vector.has("error")
      ? .failure
      : .anyOf(vector.text("yaml").map { [$0] } ?? list(vector, "yaml_any_of"))
    compare("yaml", YAMLPrinter(numbers: .int64), plain)
    compare("yaml_float64", YAMLPrinter(numbers: .float64), expected(vector, "yaml_float64") ?? plain)
    let text = vector.has("yaml_json_to_yaml_error") ? .failure : expected(vector, "yaml_json_to_yaml") ?? plain
    compare("yaml_json_to_yaml", YAMLPrinter(numbers: .jsonToYAML), text)
    if let pretty = vector.text("yaml_pretty") {
      compare("yaml_pretty", YAMLPrinter(style: .goYAML3, numbers: .float64), .anyOf([pretty + "\n"]))
    } else if !vector.has("error"), !vector.has("unstable") {
      let floats = expected(vector, "yaml_float64") ?? plain
      compare("yaml_pretty", YAMLPrinter(style: .goYAML3, numbers: .float64), floats)
    }
    return differences
  }

  private enum Expected {
    case failure
    case anyOf([String])
  }

  private func expected(_ vector: Vector, _ field: Key) -> Expected? { vector.text(field).map { .anyOf([$0]) } }

  private func list(_ vector: Vector, _ field: Key) -> [String] {
    vector[field].map { vector.document.elements($0).map { vector.document.string($0) } } ?? []
  }

  private func difference(_ printer: YAMLPrinter, _ document: Document, _ expected: Expected) -> String? {
    do throws(JSONPrinter.Failure) {
      let output = try printer.bytes(document, document.root)
      guard case .anyOf(let texts) = expected else { return "printed as \(shown(output))" }
      if texts.contains(where: { output.elementsEqual($0.utf8) }) { return nil }
      return "expected \(shown((texts.first ?? "").utf8)), got \(shown(output))"
    } catch {
      if case .failure = expected { return nil }
      return "refused: \(error.message)"
    }
  }
}
