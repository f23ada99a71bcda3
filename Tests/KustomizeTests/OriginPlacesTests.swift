import Manifest
import Testing

@testable import Kustomize

/// Each way of writing a value leaves the place of the text that asked for it.
@Suite struct OriginPlacesTests {
  private static let files = [
    "base/kustomization.yaml": """
    resources:
    - web.yaml
    namePrefix: a-
    configMapGenerator:
    - name: settings
      envs:
      - app.env
      files:
      - notes.txt
    """,
    "base/app.env": "# comment\nA=1\n\nB=2\n",
    "base/notes.txt": "hello\n",
    "base/web.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      template:
        spec:
          containers:
          - name: main
            image: nginx:1.0
            envFrom:
            - configMapRef:
                name: settings
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: access
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: view
    subjects:
    - kind: ServiceAccount
      name: default
    """,
    "component/kustomization.yaml": """
    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    commonAnnotations:
      by: component
    patches:
    - path: patch.json
      target:
        kind: Deployment
    """,
    "component/patch.json": "[\n  {\"op\": \"add\",\n   \"path\": \"/spec/paused\",\n   \"value\": true}\n]\n",
    "plugins.yaml": """
    apiVersion: builtin
    kind: PatchTransformer
    metadata:
      name: in-a-file
    target:
      kind: Deployment
    patch: |
      apiVersion: v1
      kind: any
      metadata:
        name: any
      spec:
        minReadySeconds: 3
    """,
    "kustomization.yaml": """
    resources:
    - base
    components:
    - component
    namespace: shop
    nameSuffix: -z
    patches:
    - target: {kind: Deployment}
      patch: "{apiVersion: v1, kind: any, metadata: {name: any}, spec: {quoted: yes}}"
    - target: {kind: Deployment}
      patch: |

        # A comment, and lines in front.
        - op: add
          path: /spec/deep
          value:
            inner: 1
    - target: {kind: Deployment}
      patch: >-
        {apiVersion: v1, kind: any, metadata: {name: any},
        spec: {folded: true}}
    images:
    - name: nginx
      newName: example.com/nginx
      newTag: "2.0"
    replacements:
    - source: {kind: ConfigMap, fieldPath: data.B}
      targets:
      - select: {kind: Deployment}
        fieldPaths: [spec.replicas]
    - source: {kind: ConfigMap, fieldPath: data.A}
      targets:
      - select: {kind: Deployment}
        fieldPaths: [spec.made.here]
        options: {create: true}
    transformers:
    - plugins.yaml
    - |
      apiVersion: builtin
      kind: LabelTransformer
      metadata:
        name: inline
      labels:
        team: red
      fieldSpecs:
      - path: metadata/labels
        create: true
    buildMetadata: [managedByLabel]
    """,
  ]

  @Test(
    arguments: [
      ("ConfigMap", "data.A", "base/app.env:2"), ("ConfigMap", "data.B", "base/app.env:4"),
      ("ConfigMap", "data[\"notes.txt\"]", "base/notes.txt:1"), ("ConfigMap", "kind", "base/kustomization.yaml:5"),
      ("Deployment", "metadata.annotations.by", "component/kustomization.yaml:4"),
      ("Deployment", "spec.paused", "component/patch.json:4"),
      ("Deployment", "spec.quoted", "kustomization.yaml:9"),
      ("Deployment", "spec.deep.inner", "kustomization.yaml:17"),
      ("Deployment", "spec.folded", "kustomization.yaml:19"),
      ("Deployment", "spec.minReadySeconds", "plugins.yaml:13"),
      ("Deployment", "metadata.labels.team", "kustomization.yaml:44"),
      ("Deployment", "metadata.labels[\"app.kubernetes.io/managed-by\"]", "kustomization.yaml:48"),
      ("Deployment", "spec.replicas", "base/app.env:4"),
      ("Deployment", "spec.made.here", "base/app.env:2"), ("Deployment", "spec.made", "kustomization.yaml:34"),
      ("RoleBinding", "metadata.namespace", "kustomization.yaml:5"),
      ("RoleBinding", "subjects[0].namespace", "kustomization.yaml:5"),
      ("RoleBinding", "roleRef.name", "base/web.yaml:23"),
    ])
  func onePlace(_ kind: String, _ field: String, _ place: String) throws {
    let build = TestBuild(Self.files)
    #expect(build.fault == nil, "\(build.fault?.message ?? "")")
    #expect(try build.place(build.origin(kind, field)) == place)
  }

  /// Values that are put together from parts name them all, the most telling one first.
  @Test(
    arguments: [
      ("Deployment", "metadata.name", ["base/web.yaml:4", "base/kustomization.yaml:3", "kustomization.yaml:6"]),
      (
        "Deployment", "spec.template.spec.containers[0].image",
        ["kustomization.yaml:24", "kustomization.yaml:25", "base/web.yaml:11"]
      ),
      (
        "Deployment", "spec.template.spec.containers[0].envFrom[0].configMapRef.name",
        ["base/web.yaml:14", "base/kustomization.yaml:5"]
      ),
    ])
  func severalPlaces(_ kind: String, _ field: String, _ places: [String]) throws {
    let build = TestBuild(Self.files)
    let found = build.places(try build.origin(kind, field))
    #expect(Array(found.prefix(places.count)) == places)
  }

  /// What was there before is kept beside the tree, so that a trail can be told.
  @Test func changesRememberWhatWasThere() throws {
    let build = TestBuild(Self.files)
    let deployment = try #require(build.result.resources.first { $0.ref.kind == "Deployment" })
    let replicas = try #require(deployment.document.value(deployment.document.root, .spec, "replicas"))
    let change = try #require(deployment.document.changes.last { $0.node == replicas })
    #expect(change.action == .replacement)
    #expect(deployment.document.oldText(change) == "1")
    #expect(build.place(change.oldOrigin) == "base/web.yaml:6")
  }
}
