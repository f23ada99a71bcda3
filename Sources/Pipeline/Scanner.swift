import Discovery
import GitTree
import Glibc
import KubeSchema
import Kustomize
import Manifest

/// The main job: a source in, findings and coverage out.
public struct Scanner: Sendable {
  /// A finished scan and the tree it read, for source excerpts.
  public struct Scan: Sendable {
    public var result: ScanResult
    public var tree: SourceTree
    /// Whether anything for a cluster was found.
    public var foundAnything: Bool
  }

  private let request: ScanRequest

  public init(_ request: ScanRequest) { self.request = request }

  /// Every rule that a scan may report, sorted by id.
  public static let rules = (SourceRules.all + KustomizeRules.all + DiscoveryRules.all + SchemaRules.all)
    .reduce(into: [String: Rule]()) { $0[$1.id] = $1 }.values.sorted { $0.id < $1.id }

  /// Reads, renders and checks.
  public func run() throws(SourceError) -> Scan {
    let tree = try SourceTree.open(path: request.path, selection: request.selection)
    let workspace = Workspace(tree: tree)
    let kustomizer = Kustomizer(
      workspace: workspace, options: KustomizeOptions(version: request.kustomizeVersion))
    let workers = request.jobs > 0 ? request.jobs : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    // Discovery reads deep documents too: it needs a worker's stack.
    let discovered = WorkerPool.map(1, workers: 1) { _ in
      Result { () throws(FileError) in try Discovered(kustomizer: kustomizer, folder: tree.prefix) }
    }
    let found: Discovered
    switch discovered.first {
    case .success(let value): found = value
    case .failure(let error): throw .unreadable(request.path, reason: error.reason)
    case nil: throw .unreadable(request.path, reason: "no thread could be started")
    }

    let units = RenderUnit.units(of: found.inventory.entryPoints)
    let renderer = EntryPointRenderer(
      kustomizer: kustomizer, restrictor: found.usesFlux ? .none : .rootOnly)
    let checker = ResourceChecker(
      version: request.kubeVersion, stages: request.stages, sourceMap: workspace.sourceMap)
    let outcomes = WorkerPool.map(units.count, workers: workers) { index in
      checker.check(renderer.render(units[index].target))
    }
    let syntax = SyntaxCheck(workspace: workspace, files: found.otherFiles)
    let faults = WorkerPool.map(syntax.count, workers: workers) { syntax.check($0) }

    var report = ScanReport(request: request, workspace: workspace)
    report.add(found.inventory)
    for (unit, outcome) in zip(units, outcomes) { report.add(outcome, of: unit.entryPoints) }
    for fault in faults { report.add(fault) }
    report.add(tree.notChecked)
    return Scan(
      result: report.result(source: tree.source, rules: Self.rules), tree: tree, foundAnything: report.foundAnything)
  }
}

/// What discovery found; made on a worker thread.
private struct Discovered: Sendable {
  var inventory: Inventory
  var otherFiles: [String]
  var usesFlux: Bool

  init(kustomizer: Kustomizer, folder: String) throws(FileError) {
    var builder = try InventoryBuilder(kustomizer: kustomizer, folder: folder)
    inventory = builder.build()
    otherFiles = builder.otherFiles
    usesFlux = builder.usesFlux
  }
}

/// Entry points that render the same thing: it is rendered and checked once.
struct RenderUnit: Sendable {
  var target: EntryPoint.Target
  var entryPoints: [EntryPoint]

  static func units(of entryPoints: [EntryPoint]) -> [RenderUnit] {
    var units: [RenderUnit] = []
    var index: [EntryPoint.Target: Int] = [:]
    for entryPoint in entryPoints {
      if let position = index[entryPoint.target] {
        units[position].entryPoints.append(entryPoint)
      } else {
        index[entryPoint.target] = units.count
        units.append(RenderUnit(target: entryPoint.target, entryPoints: [entryPoint]))
      }
    }
    return units
  }
}
