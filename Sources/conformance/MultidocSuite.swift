import Kustomize
import Manifest

/// Cutting a file into documents, and reading the objects of a file.
struct MultidocSuite: Suite {
  let name = "multidoc"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    Vector.read("\(folder)/multidoc.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector): report(Verdict(vector.id, differences: check(vector)))
      }
    }
  }

  private func check(_ vector: Vector) -> [String] {
    guard let input = vector.bytes("input", base64: "input_base64") else { return ["no input"] }
    return input.withUnsafeBufferPointer { text in
      let flux = ObjectStream.flux(text)
      let kubectl = ObjectStream.kubectl(text)
      let chunks = DocumentStream.split(text, as: .yamlReader)
      let manifests = DocumentStream.split(text, as: .helm)
      let differences = [
        objects(vector, "flux", flux, text), objects(vector, "kubectl", kubectl, text),
        texts(
          vector, vector["yaml_reader"].flatMap { vector.document.value($0, "chunks") }, "yaml_reader",
          chunks, text, .yamlReader),
        errors(vector, "yaml_reader", chunks.failure),
        texts(vector, vector["helm"], "helm", manifests, text, .helm), kustomize(vector, input),
      ]
      return differences.compactMap { $0 }
    }
  }

  /// The file as the only resource of a kustomization.
  private func kustomize(_ vector: Vector, _ input: [UInt8]) -> String? {
    let tree = MemoryTree(["f.yaml": input, "kustomization.yaml": Array("resources:\n- f.yaml\n".utf8)])
    let build = Kustomizer(workspace: Workspace(tree: tree)).build("")
    let (text, failures) = build.yaml()
    let failure = (build.diagnostics.filter { $0.severity == .error } + failures).first
    guard let expected = vector["kustomize"].flatMap({ vector.document.value($0, "yaml") }) else {
      return failure == nil ? "kustomize: built, must fail" : nil
    }
    if let failure { return "kustomize: failed: \(failure.message)" }
    let wanted = Array(vector.document.text(expected))
    return wanted == text ? nil : "kustomize: expected \(shown(wanted)), got \(shown(text))"
  }

  private func strings(_ vector: Vector, _ list: NodeID?) -> [[UInt8]] {
    guard let list else { return [] }
    return vector.document.elements(list).map { Array(vector.document.text($0)) }
  }

  private func errors(_ vector: Vector, _ column: Key, _ failure: YAMLError?) -> String? {
    let expected = vector[column].flatMap { vector.document.value($0, "error") } != nil
    if expected == (failure != nil) { return nil }
    return "\(column): \(failure.map { "refused: \($0.message)" } ?? "no error")"
  }

  /// JSON that kubectl hands on as it stands is compared as a value.
  private func objects(
    _ vector: Vector, _ column: Key, _ result: ObjectStream.Result, _ text: UnsafeBufferPointer<UInt8>
  ) -> String? {
    if let difference = errors(vector, column, result.failure) { return difference }
    let expected = strings(vector, vector[column].flatMap { vector.document.value($0, "docs") })
    guard expected.count == result.objects.count else {
      return "\(column): expected \(expected.count) objects, got \(result.objects.count)"
    }
    for (json, object) in zip(expected, result.objects) {
      let printed = (try? JSONPrinter().bytes(object, object.root)) ?? []
      let wanted = (try? YAMLReader(dialect: .json).read(json).document).flatMap {
        try? JSONPrinter().bytes($0, $0.root)
      }
      if printed != wanted { return "\(column): expected \(shown(json)), got \(shown(printed))" }
    }
    return nil
  }

  private func texts(
    _ vector: Vector, _ list: NodeID?, _ column: Key, _ result: DocumentStream.Pieces,
    _ text: UnsafeBufferPointer<UInt8>, _ reader: DocumentStream.Reader
  ) -> String? {
    let expected = strings(vector, list)
    // A text that is not UTF-8 was recorded with replacement characters.
    let pieces = result.pieces.map {
      Array(String(decoding: DocumentStream.text($0, of: text, as: reader), as: UTF8.self).utf8)
    }
    guard expected.count == pieces.count else {
      return "\(column): expected \(expected.count) texts, got \(pieces.count)"
    }
    for (wanted, piece) in zip(expected, pieces) where wanted != piece {
      return "\(column): expected \(shown(wanted)), got \(shown(piece))"
    }
    return nil
  }
}
