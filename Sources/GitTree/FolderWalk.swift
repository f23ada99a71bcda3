import CLibGit2
import CLibGit2Shim
import Glibc

/// Lists the files of a folder on disk, in a work tree those that Git tracks or does not ignore.
///
/// Git's own status compares the content of files and asks its ignore rules about each; here the rules are asked only
/// about what is not tracked, which in a usual work tree is next to nothing.
struct FolderWalk {
  /// A folder that is still to be read.
  private struct Pending {
    /// As the system has it; empty for the root.
    var path: [UInt8]
  }

  private let folder: DiskFolder
  private let repository: OpaquePointer?
  private let index: OpaquePointer?
  /// When the index was written: a file changed at that moment may look unchanged.
  private var indexTime = timespec()
  private var builder = PathTable.Builder()
  private var pending: [Pending] = []

  /// All files but those in a `.git`.
  static func plain(_ folder: DiskFolder) throws(SourceError) -> PathTable {
    var walk = FolderWalk(folder: folder, repository: nil, index: nil)
    return try walk.run()
  }

  /// The files of a work tree.
  static func workTree(_ folder: DiskFolder, _ repository: borrowing Repository, _ index: borrowing Index)
    throws(SourceError) -> PathTable
  {
    var walk = FolderWalk(folder: folder, repository: repository.pointer, index: index.pointer)
    var status = stat()
    if let path = git_index_path(index.pointer), stat(path, &status) == 0 { walk.indexTime = status.st_mtim }
    return try walk.run()
  }

  private init(folder: DiskFolder, repository: OpaquePointer?, index: OpaquePointer?) {
    self.folder = folder
    self.repository = repository
    self.index = index
  }

  private mutating func run() throws(SourceError) -> PathTable {
    pending = [Pending(path: [])]
    while let next = pending.popLast() { try read(next) }
    return builder.finish()
  }

  private mutating func read(_ next: Pending) throws(SourceError) {
    let name: [UInt8] = next.path.isEmpty ? [UInt8(ascii: ".")] : next.path
    let descriptor = DiskFolder.terminated(name) { strata_open_beneath(folder.descriptor, $0, O_DIRECTORY) }
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      let reason = errno
      if descriptor >= 0 { close(descriptor) }
      if next.path.isEmpty { throw .unreadable(folder.path, reason: LibGit2.systemError(reason)) }
      // A folder that went away or became a link meanwhile is not there.
      if reason == ENOENT || reason == ENOTDIR || reason == ELOOP { return }
      return try append(next.path, .closedFolder, size: Int(reason))
    }
    defer { closedir(stream) }
    var path = next.path
    if !path.isEmpty { path.append(UInt8(ascii: "/")) }
    let (length, found) = (path.count, builder.count + pending.count)
    while let entry = readdir(stream) {
      path.removeLast(path.count - length)
      withUnsafeBytes(of: &entry.pointee.d_name) { name in
        path.append(contentsOf: name.prefix { $0 != 0 })
      }
      if Self.isSkipped(path[length...]) { continue }
      try visit(&path, nameAt: length, in: descriptor, type: entry.pointee.d_type)
    }
    if builder.count + pending.count == found, !next.path.isEmpty { try append(next.path, .folder) }
  }

  /// Takes an entry of a folder; `path` may be changed behind its end.
  private mutating func visit(_ path: inout [UInt8], nameAt start: Int, in descriptor: Int32, type: UInt8)
    throws(SourceError)
  {
    var status = stat()
    if type != UInt8(DT_DIR) {
      let code = DiskFolder.terminated(Array(path[start...])) {
        fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
      }
      if code != 0 { return }
    }
    if type == UInt8(DT_DIR) || status.st_mode & S_IFMT == S_IFDIR {
      return try visitFolder(path, nameAt: start, in: descriptor)
    }
    let tracked = DiskFolder.terminated(path) { trackedEntry($0) }
    if tracked == .no, isIgnored(path) { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: try append(path, .file, size: Int(status.st_size), id: id(of: tracked, status, .file))
    case S_IFLNK: try append(path, .link, size: Int(status.st_size), id: id(of: tracked, status, .link))
    default: try append(path, .special, size: Int(status.st_mode))
    }
  }

  private mutating func visitFolder(_ path: [UInt8], nameAt start: Int, in descriptor: Int32) throws(SourceError) {
    guard let index else {
      pending.append(Pending(path: path))
      return
    }
    let tracked = DiskFolder.terminated(path) { trackedEntry($0) }
    if case .entry(let entry) = tracked, IndexReader.kind(of: entry.pointee.mode) == .submodule {
      return try append(path, .submodule, id: entry.pointee.id)
    }
    let below = path + [UInt8(ascii: "/")]
    if DiskFolder.terminated(below, { git_index_find_prefix(nil, index, $0) }) != 0 {
      if isIgnored(below) { return }
      let inner = DiskFolder.terminated(path[start...] + Array("/.git".utf8)) {
        faccessat(descriptor, $0, F_OK, AT_SYMLINK_NOFOLLOW)
      }
      if inner == 0 { return try append(path, .submodule) }
    }
    pending.append(Pending(path: path))
  }

  private static func isSkipped(_ name: ArraySlice<UInt8>) -> Bool {
    guard name.first == UInt8(ascii: ".") else { return name.isEmpty }
    return name.count == 1 || name.elementsEqual("..".utf8) || name.elementsEqual(".git".utf8)
  }

  // MARK: Git's view

  private enum Tracked: Equatable {
    case no, unmerged
    case entry(UnsafePointer<git_index_entry>)
  }

  private func trackedEntry(_ path: UnsafePointer<CChar>) -> Tracked {
    guard let index else { return .no }
    if let entry = git_index_get_bypath(index, path, 0) { return .entry(entry) }
    return git_index_find(nil, index, path) == 0 ? .unmerged : .no
  }

  private func isIgnored(_ path: [UInt8]) -> Bool {
    guard let repository else { return false }
    var ignored: Int32 = 0
    return DiskFolder.terminated(path) { git_ignore_path_is_ignored(&ignored, repository, $0) } == 0 && ignored == 1
  }

  /// The blob id when the index knows the file to be unchanged, by the same signs that Git goes by.
  private func id(of tracked: Tracked, _ status: stat, _ kind: PathTable.Kind) -> git_oid {
    guard case .entry(let pointer) = tracked else { return git_oid() }
    let entry = pointer.pointee
    let isOlder =
      status.st_mtim.tv_sec != indexTime.tv_sec
      ? status.st_mtim.tv_sec < indexTime.tv_sec : status.st_mtim.tv_nsec < indexTime.tv_nsec
    let isUnchanged =
      isOlder && IndexReader.kind(of: entry.mode) == kind && !IndexReader.isIntentToAdd(entry)
      && Self.same(entry.mtime, status.st_mtim) && Self.same(entry.ctime, status.st_ctim)
      && entry.ino == UInt32(truncatingIfNeeded: status.st_ino)
      && entry.file_size == UInt32(truncatingIfNeeded: status.st_size)
    return isUnchanged ? entry.id : git_oid()
  }

  private static func same(_ left: git_index_time, _ right: timespec) -> Bool {
    left.seconds == Int32(truncatingIfNeeded: right.tv_sec) && Int(left.nanoseconds) == right.tv_nsec
  }

  private mutating func append(_ path: [UInt8], _ kind: PathTable.Kind, size: Int = 0, id: git_oid = git_oid())
    throws(SourceError)
  {
    guard builder.append(path, kind: kind, size: size, id: id) else {
      throw .tooManyFiles(folder.path, limit: PathTable.Limits.files)
    }
  }
}
