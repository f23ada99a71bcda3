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
    if let files = vector.document.value(expected, "out") { return differences(result.files, files, vector) }
    let text = String(decoding: result.text, as: UTF8.self)
    return texts.contains(text) ? [] : ["expected \(shown((texts.first ?? "").utf8)) got \(shown(text.utf8))"]
  }

  private func differences(_ files: [(name: String, text: [UInt8])], _ expected: NodeID, _ vector: Vector) -> [String] {
    var differences: [String] = []
    var left = vector.document.entries(expected).map { ($0.key.string, vector.document.string($0.value)) }
    for file in files {
      guard let index = left.firstIndex(where: { $0.0 == file.name }) else {
        differences.append("unexpected file \(file.name)")
        continue
      }
      let text = String(decoding: file.text, as: UTF8.self)
      if left[index].1 != text {
        differences.append("\(file.name): expected \(shown(left[index].1.utf8)) got \(shown(text.utf8))")
      }
      left.remove(at: index)
    }
    return differences + left.map { "missing file \($0.0)" }
  }
}

/// One build as the command does it.
struct KustomizeRun {
  var text: [UInt8] = []
  /// What `-o` writes.
  var files: [(name: String, text: [UInt8])] = []
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
    if arguments.contains("-o") { files = result.files().files }
    if let first = (result.diagnostics.filter { $0.severity == .error } + failures).first {
      failure = first.message
    } else if let missing = result.notChecked.first {
      failure = "\(missing.what): \(missing.reason)"
    } else if result.hasFailed {
      failure = "failed"
    }
  }
}
