import CLibGit2
import CLibGit2Shim

// Every handle of libgit2 has the same Swift type; these tell them apart and free them.

/// An open repository.
struct Repository: ~Copyable {
  let pointer: OpaquePointer
  deinit { git_repository_free(pointer) }
}

/// An index, of a repository or read from a file of its own.
struct Index: ~Copyable {
  let pointer: OpaquePointer
  deinit { git_index_free(pointer) }
}

/// A commit, tree, blob or tag.
struct GitObject: ~Copyable {
  let pointer: OpaquePointer
  deinit { git_object_free(pointer) }

  var id: git_oid { git_object_id(pointer).pointee }
}

/// A branch, tag or `HEAD`.
struct Reference: ~Copyable {
  let pointer: OpaquePointer
  deinit { git_reference_free(pointer) }
}

/// A consistent view of all configuration files.
struct Configuration: ~Copyable {
  let pointer: OpaquePointer
  deinit { git_config_free(pointer) }

  init?(of repository: borrowing Repository) {
    var handle: OpaquePointer?
    guard git_repository_config_snapshot(&handle, repository.pointer) == 0, let handle else { return nil }
    pointer = handle
  }

  func string(_ name: String) -> String? {
    var text: UnsafePointer<CChar>?
    guard git_config_get_string(&text, pointer, name) == 0, let text else { return nil }
    return String(cString: text)
  }
}

/// The objects of a repository; used by one thread at a time.
struct ObjectDatabase: ~Copyable {
  let pointer: OpaquePointer
  deinit { git_odb_free(pointer) }

  /// Opens the objects in the first of these folders, and guards the loose ones in all of them.
  static func open(folders: [String]) -> ObjectDatabase? {
    var handle: OpaquePointer?
    guard let first = folders.first, git_odb_open(&handle, first) == 0, let handle else { return nil }
    let database = ObjectDatabase(pointer: handle)
    return database.guardLooseObjects(in: folders) ? consume database : nil
  }

  /// Guards the loose objects of an open repository; false when that fails.
  static func guardObjects(of repository: borrowing Repository, folders: [String]) -> Bool {
    var handle: OpaquePointer?
    guard git_repository_odb(&handle, repository.pointer) == 0, let handle else { return false }
    return ObjectDatabase(pointer: handle).guardLooseObjects(in: folders)
  }

  private borrowing func guardLooseObjects(in folders: [String]) -> Bool {
    folders.allSatisfy { strata_git_guard_loose_objects(pointer, $0) == 0 }
  }
}

extension git_oid {
  /// The full id in hexadecimal.
  var hexadecimal: String {
    withUnsafeBytes(of: self) { bytes in
      String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
        for (i, byte) in bytes.enumerated() {
          text[2 * i] = Self.digit(byte >> 4)
          text[2 * i + 1] = Self.digit(byte & 15)
        }
        return 2 * bytes.count
      }
    }
  }

  var isZero: Bool { withUnsafeBytes(of: self) { $0.allSatisfy { $0 == 0 } } }

  static func same(_ left: git_oid, _ right: git_oid) -> Bool {
    withUnsafeBytes(of: left) { a in withUnsafeBytes(of: right) { b in a.elementsEqual(b) } }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &- 10 &+ value
  }
}
