import Glibc
import Manifest

/// Files on disk, found when they are asked for: for rendering a folder that is in no repository, where a kustomization
/// may lead to folders beside it, as it does for kubectl.
///
/// The root is the root of the file system; links are followed. `allFiles` lists the folder that was opened.
public struct DiskTree: FileTree {
  /// The folder that was opened, relative to the root.
  public let prefix: String

  private let root: DiskFolder

  /// Opens a folder on disk.
  public init(_ path: String) throws(SourceError) {
    guard let real = RepositoryHandle.realPath(path) else { throw .pathNotFound(path) }
    prefix = String(real.drop { $0 == "/" })
    root = try DiskFolder("/")
  }

  public func kind(of path: String) -> FileKind? {
    var status = stat()
    guard stat("/" + path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .directory : .file
  }

  public func resolve(_ path: String) throws(FileError) -> String {
    guard let real = RepositoryHandle.realPath("/" + path) else { throw DiskFolder.error(errno, path) }
    return String(real.drop { $0 == "/" })
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    try root.read(Array(try resolve(path).utf8), path: path, limit: SourceTree.defaultFileSizeLimit)
  }

  public func list(_ directory: String) throws(FileError) -> [String] {
    guard let handle = opendir("/" + directory) else { throw DiskFolder.error(errno, directory) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public func allFiles() throws(FileError) -> [FileEntry] {
    var files: [FileEntry] = []
    var folders = [prefix]
    while let folder = folders.popLast() {
      for name in try list(folder) where name != ".git" {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        var status = stat()
        guard lstat("/" + path, &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folders.append(path)
        case S_IFLNK: files.append(FileEntry(path: path, kind: .link, size: 0, id: ""))
        default: files.append(FileEntry(path: path, kind: .file, size: Int(status.st_size), id: ""))
        }
      }
    }
    return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

extension SourceTree {
  /// The files to render a folder from: its repository's, or, where it is in none, those on disk. `prefix` is the way
  /// from the root of the tree to the folder.
  public static func forRendering(_ path: String) throws(SourceError) -> (tree: any FileTree, prefix: String) {
    if let folder = RepositoryHandle.realPath(path), try RepositoryHandle.discover(folder) == nil {
      let tree = try DiskTree(path)
      return (tree, tree.prefix)
    }
    let tree = try open(path: path)
    return (tree, tree.prefix)
  }
}
