import KubeSchema
import Manifest

/// What came out of one entry point: nothing of it refers to the documents, so that they can go.
struct CheckOutcome: Sendable {
  var diagnostics: [Diagnostic] = []
  var notChecked: [Coverage.NotChecked] = []
  var objects = 0
  var validated = 0
  /// Kinds without schema, and how many objects of each.
  var unknownKinds: [String: Int] = [:]
  var hasFailed = false
}

/// Runs the checks on rendered objects.
struct ResourceChecker: Sendable {
  private let validator: SchemaValidator
  private let stages: Set<Stage>
  private let sourceMap: SourceMap

  init(version: KubeVersion, stages: Set<Stage>, sourceMap: SourceMap) {
    self.sourceMap = sourceMap
    validator = SchemaValidator(version: version)
    self.stages = stages
  }

  func check(_ rendering: Rendering) -> CheckOutcome {
    var outcome = CheckOutcome()
    outcome.diagnostics = rendering.diagnostics.filter { stages.contains($0.rule.stage) }
    outcome.notChecked = rendering.notChecked
    outcome.objects = rendering.resources.count
    outcome.hasFailed = rendering.hasFailed
    guard stages.contains(.schema) else { return outcome }
    for resource in rendering.resources { validate(resource, &outcome) }
    return outcome
  }

  private func validate(_ resource: Resource, _ outcome: inout CheckOutcome) {
    switch validator.validate(resource) {
    case .validated(let diagnostics):
      outcome.validated += 1
      outcome.diagnostics += diagnostics.map { withTrail($0, resource) }
    case .noSchema(let group, let version, let kind):
      outcome.unknownKinds["\(group.isEmpty ? version : "\(group)/\(version)") \(kind)", default: 0] += 1
    }
  }

  private func withTrail(_ diagnostic: Diagnostic, _ resource: Resource) -> Diagnostic {
    guard diagnostic.trail.isEmpty, let path = diagnostic.fieldPath else { return diagnostic }
    var diagnostic = diagnostic
    diagnostic.trail = TrailBuilder(resource: resource, sourceMap: sourceMap).trail(path)
    return diagnostic
  }
}
