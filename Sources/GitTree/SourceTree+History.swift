import CLibGit2
import Manifest

/// One file that differs between two trees; a file that moved is one deleted and one added.
public struct FileChange: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case added, modified, deleted
  }

  public var path: String
  public var kind: Kind

  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

extension SourceTree {
  /// Whether the history of the repository is cut off.
  public var isShallow: Bool { repository?.isShallow ?? false }

  /// The full id of the commit that a name leads to.
  public func commit(_ name: String) throws(SourceError) -> String {
    try inRepository { (git, repository) throws(SourceError) in
      try Revisions.commit(name, in: git, root: repository.root, isShallow: repository.isShallow).hexadecimal
    }
  }

  /// The commit where two histories part; nil when they have none in common, as far as a shallow clone knows.
  public func mergeBase(_ left: String, _ right: String) throws(SourceError) -> String? {
    try inRepository { (git, repository) throws(SourceError) -> String? in
      var a = try Revisions.commit(left, in: git, root: repository.root, isShallow: repository.isShallow)
      var b = try Revisions.commit(right, in: git, root: repository.root, isShallow: repository.isShallow)
      var base = git_oid()
      switch git_merge_base(&base, git.pointer, &a, &b) {
      case 0: return base.hexadecimal
      case GIT_ENOTFOUND.rawValue: return nil
      default: throw SourceError.damaged(repository.root, reason: LibGit2.lastError())
      }
    }
  }

  /// What changed from `base` to this tree, sorted by path.
  ///
  /// Files whose ids are both known are not read. A file that Git converts on its way to the disk differs from its
  /// blob, and so counts as modified between a revision and the work tree.
  public func changes(since base: SourceTree) -> [FileChange] {
    var changes: [FileChange] = []
    let (old, new) = (base.fileIndices, fileIndices)
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      let order = i == old.count ? 1 : j == new.count ? -1 : base.table.order(old[i], table, new[j])
      if order < 0 {
        changes.append(FileChange(path: base.table.path(old[i]), kind: .deleted))
        i += 1
      } else if order > 0 {
        changes.append(FileChange(path: table.path(new[j]), kind: .added))
        j += 1
      } else {
        if differs(new[j], base, old[i]) { changes.append(FileChange(path: table.path(new[j]), kind: .modified)) }
        i += 1
        j += 1
      }
    }
    return changes
  }

  private var fileIndices: [Int] {
    table.entries.indices.filter {
      switch table.entries[$0].kind {
      case .file, .link, .submodule, .special: true
      case .folder, .closedFolder: false
      }
    }
  }

  private func differs(_ index: Int, _ base: SourceTree, _ baseIndex: Int) -> Bool {
    let (new, old) = (table.entries[index], base.table.entries[baseIndex])
    guard new.kind == old.kind else { return true }
    if !new.id.isZero, !old.id.isZero { return !git_oid.same(new.id, old.id) }
    // The commit of a nested repository is not known; it counts for what it is.
    if new.kind == .submodule { return false }
    guard let left = try? ownContent(index), let right = try? base.ownContent(baseIndex) else { return true }
    return left != right
  }

  /// The content of an entry; of a link, where it leads.
  private func ownContent(_ index: Int) throws(FileError) -> [UInt8] {
    let path = table.path(index)
    return table.entries[index].kind == .link ? try target(of: index, path: path) : try read(path)
  }

  private func inRepository<R>(_ body: (borrowing Repository, RepositoryHandle) throws(SourceError) -> sending R)
    throws(SourceError) -> R
  {
    guard let repository else { throw .notARepository(source.path) }
    return try repository.useObjects { (git: borrowing Repository) throws(SourceError) -> sending R in
      try body(git, repository)
    }
  }
}
