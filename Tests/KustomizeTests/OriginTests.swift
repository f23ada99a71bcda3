import Manifest
import Testing

@testable import Kustomize

/// Every value of a build knows the line that wrote it last.
@Suite struct OriginTests {
  private static let files = [
    "base/kustomization.yaml": "resources:\n- web.yaml\nnamePrefix: a-\n",
    "base/web.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      paused: false
      template:
        spec:
          containers:
          - name: web
            image: nginx:1.0
    """,
    "prod/kustomization.yaml": """
    resources:
    - ../base
    namespace: shop
    labels:
    - pairs:
        team: red
    replicas:
    - name: web
      count: 5
    images:
    - name: nginx
      newTag: "2.0"
    patches:
    - path: patch.yaml
    - target: {kind: Deployment}
      patch: |-
        - op: add
          path: /spec/minReadySeconds
          value: 7
    configMapGenerator:
    - name: settings
      literals:
      - mode=fast
    """,
    "prod/patch.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      paused: true
    """,
  ]

  @Test(arguments: [
    ("Deployment", "metadata.name", "base/web.yaml:4"),
    ("Deployment", "metadata.namespace", "prod/kustomization.yaml:3"),
    ("Deployment", "metadata.labels.team", "prod/kustomization.yaml:6"),
    ("Deployment", "spec.replicas", "prod/kustomization.yaml:9"),
    ("Deployment", "spec.template.spec.containers[name=web].image", "prod/kustomization.yaml:12"),
    ("Deployment", "spec.paused", "prod/patch.yaml:6"),
    ("Deployment", "spec.minReadySeconds", "prod/kustomization.yaml:19"),
    ("ConfigMap", "data.mode", "prod/kustomization.yaml:23"),
  ])
  func aValueComesFromTheLineThatWroteIt(_ kind: String, _ field: String, _ place: String) throws {
    let workspace = Workspace(tree: MemoryTree(texts: Self.files))
    let build = Kustomizer(workspace: workspace).build("prod")
    #expect(build.diagnostics.isEmpty)
    let resource = try #require(build.resources.first { $0.ref.kind == kind })
    let path = try #require(try FieldPath.Pattern(parsing: field).resolve(in: resource.document))
    let node = try #require(path.resolve(in: resource.document))
    let origin = try #require(workspace.sourceMap.place(of: resource.document.origin(node)))
    #expect("\(origin.path):\(origin.line)" == place)
  }

  @Test func noValueIsWithoutOrigin() {
    let workspace = Workspace(tree: MemoryTree(texts: Self.files))
    for resource in Kustomizer(workspace: workspace).build("prod").resources {
      resource.document.walk(resource.document.root) { node in
        #expect(!resource.document.origin(node).isNone)
      }
    }
  }
}

/// Faults name their place and the way out.
@Suite struct BuildFaultTests {
  @Test(
    arguments: [
      ("resources: [servce.yaml]", "kustomization.yaml:1", "did you mean service.yaml?"),
      ("resources: [service.yaml, service.yaml]", "kustomization.yaml:1", "the other one comes from a file listed"),
      ("resources: [service.yaml]\nnamepsace: x", "kustomization.yaml:2", "did you mean \"namespace\"?"),
      ("resources: [.]", "kustomization.yaml:1", "a kustomization cannot include itself"),
      (
        "resources: [service.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: Service\n    metadata: {name: wbe}",
        "kustomization.yaml:4", "did you mean \"web\"?"
      ),
      ("resources: [service.yaml]\nreplicas:\n- name: web\n  count: 2", "kustomization.yaml:3", nil),
    ] as [(String, String, String?)])
  func faultsSayWhereAndWhatToDo(_ kustomization: String, _ place: String, _ hint: String?) throws {
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
    let tree = MemoryTree(texts: ["kustomization.yaml": kustomization, "service.yaml": service])
    let workspace = Workspace(tree: tree)
    let build = Kustomizer(workspace: workspace).build("")
    let fault = try #require(build.diagnostics.first { $0.severity == .error })
    let origin = try #require(workspace.sourceMap.place(of: fault.origin))
    #expect("\(origin.path):\(origin.line)" == place)
    if let hint { #expect(fault.hint?.hasPrefix(hint) == true, "\(fault.hint ?? "no hint")") }
    #expect(build.hasFailed)
  }
}

@Suite struct NameHashTests {
  @Test func aConfigMapWithoutDataHasThePublishedHash() throws {
    let text = Array("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: any\n".utf8)
    let document = try #require(try YAMLReader(dialect: .yaml12).read(text).document)
    #expect(NameHash.hash(document) == "6ct58987ht")
  }
}
