import Testing

@testable import KubeSchema

@Suite("Edit distance")
struct EditDistanceTests {
  @Test(
    "between two names",
    arguments: [
      ("", "", 0), ("a", "", 1), ("replica", "replicas", 1), ("comand", "command", 1), ("nmae", "name", 1),
      ("kitten", "sitting", 3), ("kitten", "sit", nil), ("abc", "xyz", 3), ("abcd", "wxyz", nil),
    ] as [(String, String, Int?)])
  func distance(left: String, right: String, distance: Int?) {
    #expect(EditDistance.between(left, right, limit: 3) == distance)
    #expect(EditDistance.between(right, left, limit: 3) == distance)
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
    #expect(EditDistance.nearest(to: name, in: names) == expected)
  }
}
