import Foundation
import GitTree
import Manifest
import TestSupport
import Testing

/// What is on disk, as Git sees it.
@Suite struct WorkTreeTests {
  @Test func followsDiskNotIndex() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.write("kind: Changed\n", to: "repo/apps/a.yaml")
    try box.write("kind: New\n", to: "repo/apps/new.yaml")
    try box.remove("repo/README.md")
    let tree = try box.open()
    #expect(tree.text("apps/a.yaml") == "kind: Changed\n")
    #expect(tree.text("apps/new.yaml") == "kind: New\n")
    #expect(tree.kind(of: "README.md") == nil)
    #expect(
      tree.paths.filter { $0.hasPrefix("apps") } == [
        "apps/a-b.yaml", "apps/a.yaml", "apps/a/x.yaml", "apps/new.yaml",
      ])
  }

  @Test func leavesOutWhatIsIgnored() throws {
    let box = try GitSandbox()
    try box.makeRepository(files: [
      ".gitignore": "*.log\n/build/\nnode_modules/\nout/*\n!out/keep.yaml\n", "apps/.gitignore": "local.yaml\n",
      "apps/a.yaml": "a", "build.yaml": "b",
    ])
    let ignored = [
      "x.log", "apps/deep/y.log", "build/z.yaml", "apps/node_modules/m/k.yaml", "apps/local.yaml", "out/a",
    ]
    let kept = ["out/keep.yaml", "apps/build/c.yaml", "local.yaml"]
    for path in ignored + kept { try box.write("text", to: "repo/" + path) }
    // Tracked though a rule names it.
    try box.write("text", to: "repo/build/tracked.yaml")
    try box.git("add", "--force", "build/tracked.yaml")
    let tree = try box.open()
    for path in ignored { #expect(tree.kind(of: path) == nil, "\(path)") }
    for path in kept { #expect(tree.text(path) == "text", "\(path)") }
    #expect(tree.text("build/tracked.yaml") == "text")
    #expect(tree.paths.count == 8)
  }

  @Test func agreesWithGit() throws {
    let box = try GitSandbox()
    try box.makeRepository(files: [".gitignore": "a*\n!ab\n**/cc/\nd/**/e\n\\#f\n", "z/.gitignore": "*\n!*.yaml\n"])
    let names = ["a", "ab", "abc", "b", "cc", "d", "e", "#f", "z", "x.yaml"]
    for first in names {
      for second in names { try box.write("t", to: "repo/\(first)x/\(second)") }
      for second in names.dropLast() { try box.write("t", to: "repo/\(first)/\(second)/f.yaml") }
    }
    let listed = try box.git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    let expected = listed.split(separator: "\0").map(String.init).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(try box.open().paths == expected)
  }

  @Test func knowsIDsOfUnchangedFiles() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    // A file changed in the moment the index is written may look unchanged, so its id counts only afterwards.
    let past = Date(timeIntervalSinceNow: -100)
    for (path, _) in GitSandbox.sample {
      try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: box.path("repo/" + path))
    }
    try box.git("update-index", "--refresh")
    try box.write("kind: Other\n", to: "repo/apps/a.yaml")
    try box.write("kind: New\n", to: "repo/apps/new.yaml")
    let files = try box.open().allFiles()
    for file in files {
      let isChanged = file.path == "apps/a.yaml" || file.path == "apps/new.yaml"
      #expect(file.id == (isChanged ? "" : try box.git("rev-parse", "HEAD:" + file.path)), "\(file.path)")
      #expect(file.size == (try box.open().read(file.path)).count)
    }
  }

  @Test(arguments: ["* text eol=crlf", "*.bin filter=lfs diff=lfs", "* ident"])
  func givesNoIDsWhereGitConverts(attributes: String) throws {
    let box = try GitSandbox()
    try box.makeRepository(files: [".gitattributes": attributes + "\n", "a.yaml": "a\n"])
    let past = Date(timeIntervalSinceNow: -100)
    try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: box.path("repo/a.yaml"))
    try box.git("update-index", "--refresh")
    #expect(try box.open().allFiles().allSatisfy { $0.id.isEmpty })
  }

  @Test func doesNotEnterOtherRepositories() throws {
    let box = try GitSandbox()
    try box.makeRepository("library", files: ["lib.yaml": "lib\n"])
    try box.makeRepository()
    try box.git("submodule", "--quiet", "add", "../library", "vendor/library")
    try box.commit("submodule")
    try box.git("clone", "--quiet", "../library", "nested/clone")
    let tree = try box.open()
    for path in ["vendor/library", "nested/clone"] {
      #expect(tree.kind(of: path) == .submodule)
      #expect(tree.readError(path + "/lib.yaml") == .submodule(path + "/lib.yaml"))
      #expect(throws: FileError.submodule(path)) { try tree.list(path) }
    }
    #expect(tree.notChecked.map(\.what) == ["nested/clone", "vendor/library"])
    let entries = try tree.allFiles().filter { $0.kind == .submodule }
    #expect(entries.map(\.path) == ["nested/clone", "vendor/library"])
    for selection in [SourceTree.Selection.index, .revision("HEAD")] {
      let tree = try box.open("repo", selection)
      #expect(tree.kind(of: "vendor/library") == .submodule)
      #expect(tree.kind(of: "nested/clone") == nil)
      #expect(tree.notChecked.map(\.what) == ["vendor/library"])
    }
    // The submodule is a repository of its own.
    let inner = try box.open("repo/vendor/library")
    #expect(inner.paths == ["lib.yaml"])
    #expect(inner.prefix == "")
  }

  @Test func readsAnIgnoredFolderThatIsNamed() throws {
    let box = try GitSandbox()
    try box.makeRepository(files: [".gitignore": "rendered/\n"])
    try box.write("kind: X\n", to: "repo/rendered/a.yaml")
    let tree = try box.open("repo/rendered")
    #expect(tree.source.kind == "folder")
    #expect(tree.paths == ["a.yaml"])
  }

  @Test func takesAFileAsPath() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    #expect(try box.open("repo/apps/a.yaml").prefix == "apps/a.yaml")
    try box.write("x", to: "plain/sub/b.yaml")
    let tree = try box.open("plain/sub/b.yaml")
    #expect(tree.prefix == "b.yaml")
    #expect(tree.text("b.yaml") == "x")
  }

  @Test func keepsEmptyFolders() throws {
    let box = try GitSandbox()
    try box.write("x", to: "plain/a.yaml")
    try FileManager.default.createDirectory(atPath: box.path("plain/empty"), withIntermediateDirectories: true)
    let tree = try box.open("plain")
    #expect(tree.kind(of: "empty") == .directory)
    #expect(try tree.list("empty") == [])
    #expect(try tree.list("") == ["a.yaml", "empty"])
    #expect(tree.paths == ["a.yaml"])
    #expect(tree.readError("empty") == .isDirectory("empty"))
    #expect(tree.readError("empty/x") == .notFound("empty/x"))
  }

  @Test func namesWhatASparseCheckoutLeavesOut() throws {
    let box = try GitSandbox()
    try box.makeRepository()
    try box.git("sparse-checkout", "set", "apps")
    let tree = try box.open()
    #expect(tree.paths == ["README.md", "apps/a-b.yaml", "apps/a.yaml", "apps/a/x.yaml"])
    #expect(tree.notChecked.map(\.what) == ["2 tracked files"])
    #expect(try box.open("repo", .index).paths.count == 6)
  }
}
