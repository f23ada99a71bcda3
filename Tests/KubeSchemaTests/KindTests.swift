import KubeSchema
import Manifest
import Testing

@Suite("Kinds")
struct KindTests {
  @Test(
    "API versions that are not served",
    arguments: [
      (
        "policy/v1beta1", "PodDisruptionBudget", "1.37",
        "was removed in Kubernetes 1.25 (use policy/v1 PodDisruptionBudget)"
      ),
      (
        "apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "1.30",
        "was removed in Kubernetes 1.22 (use apiextensions.k8s.io/v1 CustomResourceDefinition)"
      ),
      ("extensions/v1beta1", "Ingress", "1.29", "was removed in Kubernetes 1.22 (use networking.k8s.io/v1 Ingress)"),
      ("policy/v1beta1", "PodSecurityPolicy", "1.30", "was removed in Kubernetes 1.25"),
      (
        "networking.k8s.io/v1beta1", "IngressClass", "1.30",
        "was removed in Kubernetes 1.22 (use networking.k8s.io/v1 IngressClass)"
      ),
      // The replacement that was named is itself gone: the one after it.
      (
        "flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "1.37",
        "was removed in Kubernetes 1.29 (use flowcontrol.apiserver.k8s.io/v1 FlowSchema)"
      ),
      (
        "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.32",
        "was removed in Kubernetes 1.32 (use flowcontrol.apiserver.k8s.io/v1 FlowSchema)"
      ),
      (
        "resource.k8s.io/v1", "DeviceClass", "1.33",
        "is served since Kubernetes 1.34, not yet in 1.33 (use resource.k8s.io/v1beta2 DeviceClass)"
      ),
      ("resource.k8s.io/v1", "DeviceClass", "1.29", "is served since Kubernetes 1.34, not yet in 1.29"),
    ])
  func notServed(apiVersion: String, kind: String, version: String, message: String) throws {
    let text = "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}\nspec: {}"
    #expect(try check(text, version: version) == ["API001 1:13 \(apiVersion) \(kind) \(message)"])
  }

  @Test("API versions that go away")
  func deprecated() throws {
    let endpoints = "apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}"
    #expect(try check(endpoints, version: "1.32") == [])
    #expect(
      try check(endpoints, version: "1.33") == [
        "API002 1:13 v1 Endpoints is deprecated since Kubernetes 1.33 (use discovery.k8s.io/v1 EndpointSlice)"
      ])
    let flow = """
      apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
      kind: FlowSchema
      metadata: {name: a}
      spec: {priorityLevelConfiguration: {name: a}}
      """
    #expect(
      try check(flow, version: "1.31") == [
        "API002 1:13 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema is deprecated since Kubernetes 1.29 and removed "
          + "in 1.32 (use flowcontrol.apiserver.k8s.io/v1 FlowSchema)"
      ])
  }

  @Test(
    "kinds that never were",
    arguments: [
      ("v1", "Deployment", "1:13 apiVersion: there is no Deployment in v1 (did you mean apps/v1?)"),
      ("apps/v1", "Ingress", "1:13 apiVersion: there is no Ingress in apps/v1 (did you mean networking.k8s.io/v1?)"),
      ("apps/v9", "Deployment", "1:13 apiVersion: there is no Deployment in apps/v9 (did you mean apps/v1?)"),
      ("v2", "Pod", "1:13 apiVersion: there is no Pod in v2 (did you mean v1?)"),
      ("batch", "Job", "1:13 apiVersion: there is no Job in batch (did you mean batch/v1?)"),
      ("app/v1", "Deployment", "1:13 apiVersion: there is no API group \"app\" (did you mean apps/v1?)"),
      ("apps/v1", "deployment", "2:7 kind: there is no deployment in apps/v1 (did you mean Deployment?)"),
      ("apps/v1", "Deploymnet", "2:7 kind: there is no Deploymnet in apps/v1 (did you mean Deployment?)"),
      ("v1", "CronJobs", "2:7 kind: there is no CronJobs in v1 (did you mean batch/v1 CronJob?)"),
      ("apps/v1", "Whatever", "2:7 kind: there is no Whatever in apps/v1"),
      ("apps/v9", "Whatever", "1:13 apiVersion: Kubernetes 1.37 has no API version apps/v9"),
      ("v1", "PodExecOptions", "2:7 kind: there is no PodExecOptions in v1"),
      ("a/b/c", "Pod", "1:13 apiVersion: \"a/b/c\" has more than one slash; expected group/version"),
    ])
  func unknown(apiVersion: String, kind: String, message: String) throws {
    let text = "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: a}"
    #expect(try check(text, version: "1.37") == ["API004 \(message)"])
  }

  @Test(
    "kinds that others define",
    arguments: [
      ("example.com/v1", "Deployment"), ("gateway.networking.k8s.io/v1", "Gateway"), ("skaffold/v4", "Config"),
      ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"), ("${GROUP}/v1", "Thing"), ("apps/v1", "${KIND}"),
      ("v1", "List"), ("v1alpha1", "NetworkRuleConfig"), ("builtin", "AnnotationsTransformer"),
    ])
  func custom(apiVersion: String, kind: String) throws {
    #expect(try check("apiVersion: \(apiVersion)\nkind: \(kind)\nsurprise: true") == ["no schema"])
  }

  @Test("the caller is told what has no schema")
  func noSchema() throws {
    let resource = try object("apiVersion: example.com/v1\nkind: Thing")
    guard case .noSchema("example.com", "v1", "Thing") = SchemaValidator(version: .newest).validate(resource) else {
      Issue.record("a schema for example.com/v1 Thing")
      return
    }
  }

  @Test(
    "objects that do not say what they are",
    arguments: [
      ("kind: Pod", ["API004 1:1 apiVersion is required and missing"]),
      ("apiVersion: v1", ["API004 1:1 kind is required and missing"]),
      (
        "apiVersion: 1\nkind: [Pod]",
        [
          "API004 1:13 apiVersion: expected a string, found integer 1",
          "API004 2:7 kind: expected a string, found a list",
        ]
      ),
      (
        "apiVersion: ''\nkind: null",
        [
          "API004 1:13 apiVersion: expected a string, found an empty one", "API004 1:1 kind is required and missing",
        ]
      ),
      ("[1]", ["API004 1:1 expected an object, found a list"]),
      ("hello", ["API004 1:1 expected an object, found string \"hello\""]),
    ] as [(String, [String])])
  func headless(text: String, messages: [String]) throws {
    #expect(try check(text) == messages)
  }
}
