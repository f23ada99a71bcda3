import Foundation
import Manifest
import TestSupport
import Testing

@testable import GitTree

/// What `git commit` would commit.
@Suite struct IndexTests {
  @Test func readsStagedContent() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.write("kind: Staged\n", to: "repo/apps/a.yaml")
    try box.write("kind: Added\n", to: "repo/apps/added.yaml")
    try box.remove("repo/README.md")
    try box.git("add", "--all")
    try box.write("kind: NotStaged\n", to: "repo/apps/a.yaml")
    try box.write("kind: NotAdded\n", to: "repo/apps/other.yaml")
    try box.write("kind: Promised\n", to: "repo/apps/promised.yaml")
    try box.git("add", "--intent-to-add", "apps/promised.yaml")
    let tree = try box.open("repo", .index)
    #expect(tree.text("apps/a.yaml") == "kind: Staged\n")
    #expect(tree.text("apps/added.yaml") == "kind: Added\n")
    for path in ["README.md", "apps/other.yaml", "apps/promised.yaml"] { #expect(tree.kind(of: path) == nil) }
    let ids = try tree.allFiles().filter { $0.path == "apps/a.yaml" }.map(\.id)
    #expect(ids == [try box.git("rev-parse", ":apps/a.yaml")])
  }

  @Test(arguments: ["2", "3", "4"]) func readsEveryVersion(version: String) throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.git("update-index", "--index-version", version, "--force-write-index")
    #expect(try box.open("repo", .index).paths.count == GitSandbox.sample.count)
  }

  @Test func readsTheFirstCommitToBe() throws {
    let box = try GitSandbox()
    try FileManager.default.createDirectory(atPath: box.path("repo"), withIntermediateDirectories: true)
    try box.git("init", "--quiet", "--initial-branch=main")
    #expect(try box.open("repo", .index).paths == [])
    try box.write("x", to: "repo/a.yaml")
    try box.git("add", "a.yaml")
    let tree = try box.open("repo", .index)
    #expect(tree.text("a.yaml") == "x")
    #expect(tree.source.revision == nil)
    #expect(tree.source.branch == "main")
    #expect(try box.open().paths == ["a.yaml"])
  }

  @Test func takesOurSideOfAnUnfinishedMerge() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.git("checkout", "--quiet", "-b", "other")
    try box.write("kind: Theirs\n", to: "repo/apps/a.yaml")
    try box.commit("theirs")
    try box.git("checkout", "--quiet", "main")
    try box.write("kind: Ours\n", to: "repo/apps/a.yaml")
    try box.commit("ours")
    #expect(throws: GitSandbox.Failure.self) { try box.git("merge", "other") }
    let tree = try box.open("repo", .index)
    #expect(tree.text("apps/a.yaml") == "kind: Ours\n")
    #expect(tree.notChecked.map(\.what) == ["apps/a.yaml"])
    let disk = try box.open()
    #expect(disk.text("apps/a.yaml")?.hasPrefix("<<<<<<<") == true)
    #expect(disk.notChecked.map(\.what) == ["apps/a.yaml"])
  }

  @Test func explainsFormatsThatItCannotRead() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.write("x", to: "repo/other/b.yaml")
    try box.commit("more")
    try box.git("update-index", "--split-index")
    #expect(box.openError("repo", .index) == .unsupportedIndex(box.path("repo"), .split))
    let split = try box.open()
    #expect(split.paths.count == 7)
    #expect(split.notChecked.map(\.hint) == ["`git update-index --no-split-index` rewrites it"])
    try box.git("update-index", "--no-split-index")
    #expect(try box.open("repo", .index).paths.count == 7)

    try box.git("sparse-checkout", "set", "--sparse-index", "apps")
    #expect(box.openError("repo", .index) == .unsupportedIndex(box.path("repo"), .sparse))
    let sparse = try box.open()
    #expect(sparse.paths.count == 4)
    #expect(sparse.notChecked.map(\.hint) == ["`git sparse-checkout reapply --no-sparse-index` rewrites it"])
    // A revision needs no index.
    #expect(try box.open("repo", .revision("HEAD")).paths.count == 7)
    try box.git("sparse-checkout", "reapply", "--no-sparse-index")
    #expect(try box.open("repo", .index).paths.count == 7)
  }

  @Test func takesTheIndexOfAHookOnlyFromItsOwnRepository() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.makeRepository("other")
    let (root, folder) = (box.path("repo"), box.path("repo/.git"))
    try box.write("", to: "repo/.git/next-index-1.lock")
    for name in [".git/index", ".git/next-index-1.lock"] {
      #expect(IndexReader.fileOfHook(name, root, folder) == root + "/" + name)
      #expect(IndexReader.fileOfHook(root + "/" + name, root, folder) == root + "/" + name)
    }
    for name in ["", "index", ".git/none", "../other/.git/index", box.path("other/.git/index"), "/", "README.md"] {
      #expect(IndexReader.fileOfHook(name, root, folder) == nil, "\(name)")
    }
  }
}
