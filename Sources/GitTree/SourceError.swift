/// Why a source could not be opened.
public enum SourceError: Error, Sendable, Hashable {
  case pathNotFound(String)
  /// The index or a revision was asked of a folder that is in no repository.
  case notARepository(String)
  /// The path exists on disk or in the repository, but not in the tree that was asked for.
  case notInTree(path: String, tree: String)
  /// Suggestions are branches and tags with a similar name.
  case unknownRevision(String, suggestions: [String], isShallow: Bool)
  /// A short id that several objects share.
  case ambiguousRevision(String)
  /// The name leads to a single file, not to a commit or tree.
  case notATree(String)
  /// There is no commit yet.
  case emptyRepository(String)
  /// A bare repository has no index.
  case noIndex(String)
  /// The index has a format that libgit2 cannot read.
  case unsupportedIndex(String, IndexFormat)
  /// The repository has a format that libgit2 cannot read.
  case unsupportedRepository(String, feature: String)
  /// The repository belongs to another user.
  case otherOwner(String)
  case unreadable(String, reason: String)
  case tooManyFiles(String, limit: Int)
  /// Git's own files are damaged or incomplete.
  case damaged(String, reason: String)

  /// A format of the index beyond the common one.
  public enum IndexFormat: String, Sendable, Hashable {
    case sparse, split, other
  }

  /// One sentence, without a full stop.
  public var message: String {
    switch self {
    case .pathNotFound(let path): "\(path): no such file or folder"
    case .notARepository(let path): "\(path) is not in a Git repository"
    case .notInTree(let path, let tree): "\(tree) has no \(path)"
    case .unknownRevision(let name, _, _): "unknown revision \(name)"
    case .ambiguousRevision(let name): "revision \(name) is ambiguous: several objects have an id that begins so"
    case .notATree(let name): "revision \(name) is a file, not a commit"
    case .emptyRepository(let path): "the repository \(path) has no commit yet"
    case .noIndex(let path): "\(path) is a bare repository, which has no index"
    case .unsupportedIndex(let path, let format):
      "the index of \(path) has a format that cannot be read\(format == .other ? "" : " (\(format.rawValue) index)")"
    case .unsupportedRepository(let path, let feature): "the repository \(path) cannot be read: it uses \(feature)"
    case .otherOwner(let path):
      "the repository \(path) belongs to another user, so Git's safety rule forbids to read it"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .tooManyFiles(let path, let limit): "\(path) has more than \(limit) files"
    case .damaged(let path, let reason): "the Git data of \(path) is damaged or incomplete: \(reason)"
    }
  }

  /// What the user can do about it.
  public var hint: String? {
    switch self {
    case .pathNotFound: nil
    case .notARepository: "scan the folder without naming a revision or the index, or name a path in a repository"
    case .notInTree: "paths are those of the tree that is read, not of the folder on disk"
    case .unknownRevision(_, let suggestions, let isShallow):
      if !suggestions.isEmpty {
        "did you mean \(suggestions.joined(separator: " or "))?"
      } else if isShallow {
        "this is a shallow clone; `git fetch --unshallow` brings the whole history"
      } else {
        "`git fetch` brings branches and tags that exist on the remote only"
      }
    case .ambiguousRevision: "write more digits of the id"
    case .notATree: "name a commit, a branch, a tag, or a folder such as HEAD:apps"
    case .emptyRepository: "commit something first, or scan the work tree"
    case .noIndex: "name a revision instead"
    case .unsupportedIndex(_, .sparse): "`git sparse-checkout reapply --no-sparse-index` rewrites it"
    case .unsupportedIndex(_, .split): "`git update-index --no-split-index` rewrites it"
    case .unsupportedIndex(_, .other): "`git update-index --index-version 4 --force-write-index` rewrites it"
    case .unsupportedRepository:
      "scan a plain copy of the files: `git archive HEAD | tar -x -C FOLDER` in an empty FOLDER outside the repository"
    case .otherOwner(let path): "if you trust it: `git config --global --add safe.directory \(path)`"
    case .unreadable: nil
    case .tooManyFiles: "name a smaller folder"
    case .damaged: "`git fsck` says more; a partial clone may lack objects, which a clone without --filter has"
    }
  }
}

extension SourceError {
  /// Whether something else has to be asked for; otherwise what was asked for cannot be read.
  public var isUsage: Bool {
    switch self {
    case .pathNotFound, .notARepository, .notInTree, .unknownRevision, .ambiguousRevision, .notATree, .noIndex: true
    case .emptyRepository, .unsupportedIndex, .unsupportedRepository, .otherOwner, .unreadable, .tooManyFiles,
      .damaged:
      false
    }
  }
}
