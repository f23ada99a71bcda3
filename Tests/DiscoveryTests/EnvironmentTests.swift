import Testing

@testable import Discovery

@Suite struct EnvironmentTests {
  @Test(
    arguments: [
      ("clusters/production/apps.yaml", "production"), ("apps/staging", "staging"), ("apps/overlays/eu-1", "eu-1"),
      ("apps/base/podinfo", nil), ("clusters", nil), ("", nil), ("k8s/clusters/prod/bootstrap", "prod"),
    ] as [(String, String?)])
  func layoutsTellTheEnvironment(_ path: String, _ name: String?) {
    #expect(Environment.name(of: path) == name)
  }
}
