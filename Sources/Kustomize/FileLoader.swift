import Manifest

/// Reads the files that a kustomization names, under kustomize's load restriction.
struct FileLoader {
  let workspace: Workspace
  /// Folder that paths are relative to.
  let folder: String
  let restrictor: KustomizeOptions.LoadRestrictor

  /// The path from the root of the tree that `path`, found at `origin`, means.
  func locate(_ path: Located<String>) throws(BuildError) -> String {
    if RemoteReference.isRemote(path.value) {
      let place = "\(workspace.sourceMap.path(path.origin.file)):\(path.origin.line)"
      throw BuildError(
        .absent, "\(path.value) (\(place))", hint: "remote resource, not fetched", at: path.origin)
    }
    if path.value.utf8.first == UInt8(ascii: "/") {
      throw BuildError(
        .outsideRoot, "the absolute path \(path.value) means nothing in a repository",
        hint: "paths are relative to the folder of the kustomization", at: path.origin)
    }
    guard let joined = TreePath.join(folder, path.value) else {
      throw BuildError(.outsideRoot, "\(path.value) leads out of the repository", at: path.origin)
    }
    return joined
  }

  /// The resolved path of a file that may be read.
  func file(_ path: Located<String>) throws(BuildError) -> String {
    let located = try locate(path)
    let resolved: String
    do {
      resolved = try workspace.tree.resolve(located)
    } catch {
      throw failure(error, path)
    }
    if restrictor == .rootOnly {
      // Links are followed on both sides, as kustomize does.
      let root = (try? workspace.tree.resolve(folder)) ?? folder
      guard TreePath.isInside(resolved, folder: root) else {
        throw BuildError(
          .outsideRoot, "security; file \(path.value) is not in or below \(folder.isEmpty ? "." : folder)",
          hint: "move the file below the kustomization, make it a component, or build with LoadRestrictionsNone",
          at: path.origin)
      }
    }
    return resolved
  }

  /// The content of a file.
  func read(_ path: Located<String>) throws(BuildError) -> EmbeddedText {
    let resolved = try file(path)
    let bytes: [UInt8]
    do throws(FileError) { bytes = try workspace.tree.read(resolved) } catch { throw failure(error, path) }
    if LFSPointer.isPointer(bytes) {
      throw BuildError(.absent, resolved, hint: LFSPointer.reason, at: path.origin)
    }
    return EmbeddedText(file: workspace.sourceMap.file(resolved), bytes: bytes)
  }

  private func failure(_ error: FileError, _ path: Located<String>) -> BuildError {
    let kind: BuildError.Kind = if case .outside = error { .outsideRoot } else { .missingFile }
    return BuildError(kind, "\(path.value): \(error.reason)", hint: nearMiss(path), at: path.origin)
  }

  /// A name in the same folder that is nearly the one that was asked for.
  private func nearMiss(_ path: Located<String>) -> String? {
    guard let located = TreePath.join(folder, path.value) else { return nil }
    let parent = TreePath.folder(of: located)
    guard let names = try? workspace.tree.list(parent) else { return nil }
    let name = TreePath.name(of: located)
    guard let near = Suggestion.nearest(to: name, among: names) else { return nil }
    return "did you mean \(TreePath.relative(parent.isEmpty ? near : "\(parent)/\(near)", from: folder))?"
  }
}
