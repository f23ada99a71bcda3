import CLibGit2
import Glibc
import Manifest
import Synchronization

/// An open repository that several threads may ask, one at a time.
final class RepositoryHandle: Sendable {
  /// Where the work tree, or the bare repository, lies.
  let root: String
  let isBare: Bool
  let isShallow: Bool
  /// Of this work tree.
  let gitFolder: String
  /// Of all work trees together.
  let commonFolder: String
  /// Address of the remote `origin` without credentials.
  let origin: String?
  let objects: ObjectStore
  /// Its `objects` folder and those that it borrows from.
  private let objectFolders: [String]
  private let handle: Mutex<Repository>
  /// Why the objects cannot be read; nil until that was looked at, empty when they can.
  private let objection = Mutex<String?>(nil)

  private init(_ repository: consuming sending Repository) {
    let pointer = repository.pointer
    gitFolder = Self.text(git_repository_path(pointer))
    commonFolder = Self.text(git_repository_commondir(pointer))
    let workFolder = Self.text(git_repository_workdir(pointer))
    isBare = workFolder.isEmpty
    let folder = isBare ? gitFolder : workFolder
    root = Self.realPath(folder) ?? folder
    isShallow = git_repository_is_shallow(pointer) == 1
    let configuration = Configuration(of: repository)
    origin = configuration?.string("remote.origin.url").map(RemoteAddress.withoutCredentials)
    let isPartial =
      configuration?.string("remote.origin.promisor") == "true"
      || configuration?.string("extensions.partialclone") != nil
    objectFolders = ObjectFolders.all(of: commonFolder + "objects")
    objects = ObjectStore(folders: objectFolders, isPartialClone: isPartial)
    handle = Mutex(repository)
  }

  /// The repository that a folder lies in; nil when it lies in none.
  static func discover(_ folder: String) throws(SourceError) -> RepositoryHandle? {
    LibGit2.start()
    var pointer: OpaquePointer?
    let code = git_repository_open_ext(&pointer, folder, 0, nil)
    if code == 0, let pointer { return RepositoryHandle(Repository(pointer: pointer)) }
    let reason = LibGit2.lastError()
    // libgit2 1.5 says "not found" when it means that the owner is not trusted.
    if code == GIT_EOWNER.rawValue || reason.holds("safe.directory") { throw .otherOwner(top(of: folder)) }
    if code == GIT_ENOTFOUND.rawValue { return nil }
    if let range = reason.firstPlace(of: "unsupported extension name extensions.") {
      let name = String(reason[range.upperBound...])
      let feature = name.hasPrefix("objectformat") ? "SHA-256 object ids" : "the repository extension \(name)"
      throw .unsupportedRepository(top(of: folder), feature: feature)
    }
    throw .damaged(top(of: folder), reason: reason)
  }

  /// Calls libgit2 while no other thread does so with this repository.
  func use<R, E: Error>(_ body: (borrowing Repository) throws(E) -> sending R) throws(E) -> sending R {
    try handle.withLock { (repository: inout sending Repository) throws(E) -> sending R in try body(repository) }
  }

  /// The same for calls that read objects: those in the index and in the work tree's files are not asked for.
  func useObjects<R>(_ body: (borrowing Repository) throws(SourceError) -> sending R) throws(SourceError) -> sending R {
    let objection = objection.withLock { known in
      if let known { return known }
      let found = findObjection()
      known = found
      return found
    }
    if !objection.isEmpty { throw .damaged(root, reason: objection) }
    return try use(body)
  }

  /// Makes sure that damaged objects are errors; libgit2 takes some for good and never comes back, or crashes.
  private func findObjection() -> String {
    for folder in objectFolders {
      if let name = PackIndex.firstDamaged(in: folder + "/pack") { return "the pack index \(name) is damaged" }
    }
    return use { repository in
      ObjectDatabase.guardObjects(of: repository, folders: objectFolders) ? "" : LibGit2.lastError()
    }
  }

  /// The nearest folder above with a `.git`, for a repository that would not open.
  private static func top(of folder: String) -> String {
    var current = folder
    while current.count > 1 {
      if access(current + "/.git", F_OK) == 0 { return current }
      current = "/" + TreePath.folder(of: String(current.dropFirst()))
    }
    return folder
  }

  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func text(_ characters: UnsafePointer<CChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }
}
