import Manifest
import Testing

@testable import Kustomize

/// What kustomize refuses is refused here, with the place that is at fault.
@Suite struct BuildErrorTests {
  private static let web = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
    """

  private func fault(_ files: [String: String], _ options: KustomizeOptions = KustomizeOptions()) throws -> (
    place: String, message: String, hint: String
  ) {
    let build = TestBuild(files.merging(["web.yaml": Self.web]) { $1 }, "", options)
    let fault = try #require(build.fault)
    return (build.place(fault.origin), fault.message, fault.hint ?? "")
  }

  @Test(
    arguments: [
      ("", 1, "is empty"),
      ("kind: Deployment\nresources: []", 1, "kind should be"),
      ("apiVersion: v1\nresources: []", 1, "apiVersion"),
      ("resources: [web.yaml]\nnamespace: yes", 2, "must be a string"),
      ("resources: [web.yaml]\nimages: [{name: \"(\"}]", 2, "regular expression"),
      ("resources: [web.yaml]\nimages: [{name: x, newTag: 1.10}]", 2, "must be a string"),
      ("resources: [web.yaml]\npatches:\n- target: {kind: Deployment}", 3, "one of patch and path"),
      ("resources: [web.yaml]\npatches:\n- patch: \"[]\"\n  path: x.yaml", 4, "can't be set at the same time"),
      (
        "resources: [web.yaml]\npatches:\n- patch: '[{\"op\": \"remove\", \"path\": \"/x\"}]'", 3,
        "must specify a target"
      ),
      (
        "resources: [web.yaml]\npatches:\n- target: {kind: \"(\"}\n  patch: '[{\"op\": \"remove\", \"path\": \"/x\"}]'",
        3, "regular expression"
      ),
      (
        "resources: [web.yaml]\npatches:\n- target: {labelSelector: \"a in\"}\n  patch: '[{\"op\": \"remove\", \"path\": \"/x\"}]'",
        3, "label selector"
      ),
      ("resources: [web.yaml]\nsortOptions: {order: random}", 2, "must be one of"),
      ("resources: [web.yaml]\nsortOptions: {order: fifo, legacySortOptions: {}}", 2, "legacySortOptions"),
      ("configMapGenerator:\n- literals: [a=b]", 2, "must have a name"),
      ("configMapGenerator:\n- name: x\n  literals: [a]", 3, "expected key=value"),
      ("configMapGenerator:\n- name: x\n  literals: [a=b, a=c]", 3, "repeats the key"),
      ("configMapGenerator:\n- name: x\n  files: [a=b=c]", 3, "contains '='"),
      ("configMapGenerator:\n- name: x\n  behavior: merge", 2, "does not exist"),
      ("configMapGenerator:\n- name: x\n- name: x", 3, "exists; behavior must be merge or replace"),
      (
        "resources: [web.yaml]\nreplacements:\n- source: {kind: Nothing}\n  targets: [{select: {kind: A}}]", 3,
        "nothing"
      ),
      ("resources: [web.yaml]\nreplacements:\n- source: {kind: Deployment}", 3, "at least one target"),
      (
        "resources: [web.yaml]\nreplacements:\n- source: {kind: Deployment, fieldPath: a.b}\n"
          + "  targets: [{select: {kind: Deployment}}]", 3, "is missing for replacement source"
      ),
      (
        "resources: [web.yaml]\nreplacements:\n- source: {kind: Deployment}\n"
          + "  targets: [{select: {kind: Deployment}, fieldPaths: [a.b]}]", 4, "unable to find field"
      ),
      ("resources: [web.yaml]\nvars:\n- {name: A, objref: {kind: X, name: x}}\n- {name: A}", 4, "already encountered"),
      ("resources: [web.yaml]\nopenapi: {version: v1.0.0}", 2, "not built in"),
      ("resources: [web.yaml]\nopenapi: {version: v1.21.2, path: web.yaml}", 2, "cannot use both"),
    ])
  func faultsOfTheKustomization(_ text: String, _ line: Int, _ message: String) throws {
    let fault = try fault(["kustomization.yaml": text])
    #expect(fault.place == "kustomization.yaml:\(line)")
    #expect(fault.message.contains(message), "\(fault.message)")
  }

  @Test(
    arguments: [
      ("a: [", "syntax"), ("just text", "missing Resource metadata"), ("kind: X\nmetadata: {}", "metadata.name"),
      ("apiVersion: v1\nmetadata: {name: x}", "missing kind"),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {1: a}", "unsupported type"),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: 1\n  a: 2", "already defined"),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: .inf}", "unsupported value"),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: [a]}", "annotations must be a mapping"),
    ])
  func faultsOfResources(_ text: String, _ message: String) throws {
    let fault = try fault(["kustomization.yaml": "resources: [r.yaml]", "r.yaml": text])
    #expect(fault.place.hasPrefix("r.yaml:"))
    if message != "syntax" { #expect(fault.message.contains(message), "\(fault.message)") }
  }

  @Test(arguments: [
    ("apiVersion: example.com/v1\nkind: Sed\nmetadata: {name: x}", "external plugins disabled"),
    (
      "apiVersion: v1\nkind: Fn\nmetadata:\n  name: x\n  annotations:\n    config.kubernetes.io/function: |\n"
        + "      container: {image: example.com/fn}", "external plugins disabled"
    ),
    ("apiVersion: builtin\nkind: SortOrderTransformer\nmetadata: {name: x}", "unable to load builtin"),
    ("apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: x}", "is not a transformer"),
    ("apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: a-", "fieldSpecs"),
    ("apiVersion: builtin\nkind: ValueAddTransformer\nmetadata: {name: x}", "at least one target"),
    (
      "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: x, namespace: n}\n"
        + "setRoleBindingSubjects: some", "setRoleBindingSubjects"
    ),
  ])
  func faultsOfPlugins(_ plugin: String, _ message: String) throws {
    let fault = try fault([
      "kustomization.yaml": "resources: [web.yaml]\ntransformers: [plugin.yaml]", "plugin.yaml": plugin,
    ])
    #expect(fault.place.hasPrefix("plugin.yaml:"))
    #expect(fault.message.contains(message), "\(fault.message)")
  }

  @Test func aPluginOfTheWrongNameIsNearlyARightOne() throws {
    let fault = try fault([
      "kustomization.yaml": "resources: [web.yaml]\ntransformers: [plugin.yaml]",
      "plugin.yaml": "apiVersion: builtin\nkind: LabelTransfomer\nmetadata: {name: x}",
    ])
    #expect(fault.hint == "did you mean LabelTransformer?")
  }

  @Test func aValidatorMayChangeNothing() throws {
    let validator = """
      apiVersion: builtin
      kind: LabelTransformer
      metadata: {name: x}
      labels: {a: b}
      fieldSpecs: [{path: metadata/labels, create: true}]
      """
    let fault = try fault([
      "kustomization.yaml": "resources: [web.yaml]\nvalidators: [v.yaml]", "v.yaml": validator,
    ])
    #expect(fault.message.contains("shouldn't modify"))
  }

  @Test func filesOutsideTheRootAreReadOnlyWhereThatIsAllowed() throws {
    let files = ["app/kustomization.yaml": "resources: [../web.yaml]", "web.yaml": Self.web]
    let build = TestBuild(files, "app")
    let fault = try #require(build.fault)
    #expect(build.place(fault.origin) == "app/kustomization.yaml:1")
    #expect(fault.rule.id == "KUS006")
    #expect(fault.message.contains("is not in or below"))
    #expect(TestBuild(files, "app", KustomizeOptions(loadRestrictor: .none)).fault == nil)
    let above = ["app/kustomization.yaml": "resources: [../../web.yaml]"]
    #expect(TestBuild(above, "app", KustomizeOptions(loadRestrictor: .none)).fault != nil)
  }

  @Test func aPatchWithoutTargetNamesTheOneThatIsNear() throws {
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}"
    let fault = try fault(["kustomization.yaml": "resources: [web.yaml]\npatches: [{path: p.yaml}]", "p.yaml": patch])
    #expect(fault.place == "p.yaml:1")
    #expect(fault.hint == "the Deployment is in namespace \"default\"")
  }

  @Test func cyclesAreNamed() throws {
    let build = TestBuild(
      ["a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../a]"], "a")
    let fault = try #require(build.fault)
    #expect(fault.message == "cycle detected: a → b → a")
    #expect(build.place(fault.origin) == "b/kustomization.yaml:1")
  }

  @Test func oneFaultDoesNotHideAnother() {
    let build = TestBuild([
      "kustomization.yaml": "resources: [none.yaml, web.yaml]\nconfigMapGenerator: [{name: x, literals: [a]}]",
      "web.yaml": Self.web,
    ])
    #expect(build.result.diagnostics.filter { $0.severity == .error }.count == 2)
    #expect(build.result.resources.count == 1)
  }

  @Test func twoObjectsOfOneNameAtTheEndAreRefused() throws {
    let text = """
      resources: [web.yaml, other.yaml]
      patches:
      - target: {name: other}
        patch: '[{"op": "replace", "path": "/metadata/name", "value": "web"}]'
      """
    let other = Self.web.replacing("name: web", with: "name: other")
    let fault = try fault(["kustomization.yaml": text, "other.yaml": other])
    #expect(fault.message.contains("already registered id"))
  }
}
