import Discovery
import Manifest

/// Gathers what the stages found, in a fixed order, into the result of the scan.
struct ScanReport {
  private let request: ScanRequest
  private var collector: FindingCollector
  private var coverage = Coverage()
  private var notChecked: Set<Coverage.NotChecked> = []
  private var unknownKinds: [String: Int] = [:]

  init(request: ScanRequest, workspace: Workspace) {
    self.request = request
    collector = FindingCollector(workspace: workspace)
    coverage.kubernetesVersion = "\(request.kubeVersion)"
  }

  /// Whether anything for a cluster was found, well or broken.
  var foundAnything: Bool { coverage.objects > 0 || coverage.failedEntryPoints > 0 || coverage.entryPoints > 0 }

  mutating func add(_ inventory: Inventory) {
    coverage.files = inventory.fileCount
    coverage.manifestFiles = inventory.manifestCount
    for diagnostic in inventory.diagnostics where request.stages.contains(diagnostic.rule.stage) {
      collector.add(diagnostic)
    }
    add(inventory.notChecked)
  }

  mutating func add(_ outcome: CheckOutcome, of entryPoints: [EntryPoint]) {
    // A folder whose files only looked like manifests is no entry point.
    if case .manifests = entryPoints.first?.target, outcome.objects == 0, outcome.diagnostics.isEmpty {
      add(outcome.notChecked)
      return
    }
    coverage.entryPoints += entryPoints.count
    if outcome.hasFailed { coverage.failedEntryPoints += entryPoints.count }
    coverage.objects += outcome.objects * entryPoints.count
    coverage.validatedObjects += outcome.validated * entryPoints.count
    for (kind, count) in outcome.unknownKinds { unknownKinds[kind, default: 0] += count * entryPoints.count }
    for diagnostic in outcome.diagnostics { collector.add(diagnostic, seenBy: entryPoints) }
    add(outcome.notChecked)
  }

  /// Adds what belongs to no entry point.
  mutating func add(_ outcome: CheckOutcome) {
    for diagnostic in outcome.diagnostics where request.stages.contains(diagnostic.rule.stage) {
      collector.add(diagnostic)
    }
    add(outcome.notChecked)
  }

  mutating func add(_ entries: [Coverage.NotChecked]) { notChecked.formUnion(entries) }

  func result(source: ScanResult.Source, rules: [Rule]) -> ScanResult {
    var coverage = coverage
    let kinds = unknownKinds.map { kind, count in
      Coverage.NotChecked(what: "\(kind) (\(count))", reason: "no schema known for the kind")
    }
    coverage.notChecked = (Array(notChecked) + kinds).sorted()
    return ScanResult(source: source, findings: collector.findings(), coverage: coverage, rules: rules)
  }
}
