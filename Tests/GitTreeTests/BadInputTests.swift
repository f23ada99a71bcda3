import Foundation
import GitTree
import Manifest
import TestSupport
import Testing

/// Files and repositories that are not as they should be.
@Suite struct BadInputTests {
  @Test func neverWaitsForAPipe() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    #expect(mkfifo(box.path("repo/apps/pipe.yaml"), 0o600) == 0)
    let tree = try box.open()
    #expect(tree.readError("apps/pipe.yaml") == .unreadable("apps/pipe.yaml", reason: "is a named pipe, not a file"))
    #expect(tree.paths.contains("apps/pipe.yaml"))
    // A tracked file that becomes a pipe after it was listed.
    try box.remove("repo/apps/a.yaml")
    #expect(mkfifo(box.path("repo/apps/a.yaml"), 0o600) == 0)
    #expect(tree.readError("apps/a.yaml") == .unreadable("apps/a.yaml", reason: "is a named pipe, not a file"))
  }

  @Test func refusesSockets() throws {
    let box = try GitSandbox()
    try box.write("x", to: "plain/a.yaml")
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // The name of a socket is short, so it is bound in the temporary folder and moved.
    let name = "/tmp/strata-\(ProcessInfo.processInfo.processIdentifier).sock"
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
    try FileManager.default.moveItem(atPath: name, toPath: box.path("plain/b.yaml"))
    #expect(
      try box.open("plain").readError("b.yaml") == .unreadable("b.yaml", reason: "is a socket, not a file"))
  }

  @Test func limitsTheSizeOfAFile() throws {
    let box = try GitSandbox()
    try box.makeRepository(files: ["large.yaml": String(repeating: "x", count: 5000), "small.yaml": "x"])
    for selection in LinkTests.selections {
      let tree = try SourceTree.open(path: box.path("repo"), selection: selection, fileSizeLimit: 4999)
      #expect(tree.readError("large.yaml") == .tooLarge("large.yaml", size: 5000, limit: 4999))
      #expect(tree.text("small.yaml") == "x")
      #expect(try tree.read("large.yaml", limit: 5000).count == 5000)
    }
  }

  @Test(.enabled(if: !isRoot, "root may read everything")) func saysThatPermissionIsMissing() throws {
    let box = try GitSandbox()
    try box.write("x", to: "plain/a.yaml")
    try box.write("x", to: "plain/closed/b.yaml")
    chmod(box.path("plain/a.yaml"), 0)
    chmod(box.path("plain/closed"), 0)
    defer { chmod(box.path("plain/closed"), 0o700) }
    let tree = try box.open("plain")
    #expect(tree.readError("a.yaml") == .unreadable("a.yaml", reason: "Permission denied"))
    #expect(tree.readError("closed/b.yaml") == .unreadable("closed/b.yaml", reason: "Permission denied"))
    #expect(throws: FileError.unreadable("closed", reason: "Permission denied")) { try tree.list("closed") }
    #expect(tree.notChecked == [.init(what: "closed", reason: "Permission denied")])
    #expect(
      box.openError("plain/closed/deep") == .unreadable(box.path("plain/closed/deep"), reason: "Permission denied"))
  }

  @Test(arguments: LinkTests.selections) func keepsNamesThatAreNotUTF8(selection: SourceTree.Selection) throws {
    let box = try GitSandbox()
    try box.makeRepository()
    let name = Array(box.path("repo/caf").utf8) + [0xE9] + Array(".yaml".utf8) + [0]
    let file = Glibc.open(name.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
    #expect(write(file, "abc", 3) == 3)
    close(file)
    try box.commit("odd name")
    let tree = try box.open("repo", selection)
    #expect(tree.text("caf\\351.yaml") == "abc")
    #expect(try tree.list("").contains("caf\\351.yaml"))
    #expect(tree.notChecked.map(\.what) == ["caf\\351.yaml"])
  }

  @Test func namesWhatDoesNotExist() throws {
    let box = try GitSandbox()
    try box.write("x", to: "plain/a.yaml")
    #expect(box.openError("none") == .pathNotFound(box.path("none")))
    #expect(box.openError("plain/a.yaml/b") == .pathNotFound(box.path("plain/a.yaml/b")))
    #expect(box.openError("plain", .index) == .notARepository(box.path("plain")))
    #expect(box.openError("plain", .revision("main")) == .notARepository(box.path("plain")))
    #expect(try box.open("plain").paths == ["a.yaml"])
    #expect(throws: SourceError.notARepository(box.path("plain"))) { try box.open("plain").commit("HEAD") }
  }

  @Test func explainsARepositoryWithoutCommits() throws {
    let box = try GitSandbox()
    try box.git("init", "--quiet", "repo", in: "")
    try box.git("init", "--quiet", "--bare", "bare.git", in: "")
    for name in ["HEAD", "main", "HEAD~1"] {
      #expect(box.openError("repo", .revision(name)) == .emptyRepository(box.path("repo")))
    }
    #expect(box.openError("bare.git") == .emptyRepository(box.path("bare.git")))
    #expect(box.openError("bare.git", .index) == .noIndex(box.path("bare.git")))
    #expect(try box.open().paths == [])
  }

  @Test func explainsSHA256() throws {
    let box = try GitSandbox()
    try box.git("init", "--quiet", "--object-format=sha256", "repo", in: "")
    for selection in LinkTests.selections {
      let error = box.openError("repo", selection)
      #expect(error == .unsupportedRepository(box.path("repo"), feature: "SHA-256 object ids"))
      #expect(error?.hint?.contains("git archive") == true)
    }
  }

  @Test(.enabled(if: isRoot, "only root can give files away")) func explainsSafeDirectory() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    for path in ["repo", "repo/.git"] { #expect(chown(box.path(path), 12345, 12345) == 0) }
    let error = box.openError("repo/apps", .index)
    #expect(error == .otherOwner(box.path("repo")))
    #expect(error?.hint == "if you trust it: `git config --global --add safe.directory \(box.path("repo"))`")
  }

  @Test func saysThatAPartialCloneLacksAFile() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.git("config", "uploadpack.allowFilter", "true")
    try box.git(
      "clone", "--quiet", "--no-checkout", "--filter=blob:none", "file://" + box.path("repo"), "clone", in: "")
    let tree = try box.open("clone", .revision("HEAD"))
    #expect(tree.paths.count == GitSandbox.sample.count)
    #expect(tree.readError("apps/a.yaml")?.reason.contains("partial clone") == true)
  }

  @Test func saysThatAnObjectIsMissing() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    let blob = try box.git("rev-parse", "HEAD:apps/a.yaml")
    let folder = try box.git("rev-parse", "HEAD:apps")
    try box.remove("repo/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    let tree = try box.open("repo", .revision("HEAD"))
    #expect(
      tree.readError("apps/a.yaml")
        == .unreadable("apps/a.yaml", reason: "Git object \(blob) is missing from the repository"))
    #expect(tree.text("apps/a-b.yaml") == "kind: A\n")
    try box.remove("repo/.git/objects/\(folder.prefix(2))/\(folder.dropFirst(2))")
    guard case .damaged(box.path("repo"), _) = box.openError("repo", .revision("HEAD")) else {
      Issue.record("no error about the missing tree")
      return
    }
  }

  /// libgit2 by itself reads a shortened object for ever.
  @Test(arguments: [0, 1, 2, 10, 20, -1]) func neverWaitsForAShortenedObject(length: Int) throws {
    let box = try GitSandbox()
    // Not one long run of a letter: the compressed text is to be longer than the lengths above.
    let text = (0..<50).map { "key\($0 * $0 * 7919 % 1013): \($0)\n" }.joined()
    try box.makeRepository(files: ["folder/a.yaml": text, "b.yaml": "b\n"])
    for name in ["HEAD:folder/a.yaml", "HEAD:folder", "HEAD^{tree}", "HEAD"] {
      let id = try box.git("rev-parse", name)
      let file = URL(fileURLWithPath: box.path("repo/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"))
      let whole = try Data(contentsOf: file)
      try FileManager.default.removeItem(at: file)
      try (length < 0 ? whole.dropLast(9) : whole.prefix(length)).write(to: file)
      if name == "HEAD:folder/a.yaml" {
        let tree = try box.open("repo", .revision("HEAD"))
        #expect(tree.readError("folder/a.yaml")?.reason.contains("loose object \(id)") == true)
        #expect(tree.text("b.yaml") == "b\n")
      } else {
        guard case .damaged(box.path("repo"), let reason) = box.openError("repo", .revision("HEAD")) else {
          Issue.record("\(name) is read though it is damaged")
          return
        }
        #expect(reason.contains("loose object \(id)"))
      }
      // What is staged and what is on disk does not depend on folders and commits.
      #expect(try box.open("repo", .index).text("b.yaml") == "b\n")
      #expect(try box.open().text("folder/a.yaml") == text)
      if name != "HEAD:folder/a.yaml" {
        #expect(throws: SourceError.self) { try box.open().commit(id.prefix(9).description) }
      }
      try FileManager.default.removeItem(at: file)
      try whole.write(to: file)
    }
    #expect(try box.open("repo", .revision("HEAD")).text("folder/a.yaml") == text)
  }

  /// libgit2 by itself reads where the index says, even outside the pack.
  @Test func refusesAPackIndexThatLeadsOutOfThePack() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.git("repack", "-adq")
    let folder = box.path("repo/.git/objects/pack")
    let name = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".idx") }[0]
    let file = URL(fileURLWithPath: folder + "/" + name)
    let whole = try Data(contentsOf: file)
    try FileManager.default.removeItem(at: file)
    for (place, byte) in [(whole.count - 44, UInt8(0x7F)), (whole.count - 44, 0x80), (8, 0xFF), (7, 9)] {
      var bytes = whole
      bytes[place] = byte
      try bytes.write(to: file)
      #expect(
        box.openError("repo", .revision("HEAD"))
          == .damaged(box.path("repo"), reason: "the pack index \(name) is damaged"))
      #expect(try box.open().text("README.md") == "# Sample\n")
    }
    for length in [0, 7, 1000, whole.count - 1] {
      try whole.prefix(length).write(to: file)
      #expect(throws: SourceError.self) { try box.open("repo", .revision("HEAD")) }
    }
    try whole.write(to: file)
    #expect(try box.open("repo", .revision("HEAD")).text("README.md") == "# Sample\n")
  }

  @Test(arguments: ["HEAD", "index", "config"]) func survivesGarbage(file: String) throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.write("\u{0}garbage [ \n\n = [", to: "repo/.git/" + file)
    for selection in LinkTests.selections {
      // Whatever comes of it is an error with words, or a tree.
      do throws(SourceError) {
        _ = try SourceTree.open(path: box.path("repo"), selection: selection)
      } catch {
        #expect(!error.message.isEmpty)
        #expect(error.message.contains(box.path("repo")) || error.message.contains("HEAD"))
      }
    }
    if file == "index" {
      guard case .damaged = box.openError("repo", .index) else {
        Issue.record("a damaged index is not named")
        return
      }
    }
  }

  @Test func leavesOutNamesThatLeadAway() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    let blob = try box.git("rev-parse", "HEAD:README.md")
    // Git itself refuses to make such a tree, so its bytes are written by hand.
    var bytes: [UInt8] = []
    for name in ["..", ".", "a/b", "plain.yaml"] {
      bytes += Array("100644 \(name)\0".utf8)
      bytes += stride(from: 0, to: 40, by: 2).map { place in
        UInt8(blob.dropFirst(place).prefix(2), radix: 16) ?? 0
      }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: box.path("tree")))
    let tree = try box.git("hash-object", "-t", "tree", "-w", "--literally", box.path("tree"))
    #expect(try box.open("repo", .revision(tree)).paths == ["plain.yaml"])
  }
}
