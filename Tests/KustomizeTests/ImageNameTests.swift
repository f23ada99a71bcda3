import Testing

@testable import Kustomize

@Suite struct ImageNameTests {
  @Test(arguments: [
    ("nginx", "nginx", "", ""), ("nginx:1.25", "nginx", "1.25", ""),
    ("registry:5000/team/app", "registry:5000/team/app", "", ""),
    ("registry:5000/team/app:v1@sha256:ab", "registry:5000/team/app", "v1", "sha256:ab"),
  ])
  func partsAreToldApart(_ text: String, _ name: String, _ tag: String, _ digest: String) {
    let image = ImageName(text)
    #expect((image.name, image.tag, image.digest) == (name, tag, digest))
    #expect(image.text == text)
  }
}
