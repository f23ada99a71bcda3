import Manifest
import Testing

@Suite("Comments that matter")
struct SourceCommentsTests {
  @Test("schema modelines")
  func schemas() {
    let text =
      "# yaml-language-server: $schema=https://example.com/a.json  \na: 1\n---\n#  yaml-language-server:  $schema=./b.json\n"
    let comments = SourceComments(Array(text.utf8))
    #expect(comments.schemas.map(\.url) == ["https://example.com/a.json", "./b.json"])
    #expect(comments.schemas.map(\.line) == [1, 4])
  }

  @Test("suppressions with rules, reasons and places")
  func suppressions() {
    let text = """
      # strata:ignore a/b,c because of é\r
      é: 1 # strata:ignore d
        ## strata:ignore
      # strata:ignored x
      """
    let found = SourceComments(Array(text.utf8)).suppressions
    #expect(found.map(\.rules) == [["a/b", "c"], ["d"], []])
    #expect(found.map(\.reason) == ["because of é", nil, nil])
    #expect(found.map(\.line) == [1, 2, 3])
    #expect(found.map(\.column) == [1, 6, 3])
    #expect(found.map(\.hasOwnLine) == [true, false, true])
  }

  @Test(
    "text is no comment",
    arguments: [
      "a: \"x # strata:ignore r\"\n", "a: 'x # strata:ignore r'\n", "a: \"x\n  # strata:ignore r\n  y\"\n",
      "a: |\n  # strata:ignore r\n", "a: >-  # c\n\n    x\n    # strata:ignore r\n",
      "- k: |2\n     # strata:ignore r\n",
      "- |\n  # strata:ignore r\n", "a: x# strata:ignore r\n",
    ])
  func text(_ text: String) {
    #expect(SourceComments(Array(text.utf8)).suppressions.isEmpty)
  }

  @Test(
    "comments beside text",
    arguments: [
      "a: it's # strata:ignore r\n", "a: 'x' # strata:ignore r\n", "a: |\n  x\n# strata:ignore r\n",
      "- k: |\n    x\n  # strata:ignore r\n", "a: | # strata:ignore r\n  x\n", "a: |\n# strata:ignore r\nb: 1\n",
      "a: [x, # strata:ignore r\n  y]\n",
    ])
  func comments(_ text: String) {
    #expect(SourceComments(Array(text.utf8)).suppressions.map(\.rules) == [["r"]])
  }
}
