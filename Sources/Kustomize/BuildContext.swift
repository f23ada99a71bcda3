import Manifest

/// What the transformers of one layer need to know about it. A class, so that handing it on costs nothing.
final class BuildContext: Sendable {
  let workspace: Workspace
  let options: KustomizeOptions
  /// The layer whose kustomization asks.
  let layer: LayerID
  /// The folder of the kustomization.
  let folder: String
  let files: FileLoader
  let schema: MergeSchema
  /// Whether `buildMetadata` of the top file asks where things come from.
  let tracksOrigins: Bool
  /// The folder as its parent lists it, for a component: records are the parent's.
  let recordFolder: String
  /// The name of the kustomization file.
  let fileName: String

  init(
    workspace: Workspace, scope: BuildScope, layer: LayerID, folder: String, fileName: String,
    recordFolder: String = ""
  ) {
    self.workspace = workspace
    options = scope.options
    self.layer = layer
    self.folder = folder
    files = FileLoader(workspace: workspace, folder: folder, restrictor: scope.options.loadRestrictor)
    schema = scope.schema
    tracksOrigins = scope.tracksOrigins
    self.recordFolder = recordFolder
    self.fileName = fileName
  }

  /// The record of a field of the kustomization file; nil when nobody asks.
  func record(_ builtin: String) -> OriginRecord? {
    guard tracksOrigins else { return nil }
    return OriginRecord(builtin: builtin, configuredIn: OriginRecord.join(recordFolder, fileName))
  }

  var sourceMap: SourceMap { workspace.sourceMap }
}

/// Everything that went wrong, or might have, in a build.
struct BuildLog: Sendable {
  var diagnostics: [Diagnostic] = []
  /// Inputs that are not at hand: what is rendered is not whole.
  var notChecked: [Coverage.NotChecked] = []
  /// What the reader of a scan should know, though the build is whole.
  var remarks: [Coverage.NotChecked] = []
  /// Whether a step failed: what is rendered is not what the cluster gets.
  var hasFailed = false
  /// Whether an input could not be read: what refers to its objects finds nothing, through no fault of its own.
  var hasMissingInput = false

  mutating func fail(_ error: BuildError, layer: LayerID, rule: Rule? = nil) {
    if error.kind == .absent {
      hasMissingInput = true
      notChecked.append(Coverage.NotChecked(what: error.message, reason: error.hint ?? "not at hand"))
      return
    }
    hasFailed = true
    switch error.kind {
    case .missingFile, .syntax, .notAResource, .badKustomization, .cycle, .outsideRoot, .unsupported:
      hasMissingInput = true
    default: break
    }
    // A patch for an object whose file could not be read is not wrong.
    if error.kind == .noMatch, hasMissingInput { return }
    diagnostics.append(
      Diagnostic(
        rule: rule ?? KustomizeRules.rule(for: error.kind), message: error.message, hint: error.hint,
        origin: error.origin,
        trail: [TrailStep(layer: layer, action: "fails", origin: error.origin)]))
  }

  mutating func note(
    _ rule: Rule, severity: Severity? = nil, _ message: String, hint: String? = nil, origin: Origin, layer: LayerID
  ) {
    diagnostics.append(
      Diagnostic(
        rule: rule, severity: severity, message: message, hint: hint, origin: origin,
        trail: [TrailStep(layer: layer, action: "declares", origin: origin)]))
  }

  mutating func append(_ other: BuildLog) {
    diagnostics += other.diagnostics
    notChecked += other.notChecked
    remarks += other.remarks
    hasFailed = hasFailed || other.hasFailed
    hasMissingInput = hasMissingInput || other.hasMissingInput
  }
}
