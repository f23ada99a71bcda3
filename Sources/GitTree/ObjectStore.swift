import CLibGit2
import Manifest
import Synchronization

/// Reads the content of files by their ids, from any thread.
///
/// A database of libgit2 is cheap to open and serves one thread at a time, so each reader takes one that is idle, or
/// opens another; there are never more than there are threads.
final class ObjectStore: Sendable {
  /// Lent to one thread at a time.
  private final class Lease: @unchecked Sendable {
    let database: ObjectDatabase

    init?(_ folders: [String]) {
      guard let database = ObjectDatabase.open(folders: folders) else { return nil }
      self.database = database
    }
  }

  private let folders: [String]
  private let isPartialClone: Bool
  private let idle = Mutex<[Lease]>([])

  /// `folders` are the `objects` folder of a repository and those that it borrows from.
  init(folders: [String], isPartialClone: Bool) {
    self.folders = folders
    self.isPartialClone = isPartialClone
  }

  /// The content of a blob, which is `path` to the user.
  func read(_ id: git_oid, path: String, limit: Int) throws(FileError) -> [UInt8] {
    guard let lease = idle.withLock({ $0.popLast() }) ?? Lease(folders) else {
      throw .unreadable(path, reason: "the objects of the repository cannot be opened: \(LibGit2.lastError())")
    }
    defer { idle.withLock { $0.append(lease) } }
    var id = id
    var size = 0
    var type = GIT_OBJECT_INVALID
    // The header tells the size of a blob for a tenth of the cost of its content.
    try check(git_odb_read_header(&size, &type, lease.database.pointer, &id), id, path)
    guard type == GIT_OBJECT_BLOB else { throw .unreadable(path, reason: "Git object \(id.hexadecimal) is not a file") }
    guard size <= limit else { throw .tooLarge(path, size: size, limit: limit) }
    var object: OpaquePointer?
    try check(git_odb_read(&object, lease.database.pointer, &id), id, path)
    guard let object else { throw .unreadable(path, reason: "no content") }
    defer { git_odb_object_free(object) }
    return Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
  }

  private func check(_ code: Int32, _ id: git_oid, _ path: String) throws(FileError) {
    if code == 0 { return }
    guard code == GIT_ENOTFOUND.rawValue else { throw .unreadable(path, reason: LibGit2.lastError()) }
    throw .unreadable(
      path,
      reason: isPartialClone
        ? "its content was not fetched into this partial clone; `git cat-file blob \(id.hexadecimal)` fetches it"
        : "Git object \(id.hexadecimal) is missing from the repository")
  }
}
