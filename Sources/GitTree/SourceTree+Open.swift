import CLibGit2
import Glibc
import Manifest

extension SourceTree {
  /// Opens the files of a repository, or of a folder that is in none.
  ///
  /// `path` may be a folder or file in a repository. For a revision or the index it need not exist on disk.
  public static func open(
    path: String, selection: Selection = .workTree, fileSizeLimit: Int = defaultFileSizeLimit
  ) throws(SourceError) -> SourceTree {
    let start = try StartPoint(path)
    guard let repository = try RepositoryHandle.discover(start.folder) else {
      guard selection == .workTree else { throw .notARepository(path) }
      return try folder(start, path: path, fileSizeLimit: fileSizeLimit)
    }
    let prefix = start.prefix(in: repository)
    let opening = Opening(path: path, prefix: prefix, repository: repository, fileSizeLimit: fileSizeLimit)
    switch selection {
    case .revision(let name): return try opening.revision(name)
    case .index: return try opening.index()
    case .workTree where repository.isBare: return try opening.revision("HEAD")
    case .workTree:
      let tree = try opening.workTree()
      // A folder that Git ignores was named on purpose: it is read for itself.
      if case .nothing = tree.table.find(prefix), (try? tree.locate(prefix)) == nil {
        return try folder(start, path: path, fileSizeLimit: fileSizeLimit)
      }
      return tree
    }
  }

  /// Another revision of the same repository.
  public func tree(at revision: String) throws(SourceError) -> SourceTree {
    guard let repository else { throw .notARepository(source.path) }
    return try Opening(path: source.path, prefix: "", repository: repository, fileSizeLimit: fileSizeLimit)
      .revision(revision)
  }

  private static func folder(_ start: StartPoint, path: String, fileSizeLimit: Int) throws(SourceError) -> SourceTree {
    guard start.exists else { throw .pathNotFound(path) }
    let folder = try DiskFolder(start.folder)
    return SourceTree(
      source: .init(path: path, kind: "folder", revision: nil, branch: nil, repository: nil), prefix: start.rest,
      root: start.folder, table: try FolderWalk.plain(folder), content: .disk(folder), repository: nil, notChecked: [],
      fileSizeLimit: fileSizeLimit)
  }
}

/// Where on disk a path begins.
private struct StartPoint {
  /// An existing folder, without links.
  var folder: String
  /// What follows it in the path: a file, or something that does not exist on disk.
  var rest = ""
  var exists = true

  init(_ path: String) throws(SourceError) {
    var current = path
    while true {
      if let real = RepositoryHandle.realPath(current.isEmpty ? "." : current) {
        folder = real
        break
      }
      guard errno == ENOENT || errno == ENOTDIR, !current.isEmpty else {
        throw .unreadable(path, reason: LibGit2.systemError(errno))
      }
      exists = false
      while current.utf8.last == UInt8(ascii: "/") { current.removeLast() }
      let name = TreePath.name(of: current)
      guard name != "..", name != "." else { throw .pathNotFound(path) }
      rest = rest.isEmpty ? name : name + "/" + rest
      current =
        current.utf8.first == UInt8(ascii: "/")
        ? "/" + TreePath.folder(of: String(current.dropFirst()))
        : TreePath.folder(of: current)
    }
    var status = stat()
    guard stat(folder, &status) == 0 else { throw .unreadable(path, reason: LibGit2.systemError(errno)) }
    guard status.st_mode & S_IFMT != S_IFDIR else { return }
    guard exists else { throw .pathNotFound(path) }
    rest = TreePath.name(of: folder)
    folder = folder.utf8.count == rest.utf8.count + 1 ? "/" : TreePath.folder(of: folder)
  }

  /// The path relative to the root of a repository.
  func prefix(in repository: RepositoryHandle) -> String {
    guard !repository.isBare, folder.utf8.starts(with: (repository.root + "/").utf8) else { return rest }
    let below = String(decoding: folder.utf8.dropFirst(repository.root.utf8.count + 1), as: UTF8.self)
    if below == ".git" || below.hasPrefix(".git/") { return "" }
    return rest.isEmpty ? below : below + "/" + rest
  }
}

/// What the ways to open a repository share.
private struct Opening {
  var path: String
  var prefix: String
  var repository: RepositoryHandle
  var fileSizeLimit: Int

  func revision(_ name: String) throws(SourceError) -> SourceTree {
    let (table, commit, branch) = try repository.useObjects {
      (git: borrowing Repository) throws(SourceError) -> (PathTable, String?, String?) in
      let found = try Revisions.tree(name, in: git, root: repository.root, isShallow: repository.isShallow)
      let table = try TreeReader.table(of: found.tree, in: git, root: repository.root)
      return (table, found.commit, Revisions.branch(named: name, in: git))
    }
    return try finish("revision", table, .objects(repository.objects), .init(commit: commit, branch: branch), [], name)
  }

  func index() throws(SourceError) -> SourceTree {
    if repository.isBare { throw .noIndex(path) }
    let (table, unmerged, head) = try repository.useObjects {
      (git: borrowing Repository) throws(SourceError) -> (PathTable, [String], Revisions.Head) in
      let index = try IndexReader.open(git, root: repository.root, gitFolder: repository.gitFolder)
      let (table, unmerged) = try IndexReader.table(of: index, root: repository.root)
      return (table, unmerged, Revisions.head(of: git))
    }
    let remarks = unmerged.map(IndexReader.remark(unmerged:))
    return try finish("index", table, .objects(repository.objects), head, remarks, "the index")
  }

  func workTree() throws(SourceError) -> SourceTree {
    let folder = try DiskFolder(repository.root)
    let (table, head, remarks) = try repository.use {
      (git: borrowing Repository) throws(SourceError) -> (PathTable, Revisions.Head, [Coverage.NotChecked]) in
      var remarks: [Coverage.NotChecked] = []
      let index = try IndexReader.openOrEmpty(
        git, root: repository.root, gitFolder: repository.gitFolder, remarks: &remarks)
      var table = try FolderWalk.workTree(folder, git, index)
      if Conversions.mayApply(table, folder, git, commonFolder: repository.commonFolder) { table.removeIDs() }
      return (table, Revisions.head(of: git), remarks)
    }
    return try finish("work tree", table, .disk(folder), head, remarks, nil)
  }

  /// `name` of the tree when the prefix has to be in it.
  private func finish(
    _ kind: String, _ table: PathTable, _ content: SourceTree.Content, _ head: Revisions.Head,
    _ remarks: [Coverage.NotChecked], _ name: String?
  ) throws(SourceError) -> SourceTree {
    let tree = SourceTree(
      source: .init(
        path: path, kind: kind, revision: head.commit, branch: head.branch, repository: repository.origin),
      prefix: prefix, root: repository.root, table: table, content: content, repository: repository,
      notChecked: remarks, fileSizeLimit: fileSizeLimit)
    if let name, !prefix.isEmpty, tree.kind(of: prefix) == nil { throw .notInTree(path: prefix, tree: name) }
    return tree
  }
}
