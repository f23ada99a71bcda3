import Manifest

/// Checks that YAML files without Kubernetes objects parse: values, dashboards, configuration of applications.
struct SyntaxCheck: Sendable {
  private static let chunk = 32

  let workspace: Workspace
  let files: [String]

  /// Pieces of work.
  var count: Int { (files.count + Self.chunk - 1) / Self.chunk }

  /// Faults of one piece.
  func check(_ piece: Int) -> CheckOutcome {
    var outcome = CheckOutcome()
    for path in files[(piece * Self.chunk)..<min((piece + 1) * Self.chunk, files.count)] { check(path, &outcome) }
    return outcome
  }

  private func check(_ path: String, _ outcome: inout CheckOutcome) {
    // Discovery has read the file and reported what kept it from being read.
    guard let text = try? workspace.tree.read(path) else { return }
    let file = workspace.sourceMap.file(path)
    let documents = PlainDocuments(text: text, file: file, dialect: .yaml12)
    guard documents.hasErrors else { return }
    if TextProbe.isTemplate(text) {
      outcome.notChecked.append(Coverage.NotChecked(what: path, reason: "source of a template"))
    } else {
      outcome.diagnostics += documents.diagnostics(isTemplate: false)
    }
  }
}
