/// A source of files: a Git revision, the index, a work tree, a plain folder, or files in memory.
///
/// Paths are relative to the root, with `/` between segments, without `.`, `..`, empty segments or a trailing `/`; the
/// root itself is the empty path. Symbolic links inside the tree are followed by every call but `allFiles`; one that
/// leads out of the tree is an error. Nothing is ever written. All calls may come from several threads at once.
public protocol FileTree: Sendable {
  /// What stands at a path once links are followed; nil when nothing does, or when a link leads out of the tree.
  func kind(of path: String) -> FileKind?

  /// The path with every link resolved.
  func resolve(_ path: String) throws(FileError) -> String

  /// The content of a file.
  func read(_ path: String) throws(FileError) -> [UInt8]

  /// The names in a folder, sorted by their bytes.
  func list(_ directory: String) throws(FileError) -> [String]

  /// Every file of the tree, links not followed, sorted by path (bytes).
  func allFiles() throws(FileError) -> [FileEntry]
}

/// What a path leads to.
public enum FileKind: Sendable, Hashable {
  case file, directory
  /// The root of another repository, whose files are not part of this tree.
  case submodule
}

/// One file of a tree.
public struct FileEntry: Sendable, Hashable {
  /// What the entry is; a link counts as such whether or not it leads anywhere.
  public enum Kind: Sendable, Hashable {
    case file, link, submodule
  }

  public var path: String
  public var kind: Kind
  /// Bytes; for a tree that does not know sizes without reading, 0.
  public var size: Int
  /// The content address (Git blob id in hexadecimal); empty where the tree has none.
  public var id: String

  public init(path: String, kind: Kind, size: Int, id: String) {
    self.path = path
    self.kind = kind
    self.size = size
    self.id = id
  }
}

/// Why a file could not be had.
public enum FileError: Error, Sendable, Hashable {
  case notFound(String)
  case isDirectory(String)
  case notDirectory(String)
  /// A link, or a path with `..`, leads out of the tree.
  case outside(String)
  case submodule(String)
  case tooLarge(String, size: Int, limit: Int)
  /// The system's or Git's reason.
  case unreadable(String, reason: String)

  /// The path that was asked for.
  public var path: String {
    switch self {
    case .notFound(let path), .isDirectory(let path), .notDirectory(let path), .outside(let path),
      .submodule(let path), .tooLarge(let path, _, _), .unreadable(let path, _):
      path
    }
  }

  /// The reason in a few words, without the path.
  public var reason: String {
    switch self {
    case .notFound: "no such file or directory"
    case .isDirectory: "is a directory"
    case .notDirectory: "is not a directory"
    case .outside: "leads out of the repository"
    case .submodule: "lies in a Git submodule, which is not part of this tree"
    case .tooLarge(_, let size, let limit): "has \(size) bytes, more than the limit of \(limit)"
    case .unreadable(_, let reason): reason
    }
  }
}

/// Paths inside a tree.
public enum TreePath {
  /// Joins a path to a folder and removes `.` and `..`; nil when the result is above the root.
  public static func join(_ folder: String, _ path: String) -> String? {
    var segments = folder.isEmpty ? [] : folder.split(separator: "/").map(String.init)
    for segment in path.split(separator: "/") {
      switch segment {
      case ".": continue
      case "..":
        if segments.popLast() == nil { return nil }
      default: segments.append(String(segment))
      }
    }
    return segments.joined(separator: "/")
  }

  /// The folder of a path; empty for a name at the root.
  public static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[..<slash])
  }

  /// The last segment.
  public static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// Whether a path is a folder or lies below it.
  public static func isInside(_ path: String, folder: String) -> Bool {
    folder.isEmpty || path == folder || path.utf8.starts(with: (folder + "/").utf8)
  }

  /// The way from a folder to a path, with `..` where needed; `.` for the folder itself.
  public static func relative(_ path: String, from folder: String) -> String {
    let target = path.split(separator: "/")
    let base = folder.split(separator: "/")
    var common = 0
    while common < target.count, common < base.count, target[common] == base[common] { common += 1 }
    let steps = Array(repeating: "..", count: base.count - common) + target[common...].map(String.init)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }
}
