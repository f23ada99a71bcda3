import CLibGit2Shim
import Glibc
import Manifest

/// Reads files of a folder on disk, from any thread, and nothing outside it.
final class DiskFolder: Sendable {
  let path: String
  let descriptor: Int32

  init(_ path: String) throws(SourceError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw .unreadable(path, reason: LibGit2.systemError(errno)) }
  }

  deinit { close(descriptor) }

  /// The content of a regular file; `name` is its path as the system has it, `path` what the user calls it.
  func read(_ name: [UInt8], path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = Self.terminated(name) { strata_open_beneath(descriptor, $0, 0) }
    guard file >= 0 else { throw Self.error(errno, path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw Self.error(errno, path) }
    if let kind = Self.special(status.st_mode) { throw .unreadable(path, reason: kind) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .isDirectory(path) }
    let size = Int(status.st_size)
    guard size <= limit else { throw .tooLarge(path, size: size, limit: limit) }
    return try readAll(file, expecting: size, path: path, limit: limit)
  }

  /// What a link says.
  func target(of name: [UInt8], path: String) throws(FileError) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = Self.terminated(name) { readlinkat(descriptor, $0, &buffer, buffer.count) }
    guard count >= 0 else { throw Self.error(errno, path) }
    return buffer[..<count].map { UInt8(bitPattern: $0) }
  }

  private func readAll(_ file: Int32, expecting size: Int, path: String, limit: Int) throws(FileError) -> [UInt8] {
    // A file may grow while it is read; one byte more than expected tells the end without another buffer.
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var filled = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(file, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.error(errno, path) }
      if count == 0 { break }
      filled += count
      guard filled <= limit else { throw .tooLarge(path, size: filled, limit: limit) }
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(bytes.count, 4096))) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Calls a C function with a path.
  static func terminated<R>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    (name + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        // The array has at least its zero, so there is an address.
        characters.baseAddress.map(body) ?? "".withCString(body)
      }
    }
  }

  /// Why a thing that is neither file, folder nor link cannot be read.
  static func special(_ mode: mode_t) -> String? {
    switch mode & S_IFMT {
    case S_IFIFO: "is a named pipe, not a file"
    case S_IFSOCK: "is a socket, not a file"
    case S_IFCHR, S_IFBLK: "is a device, not a file"
    default: nil
    }
  }

  static func error(_ number: Int32, _ path: String) -> FileError {
    switch number {
    case ENOENT: .notFound(path)
    case ENOTDIR: .notDirectory(path)
    // Links were resolved before: one that stands here now came later.
    case ELOOP, EXDEV: .unreadable(path, reason: "changed while it was read")
    default: .unreadable(path, reason: LibGit2.systemError(number))
    }
  }
}
