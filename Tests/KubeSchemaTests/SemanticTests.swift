import KubeSchema
import Manifest
import Testing

/// The causes that an object has, as `Reason field`.
private func causes(_ text: String, custom: CustomSchemas = .none) throws -> [String] {
  let document = try #require(try YAMLReader(dialect: .yaml11).read(Array(text.utf8)).document)
  let validator = SchemaValidator(version: .newest, custom: custom)
  let violations = try #require(validator.violations(Resource(document: document)))
  return violations.map { "\($0.reason.rawValue.replacing("FieldValue", with: "")) \($0.field)" }
}

/// A Pod with a container `c`; `container` and `spec` are fields in flow style.
private func pod(container: String = "", spec: String = "") -> String {
  """
  apiVersion: v1
  kind: Pod
  metadata: {name: p}
  spec:
    containers: [{name: c, image: nginx\(container.isEmpty ? "" : ", \(container)")}]
    \(spec)
  """
}

@Suite("Checks beyond the schema")
struct SemanticTests {
  @Test(
    "containers",
    arguments: [
      ("ports: [{containerPort: 80, name: HTTP}]", ["Invalid spec.containers[0].ports[0].name"]),
      ("ports: [{containerPort: 70000}]", ["Invalid spec.containers[0].ports[0].containerPort"]),
      ("volumeMounts: [{name: v, mountPath: /a}]", ["NotFound spec.containers[0].volumeMounts[0].name"]),
      ("volumeMounts: [{name: '${V}', mountPath: /a}]", []),
      ("livenessProbe: {}", ["Required spec.containers[0].livenessProbe"]),
      ("resources: {limits: {cpu: 1}, requests: {cpu: 1500m}}", ["Invalid spec.containers[0].resources.requests"]),
      ("resources: {limits: {memory: 1Gi}, requests: {memory: 1024Mi}}", []),
      (
        "env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
        ["Invalid spec.containers[0].env[0].valueFrom"]
      ),
    ] as [(String, [String])])
  func containers(container: String, expected: [String]) throws {
    #expect(try causes(pod(container: container)) == expected)
  }

  @Test(
    "Pods",
    arguments: [
      ("hostname: a.b", ["Invalid spec.hostname"]),
      ("volumes: [{name: v}, {name: v}]", ["Duplicate spec.volumes[1].name"]),
      ("tolerations: [{operator: Exists, value: x}]", ["Invalid spec.tolerations[0].operator"]),
      ("dnsPolicy: None", ["Required spec.dnsConfig"]),
      ("nodeSelector: {a: 'x y'}", ["Invalid spec.nodeSelector"]),
    ])
  func pods(spec: String, expected: [String]) throws {
    #expect(try causes(pod(spec: spec)) == expected)
  }

  @Test(
    "other kinds",
    arguments: [
      (
        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}, {port: 81}]}",
        ["Required spec.ports[0].name", "Required spec.ports[1].name"]
      ),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a/b: x}", ["Invalid data[a/b]"]),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: C_}", ["Invalid metadata.name"]),
      (
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: p}\nspec: {minAvailable: 101%}",
        ["Invalid spec.minAvailable"]
      ),
      (
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: d}
        spec:
          selector: {matchLabels: {app: x}}
          template: {metadata: {labels: {app: z}}, spec: {containers: [{name: c, image: i}]}}
        """, ["Invalid spec.template.metadata.labels"]
      ),
      (
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: np}
        spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}
        """, ["Invalid spec.ingress[0].from[0].ipBlock.cidr"]
      ),
    ])
  func kinds(text: String, expected: [String]) throws {
    #expect(try causes(text) == expected)
  }

  @Test("a StatefulSet's Pods have the volumes of its claims", arguments: [("data", true), ("date", false)])
  func claims(volume: String, isThere: Bool) throws {
    let text = """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: s}
      spec:
        selector: {matchLabels: {app: x}}
        template:
          metadata: {labels: {app: x}}
          spec: {containers: [{name: c, image: i, volumeMounts: [{name: \(volume), mountPath: /d}]}]}
        volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      """
    let field = "spec.template.spec.containers[0].volumeMounts[0].name"
    #expect(try causes(text) == (isThere ? [] : ["NotFound \(field)"]))
  }

  @Test(
    "schedules",
    arguments: [
      ("*/5 * * * *", true), ("0 0 * * 7", false), ("@daily", true), ("@often", false), ("0 24 * * *", false),
      ("0 9-17 * jan,FEB mon-fri", true), ("@every 1h30m", true), ("@every day", false), ("* * * *", false),
    ])
  func schedules(schedule: String, isRight: Bool) throws {
    let text = """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: c}
      spec:
        schedule: "\(schedule)"
        jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}
      """
    #expect(try causes(text) == (isRight ? [] : ["Invalid spec.schedule"]))
  }
}

@Suite("Custom kinds")
struct CustomKindTests {
  private let definition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: things.example.com}
    spec:
      group: example.com
      scope: Cluster
      names: {kind: Thing, plural: things}
      versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                required: [size]
                x-kubernetes-validations: [{rule: 'self.size > 0'}]
                properties:
                  size: {type: integer, minimum: 1, default: 1}
                  name: {type: string, pattern: '^a'}
                  port: {x-kubernetes-int-or-string: true}
                  names: {type: array, items: {type: string}, x-kubernetes-list-type: set}
    """

  @Test(
    "objects",
    arguments: [
      ("{}", []), ("{size: 0}", ["Invalid spec.size"]), ("{nam: a}", ["UnknownField spec.nam"]),
      ("{name: b}", ["Invalid spec.name"]), ("{port: [1]}", ["TypeInvalid spec.port"]), ("{port: '80'}", []),
      ("{names: [a, b, a]}", ["Duplicate spec.names[2]"]), ("{size: '${SIZE}'}", []),
    ])
  func objects(spec: String, expected: [String]) throws {
    let document = try #require(try YAMLReader(dialect: .yaml11).read(Array(definition.utf8)).document)
    let custom = CustomSchemas(definitions: [document])
    #expect(custom.notEvaluated == ["example.com/v1 Thing"])
    let text = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: \(spec)"
    #expect(try causes(text, custom: custom) == expected)
    let validator = SchemaValidator(version: .newest, custom: custom)
    #expect(validator.isClusterScoped(group: "example.com", version: "v1", kind: "Thing") == true)
  }

  @Test("a definition is checked itself")
  func definitions() throws {
    #expect(try causes(definition) == [])
    let broken = definition.replacing("'^a'", with: "'(a'")
    #expect(
      try causes(broken) == [
        "Invalid spec.validation.openAPIV3Schema.properties[spec].properties[name].pattern"
      ])
  }
}
