import Manifest

/// Reading YAML as the Kubernetes tools do.
struct YAMLDecodeSuite: Suite {
  let name = "yaml-decode"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    Vector.read("\(folder)/yaml-decode.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector): report(Verdict(vector.id, differences: check(vector)))
      }
    }
  }

  /// What a reading came to.
  private struct Outcome {
    var json: [UInt8]?
    var error: String?
    var hasDuplicates = false
  }

  private func check(_ vector: Vector) -> [String] {
    guard let input = vector.bytes("input", base64: "input_base64") else { return ["no input"] }
    let isVersion3 = vector.text("dialect") == "go-yaml-v3"
    let outcome = read(input, isVersion3 ? .yaml12 : .yaml11)
    if vector.has("error") {
      return outcome.error == nil ? ["accepted, as \(shown(outcome.json ?? []))"] : []
    }
    var differences: [String] = []
    if let error = outcome.error {
      differences.append("refused: \(error)")
    } else if let expected = vector.text("json"), outcome.json.map({ $0.elementsEqual(expected.utf8) }) != true {
      differences.append("expected \(shown(expected.utf8)), got \(shown(outcome.json ?? []))")
    }
    if !isVersion3, outcome.hasDuplicates != vector.has("strict_error") {
      differences.append(outcome.hasDuplicates ? "duplicate key seen" : "duplicate key missed")
    }
    return differences
  }

  private func read(_ input: [UInt8], _ dialect: YAMLReader.Dialect) -> Outcome {
    let result: YAMLReader.Result
    do throws(YAMLError) {
      result = try YAMLReader(dialect: dialect).read(input)
    } catch {
      return Outcome(error: error.message)
    }
    let hasDuplicates = !result.duplicateKeys.isEmpty
    // go-yaml v3 refuses keys that stand twice.
    if dialect == .yaml12, result.duplicateKeys.contains(where: { !$0.isMerge }) {
      return Outcome(error: "mapping key already defined", hasDuplicates: true)
    }
    guard let document = result.document else {
      return Outcome(json: Array("null".utf8), hasDuplicates: hasDuplicates)
    }
    do throws(JSONPrinter.Failure) {
      return Outcome(json: try JSONPrinter().bytes(document, document.root), hasDuplicates: hasDuplicates)
    } catch {
      return Outcome(error: error.message, hasDuplicates: hasDuplicates)
    }
  }
}
