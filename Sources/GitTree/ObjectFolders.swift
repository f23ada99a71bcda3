import Glibc

/// Where the objects of a repository lie.
enum ObjectFolders {
  /// An `objects` folder and those that it borrows from (`git clone --shared`), each once, nearest first.
  static func all(of folder: String) -> [String] {
    var folders = [folder]
    var next = 0
    // Git itself follows five steps; a bound on the number serves as well.
    while next < folders.count, folders.count < 100 {
      for line in lines(of: folders[next] + "/info/alternates") {
        let path = line.utf8.first == UInt8(ascii: "/") ? line : folders[next] + "/" + line
        if !folders.contains(path) { folders.append(path) }
      }
      next += 1
    }
    return folders
  }

  private static func lines(of path: String) -> [String] {
    guard access(path, F_OK) == 0, let file = MappedFile(path) else { return [] }
    return file.bytes.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }.map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

/// A file as bytes in memory, read when touched.
struct MappedFile: ~Copyable {
  let bytes: UnsafeRawBufferPointer

  /// Nil for what is empty, no regular file, or cannot be read.
  init?(_ path: String) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return nil }
    let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, file, 0)
    guard let address, address != MAP_FAILED else { return nil }
    bytes = UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
