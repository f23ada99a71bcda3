/// Files in memory: for tests, and for text that has no file.
public struct MemoryTree: FileTree {
  private let files: [String: [UInt8]]

  /// A tree with these files; a path is relative to the root.
  public init(_ files: [String: [UInt8]]) { self.files = files }

  /// A tree with these texts.
  public init(texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  public func kind(of path: String) -> FileKind? {
    if path.isEmpty { return .directory }
    if files[path] != nil { return .file }
    return files.keys.contains { TreePath.isInside($0, folder: path) } ? .directory : nil
  }

  public func resolve(_ path: String) throws(FileError) -> String {
    guard kind(of: path) != nil else { throw .notFound(path) }
    return path
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    if let bytes = files[path] { return bytes }
    throw kind(of: path) == nil ? .notFound(path) : .isDirectory(path)
  }

  public func list(_ directory: String) throws(FileError) -> [String] {
    switch kind(of: directory) {
    case .directory: break
    case nil: throw .notFound(directory)
    default: throw .notDirectory(directory)
    }
    let prefix = directory.isEmpty ? 0 : directory.utf8.count + 1
    var names: Set<String> = []
    for path in files.keys where TreePath.isInside(path, folder: directory) {
      if let name = String(decoding: path.utf8.dropFirst(prefix), as: UTF8.self).split(separator: "/").first {
        names.insert(String(name))
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public func allFiles() throws(FileError) -> [FileEntry] {
    files.map { FileEntry(path: $0.key, kind: .file, size: $0.value.count, id: "") }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}
