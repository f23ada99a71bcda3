import CLibGit2
import Glibc
import Manifest
import Synchronization

/// The files of a repository at a revision, at its index or in its work tree, or of a plain folder.
///
/// What files there are is found out once, when the tree is opened; content is read when asked for. The root is the
/// root of the repository even when a folder below it was named: `prefix` is the way to that.
public final class SourceTree: FileTree {
  /// Which files of a repository.
  public enum Selection: Sendable, Hashable {
    /// Tracked files and those that are not ignored, as they are on disk; `HEAD` for a bare repository.
    case workTree
    /// What is staged.
    case index
    /// A branch, tag, id, or anything else that names a commit or tree to Git.
    case revision(String)
  }

  /// Where content comes from.
  enum Content: Sendable {
    case objects(ObjectStore)
    case disk(DiskFolder)
  }

  /// For the report.
  public let source: ScanResult.Source
  /// The path that was opened, relative to the root; empty for the root.
  public let prefix: String
  /// The root on disk: work tree, bare repository or plain folder.
  public let root: String
  /// Parts of the tree that cannot be read and why, sorted; empty folders and the like are not worth a word.
  public let notChecked: [Coverage.NotChecked]
  /// The size of the largest file that is read.
  public let fileSizeLimit: Int

  let table: PathTable
  let content: Content
  /// Nil for a plain folder.
  let repository: RepositoryHandle?

  /// 64 MiB: manifests are never as large, and one file must not take all memory.
  public static let defaultFileSizeLimit = 64 << 20

  init(
    source: ScanResult.Source, prefix: String, root: String, table: PathTable, content: Content,
    repository: RepositoryHandle?, notChecked: [Coverage.NotChecked], fileSizeLimit: Int
  ) {
    self.source = source
    self.prefix = prefix
    self.root = root
    self.table = table
    self.content = content
    self.repository = repository
    self.fileSizeLimit = fileSizeLimit
    self.notChecked = (notChecked + Self.remarks(on: table)).sorted()
  }

  // MARK: FileTree

  public func kind(of path: String) -> FileKind? {
    guard let place = try? locate(path) else { return nil }
    return switch place.found {
    case .entry(let index):
      switch table.entries[index].kind {
      case .folder, .closedFolder: .directory
      case .submodule: .submodule
      case .file, .special, .link: .file
      }
    case .folder: .directory
    case .nothing: nil
    }
  }

  public func resolve(_ path: String) throws(FileError) -> String { try locate(path).path }

  public func read(_ path: String) throws(FileError) -> [UInt8] { try read(path, limit: fileSizeLimit) }

  /// The content of a file that has no more than `limit` bytes.
  public func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    guard case .entry(let index) = try locate(path).found else { throw .isDirectory(path) }
    let entry = table.entries[index]
    switch entry.kind {
    case .folder, .closedFolder: throw .isDirectory(path)
    case .submodule: throw .submodule(path)
    case .special: throw .unreadable(path, reason: DiskFolder.special(mode_t(entry.size)) ?? "is not a regular file")
    case .file, .link: break
    }
    switch content {
    case .objects(let store): return try store.read(entry.id, path: path, limit: limit)
    case .disk(let folder): return try folder.read(table.systemPath(index), path: path, limit: limit)
    }
  }

  public func list(_ directory: String) throws(FileError) -> [String] {
    let place = try locate(directory)
    switch place.found {
    case .folder(let range):
      return table.names(in: range, prefix: place.path.isEmpty ? 0 : place.path.utf8.count + 1)
    case .nothing: throw .notFound(directory)
    case .entry(let index):
      switch table.entries[index].kind {
      case .folder: return []
      case .closedFolder:
        throw .unreadable(directory, reason: LibGit2.systemError(Int32(table.entries[index].size)))
      case .submodule: throw .submodule(directory)
      case .file, .link, .special: throw .notDirectory(directory)
      }
    }
  }

  public func allFiles() throws(FileError) -> [FileEntry] {
    var files: [FileEntry] = []
    files.reserveCapacity(table.entries.count)
    for (index, entry) in table.entries.enumerated() {
      let kind: FileEntry.Kind
      switch entry.kind {
      case .file, .special: kind = .file
      case .link: kind = .link
      case .submodule: kind = .submodule
      case .folder, .closedFolder: continue
      }
      let size = entry.kind == .special ? 0 : entry.size
      let id = entry.id.isZero ? "" : entry.id.hexadecimal
      files.append(FileEntry(path: table.path(index), kind: kind, size: size, id: id))
    }
    return files
  }

  // MARK: Links

  /// A path without links, and what stands there.
  struct Place {
    var path: String
    var found: PathTable.Found
  }

  /// Follows links segment by segment as the system does.
  func locate(_ path: String) throws(FileError) -> Place {
    // The paths of the table hold no links, so one that is found as it stands needs no more.
    switch table.find(path) {
    case .entry(let index) where table.entries[index].kind == .link: break
    case .nothing where isPlainName(path):
      // A name that a real folder does not have: the common question "is there a kustomization.yaml here".
      if case .folder = table.find(TreePath.folder(of: path)) { throw .notFound(path) }
    case .nothing: break
    case let found: return Place(path: path, found: found)
    }
    var pending = Self.segments(path.utf8)
    var place = Place(path: "", found: .folder(0..<table.entries.count))
    var links = 0
    while let segment = pending.popLast() {
      if segment == ".." {
        guard !place.path.isEmpty else { throw .outside(path) }
        place.path = TreePath.folder(of: place.path)
        place.found = table.find(place.path)
        continue
      }
      guard try isFolder(place, asked: path) else { throw .notDirectory(path) }
      let next = place.path.isEmpty ? segment : place.path + "/" + segment
      let found = table.find(next)
      if case .nothing = found { throw .notFound(path) }
      guard case .entry(let index) = found, table.entries[index].kind == .link else {
        place = Place(path: next, found: found)
        continue
      }
      links += 1
      // The kernel's own limit.
      guard links <= 40 else { throw .unreadable(path, reason: "symbolic links lead in a circle") }
      let target = try self.target(of: index, path: path)
      guard target.first != UInt8(ascii: "/") else { throw .outside(path) }
      pending += Self.segments(PathName.readable(target))
    }
    return place
  }

  /// Whether the last segment is a name rather than `.`, `..` or nothing.
  private func isPlainName(_ path: String) -> Bool {
    let name = TreePath.name(of: path).utf8
    return !(name.isEmpty || name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8))
  }

  /// Whether a path may go on below this place.
  private func isFolder(_ place: Place, asked path: String) throws(FileError) -> Bool {
    switch place.found {
    case .folder: return true
    case .nothing: throw .notFound(path)
    case .entry(let index):
      switch table.entries[index].kind {
      case .folder: return true
      case .submodule: throw .submodule(path)
      case .closedFolder: throw .unreadable(path, reason: LibGit2.systemError(Int32(table.entries[index].size)))
      case .file, .link, .special: return false
      }
    }
  }

  /// The segments from last to first.
  private static func segments(_ path: some Collection<UInt8>) -> [String] {
    path.split(separator: UInt8(ascii: "/")).reversed().compactMap {
      $0.elementsEqual([UInt8(ascii: ".")]) ? nil : String(decoding: $0, as: UTF8.self)
    }
  }

  func target(of index: Int, path: String) throws(FileError) -> [UInt8] {
    switch content {
    case .objects(let store): try store.read(table.entries[index].id, path: path, limit: Int(PATH_MAX))
    case .disk(let folder): try folder.target(of: table.systemPath(index), path: path)
    }
  }

  private static func remarks(on table: PathTable) -> [Coverage.NotChecked] {
    var remarks: [Coverage.NotChecked] = []
    for (index, entry) in table.entries.enumerated() {
      switch entry.kind {
      case .submodule:
        remarks.append(
          .init(
            what: table.path(index), reason: "another Git repository (submodule or nested clone)",
            hint: "scan it on its own"))
      case .closedFolder:
        remarks.append(.init(what: table.path(index), reason: LibGit2.systemError(Int32(entry.size))))
      case .file, .link, .folder, .special: break
      }
      if entry.raw >= 0 {
        remarks.append(
          .init(
            what: table.path(index), reason: "the name is not UTF-8, so no file can refer to it",
            hint: "rename it; its content is read"))
      }
    }
    return remarks
  }
}
