import Foundation
import GitTree
import Manifest
import TestSupport
import Testing

/// One content in every shape a repository comes in.
@Suite struct SourceShapeTests {
  enum Shape: String, CaseIterable, Sendable {
    case workTree, index, revision, branch, shortID, detachedHead, bare, bareWithoutName, folder, linkedWorktree
    case shallowClone, sharedClone, packed, worktreeConfig, partialClone, subfolder, gitFolder, throughLink
  }

  static func open(_ shape: Shape, _ box: GitSandbox) throws -> SourceTree {
    try box.makeRepository()
    let url = "file://" + box.path("repo")
    switch shape {
    case .workTree: return try box.open()
    case .index: return try box.open("repo", .index)
    case .revision: return try box.open("repo", .revision("HEAD"))
    case .branch: return try box.open("repo", .revision("main"))
    case .shortID: return try box.open("repo", .revision(box.git("rev-parse", "--short", "HEAD")))
    case .detachedHead:
      try box.git("checkout", "--quiet", "--detach")
      return try box.open()
    case .bare, .bareWithoutName:
      try box.git("clone", "--quiet", "--bare", "repo", "bare.git", in: "")
      return try box.open("bare.git", shape == .bare ? .revision("main") : .workTree)
    case .folder:
      try box.remove("repo/.git")
      return try box.open()
    case .linkedWorktree:
      try box.git("worktree", "add", "--quiet", "../second")
      return try box.open("second")
    case .shallowClone:
      try box.commit("second")
      try box.git("clone", "--quiet", "--depth=1", url, "clone", in: "")
      return try box.open("clone", .revision("HEAD"))
    case .sharedClone:
      try box.git("clone", "--quiet", "--bare", "--shared", "repo", "clone.git", in: "")
      return try box.open("clone.git")
    case .packed:
      try box.git("gc", "--quiet")
      try box.git("pack-refs", "--all")
      return try box.open("repo", .revision("main"))
    case .worktreeConfig:
      try box.git("config", "core.repositoryformatversion", "1")
      try box.git("config", "extensions.worktreeConfig", "true")
      return try box.open("repo", .index)
    case .partialClone:
      try box.git("config", "uploadpack.allowFilter", "true")
      try box.git("clone", "--quiet", "--filter=blob:none", url, "clone", in: "")
      return try box.open("clone", .revision("HEAD"))
    case .subfolder: return try box.open("repo/apps/a", .revision("HEAD"))
    case .gitFolder: return try box.open("repo/.git")
    case .throughLink:
      try box.link("elsewhere/link", to: "../repo/apps")
      return try box.open("elsewhere/link")
    }
  }

  @Test(arguments: Shape.allCases) func hasTheSameFiles(shape: Shape) throws {
    let box = try GitSandbox()
    let tree = try Self.open(shape, box)
    #expect(tree.paths.map { Array($0.utf8) } == GitSandbox.sample.map { Array($0.key.utf8) })
    for (path, text) in GitSandbox.sample {
      #expect(tree.text(path) == text)
      #expect(tree.kind(of: path) == .file)
    }
    #expect(try tree.list("") == ["README.md", "apps", "clusters"])
    #expect(try tree.list("apps") == ["a", "a-b.yaml", "a.yaml"])
    #expect(tree.kind(of: "apps/a") == .directory)
    #expect(tree.kind(of: "") == .directory)
    #expect(tree.kind(of: "app") == nil)
    #expect(tree.kind(of: "apps/a.yaml/x") == nil)
    #expect(try tree.resolve("apps/a/x.yaml") == "apps/a/x.yaml")
    #expect(tree.notChecked.isEmpty)
    #expect(tree.readError("apps") == .isDirectory("apps"))
    #expect(tree.readError("apps/none.yaml") == .notFound("apps/none.yaml"))
    #expect(tree.readError("apps/a.yaml/x") == .notDirectory("apps/a.yaml/x"))
    #expect(tree.readError("../x") == .outside("../x"))
    #expect(throws: FileError.notDirectory("README.md")) { try tree.list("README.md") }
    #expect(throws: FileError.notFound("none")) { try tree.list("none") }
  }

  @Test(arguments: Shape.allCases) func namesItself(shape: Shape) throws {
    let box = try GitSandbox()
    let tree = try Self.open(shape, box)
    let kind =
      switch shape {
      case .workTree, .detachedHead, .linkedWorktree, .gitFolder, .throughLink: "work tree"
      case .index, .worktreeConfig: "index"
      case .folder: "folder"
      default: "revision"
      }
    #expect(tree.source.kind == kind)
    let head = shape == .folder ? nil : try box.git("rev-parse", "HEAD")
    #expect(tree.source.revision == head)
    let branch: String? =
      switch shape {
      case .folder, .detachedHead, .shortID: nil
      case .linkedWorktree: "second"
      default: "main"
      }
    #expect(tree.source.branch == branch)
    let prefix =
      switch shape {
      case .subfolder: "apps/a"
      case .throughLink: "apps"
      default: ""
      }
    #expect(tree.prefix == prefix)
  }

  @Test(arguments: [Shape.workTree, .index, .revision, .bare, .folder, .partialClone])
  func isReadByManyThreads(shape: Shape) async throws {
    let box = try GitSandbox()
    var files: [String: String] = [:]
    for i in 0..<200 { files["many/\(i).yaml"] = String(repeating: "line \(i)\n", count: i) }
    for (path, text) in files { try box.write(text, to: "many/" + path) }
    try box.makeRepository("many", files: [:])
    let tree =
      switch shape {
      case .index: try box.open("many", .index)
      case .revision: try box.open("many", .revision("HEAD"))
      case .folder:
        try {
          try box.remove("many/.git"); return try box.open("many")
        }()
      default: try box.open("many")
      }
    let paths = tree.paths
    let expected = paths.map { files[$0] }
    #expect(paths.count == 200)
    let results = await withTaskGroup(of: [String?].self) { group in
      for start in 0..<8 {
        group.addTask {
          // Each begins elsewhere, so that several read different files at one time.
          let places = paths.indices.map { ($0 + start * 25) % paths.count }
          var texts = [String?](repeating: nil, count: paths.count)
          for place in places { texts[place] = tree.text(paths[place]) }
          return texts
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 8)
    for result in results { #expect(result == expected) }
  }
}
