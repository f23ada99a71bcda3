import CLibGit2
import Glibc
import Manifest

/// Reads what is staged.
enum IndexReader {
  /// The index of a repository.
  ///
  /// A hook of `git commit FILE` gets an index of its own, named by `GIT_INDEX_FILE`; that counts when it lies in this
  /// repository.
  static func open(_ repository: borrowing Repository, root: String, gitFolder: String) throws(SourceError) -> Index {
    var pointer: OpaquePointer?
    let code =
      if let name = getenv("GIT_INDEX_FILE"), let path = fileOfHook(String(cString: name), root, gitFolder) {
        git_index_open(&pointer, path)
      } else {
        git_repository_index(&pointer, repository.pointer)
      }
    if code == 0, let pointer { return Index(pointer: pointer) }
    let reason = LibGit2.lastError()
    if reason.holds("'sdir'") { throw .unsupportedIndex(root, .sparse) }
    if reason.holds("'link'") { throw .unsupportedIndex(root, .split) }
    if reason.holds("unsupported") { throw .unsupportedIndex(root, .other) }
    throw .damaged(root, reason: reason)
  }

  /// The same, or an index without files when it has a format that cannot be read; `remarks` then says so.
  static func openOrEmpty(
    _ repository: borrowing Repository, root: String, gitFolder: String, remarks: inout [Coverage.NotChecked]
  ) throws(SourceError) -> Index {
    do {
      let index = try open(repository, root: root, gitFolder: gitFolder)
      remarks += self.remarks(on: index)
      return index
    } catch {
      var pointer: OpaquePointer?
      guard case .unsupportedIndex = error, git_index_new(&pointer) == 0, let pointer else { throw error }
      remarks.append(
        .init(what: "tracked files that .gitignore names", reason: error.message, hint: error.hint))
      return Index(pointer: pointer)
    }
  }

  /// Staged files and those of them that wait for a merge.
  static func table(of index: borrowing Index, root: String) throws(SourceError) -> (PathTable, unmerged: [String]) {
    var builder = PathTable.Builder()
    var unmerged: [String] = []
    for i in 0..<git_index_entrycount(index.pointer) {
      guard let entry = git_index_get_byindex(index.pointer, i), let name = entry.pointee.path else { continue }
      // `git add --intent-to-add` stages a name without content.
      if isIntentToAdd(entry.pointee) { continue }
      let path = UnsafeRawBufferPointer(start: name, count: strlen(name))
      let stage = git_index_entry_stage(entry)
      if stage != 0 {
        // Of a merge that is under way, our side is what stands for the branch; without one the file is gone here.
        noteUnmerged(path, in: &unmerged)
        if stage != 2 { continue }
      }
      guard builder.append(path, kind: kind(of: entry.pointee.mode), id: entry.pointee.id) else {
        throw .tooManyFiles(root, limit: PathTable.Limits.files)
      }
    }
    return (builder.finish(), unmerged)
  }

  /// Remarks on an index that apply to the work tree too: unmerged files and files that a sparse checkout leaves out.
  private static func remarks(on index: borrowing Index) -> [Coverage.NotChecked] {
    var unmerged: [String] = []
    var sparse = 0
    for i in 0..<git_index_entrycount(index.pointer) {
      guard let entry = git_index_get_byindex(index.pointer, i), let name = entry.pointee.path else { continue }
      if git_index_entry_stage(entry) != 0 {
        noteUnmerged(UnsafeRawBufferPointer(start: name, count: strlen(name)), in: &unmerged)
      }
      if entry.pointee.flags_extended & UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue) != 0 { sparse += 1 }
    }
    var remarks = unmerged.map(remark(unmerged:))
    if sparse > 0 {
      remarks.append(
        .init(
          what: "\(sparse) tracked file\(sparse == 1 ? "" : "s")", reason: "not checked out (sparse checkout)",
          hint: "`--rev HEAD` reads them from the repository"))
    }
    return remarks
  }

  static func remark(unmerged path: String) -> Coverage.NotChecked {
    .init(what: path, reason: "a merge of this file is not finished", hint: "resolve the conflict and `git add` it")
  }

  static func isIntentToAdd(_ entry: git_index_entry) -> Bool {
    entry.flags_extended & UInt16(GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue) != 0
  }

  static func kind(of mode: UInt32) -> PathTable.Kind {
    switch mode & 0o170000 {
    case 0o120000: .link
    case 0o160000: .submodule
    default: .file
    }
  }

  /// The stages of a path follow each other.
  private static func noteUnmerged(_ path: UnsafeRawBufferPointer, in list: inout [String]) {
    let path = String(decoding: PathName.readable(path), as: UTF8.self)
    if list.last != path { list.append(path) }
  }

  /// The file that a hook was told to use, if it is one of this repository.
  static func fileOfHook(_ name: String, _ root: String, _ gitFolder: String) -> String? {
    if name.isEmpty { return nil }
    let path = name.hasPrefix("/") ? name : root + "/" + name
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), access(path, R_OK) == 0 else { return nil }
    let folder = RepositoryHandle.realPath(String(path[...slash]))
    return folder != nil && folder == RepositoryHandle.realPath(gitFolder) ? path : nil
  }
}
