import CLibGit2
import Manifest

/// Names of commits and trees.
enum Revisions {
  /// What `HEAD` says.
  struct Head {
    /// Nil before the first commit.
    var commit: String?
    /// Nil when a commit is checked out rather than a branch.
    var branch: String?
  }

  /// What a name leads to.
  struct Target: ~Copyable {
    /// Nil for a name such as `HEAD:apps`.
    let commit: String?
    let tree: GitObject
  }

  static func head(of repository: borrowing Repository) -> Head {
    var pointer: OpaquePointer?
    if git_repository_head(&pointer, repository.pointer) == 0, let pointer {
      let reference = Reference(pointer: pointer)
      let commit = git_reference_target(reference.pointer).map { $0.pointee.hexadecimal }
      let isBranch = git_reference_is_branch(reference.pointer) == 1
      return Head(commit: commit, branch: isBranch ? shorthand(reference) : nil)
    }
    guard git_reference_lookup(&pointer, repository.pointer, "HEAD") == 0, let pointer else { return Head() }
    let reference = Reference(pointer: pointer)
    guard let target = git_reference_symbolic_target(reference.pointer) else { return Head() }
    return Head(commit: nil, branch: String(cString: target).dropping(prefix: "refs/heads/"))
  }

  /// The tree that a name leads to, and the commit it is of.
  static func tree(_ name: String, in repository: borrowing Repository, root: String, isShallow: Bool)
    throws(SourceError) -> Target
  {
    let object = try object(name, in: repository, root: root, isShallow: isShallow)
    guard let commit = peel(object, to: GIT_OBJECT_COMMIT) else {
      guard let tree = peel(object, to: GIT_OBJECT_TREE) else { throw .notATree(name) }
      return Target(commit: nil, tree: tree)
    }
    // Not peeled further: that would not say which object is missing.
    var tree: OpaquePointer?
    guard git_commit_tree(&tree, commit.pointer) == 0, let tree else {
      throw .damaged(root, reason: LibGit2.lastError())
    }
    return Target(commit: commit.id.hexadecimal, tree: GitObject(pointer: tree))
  }

  /// The full id of the commit that a name leads to.
  static func commit(_ name: String, in repository: borrowing Repository, root: String, isShallow: Bool)
    throws(SourceError) -> git_oid
  {
    let object = try object(name, in: repository, root: root, isShallow: isShallow)
    guard let commit = peel(object, to: GIT_OBJECT_COMMIT) else { throw .notATree(name) }
    return commit.id
  }

  /// The branch that a name stands for, without its remote; nil for tags and ids.
  static func branch(named name: String, in repository: borrowing Repository) -> String? {
    if name == "HEAD" || name == "@" { return head(of: repository).branch }
    var pointer: OpaquePointer?
    guard git_reference_dwim(&pointer, repository.pointer, name) == 0, let pointer else { return nil }
    let reference = Reference(pointer: pointer)
    if git_reference_is_branch(reference.pointer) == 1 { return shorthand(reference) }
    guard git_reference_is_remote(reference.pointer) == 1 else { return nil }
    return shorthand(reference).split(separator: "/", maxSplits: 1).last.map(String.init)
  }

  private static func object(_ name: String, in repository: borrowing Repository, root: String, isShallow: Bool)
    throws(SourceError) -> GitObject
  {
    var pointer: OpaquePointer?
    let code = git_revparse_single(&pointer, repository.pointer, name)
    if code == 0, let pointer { return GitObject(pointer: pointer) }
    let reason = LibGit2.lastError()
    switch code {
    case GIT_EAMBIGUOUS.rawValue: throw .ambiguousRevision(name)
    case GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EPEEL.rawValue, GIT_EUNBORNBRANCH.rawValue:
      let names = referenceNames(in: repository)
      if names.isEmpty, head(of: repository).commit == nil { throw .emptyRepository(root) }
      throw .unknownRevision(name, suggestions: Suggestions.near(name, among: names), isShallow: isShallow)
    default: throw .damaged(root, reason: reason)
    }
  }

  private static func peel(_ object: borrowing GitObject, to type: git_object_t) -> GitObject? {
    var pointer: OpaquePointer?
    guard git_object_peel(&pointer, object.pointer, type) == 0, let pointer else { return nil }
    return GitObject(pointer: pointer)
  }

  /// Branches, remote branches and tags as users write them.
  private static func referenceNames(in repository: borrowing Repository) -> [String] {
    var list = git_strarray()
    guard git_reference_list(&list, repository.pointer) == 0 else { return [] }
    defer { git_strarray_dispose(&list) }
    return (0..<list.count).compactMap { index -> String? in
      guard let text = list.strings[index] else { return nil }
      let name = String(cString: text)
      for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/"] where name.hasPrefix(prefix) {
        return name.hasSuffix("/HEAD") ? nil : name.dropping(prefix: prefix)
      }
      return nil
    }
  }

  private static func shorthand(_ reference: borrowing Reference) -> String {
    git_reference_shorthand(reference.pointer).map { String(cString: $0) } ?? ""
  }
}

/// Names like the one that was mistyped.
enum Suggestions {
  /// At most three, nearest first.
  static func near(_ name: String, among names: [String]) -> [String] {
    let wanted = name.lowercased()
    guard !wanted.isEmpty, wanted.utf8.count <= 200 else { return [] }
    var ranked: [(distance: Int, name: String)] = []
    for candidate in names where candidate != name {
      let lowered = candidate.lowercased()
      if lowered.hasSuffix("/" + wanted) {
        ranked.append((0, candidate))
      } else if let distance = Suggestion.distance(between: wanted, and: lowered, limit: max(1, wanted.utf8.count / 3))
      {
        ranked.append((distance, candidate))
      }
    }
    ranked.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.name < $1.name }
    return ranked.prefix(3).map(\.name)
  }
}
