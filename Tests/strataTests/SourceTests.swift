import Foundation
import TestSupport
import Testing

/// Where the files come from: work tree, index, revision, and what is none of these.
@Suite struct SourceTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func makeRepository() throws -> Program {
    try sandbox.makeRepository("repo", files: ["config.yaml": Manifests.good])
    return Program(in: sandbox.path("repo"))
  }

  @Test func stagedContentIsReadAndNotTheWorkTree() throws {
    let strata = try makeRepository()
    try sandbox.write(Manifests.bad, to: "repo/config.yaml")
    try sandbox.git("add", "config.yaml")
    try sandbox.write(Manifests.good, to: "repo/config.yaml")
    #expect(try strata("scan").status == 0)
    let staged = try strata("scan", "--staged")
    #expect(staged.status == 1)
    // The excerpt too is that of the staged file.
    #expect(staged.output.contains("5 | dta:"))
  }

  @Test func aRevisionIsReadWithoutTouchingTheWorkTree() throws {
    let strata = try makeRepository()
    try sandbox.write(Manifests.bad, to: "repo/config.yaml")
    try sandbox.commit("break it")
    #expect(try strata("scan").status == 1)
    #expect(try strata("scan", "--rev", "HEAD~1").status == 0)
    #expect(try strata("scan", "--rev", "main").status == 1)
    #expect(try sandbox.git("status", "--porcelain") == "")
  }

  @Test func ignoredFilesAreNotRead() throws {
    let strata = try makeRepository()
    try sandbox.write("/rendered/\n", to: "repo/.gitignore")
    try sandbox.write(Manifests.bad, to: "repo/rendered/config.yaml")
    #expect(try strata("scan").status == 0)
    try sandbox.write(Manifests.bad, to: "repo/untracked.yaml")
    #expect(try strata("scan").status == 1)
  }

  @Test func aFolderBelowTheRootIsScannedAlone() throws {
    let strata = try makeRepository()
    try sandbox.write(Manifests.bad, to: "repo/apps/web/config.yaml")
    try sandbox.write(Manifests.bad, to: "repo/apps/db/config.yaml")
    let run = try strata("scan", "apps/web")
    #expect(run.status == 1)
    #expect(run.output.contains("--> apps/web/config.yaml:5:1"))
    #expect(!run.output.contains("apps/db"))
  }

  @Test func anUnknownRevisionIsAnsweredWithTheNearest() throws {
    let strata = try makeRepository()
    let run = try strata("scan", "--rev", "mian")
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("mian"))
    #expect(run.errors.contains("did you mean main?"))
  }

  @Test(arguments: [["--staged"], ["--rev", "HEAD"]])
  func aFolderWithoutRepositoryHasNoRevisions(_ options: [String]) throws {
    try sandbox.write(Manifests.good, to: "plain/config.yaml")
    let strata = Program(in: sandbox.path("plain"))
    #expect(try strata("scan").status == 0)
    let run = try strata.run(["scan"] + options)
    #expect(run.status == 2)
    #expect(
      run.errors.contains("not in a Git repository") || run.errors.contains("not a Git repository"), "\(run.errors)")
    #expect(run.errors.contains("help: "))
  }

  @Test func aRepositoryWithoutCommitsIsScannedAsItLies() throws {
    try FileManager.default.createDirectory(atPath: sandbox.path("repo"), withIntermediateDirectories: true)
    try sandbox.git("init", "--quiet")
    let strata = Program(in: sandbox.path("repo"))
    let empty = try strata("scan")
    #expect(empty.status == 0)
    #expect(empty.output == "Nothing was checked: the source has no files\n")
    let head = try strata("scan", "--rev", "HEAD")
    #expect(head.status == 3)
    #expect(head.errors.contains("help: commit something first"))
    try sandbox.write(Manifests.bad, to: "repo/config.yaml")
    #expect(try strata("scan").status == 1)
    #expect(try strata("scan", "--staged").status == 0)
  }

  @Test(.enabled(if: !isRoot, "permissions do not stop root"))
  func aFileThatCannotBeReadIsAFinding() throws {
    let strata = try makeRepository()
    try sandbox.write(Manifests.good, to: "repo/secret.yaml")
    #expect(chmod(sandbox.path("repo/secret.yaml"), 0) == 0)
    let run = try strata("scan")
    #expect(run.status == 1)
    #expect(run.output.contains("error[SRC001]: cannot read secret.yaml: Permission denied"))
  }

  @Test func aDeadLinkIsNoManifest() throws {
    let strata = try makeRepository()
    try sandbox.link("repo/link.yaml", to: "nowhere.yaml")
    try sandbox.link("repo/outside.yaml", to: "/etc/hostname")
    let run = try strata("scan")
    #expect(run.status == 0 || run.status == 1)
    #expect(!run.output.contains("hostname"))
    #expect(run.errors == "")
  }

  /// One object with a value of 50 MB, and 50 MB of small objects.
  @Test(arguments: [true, false])
  func fiftyMegabytesEndWell(_ isOneObject: Bool) throws {
    let line = "  \"quite a long line of text that repeats\": and so on, and so on, and so on\n"
    let object = isOneObject ? Manifests.good + "  text: |\n" : Manifests.good + "---\n"
    let repeated = isOneObject ? "  " + line : "# " + line + object
    var text = object
    text.reserveCapacity(52_000_000)
    while text.utf8.count < 50_000_000 { text += repeated }
    try sandbox.write(text, to: "big/big.yaml")
    let run = try Program(in: sandbox.folder)("scan", "big")
    #expect([0, 1].contains(run.status))
    #expect(run.errors == "")
    #expect(run.output.contains("No findings in 1 file") || run.output.contains("error["))
  }
}
