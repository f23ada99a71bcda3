import CLibGit2
import Glibc

/// Lists the files of a Git tree.
struct TreeReader {
  private let repository: OpaquePointer
  private let root: String
  private var builder = PathTable.Builder()
  private var path: [UInt8] = []

  /// The table of a tree and everything below it.
  static func table(of tree: borrowing GitObject, in repository: borrowing Repository, root: String)
    throws(SourceError) -> PathTable
  {
    var reader = TreeReader(repository: repository.pointer, root: root)
    try reader.walk(tree.pointer, depth: 0)
    return reader.builder.finish()
  }

  private init(repository: OpaquePointer, root: String) {
    self.repository = repository
    self.root = root
  }

  private mutating func walk(_ tree: OpaquePointer, depth: Int) throws(SourceError) {
    guard depth < PathTable.Limits.depth else {
      throw .damaged(root, reason: "folders lie more than \(PathTable.Limits.depth) deep")
    }
    let length = path.count
    for i in 0..<git_tree_entrycount(tree) {
      guard let entry = git_tree_entry_byindex(tree, i), let name = git_tree_entry_name(entry),
        let id = git_tree_entry_id(entry)
      else { continue }
      let bytes = UnsafeBufferPointer(start: name, count: strlen(name))
      guard Self.isPlain(bytes) else { continue }
      if !path.isEmpty { path.append(UInt8(ascii: "/")) }
      for byte in bytes { path.append(UInt8(bitPattern: byte)) }
      switch git_tree_entry_filemode(entry) {
      case GIT_FILEMODE_TREE: try descend(id, depth: depth)
      case GIT_FILEMODE_LINK: try append(.link, id.pointee)
      case GIT_FILEMODE_COMMIT: try append(.submodule, id.pointee)
      default: try append(.file, id.pointee)
      }
      path.removeLast(path.count - length)
    }
  }

  private mutating func descend(_ id: UnsafePointer<git_oid>, depth: Int) throws(SourceError) {
    var pointer: OpaquePointer?
    guard git_tree_lookup(&pointer, repository, id) == 0, let pointer else {
      throw .damaged(root, reason: LibGit2.lastError())
    }
    let tree = GitObject(pointer: pointer)
    try walk(tree.pointer, depth: depth + 1)
  }

  private mutating func append(_ kind: PathTable.Kind, _ id: git_oid) throws(SourceError) {
    guard builder.append(path, kind: kind, id: id) else { throw .tooManyFiles(root, limit: PathTable.Limits.files) }
  }

  /// Whether a name can be a segment of a path; a crafted tree may hold `..` or a slash.
  private static func isPlain(_ name: UnsafeBufferPointer<CChar>) -> Bool {
    if name.isEmpty || name.contains(CChar(UInt8(ascii: "/"))) { return false }
    let dot = CChar(UInt8(ascii: "."))
    return !(name.count <= 2 && name.allSatisfy { $0 == dot })
  }
}
