import GitTree
import Kustomize
import Manifest

/// Whole builds, against kustomize 5.6 and 5.8.
struct KustomizeSuite: Suite {
  let name = "kustomize"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    Vector.read("\(folder)/cases.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector):
        // Writing files is the command's part, checked where the command is.
        guard !arguments(vector).contains("-o") else { return report(Verdict(vector.id, .skipped)) }
        for version in KustomizeOptions.Version.allCases {
          report(Verdict("\(vector.id) (\(version.rawValue))", differences: check(vector, folder, version)))
        }
      }
    }
  }

  private func arguments(_ vector: Vector) -> [String] {
    vector["args"].map { vector.document.elements($0).map { vector.document.string($0) } } ?? []
  }

  private func check(_ vector: Vector, _ folder: String, _ version: KustomizeOptions.Version) -> [String] {
    var expected = vector.document.root
    if version == .v5_8, let newer = vector["v5_8_1"] { expected = newer }
    let code = vector.document.value(expected, "rc").flatMap { vector.document.intValue($0) } ?? 0
    let texts: [String]
    if let any = vector.document.value(expected, "any_of") {
      texts = vector.document.elements(any).map { vector.document.string($0) }
    } else {
      texts = [vector.document.value(expected, "stdout").map { vector.document.string($0) } ?? ""]
    }
    let result: KustomizeRun
    do throws(SourceError) {
      result = try KustomizeRun(
        root: "\(folder)/\(vector.id)", build: vector.text("build") ?? ".", arguments: arguments(vector),
        version: version)
    } catch {
      return ["cannot read the case: \(error.message)"]
    }
    if code != 0 { return result.failure == nil ? ["built, must fail"] : [] }
    if let failure = result.failure { return ["failed: \(failure)"] }
    let text = String(decoding: result.text, as: UTF8.self)
    return texts.contains(text) ? [] : ["expected \(shown((texts.first ?? "").utf8)) got \(shown(text.utf8))"]
  }
}

/// One build as the command does it.
struct KustomizeRun {
  var text: [UInt8] = []
  var failure: String?

  init(
    root: String, build: String, arguments: [String], version: KustomizeOptions.Version
  ) throws(SourceError) {
    let tree = try SourceTree.open(path: root)
    var options = KustomizeOptions(version: version)
    if arguments.contains(where: { $0.hasSuffix("LoadRestrictionsNone") }) { options.loadRestrictor = .none }
    if arguments.contains("--reorder=none") || arguments.contains("none") { options.reorder = .none }
    let kustomizer = Kustomizer(workspace: Workspace(tree: tree), options: options)
    guard let folder = TreePath.join(tree.prefix, build) else {
      failure = "the build is outside the case"
      return
    }
    let result = kustomizer.build(folder)
    let (text, failures) = result.yaml()
    self.text = text
    if let first = (result.diagnostics.filter { $0.severity == .error } + failures).first {
      failure = first.message
    } else if let missing = result.notChecked.first {
      failure = "\(missing.what): \(missing.reason)"
    } else if result.hasFailed {
      failure = "failed"
    }
  }
}
