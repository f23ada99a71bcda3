import Kustomize
import Manifest

/// The files of the tree by what they are for.
struct FileIndex {
  /// Every file, sorted by path.
  let all: [String]
  let submodules: [String]
  /// Folders with a kustomization file.
  let kustomizationFolders: Set<String>
  /// Folders with a Chart.yaml.
  let chartFolders: Set<String>

  init(_ entries: [FileEntry]) {
    var all: [String] = []
    var submodules: [String] = []
    var kustomizations: Set<String> = []
    var charts: Set<String> = []
    for entry in entries {
      guard entry.kind != .submodule else {
        submodules.append(entry.path)
        continue
      }
      all.append(entry.path)
      let name = TreePath.name(of: entry.path)
      if Kustomizer.fileNames.contains(name) { kustomizations.insert(TreePath.folder(of: entry.path)) }
      if name == "Chart.yaml" { charts.insert(TreePath.folder(of: entry.path)) }
    }
    self.all = all
    self.submodules = submodules
    kustomizationFolders = kustomizations
    chartFolders = charts
  }

  /// The files in and below a folder, sorted by path.
  func files(in folder: String) -> ArraySlice<String> {
    guard !folder.isEmpty else { return all[...] }
    // Sorted by bytes, they stand together behind the name of the folder and a slash.
    let prefix = folder + "/"
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].utf8.lexicographicallyPrecedes(prefix.utf8) { low = middle + 1 } else { high = middle }
    }
    return all[low...].prefix { $0.utf8.starts(with: prefix.utf8) }
  }

  /// Whether a path ends as YAML files do.
  static func isYAML(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

  /// Whether a path lies in a folder whose name starts with a dot: configuration of tools, not of clusters.
  static func isHidden(_ path: String) -> Bool {
    path.split(separator: "/").contains { $0.utf8.first == UInt8(ascii: ".") }
  }

  /// Folders of programs: what looks like manifests in them is input of tests, or somebody else's.
  private static let foreignFolders: Set<String> = [
    "testdata", "test-data", "test-fixtures", "fixtures", "__fixtures__", "__tests__", "node_modules", "vendor",
  ]

  /// The folder on the way to a file that belongs to a program rather than to a cluster.
  static func foreignFolder(of path: String) -> String? {
    let folders = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    guard let position = folders.firstIndex(where: { foreignFolders.contains(String($0)) }) else { return nil }
    return folders[...position].joined(separator: "/")
  }

  /// The chart that a path belongs to.
  func chart(of path: String) -> String? {
    var folder = TreePath.folder(of: path)
    while true {
      if chartFolders.contains(folder) { return folder }
      if folder.isEmpty { return nil }
      folder = TreePath.folder(of: folder)
    }
  }

  /// The outermost folder with a kustomization file on the way from below `limit` down to `folder`.
  func kustomizationRoot(above folder: String, below limit: String) -> String? {
    var folder = folder
    var root: String?
    while folder != limit, TreePath.isInside(folder, folder: limit) {
      if kustomizationFolders.contains(folder) { root = folder }
      folder = TreePath.folder(of: folder)
    }
    return root
  }
}
