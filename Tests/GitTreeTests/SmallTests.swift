import Testing

@testable import GitTree

/// The parts that need no repository.
@Suite struct SmallTests {
  @Test(arguments: [
    ("https://github.com/org/repo.git", "https://github.com/org/repo.git"),
    ("https://user:token@github.com/org/repo", "https://github.com/org/repo"),
    ("https://oauth2:a@b@gitlab.example.org:8443/x.git?private_token=1#f", "https://gitlab.example.org:8443/x.git"),
    ("HTTPS://token@host", "HTTPS://host"),
    ("git@github.com:org/repo.git", "git@github.com:org/repo.git"),
    ("ssh://git@host:22/repo", "ssh://git@host:22/repo"),
    ("ssh://git:secret@host/repo", "ssh://git@host/repo"),
    ("ssh://:secret@host/repo", "ssh://host/repo"),
    ("/srv/git/repo@2.git", "/srv/git/repo@2.git"),
    ("https://host/a@b", "https://host/a@b"),
    ("", ""),
  ])
  func removesCredentials(address: String, expected: String) {
    #expect(RemoteAddress.withoutCredentials(address) == expected)
  }

  @Test(arguments: [
    ([0x61, 0xE9, 0x62], "a\\351b"), ([0xC3, 0xA9], "\u{E9}"), ([0xC3], "\\303"), ([0xE2, 0x82, 0x41], "\\342\\202A"),
    ([0xFF, 0xF0, 0x9F, 0x98, 0x80], "\\377\u{1F600}"), ([0xED, 0xA0, 0x80], "\\355\\240\\200"), ([], ""),
  ])
  func writesOddNames(bytes: [UInt8], expected: String) {
    #expect(PathName.readable(bytes) == Array(expected.utf8))
  }

  @Test func findsEverythingInATable() throws {
    // Every pair of names around the slash, which separates paths that share their beginning.
    let names = ["a", "a!", "a-", "a.", "a0", "a/b", "a/b/c", "a/c", "aa", "b/a", "b/a-", "b/a0", "\u{E9}", "z"]
    let files = names.filter { name in !names.contains { $0.hasPrefix(name + "/") } }
    for rotation in 0..<files.count {
      var builder = PathTable.Builder()
      for name in files[rotation...] + files[..<rotation] + files[..<1] {
        let isTaken = builder.append(Array(name.utf8), kind: .file)
        #expect(isTaken)
      }
      let table = builder.finish()
      #expect(table.entries.count == files.count)
      for name in names + ["", "a/", "/a", "b", "c", "a/b/", "a/b/c/d", "zz", "A"] {
        switch table.find(name) {
        case .entry(let index):
          #expect(files.contains(name))
          #expect(table.path(index) == name)
        case .folder(let range):
          let expected = files.filter { name.isEmpty || $0.hasPrefix(name + "/") }
          #expect(!expected.isEmpty)
          #expect(Set(range.map(table.path)) == Set(expected))
          let length = name.isEmpty ? 0 : name.utf8.count + 1
          let children = Set(expected.compactMap { $0.dropFirst(length).split(separator: "/").first.map(String.init) })
          #expect(
            table.names(in: range, prefix: length) == children.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        case .nothing:
          #expect(!files.contains { $0 == name || $0.hasPrefix(name + "/") })
        }
      }
    }
  }

  @Test func hasWordsForEveryError() {
    let errors: [SourceError] = [
      .pathNotFound("p"), .notARepository("p"), .notInTree(path: "p", tree: "t"),
      .unknownRevision("r", suggestions: ["a", "b"], isShallow: false), .ambiguousRevision("r"), .notATree("r"),
      .emptyRepository("p"), .noIndex("p"), .unsupportedIndex("p", .sparse), .unsupportedIndex("p", .split),
      .unsupportedIndex("p", .other), .unsupportedRepository("p", feature: "f"), .otherOwner("p"),
      .unreadable("p", reason: "r"), .tooManyFiles("p", limit: 1), .damaged("p", reason: "r"),
    ]
    #expect(Set(errors.map(\.message)).count == errors.count)
    for error in errors {
      #expect(!error.message.hasSuffix("."))
      #expect(error.hint?.isEmpty != true)
    }
    #expect(errors[3].hint == "did you mean a or b?")
  }
}
