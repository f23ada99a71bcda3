import KubeSchema
import Manifest
import Testing

/// A Pod with one container; `container` and `spec` are lines at their indentation.
private func pod(container: String = "", spec: String = "") -> String {
  """
  apiVersion: v1
  kind: Pod
  metadata: {name: web}
  spec:
    containers:
    - name: web
      image: nginx
  \(container)
  \(spec)
  """
}

@Suite("Fields")
struct FieldTests {
  @Test(
    "unknown fields and where they belong",
    arguments: [
      ("    imagePullpolicy: Always", "imagePullpolicy: unknown field (did you mean `imagePullPolicy`?)"),
      ("    comand: [sh]", "comand: unknown field (did you mean `command`?)"),
      (
        "    securityContext: {fsGroup: 1}",
        "securityContext.fsGroup: unknown field (`fsGroup` belongs in `spec.securityContext`)"
      ),
      (
        "    resources: {nodeSelector: {}}",
        "resources.nodeSelector: unknown field (`nodeSelector` belongs in `spec`)"
      ),
      (
        "    privileged: true",
        "privileged: unknown field (`privileged` belongs in `spec.containers[0].securityContext`)"
      ),
      ("    $patch: delete", "$patch: unknown field"),
      ("    1: one", "1: unknown field"),
    ])
  func unknown(container: String, message: String) throws {
    let column = container.hasPrefix("    securityContext") ? 23 : container.hasPrefix("    resources") ? 17 : 5
    #expect(try check(pod(container: container)) == ["API005 8:\(column) spec.containers[0].\(message)"])
  }

  @Test("labels of a selector belong one level down")
  func selector() throws {
    let text = """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web}
      spec:
        selector:
          app: web
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}
      """
    #expect(
      try check(text) == ["API005 6:5 spec.selector.app: unknown field (`app` belongs in `spec.selector.matchLabels`)"])
  }

  @Test("fields come and go with versions", arguments: [("1.29", false), ("1.30", true), ("1.37", true)])
  func versions(version: String, isKnown: Bool) throws {
    let text = """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {ports: [{port: 80}], trafficDistribution: PreferClose}
      """
    let findings = try check(text, version: version)
    #expect(findings == (isKnown ? [] : ["API005 4:29 spec.trafficDistribution: unknown field"]))
  }

  @Test(
    "types",
    arguments: [
      ("hostNetwork: 'true'", "16 spec.hostNetwork: expected boolean, found string \"true\" (remove the quotes)"),
      ("hostNetwork: 1", "16 spec.hostNetwork: expected boolean, found integer 1"),
      ("hostNetwork: yes", nil),
      ("priority: 5.0", nil),
      ("priority: 5e1", nil),
      ("priority: 5.5", "13 spec.priority: expected integer, found number 5.5"),
      ("priority: .inf", "13 spec.priority: expected integer, found number .inf"),
      ("priority: '5'", "13 spec.priority: expected integer, found string \"5\" (remove the quotes)"),
      ("priority: 2147483647", nil),
      ("priority: 2147483648", "13 spec.priority: integer 2147483648 does not fit 32 bits"),
      ("priority: -2147483649", "13 spec.priority: integer -2147483649 does not fit 32 bits"),
      ("priority: 3e9", "13 spec.priority: number 3e9 does not fit 32 bits"),
      ("priority:", nil),
      ("priority: null", nil),
      ("terminationGracePeriodSeconds: 9223372036854775807", nil),
      (
        "activeDeadlineSeconds: 9223372036854775808",
        "26 spec.activeDeadlineSeconds: integer 9223372036854775808 does not fit 64 bits"
      ),
      ("activeDeadlineSeconds: 1e30", "26 spec.activeDeadlineSeconds: number 1e30 does not fit 64 bits"),
      ("hostname: 12", "13 spec.hostname: expected string, found integer 12 (put it in quotes: \"12\")"),
      ("hostname: no", "13 spec.hostname: expected string, found boolean no (put it in quotes: \"no\")"),
      ("hostname: 2024-05-01", nil),
      ("hostname: [a]", "13 spec.hostname: expected string, found a list"),
      (
        "tolerations: {key: a}",
        "16 spec.tolerations: expected list, found an object (write `- ` before each element)"
      ),
      (
        "affinity: [a]",
        "13 spec.affinity: expected object, found a list (write `key: value` lines without `- `)"
      ),
      ("nodeSelector: {a: 1}", "21 spec.nodeSelector.a: expected string, found integer 1 (put it in quotes: \"1\")"),
      ("nodeSelector: {a: null, b: x}", nil),
      ("affinity: {}", nil),
      ("overhead: {cpu: 1, memory: 1.5, a: 1Gi, b: 1e3, c: +5m, d: .5k, e: '5'}", nil),
      ("overhead: {cpu: true}", "19 spec.overhead.cpu: expected quantity such as 500m or 1Gi, found boolean true"),
      ("overhead: {cpu: 1gb}", "19 spec.overhead.cpu: expected quantity such as 500m or 1Gi, found string \"1gb\""),
      ("overhead: {cpu: ''}", "19 spec.overhead.cpu: expected quantity such as 500m or 1Gi, found string \"\""),
      ("overhead: {cpu: 1e}", "19 spec.overhead.cpu: expected quantity such as 500m or 1Gi, found string \"1e\""),
      (
        "restartPolicy: always",
        "18 spec.restartPolicy: unsupported value \"always\" "
          + "(did you mean `Always`? Supported are `Always`, `Never`, `OnFailure`)"
      ),
      ("restartPolicy: ''", nil),
    ] as [(String, String?)])
  func types(line: String, message: String?) throws {
    let expected = message.map { ["API004 9:\($0)"] } ?? []
    #expect(try check(pod(container: "    args: []", spec: "  \(line)")) == expected)
  }

  @Test(
    "times",
    arguments: [
      ("'2024-05-01T12:00:00Z'", true), ("2024-05-01T12:00:00Z", true), ("'2024-05-01T12:00:00.5+02:00'", true),
      ("'2024-02-30T12:00:00Z'", false), ("'2024-05-01'", false), ("'2024-05-01 12:00:00Z'", false),
      ("'2024-05-01T12:00:00'", false), ("yesterday", false), ("5", false), ("null", true),
    ])
  func times(text: String, isTime: Bool) throws {
    let findings = try check(
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: a, creationTimestamp: \(text)}
      """)
    #expect(findings.isEmpty == isTime, "\(findings)")
  }

  @Test(
    "times to the microsecond", arguments: [("'2024-05-01T12:00:00.000001Z'", true), ("'2024-05-01T12:00:00Z'", false)])
  func microTimes(text: String, isTime: Bool) throws {
    let findings = try check(
      """
      apiVersion: coordination.k8s.io/v1
      kind: Lease
      metadata: {name: a}
      spec: {renewTime: \(text)}
      """)
    #expect(findings.isEmpty == isTime, "\(findings)")
  }

  @Test(
    "required fields, at their parent",
    arguments: [
      (pod(spec: "  volumes:\n  - emptyDir: {}"), ["API004 10:5 spec.volumes[0].name is required and missing"]),
      (pod(spec: "  volumes: [null]"), ["API004 9:13 spec.volumes[0].name is required and missing"]),
      (
        pod(container: "    ports:\n    - name: http"),
        ["API004 9:7 spec.containers[0].ports[0].containerPort is required and missing"]
      ),
      (
        pod(container: "    ports:\n    - containerPort: 0"),
        ["API004 9:7 spec.containers[0].ports[0].containerPort is required and must not be zero"]
      ),
      (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: []",
        ["API004 5:3 spec.containers is required and must not be empty"]
      ),
      (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true",
        ["API004 4:1 spec.containers is required and missing"]
      ),
      ("apiVersion: v1\nkind: Pod\nmetadata: {name: web}", ["API004 1:1 spec.containers is required and missing"]),
      (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: a",
        ["API004 3:1 metadata.name is required and missing"]
      ),
      ("apiVersion: v1\nkind: ConfigMap", ["API004 1:1 metadata.name is required and missing"]),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}", []),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${NAME}", []),
      // Questions to the server have no name; the zero value of these fields is a value.
      ("apiVersion: authorization.k8s.io/v1\nkind: SelfSubjectRulesReview\nspec: {namespace: a}", []),
      ("apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}", []),
      (pod(container: "    livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: A}]}}"), []),
      (pod(spec: "status: {containerStatuses: [{ready: true}], conditions: [{}]}"), []),
    ] as [(String, [String])])
  func required(text: String, messages: [String]) throws {
    #expect(try check(text) == messages)
  }

  @Test("what the schema of an older version requires and its server takes", arguments: ["1.29", "1.33"])
  func optional(version: String) throws {
    let texts = [
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {policyTypes: [Ingress]}",
      "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}",
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\n"
        + "roleRef: {kind: Role, name: a}",
    ]
    for text in texts { #expect(try check(text, version: version) == []) }
  }

  @Test("values that are not final yet")
  func open() throws {
    let text = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: "${LABELS}"}
      spec:
        replicas: ${REPLICAS:=3}
        paused: ${PAUSED}
        selector: {matchLabels: {app: web}}
        strategy: {type: "${STRATEGY}"}
        template:
          metadata: {labels: {app: web}}
          spec:
            ${KEY}: true
            containers:
            - {name: web, image: nginx, resources: {limits: {memory: "${MEMORY}"}}}
      """
    #expect(try check(text) == [])
    #expect(try check(text.replacing("${REPLICAS:=3}", with: "$REPLICAS")).count == 1)
  }

  @Test("what SOPS encrypted")
  func sops() throws {
    let text = """
      apiVersion: v1
      kind: Secret
      metadata: {name: a}
      data: {password: "ENC[AES256_GCM,data:aGk=,type:str]"}
      immutable: ENC[AES256_GCM,data:aGk=,type:bool]
      sops: {mac: "ENC[AES256_GCM,data:aGk=]", version: 3.8.1}
      """
    #expect(try check(text) == [])
    #expect(try check(text.replacing("mac:", with: "mic:")).count == 3)
  }

  @Test("the values of Secrets are not told")
  func secrets() throws {
    let text = """
      apiVersion: v1
      kind: Secret
      metadata: {name: a}
      data:
        password: hunter2
        pin: 1234
      stringData: {on: true}
      """
    #expect(
      try check(text) == [
        "API004 5:13 data.password: expected base64 text, found string",
        "API004 6:8 data.pin: expected string, found integer (put the value in quotes)",
        "API004 7:18 stringData.true: expected string, found boolean (put the value in quotes)",
      ])
  }

  @Test(
    "base64",
    arguments: [
      ("aGk=", true), ("aGkh", true), ("''", true), ("\"aG\\nkh\"", true), ("!!binary aGkh", true), ("aGk", false),
      ("aGk-", false), ("a===", false), ("aG=k", false),
    ])
  func base64(text: String, isAccepted: Bool) throws {
    let findings = try check("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: \(text)}")
    #expect(findings.isEmpty == isAccepted, "\(findings)")
  }

  @Test("values of any shape")
  func anything() throws {
    let text = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.com}
      spec:
        group: example.com
        names: {kind: Thing, plural: things}
        scope: Namespaced
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              additionalProperties: false
              properties:
                a: {type: array, items: {type: string}, default: [1, {b: null}], enum: [1, x]}
                b: {type: object, additionalProperties: {type: string}, exmaple: 1}
      """
    #expect(
      try check(text) == [
        "API005 18:67 spec.versions[0].schema.openAPIV3Schema.properties.b.exmaple: unknown field "
          + "(did you mean `example`?)"
      ])
  }

  @Test("schemas nested without end are read to a depth")
  func depth() throws {
    let levels = 3_000
    let nest =
      String(repeating: "{type: object, properties: {a: ", count: levels) + "{type: string}"
      + String(repeating: "}}", count: levels)
    let text = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: as.a.b}
      spec:
        group: a.b
        scope: Cluster
        names: {kind: A, plural: as}
        versions: [{name: v1, storage: true, schema: {openAPIV3Schema: \(nest)}}]
      """
    let findings = try check(text)
    #expect(findings.count == 1)
    #expect(findings.first?.hasSuffix("is nested too deeply to be checked") == true)
  }

  @Test("a finding points at the text that set the value, and names the object")
  func places() throws {
    let sources = SourceMap()
    let patch = Origin(file: sources.file("overlay/patch.yaml"), line: 7, column: 13)
    var resource = try object(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
        - {name: web, image: nginx}
      """, sources: sources)
    let root = resource.document.root
    let name = resource.document.addString("renamed", origin: patch)
    let metadata = try #require(resource.document.value(root, .metadata))
    resource.document.set(metadata, .name, to: name, keyOrigin: patch)
    let spec = try #require(resource.document.value(root, .spec))
    let value = resource.document.addString("three", origin: patch)
    let container = try #require(
      resource.document.value(spec, "containers").map { resource.document.element($0, at: 0) })
    resource.document.set(container, "stdin", to: value, keyOrigin: patch)
    guard case .validated(let diagnostics) = SchemaValidator(version: .newest).validate(resource) else {
      Issue.record("no schema")
      return
    }
    let diagnostic = try #require(diagnostics.first)
    #expect(diagnostics.count == 1)
    #expect(diagnostic.origin == patch)
    #expect(diagnostic.object?.name == "renamed")
    #expect(diagnostic.originalObject?.name == "web")
    #expect(diagnostic.path == "spec.containers[0].stdin")
    #expect(diagnostic.stablePath == "spec.containers[name=web].stdin")
    #expect(diagnostic.message == "spec.containers[0].stdin: expected boolean, found string \"three\"")
  }
}
