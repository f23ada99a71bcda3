import Manifest

/// Finds out whether a kustomization leads back to one that includes it.
///
/// Every edge of a circle is cut, not only the one that a build happens to meet last, and all of them are blamed on one
/// place: so the result does not depend on where a build starts, nor on which worker was first.
struct CycleFinder {
  let kustomizer: Kustomizer

  /// A circle of folders.
  struct Cycle {
    /// From the first in order round to itself.
    var folders: [String]
    /// The entry that leads to the first folder.
    var origin: Origin

    var description: String { folders.map { $0.isEmpty ? "." : $0 }.joined(separator: " → ") }
  }

  /// The circle that the step from one folder to another is part of; nil when it is part of none.
  func cycle(from folder: String, to next: String) -> Cycle? {
    guard let way = way(from: next, to: folder) else { return nil }
    // `way` leads from the next folder to this one: together with the step it is the circle.
    let circle = way
    guard let first = circle.indices.min(by: { circle[$0] < circle[$1] }) else { return nil }
    let folders = Array(circle[first...] + circle[..<first]) + [circle[first]]
    let before = folders[folders.count - 2]
    let origin = steps(from: before).first { $0.folder == folders[0] }?.origin ?? .none
    return Cycle(folders: folders, origin: origin)
  }

  private struct Step {
    var folder: String
    var origin: Origin
  }

  /// The folders that a kustomization includes, in the order of the file.
  private func steps(from folder: String) -> [Step] {
    guard let kustomization = kustomizer.kustomization(in: folder).kustomization else { return [] }
    let tree = kustomizer.workspace.tree
    return (kustomization.resources + kustomization.components).compactMap { entry in
      guard !RemoteReference.isRemote(entry.value), let path = TreePath.join(folder, entry.value),
        tree.kind(of: path) == .directory
      else { return nil }
      return Step(folder: (try? tree.resolve(path)) ?? path, origin: entry.origin)
    }
  }

  /// The folders on the way from one to another, both included; nil when there is no way.
  private func way(from start: String, to goal: String) -> [String]? {
    var previous: [String: String] = [:]
    var open = [start]
    var seen: Set<String> = [start]
    while !open.isEmpty {
      let folder = open.removeFirst()
      if folder == goal {
        var way = [folder]
        while let before = previous[way[0]] { way.insert(before, at: 0) }
        return way
      }
      for step in steps(from: folder) where seen.insert(step.folder).inserted {
        previous[step.folder] = folder
        open.append(step.folder)
      }
    }
    return nil
  }
}
