import GitTree
import Kustomize
import Manifest

/// `render kustomize`: one build or all below a folder, as text.
public enum KustomizeRenderer {
  /// A finished build.
  public struct Rendered: Sendable {
    /// The folder as it was named, or its path below the root.
    public var folder: String
    public var text: [UInt8]
    /// The objects one by one, under the names that `-o DIR` gives them; empty unless asked for.
    public var files: [(name: String, text: [UInt8])]
    /// One line each, with the place in front.
    public var errors: [String]
    public var warnings: [String]
  }

  /// Builds the kustomization in a folder on disk.
  public static func build(
    _ folder: String, options: KustomizeOptions, asFiles: Bool = false
  ) throws(SourceError) -> Rendered {
    let (tree, prefix) = try SourceTree.forRendering(folder)
    let kustomizer = Kustomizer(workspace: Workspace(tree: tree), options: options)
    return first(
      WorkerPool.map(1, workers: 1) { _ in
        render(prefix, named: folder, kustomizer, asFiles: asFiles)
      }, folder)
  }

  /// Builds every kustomization in and below a folder, bases shared, in the order of their paths. Components are no
  /// builds of their own.
  public static func all(below folder: String, options: KustomizeOptions) throws(SourceError) -> [Rendered] {
    let (tree, prefix) = try SourceTree.forRendering(folder)
    let kustomizer = Kustomizer(workspace: Workspace(tree: tree), options: options)
    let entries: [FileEntry]
    do throws(FileError) { entries = try tree.allFiles() } catch {
      throw .unreadable(folder, reason: error.reason)
    }
    let folders = Set(
      entries.map(\.path).filter { Kustomizer.fileNames.contains(TreePath.name(of: $0)) }
        .map { TreePath.folder(of: $0) }.filter { TreePath.isInside($0, folder: prefix) }
    ).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return WorkerPool.map(1, workers: 1) { _ in
      folders.filter { kustomizer.kustomizationReferences(in: $0)?.isComponent != true }
        .map { render($0, named: TreePath.relative($0, from: prefix), kustomizer) }
    }.first ?? []
  }

  private static func first(_ builds: [Rendered], _ folder: String) -> Rendered {
    builds.first ?? Rendered(folder: folder, text: [], files: [], errors: ["no thread could be started"], warnings: [])
  }

  private static func render(
    _ folder: String, named name: String, _ kustomizer: Kustomizer, asFiles: Bool = false
  ) -> Rendered {
    let build = kustomizer.build(folder)
    let files = asFiles ? build.files().files : []
    let (text, failures) = build.yaml()
    let line = { (diagnostic: Diagnostic) in describe(diagnostic, kustomizer.workspace) }
    var errors = (build.diagnostics + failures).filter { $0.severity == .error }.map(line)
    // A name is the repository's, and must not lead out of the folder that the user named.
    errors += files.map(\.name).filter { $0.utf8.contains(UInt8(ascii: "/")) }
      .map { "\($0): the name of the object is no file name" }
    errors += build.notChecked.map { "\($0.what): \($0.reason)" }
    return Rendered(
      folder: name, text: text, files: files, errors: errors,
      warnings: build.diagnostics.filter { $0.severity != .error }.map(line))
  }

  private static func describe(_ diagnostic: Diagnostic, _ workspace: Workspace) -> String {
    let place = workspace.sourceMap.place(of: diagnostic.origin)
    let hint = diagnostic.hint.map { " (\($0))" } ?? ""
    guard let place else { return diagnostic.message + hint }
    let root = workspace.tree is DiskTree ? "/" : ""
    let position = place.line > 0 ? ":\(place.line):\(place.column)" : ""
    return "\(root)\(place.path)\(position): \(diagnostic.message)\(hint)"
  }
}
