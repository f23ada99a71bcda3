import Testing

@testable import Manifest

@Suite struct SHA256Tests {
  /// The test values of FIPS 180-4, and lengths around the block size.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 1_000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
  ])
  func publishedValues(_ text: String, _ digest: String) {
    #expect(SHA256.hex(text.utf8) == digest)
  }
}

@Suite struct TreePathTests {
  @Test(arguments: [
    ("a/b", "../c", "a/c"), ("", "./x", "x"), ("a", ".", "a"), ("a/b", "../..", ""), ("a", "b//c/", "a/b/c"),
  ])
  func joins(_ folder: String, _ path: String, _ expected: String) {
    #expect(TreePath.join(folder, path) == expected)
  }

  @Test func aboveTheRootIsNowhere() { #expect(TreePath.join("a", "../../b") == nil) }

  @Test(arguments: [("a/b/c", "a", "b/c"), ("a", "a", "."), ("x/y", "a/b", "../../x/y"), ("a", "", "a")])
  func relativeWays(_ path: String, _ folder: String, _ expected: String) {
    #expect(TreePath.relative(path, from: folder) == expected)
  }
}

@Suite struct SourceMapTests {
  @Test func derivedOriginsKeepTheirPartsInOrderAndOnce() {
    let map = SourceMap()
    let file = map.file("a.yaml")
    let first = Origin(file: file, line: 3, column: 5)
    let second = Origin(file: file, line: 1, column: 1)
    let derived = map.derive([first, second, first, .none])
    #expect(derived.isDerived)
    #expect(map.parts(of: derived) == [first, second])
    #expect(map.derive([derived, second]) == derived)
    #expect(map.derive([first]) == first)
    #expect(map.place(of: derived) == SourcePlace(path: "a.yaml", line: 3, column: 5))
  }

  @Test func originsHoldTheLargestPlacesAndCutLargerOnes() {
    let origin = Origin(file: FileID(rawValue: 77), line: 20_000_000, column: 70_000)
    #expect(origin.file.rawValue == 77)
    #expect(origin.line == 0xFF_FFFF)
    #expect(origin.column == 0xFFFF)
    #expect(!origin.isDerived)
  }
}
