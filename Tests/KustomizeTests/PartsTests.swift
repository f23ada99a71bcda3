import Manifest
import Testing

@testable import Kustomize

@Suite struct LabelSelectorTests {
  private let labels = [(key: "app", value: "web"), (key: "n", value: "5")]

  @Test(
    arguments: [
      ("", true), ("app=web", true), ("app==web", true), ("app = web", true), ("app=db", false), ("app!=web", false),
      ("missing!=x", true), ("app", true), ("!app", false), ("!missing", true), ("app in (db, web)", true),
      ("app notin (db)", true), ("app notin (web)", false), ("missing in (x)", false), ("missing notin (x)", true),
      ("n>4", true), ("n<5", false), ("app=web,n=5", true), ("app=web,n=6", false), ("missing=", false),
    ])
  func requirements(_ selector: String, _ matches: Bool) throws {
    let parsed = try LabelSelector(Located(value: selector, origin: .none))
    #expect(parsed.matches(labels) == matches)
  }

  @Test(arguments: ["app in web", "app in (web", "=x", "app=web,", "app web", "n>x", "app in"])
  func nonsenseIsRefused(_ selector: String) {
    #expect(throws: BuildError.self) { try LabelSelector(Located(value: selector, origin: .none)) }
  }
}

@Suite struct ReplacementPathTests {
  @Test(
    arguments: [
      ("a.b", ["a", "b"]), (".a.b", ["a", "b"]), ("a\\.b.c", ["a.b", "c"]), ("a.[b.c/d].e", ["a", "b.c/d", "e"]),
      ("a.[name=x.y].c", ["a", "[name=x.y]", "c"]), ("a.*.0.-", ["a", "*", "0", "-"]),
    ])
  func segments(_ path: String, _ parts: [String]) { #expect(ReplacementPath(path).parts == parts) }

  @Test(
    arguments: [
      ("m.k", "v"), ("l.0", "a"), ("l.-", "b"), ("o.[name=x].v", "1"), ("l.[=b]", "b"), ("m.none", nil),
      ("o.[name=none]", nil), ("l.7", nil),
    ] as [(String, String?)])
  func oneValue(_ path: String, _ expected: String?) throws {
    let object = try document("m: {k: v}\nl: [a, b]\no: [{name: xx, v: 0}, {name: x, v: 1}]")
    #expect(try ReplacementPath(path).find(in: object).map(object.string) == expected)
  }

  @Test(arguments: ["l.name", "m.0", "m.*", "m.[a=b]", "l.-1"])
  func pathsThatCannotBeWalked(_ path: String) throws {
    let object = try document("m: {k: v}\nl: [a, b]")
    #expect(throws: ReplacementPath.Fault.self) { try ReplacementPath(path).find(in: object) }
  }

  @Test(
    arguments: [
      // The value in brackets is a regular expression without anchors.
      ("o.[name=x].v", false, 2), ("o.*.v", false, 2), ("m.none", false, 0), ("m.none.deep", true, 1),
      ("l.2", true, 1), ("o.[name=new].v", true, 1),
    ])
  func targets(_ path: String, _ creates: Bool, _ count: Int) throws {
    var object = try document("m: {k: v}\nl: [a, b]\no: [{name: xx, v: 0}, {name: x, v: 1}]")
    var finder = ReplacementTargetFinder(
      path: ReplacementPath(path), create: creates ? .string : nil, entersTexts: false, origin: .none, layer: .none)
    #expect(try finder.find(in: &object).count == count)
  }
}

@Suite struct ResourceOrderTests {
  private func order(_ order: ResourceOrder, _ objects: [String]) throws -> [String] {
    var list = ResourceList()
    for object in objects {
      let parts = object.split(separator: " ").map(String.init)
      let text =
        "apiVersion: \(parts[0])\nkind: \(parts[1])\nmetadata: {name: \(parts[2])"
        + (parts.count > 3 ? ", namespace: \(parts[3])}" : "}")
      try list.append(BuildResource(document: document(text), layers: []))
    }
    order.sort(&list)
    return list.all.map { [$0.id.ref.apiVersion, $0.id.kind, $0.id.name, $0.id.namespace].filter { !$0.isEmpty } }
      .map { $0.joined(separator: " ") }
  }

  @Test func kindsHaveRanks() throws {
    let sorted = [
      "v1 Namespace n", "apiextensions.k8s.io/v1 CustomResourceDefinition c", "v1 ServiceAccount a", "v1 Service s",
      "apps/v1 Deployment d", "example.com/v1 Widget w", "v1 Unknown u",
      "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration v",
    ]
    #expect(try order(ResourceOrder(), sorted.reversed()) == sorted)
  }

  @Test func objectsOfOneKindSortByGroupNamespaceAndName() throws {
    // `~` marks what is missing and sorts behind letters; the core Namespace comes first all the same.
    let sorted = [
      "v1 Namespace z", "a.com/v1 Namespace a", "v1 ConfigMap b a", "v1 ConfigMap a b", "v1 ConfigMap a",
    ]
    #expect(try order(ResourceOrder(), sorted.reversed()) == sorted)
  }

  @Test func listsOfOnesOwnReplaceTheOthers() throws {
    let sorted = ["v1 Secret s", "v1 ConfigMap c", "v1 Namespace n"]
    #expect(try order(ResourceOrder(first: ["Secret"], last: ["Namespace"]), sorted.reversed()) == sorted)
  }
}

@Suite struct TransformerConfigurationTests {
  @Test func aSpecForOneKindDrivesOutTheGeneralOne() throws {
    var own = TransformerConfiguration()
    own.namePrefix = [FieldSpec(kind: "Secret", path: "metadata/name")]
    var merged = TransformerConfiguration()
    try merged.merge(own, .v5_8, origin: .none)
    #expect(merged.namePrefix.map(\.kind) == ["Secret"])
    #expect(merged.nameSuffix.map(\.kind) == [""])
  }

  @Test func whatIsBuiltInMergesWithItself() throws {
    var once = TransformerConfiguration()
    try once.merge(TransformerConfiguration(), .v5_8, origin: .none)
    var twice = once
    try twice.merge(base: once, origin: .none)
    try twice.merge(TransformerConfiguration(), .v5_8, origin: .none)
    #expect(twice.commonLabels == once.commonLabels)
    #expect(twice.nameReference == once.nameReference)
    #expect(once.commonLabels.count > 10)
  }

  @Test func anotherCreateIsAConflict() {
    let left = FieldSpec(path: "spec/x", create: true)
    let right = FieldSpec(path: "spec/x")
    #expect(throws: BuildError.self) { try TransformerConfiguration.union([left], [right], .none) }
  }
}

@Suite struct SmallPartTests {
  @Test(arguments: [
    ("one\n  indented\ntwo\n", "one\n\n  indented\ntwo\n"), ("one\ntwo", "one\ntwo"),
    (" starts\nblank\nline", " starts\nblank line"),
    ("ends \n", "ends \n"), ("", ""),
  ])
  func foldedTextsAsTheyComeBack(_ text: String, _ expected: String) {
    #expect(String(decoding: FoldedText.roundTrip(Array(text.utf8)[...]), as: UTF8.self) == expected)
  }

  @Test(arguments: [
    ("", "base", "base"), ("../base", "web.yaml", "../base/web.yaml"), ("../base", "../other/x", "../other/x"),
    ("a", "./b", "a/b"), ("a", "..", ""),
  ])
  func pathsOfRecordsAreJoined(_ folder: String, _ path: String, _ expected: String) {
    #expect(OriginRecord.join(folder, path) == expected)
  }

  @Test(arguments: [
    ("", 0, "new"), ("pie", 0, "new/pie"), ("/pie", 0, "/new/pie"), ("a/b", 1, "a/new/b"), ("/a", 9, "/a/new"),
  ])
  func segmentsArePutIntoPaths(_ path: String, _ position: Int, _ expected: String) {
    #expect(ValueAddTransformer.insert("new", into: path, at: position) == expected)
  }

  @Test(arguments: [
    ("https://example.com/x", true), ("git@github.com:a/b", true), ("github.com/a/b", true), ("../base", false),
    ("user@host:path", true), ("a@b/c", false),
  ])
  func remotePathsAreKnown(_ path: String, _ isRemote: Bool) { #expect(RemoteReference.isRemote(path) == isRemote) }

  @Test func longBase64HasLines() {
    let short = [UInt8](repeating: 65, count: 70)
    let long = [UInt8](repeating: 65, count: 71)
    #expect(Generator.wrapped(short) == short)
    #expect(Generator.wrapped(long).filter { $0 == UInt8(ascii: "\n") }.count == 2)
  }

  @Test func filesAreNamedAsTheCommandNamesThem() {
    let objects = ["a", "b"].map { "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: Web, namespace: \($0)}\n" }
    let files = [
      "kustomization.yaml": "resources: [a.yaml, b.yaml, c.yaml]", "a.yaml": objects[0], "b.yaml": objects[1],
      "c.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: c}\n",
    ]
    let names = TestBuild(files).result.files().files.map(\.name)
    #expect(names == ["a_apps_v1_deployment_web.yaml", "b_apps_v1_deployment_web.yaml", "v1_namespace_c.yaml"])
  }
}
