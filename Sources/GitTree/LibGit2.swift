import CLibGit2
import CLibGit2Shim
import Glibc

/// The library as a whole.
enum LibGit2 {
  /// Starts libgit2 once a process; every entry point of the module calls it first.
  static func start() { _ = started }

  private static let started: Bool = {
    guard git_libgit2_init() >= 0 else { return false }
    // Verifying the hash of each object read costs as much as inflating it; Git's own readers trust the pack too.
    _ = strata_git_opts_int(Int32(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION.rawValue), 0)
    _ = strata_git_opts_int(Int32(GIT_OPT_SET_ODB_PACKED_PRIORITY.rawValue), STRATA_GIT_PACK_PRIORITY)
    // Extensions that change nothing for a reader, or nothing that libgit2 1.5 does not handle.
    let names: [StaticString] = ["worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees"]
    let pointers = names.map { UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self) as UnsafePointer? }
    _ = pointers.withUnsafeBufferPointer { strata_git_opts_extensions($0.baseAddress, $0.count) }
    return true
  }()

  /// What went wrong in the last call on this thread, in libgit2's words.
  static func lastError() -> String {
    guard let error = git_error_last(), let text = error.pointee.message else { return "unknown error" }
    return String(cString: text)
  }

  /// The same for a call of the C library.
  static func systemError(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
  }
}
