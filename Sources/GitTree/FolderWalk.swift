import CLibGit2
import CLibGit2Shim
import Glibc

/// Lists the files of a folder on disk, in a work tree those that Git tracks or does not ignore.
///
/// Git's own status compares the content of files and asks its ignore rules about each; here the rules are asked only
/// about what is not tracked, which in a usual work tree is next to nothing.
struct FolderWalk {
  private let folder: DiskFolder
  private let repository: OpaquePointer?
  private let index: OpaquePointer?
  /// When the index was written: a file changed at that moment may look unchanged.
  private var indexTime = timespec()
  private var builder = PathTable.Builder()
  /// Folders still to be read, as the system names them; the root is empty.
  private var pending: [[UInt8]] = [[]]
  /// The path at hand, with a zero behind it as C wants it.
  private var path: [UInt8] = [0]

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
    while let next = pending.popLast() { try read(next) }
    return builder.finish()
  }

  private mutating func read(_ parent: [UInt8]) throws(SourceError) {
    let name = parent.isEmpty ? [UInt8(ascii: ".")] : parent
    let descriptor = DiskFolder.terminated(name) { strata_open_beneath(folder.descriptor, $0, O_DIRECTORY) }
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      let reason = errno
      if descriptor >= 0 { close(descriptor) }
      if parent.isEmpty { throw .unreadable(folder.path, reason: LibGit2.systemError(reason)) }
      // A folder that went away or became a link meanwhile is not there.
      if reason == ENOENT || reason == ENOTDIR || reason == ELOOP { return }
      path = parent + [0]
      return try append(.closedFolder, size: Int(reason))
    }
    defer { closedir(stream) }
    let found = builder.count + pending.count
    path = parent.isEmpty ? [] : parent + [UInt8(ascii: "/")]
    let length = path.count
    while let entry = readdir(stream) {
      let type = entry.pointee.d_type
      try withUnsafeMutablePointer(to: &entry.pointee.d_name) { bytes throws(SourceError) in
        let name = UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
        if Self.isSkipped(name) { return }
        path.removeLast(path.count - length)
        path.append(contentsOf: UnsafeRawBufferPointer(start: name, count: strlen(name) + 1))
        try visit(name, in: descriptor, type: type)
      }
    }
    if builder.count + pending.count == found, !parent.isEmpty {
      path = parent + [0]
      try append(.folder)
    }
  }

  /// Takes an entry of a folder, whose path is at hand.
  private mutating func visit(_ name: UnsafePointer<CChar>, in descriptor: Int32, type: UInt8) throws(SourceError) {
    if type == UInt8(DT_DIR) { return try visitFolder(name, in: descriptor) }
    var status = stat()
    if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 { return }
    if status.st_mode & S_IFMT == S_IFDIR { return try visitFolder(name, in: descriptor) }
    let tracked = trackedEntry()
    if tracked == .no, isIgnored() { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: try append(.file, size: Int(status.st_size), id: id(of: tracked, status, .file))
    case S_IFLNK: try append(.link, size: Int(status.st_size), id: id(of: tracked, status, .link))
    default: try append(.special, size: Int(status.st_mode))
    }
  }

  private mutating func visitFolder(_ name: UnsafePointer<CChar>, in descriptor: Int32) throws(SourceError) {
    if let index {
      if case .entry(let entry) = trackedEntry(), IndexReader.kind(of: entry.pointee.mode) == .submodule {
        return try append(.submodule, id: entry.pointee.id)
      }
      path.insert(UInt8(ascii: "/"), at: path.count - 1)
      let holdsTracked = path.withUnsafeBytes { git_index_find_prefix(nil, index, Self.characters($0)) == 0 }
      let isIgnored = !holdsTracked && isIgnored()
      path.remove(at: path.count - 2)
      if isIgnored { return }
      if !holdsTracked, Self.holdsRepository(name, in: descriptor) { return try append(.submodule) }
    }
    pending.append(path.dropLast())
  }

  private static func holdsRepository(_ name: UnsafePointer<CChar>, in descriptor: Int32) -> Bool {
    let inner = Array(UnsafeRawBufferPointer(start: name, count: strlen(name))) + Array("/.git".utf8)
    return DiskFolder.terminated(inner) { faccessat(descriptor, $0, F_OK, AT_SYMLINK_NOFOLLOW) } == 0
  }

  private static func isSkipped(_ name: UnsafePointer<CChar>) -> Bool {
    guard name[0] == CChar(UInt8(ascii: ".")) else { return false }
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0
  }

  // MARK: Git's view

  private enum Tracked: Equatable {
    case no, unmerged
    case entry(UnsafePointer<git_index_entry>)
  }

  private func trackedEntry() -> Tracked {
    guard let index else { return .no }
    return path.withUnsafeBytes { bytes in
      let path = Self.characters(bytes)
      if let entry = git_index_get_bypath(index, path, 0) { return .entry(entry) }
      return git_index_find(nil, index, path) == 0 ? .unmerged : .no
    }
  }

  private func isIgnored() -> Bool {
    guard let repository else { return false }
    var ignored: Int32 = 0
    let code = path.withUnsafeBytes { git_ignore_path_is_ignored(&ignored, repository, Self.characters($0)) }
    return code == 0 && ignored == 1
  }

  private static func characters(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
    bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
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

  private mutating func append(_ kind: PathTable.Kind, size: Int = 0, id: git_oid = git_oid()) throws(SourceError) {
    guard builder.append(path.dropLast(), kind: kind, size: size, id: id) else {
      throw .tooManyFiles(folder.path, limit: PathTable.Limits.files)
    }
  }
}
