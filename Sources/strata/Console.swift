import Glibc

/// A stream of the program, written without buffering of its own.
struct Console: Sendable {
  static let standardOutput = Console(descriptor: 1)
  static let standardError = Console(descriptor: 2)

  let descriptor: Int32

  /// Writes bytes. A closed pipe is not an error: whoever read has seen enough. Returns the reason of any other failure.
  @discardableResult
  func write(_ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBytes { buffer -> String? in
      var offset = 0
      while offset < buffer.count, let base = buffer.baseAddress {
        let count = Glibc.write(descriptor, base + offset, buffer.count - offset)
        if count < 0 {
          if errno == EINTR { continue }
          return errno == EPIPE ? nil : String(cString: strerror(errno))
        }
        offset += count
      }
      return nil
    }
  }

  func writeLine(_ text: String) { write(Array((text + "\n").utf8)) }

  /// Whether a person reads the stream.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal; nil where there is none.
  var width: Int? {
    var size = winsize()
    guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether ANSI colours are wanted: on a terminal, unless `NO_COLOR` or a dumb terminal says otherwise.
  var wantsColor: Bool {
    if let value = getenv("NO_COLOR"), value.pointee != 0 { return false }
    if let term = getenv("TERM"), String(cString: term) == "dumb" { return false }
    return isTerminal
  }
}

/// Writes whole files.
enum OutputFile {
  /// Writes a file, through a temporary one beside it, so that a reader never sees half of it. Returns what went wrong.
  static func write(_ bytes: [UInt8], to path: String) -> String? {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    let failure = Console(descriptor: descriptor).write(bytes)
    let closed = close(descriptor)
    if failure == nil, closed == 0, rename(temporary, path) == 0 { return nil }
    let reason = failure ?? String(cString: strerror(errno))
    unlink(temporary)
    return reason
  }
}
