import Testing

import Manifest

@Suite struct SuggestionTests {
  @Test(
    "between two names",
    arguments: [
      ("", "", 0), ("a", "", 1), ("replica", "replicas", 1), ("comand", "command", 1), ("nmae", "name", 1),
      ("kitten", "sitting", 3), ("kitten", "sit", nil), ("abc", "xyz", 3), ("abcd", "wxyz", nil),
    ] as [(String, String, Int?)])
  func distance(left: String, right: String, distance: Int?) {
    #expect(Suggestion.distance(between: left, and: right, limit: 3) == distance)
    #expect(Suggestion.distance(between: right, and: left, limit: 3) == distance)
  }

  @Test(
    "the nearest name",
    arguments: [
      ("configmap", "configMap"), ("Imagee", "image"), ("target", "targetPort"), ("secretKey", "secret"),
      ("imageformat", nil), ("ports", "port"),
      ("clusterPort", "port"), ("xx", nil),
      ("zzzzzz", nil), ("", nil),
    ] as [(String, String?)])
  func nearest(name: String, expected: String?) {
    let names = ["image", "configMap", "targetPort", "secret", "ip", "port"]
    #expect(Suggestion.nearest(to: name, among: names) == expected)
  }

  @Test func equalDistancesGiveTheFirstInOrderWhateverTheOrderOfTheCandidates() {
    #expect(Suggestion.nearest(to: "abcd", among: ["abce", "abcf"]) == "abce")
    #expect(Suggestion.nearest(to: "abcd", among: ["abcf", "abce"]) == "abce")
  }
}
