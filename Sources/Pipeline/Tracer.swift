import Discovery
import GitTree
import Kustomize
import Manifest

/// `strata trace`: where a field comes from.
public struct Tracer: Sendable {
  /// Which objects are meant: `Kind/name` or `Kind/namespace/name`.
  public struct ObjectPattern: Sendable {
    public var kind: String
    public var namespace: String?
    public var name: String

    /// Reads a pattern; nil when the text has neither form.
    public init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
      kind = parts[0]
      namespace = parts.count == 3 ? parts[1] : nil
      name = parts[parts.count - 1]
    }

    /// Names count as they are now and as the source file has them; kinds without regard to case.
    func matches(_ resource: Resource) -> Bool {
      let (now, original) = (resource.ref, resource.original)
      return now.kind.lowercased() == kind.lowercased() && (now.name == name || original.name == name)
        && (namespace == nil || now.namespace == namespace)
    }
  }

  /// The history of one field of one object.
  public struct Trace: Sendable {
    public var entryPoint: String
    public var object: ObjectRef
    /// The field; empty for the whole object.
    public var path: String
    /// The value now, where it is a scalar; nil when the field is not there.
    public var value: String?
    /// Whether the field is there.
    public var isPresent: Bool
    public var steps: [Finding.Step]
  }

  private let pattern: ObjectPattern
  private let field: FieldPath.Pattern

  public init(object: ObjectPattern, field: FieldPath.Pattern) {
    pattern = object
    self.field = field
  }

  /// Traces in the kustomization of a folder, or, where it has none, in every entry point below it.
  public func run(in folder: String, options: KustomizeOptions = KustomizeOptions()) throws(SourceError) -> [Trace] {
    let (tree, prefix) = try SourceTree.forRendering(folder)
    let kustomizer = Kustomizer(workspace: Workspace(tree: tree), options: options)
    let result = WorkerPool.map(1, workers: 1) { _ in
      Result { () throws(FileError) in try traces(kustomizer, below: prefix) }
    }
    switch result.first {
    case .success(let traces): return traces
    case .failure(let error): throw .unreadable(folder, reason: error.reason)
    case nil: throw .unreadable(folder, reason: "no thread could be started")
    }
  }

  private func traces(_ kustomizer: Kustomizer, below folder: String) throws(FileError) -> [Trace] {
    if kustomizer.hasKustomization(folder) {
      let build = kustomizer.build(folder, restrictor: KustomizeOptions.LoadRestrictor.none)
      return build.resources.filter(pattern.matches)
        .map { trace($0, folder.isEmpty ? "." : folder, kustomizer.workspace) }
    }
    var builder = try InventoryBuilder(kustomizer: kustomizer, folder: folder)
    let renderer = EntryPointRenderer(kustomizer: kustomizer, restrictor: .none)
    return builder.build().entryPoints.flatMap { entryPoint in
      renderer.render(entryPoint.target).resources.filter(pattern.matches)
        .map { trace($0, entryPoint.name, kustomizer.workspace) }
    }
  }

  private func trace(_ resource: Resource, _ entryPoint: String, _ workspace: Workspace) -> Trace {
    guard let path = field.resolve(in: resource.document) else {
      return Trace(
        entryPoint: entryPoint, object: resource.ref, path: "", value: nil, isPresent: false, steps: [])
    }
    let steps = TrailBuilder(resource: resource, sourceMap: workspace.sourceMap).trail(path).map { step in
      let place = workspace.sourceMap.place(of: step.origin)
      return Finding.Step(
        layer: workspace.layers[step.layer].description, action: step.action,
        location: place.map {
          SourceLocation(file: $0.path, line: $0.line, column: $0.column, endLine: 0, endColumn: 0)
        }, value: step.value)
    }
    return Trace(
      entryPoint: entryPoint, object: resource.ref, path: path.description, value: steps.last?.value, isPresent: true,
      steps: steps)
  }
}
