import Foundation
import GitTree
import Manifest
import TestSupport
import Testing

/// Names of revisions, and what happened between two.
@Suite struct RevisionTests {
  /// Three commits on main, the first tagged, and a branch from the second.
  static func history() throws -> GitSandbox {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.git("tag", "-a", "v1.0.0", "-m", "first")
    try box.write("kind: Two\n", to: "repo/apps/a.yaml")
    try box.commit("second")
    try box.git("branch", "feature/login")
    try box.write("kind: Three\n", to: "repo/apps/a.yaml")
    try box.write("kind: New\n", to: "repo/apps/new.yaml")
    try box.remove("repo/README.md")
    try box.commit("third")
    return box
  }

  @Test(arguments: ["HEAD~2", "v1.0.0", "main^^", "feature/login~1", "HEAD@{2}", ":/first", "v1.0.0^{commit}"])
  func resolves(name: String) throws {
    let box = try Self.history()
    let tree = try box.open("repo", .revision(name))
    #expect(tree.text("apps/a.yaml") == "kind: B\n")
    #expect(tree.source.revision == (try box.git("rev-parse", "HEAD~2")))
    #expect(try box.open().commit(name) == (try box.git("rev-parse", "HEAD~2")))
  }

  @Test func opensAFolderOfARevision() throws {
    let box = try Self.history()
    let tree = try box.open("repo", .revision("HEAD:apps"))
    #expect(tree.text("a.yaml") == "kind: Three\n")
    #expect(tree.source.revision == nil)
    #expect(box.openError("repo", .revision("HEAD:apps/a.yaml")) == .notATree("HEAD:apps/a.yaml"))
  }

  @Test(arguments: [
    ("mian", ["main"]), ("feature/logni", ["feature/login"]), ("v1.0.1", ["v1.0.0"]), ("login", ["feature/login"]),
    ("something-else", []), ("deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", []), ("HEAD~9", []), ("a b:^{", []),
  ])
  func suggests(name: String, suggestions: [String]) throws {
    let box = try Self.history()
    let error = box.openError("repo", .revision(name))
    #expect(error == .unknownRevision(name, suggestions: suggestions, isShallow: false))
    #expect(error?.message == "unknown revision \(name)")
    #expect(error?.hint?.isEmpty == false)
  }

  @Test func saysThatAShallowCloneEnds() throws {
    let box = try Self.history()
    try box.git("clone", "--quiet", "--depth=1", "file://" + box.path("repo"), "clone", in: "")
    let error = box.openError("clone", .revision("HEAD~1"))
    #expect(error == .unknownRevision("HEAD~1", suggestions: [], isShallow: true))
    #expect(error?.hint?.contains("--unshallow") == true)
    #expect(try box.open("clone").isShallow)
    #expect(try box.open("clone").mergeBase("HEAD", "origin/main") == (try box.git("rev-parse", "main")))
  }

  @Test func namesTheBranchOfARemote() throws {
    let box = try Self.history()
    try box.git("clone", "--quiet", "repo", "clone", in: "")
    let tree = try box.open("clone", .revision("origin/feature/login"))
    #expect(tree.source.branch == "feature/login")
    #expect(tree.source.repository == box.path("repo"))
    #expect(
      box.openError("clone", .revision("feature/login"))
        == .unknownRevision("feature/login", suggestions: ["origin/feature/login"], isShallow: false))
  }

  @Test func readsAPathThatIsNoLongerOnDisk() throws {
    let box = try Self.history()
    try box.remove("repo/clusters")
    #expect(try box.open("repo/clusters/pr\u{E9}-prod", .revision("HEAD")).prefix == "clusters/pr\u{E9}-prod")
    #expect(box.openError("repo/clusters") == .pathNotFound(box.path("repo/clusters")))
    #expect(
      box.openError("repo/none/deep", .revision("main")) == .notInTree(path: "none/deep", tree: "main"))
    try box.git("clone", "--quiet", "--bare", "repo", "bare.git", in: "")
    #expect(try box.open("bare.git/apps").prefix == "apps")
  }

  @Test func findsTheMergeBase() throws {
    let box = try Self.history()
    try box.git("checkout", "--quiet", "feature/login")
    try box.write("x", to: "repo/login.yaml")
    try box.commit("login")
    try box.git("checkout", "--quiet", "--orphan", "unrelated")
    try box.commit("unrelated")
    let tree = try box.open()
    #expect(try tree.mergeBase("main", "feature/login") == (try box.git("rev-parse", "main~1")))
    #expect(try tree.mergeBase("main", "unrelated") == nil)
    #expect(throws: SourceError.unknownRevision("mani", suggestions: ["main"], isShallow: false)) {
      try tree.mergeBase("mani", "main")
    }
  }

  static let expectedChanges = [
    FileChange(path: "README.md", kind: .deleted), FileChange(path: "apps/a.yaml", kind: .modified),
    FileChange(path: "apps/new.yaml", kind: .added),
  ]

  @Test(arguments: [SourceTree.Selection.workTree, .index, .revision("HEAD"), .revision("main")])
  func listsChanges(selection: SourceTree.Selection) throws {
    let box = try Self.history()
    let tree = try box.open("repo", selection)
    #expect(tree.changes(since: try tree.tree(at: "v1.0.0")) == Self.expectedChanges)
    #expect(tree.changes(since: try tree.tree(at: "HEAD")) == [])
    // The other way round.
    let back = try tree.tree(at: "v1.0.0").changes(since: tree)
    #expect(back.map(\.kind) == [.added, .modified, .deleted])
  }

  @Test func listsChangesOfKindsAndLinks() throws {
    let box = try GitSandbox()
    try box.makeRepository(files: ["a.yaml": "a", "b.yaml": "b", "folder/x": "x", "target": "t"])
    try box.link("repo/link", to: "a.yaml")
    try box.commit("link")
    try box.remove("repo/link")
    try box.link("repo/link", to: "b.yaml")
    try box.remove("repo/b.yaml")
    try box.link("repo/b.yaml", to: "a.yaml")
    try box.remove("repo/folder")
    try box.write("file", to: "repo/folder")
    let tree = try box.open()
    #expect(
      tree.changes(since: try tree.tree(at: "HEAD")) == [
        FileChange(path: "b.yaml", kind: .modified), FileChange(path: "folder", kind: .added),
        FileChange(path: "folder/x", kind: .deleted), FileChange(path: "link", kind: .modified),
      ])
  }
}
