import Manifest

/// Cutting a file into documents.
struct MultidocSuite: Suite {
  let name = "multidoc"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    Vector.read("\(folder)/multidoc.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector): report(Verdict(vector.id, .skipped))
      }
    }
  }
}
