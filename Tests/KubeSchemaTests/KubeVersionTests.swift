import KubeSchema
import Testing

@Suite("Kubernetes versions")
struct KubeVersionTests {
  @Test(
    "forms that are read",
    arguments: [
      ("1.29", "1.29"), ("v1.34", "1.34"), ("1.36.2", "1.36"), ("v1.37.0+k3s1", "1.37"), ("1.30+build", "1.30"),
    ])
  func parses(text: String, version: String) throws {
    #expect(try KubeVersion(parsing: text).description == version)
  }

  @Test(
    "forms that are not",
    arguments: ["", "1", "1.", "1.28", "1.38", "2.30", "1.3", "1.300", "1.30x", "1.-30", "latest", "1.99999999999999"])
  func refuses(text: String) {
    #expect(throws: KubeVersion.ParseError(text: text)) { try KubeVersion(parsing: text) }
  }

  @Test("the error names what is supported")
  func message() {
    #expect(
      KubeVersion.ParseError(text: "1.20").description
        == "no schema for Kubernetes version \"1.20\"; supported are "
        + "1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37")
  }

  @Test("in order")
  func order() {
    #expect(KubeVersion.supported == KubeVersion.supported.sorted())
    #expect(KubeVersion.newest == KubeVersion.supported.last)
  }
}
