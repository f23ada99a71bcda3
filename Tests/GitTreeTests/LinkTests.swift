import Foundation
import GitTree
import Manifest
import TestSupport
import Testing

/// Symbolic links, from Git and from disk alike.
@Suite struct LinkTests {
  static func make() throws -> GitSandbox {
    let box = try GitSandbox()
    try box.write("secret\n", to: "outside.yaml")
    try FileManager.default.createDirectory(atPath: box.path("repo"), withIntermediateDirectories: true)
    for (link, target) in [
      "apps/file": "../base/a.yaml", "apps/folder": "../base", "apps/chain": "folder/../base-link/a.yaml",
      "base-link": "base", "apps/dotted": "./../base/./a.yaml", "apps/up": "folder/sub/../a.yaml", "self": ".",
      "escape": "../outside.yaml", "absolute": "/etc/passwd", "escape-folder": "..", "back": "../repo/base/a.yaml",
      "loop": "loop", "ring-a": "ring-b", "ring-b": "ring-a", "dangling": "none.yaml", "through-file": "base/a.yaml/x",
    ] { try box.link("repo/" + link, to: target) }
    try box.makeRepository(files: ["base/a.yaml": "a\n", "base/sub/b.yaml": "b\n"])
    return box
  }

  static let selections: [SourceTree.Selection] = [.workTree, .index, .revision("HEAD")]

  @Test(arguments: selections) func leadInsideTheTree(selection: SourceTree.Selection) throws {
    let box = try Self.make()
    let tree = try box.open("repo", selection)
    for path in [
      "apps/file", "apps/folder/a.yaml", "apps/chain", "base-link/a.yaml", "apps/dotted", "apps/up",
      "self/self/apps/../base-link/./a.yaml",
    ] {
      #expect(tree.text(path) == "a\n", "\(path)")
      #expect(tree.kind(of: path) == .file)
      #expect(try tree.resolve(path) == "base/a.yaml")
    }
    #expect(tree.kind(of: "apps/folder") == .directory)
    #expect(try tree.list("apps/folder") == ["a.yaml", "sub"])
    #expect(try tree.list("self/apps/folder/sub") == ["b.yaml"])
    // As the system has it: up from where the link leads, not from where it stands.
    #expect(tree.text("apps/folder/sub/../../base/sub/b.yaml") == "b\n")
    #expect(try tree.resolve("apps/folder/..") == "")
    let links = try tree.allFiles().filter { $0.kind == .link }
    #expect(links.count == 16)
  }

  @Test(arguments: selections) func neverLeadOutside(selection: SourceTree.Selection) throws {
    let box = try Self.make()
    let tree = try box.open("repo", selection)
    for path in [
      "escape", "absolute", "escape-folder", "escape-folder/outside.yaml", "back", "base/../../outside.yaml",
    ] {
      #expect(tree.readError(path) == .outside(path))
      #expect(tree.kind(of: path) == nil)
    }
    for path in ["loop", "ring-a", "ring-b/x"] {
      #expect(tree.readError(path) == .unreadable(path, reason: "symbolic links lead in a circle"))
      #expect(tree.kind(of: path) == nil)
    }
    #expect(tree.readError("dangling") == .notFound("dangling"))
    #expect(tree.readError("through-file") == .notDirectory("through-file"))
  }

  @Test func doNotAppearBetweenListingAndReading() throws {
    let box = try Self.make()
    let tree = try box.open()
    try box.remove("repo/base")
    try box.write("secret\n", to: "elsewhere/a.yaml")
    try box.link("repo/base", to: "../elsewhere")
    #expect(tree.readError("base/a.yaml") == .unreadable("base/a.yaml", reason: "changed while it was read"))
    try box.remove("repo/base")
    try box.link("repo/base/a.yaml", to: "../../outside.yaml")
    #expect(tree.readError("base/a.yaml") == .unreadable("base/a.yaml", reason: "changed while it was read"))
    try box.remove("repo/base")
    #expect(tree.readError("base/a.yaml") == .notFound("base/a.yaml"))
  }
}
