import Manifest
import Testing

@Suite struct LFSPointerTests {
  @Test(arguments: [
    ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", true),
    ("version https://hawser.github.com/spec/v1\noid sha256:4d7a\nsize 1\n", true),
    ("version https://git-lfs.github.com/spec/v1\next-0-x sha256:1\noid sha256:4d7a\nsize 1\n", true),
    ("version https://git-lfs.github.com/spec/v1\nsize 12345\n", false),
    ("version https://git-lfs.github.com/spec/v10\noid sha256:4d7a\n", false),
    ("version: 1\n", false), ("", false),
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n" + String(repeating: "x", count: 1000), false
    ),
  ])
  func knowsLFSPointers(text: String, expected: Bool) {
    #expect(LFSPointer.isPointer(Array(text.utf8)) == expected)
  }
}
