import Manifest
import Report

/// Results with every shape that a format must cope with.
enum Samples {
  static func context(color: Bool = false, width: Int? = nil, category: String? = nil) -> ReportContext {
    ReportContext(
      tool: ReportContext.Tool(version: "0.1.0", informationURI: "https://strata.example/docs"),
      sources: SourceTexts { files[$0].map { Array($0.utf8) } }, color: color, width: width, category: category)
  }

  /// The results by the names of their golden files.
  static func named(_ name: String) -> ScanResult {
    switch name {
    case "full": full
    case "clean": clean
    default: nothing
    }
  }

  // MARK: Source files

  static let files: [String: String] = [
    "apps/base/deploy.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: podinfo
    spec:
      # how many pods
      replcas: 3 # a slip
      template:
        spec:
          containers:
            - name: podinfo
              image: "ghcr.io/stefanprodan/podinfo:6.5.0"
    \t    ports: {}

    """,
    "apps/prod/kustomization.yaml": "resources: [../base]\nnamespace: web\npatches:\n  - path: patch.yaml\n",
    "apps/prod/patch.yaml": "kind: Deployment\nspec:\n  replicas: \"many\"\n",
    "clusters/münchen süd/größe 漢字.yaml": """
    kind: ConfigMap
    data:
      "ключ": 漢字テスト # wide
      e\u{301}te\u{301}: [1, 2]

    """,
    "long.yaml":
      "a: 1\nb: \(String(repeating: "0123456789", count: 30)) wrongWord \(String(repeating: "x", count: 200))\n",
    "evil.yaml": "kind: X\u{1B}[2J\u{9B}31m\u{202E}\n",
  ]

  // MARK: Rules

  static let unknownField = Rule(
    id: "API005", title: "Unknown field", summary: "The API has no such field; the server drops it or refuses it.",
    help: "Correct the name, or remove the field.", severity: .error, stage: .schema,
    tags: ["schema", "kubernetes", "fields"])
  static let wrongType = Rule(
    id: "API006", title: "Wrong type", summary: "The API wants another type here.", help: "Write a value of the type.",
    severity: .error, stage: .schema)
  static let latest = Rule(
    id: "IMG001", title: "Image without a fixed tag", summary: "What runs changes without a commit.", help: "Pin it.",
    severity: .warning, stage: .rules, tags: (1...15).map { "tag\($0)" })
  static let note = Rule(
    id: "REF009", title: "Unused ConfigMap", summary: "", help: "", severity: .info, stage: .references)

  // MARK: Results

  static func place(_ file: String, _ line: Int, _ column: Int, to endColumn: Int = 0) -> SourceLocation {
    SourceLocation(
      file: file, line: line, column: column, endLine: endColumn > 0 ? line : 0, endColumn: endColumn)
  }

  static func finding(
    _ rule: Rule, _ message: String, hint: String? = nil, object: ObjectRef? = nil, objectCount: Int = 1,
    path: String = "", at location: SourceLocation? = nil, trail: [Finding.Step] = [], environments: [String] = [],
    entryPoints: [String] = []
  ) -> Finding {
    Finding(
      rule: rule, severity: rule.severity, message: message, hint: hint, object: object, objectCount: objectCount,
      path: path, location: location, trail: trail, environments: environments, entryPoints: entryPoints,
      fingerprint: "\(rule.id)-\(message.utf8.count)-\(path.utf8.count)")
  }

  static let deployment = ObjectRef(group: "apps", version: "v1", kind: "Deployment", namespace: "web", name: "podinfo")

  static let trail = [
    Finding.Step(
      layer: "kustomization apps/base", action: "declares", location: place("apps/base/deploy.yaml", 7, 3), value: "3"),
    Finding.Step(
      layer: "component pods", action: "removes", location: nil, value: nil),
    Finding.Step(
      layer: "kustomization apps/prod", action: "patches", location: place("apps/prod/patch.yaml", 3, 13),
      value: "many"),
  ]

  /// One finding of every shape.
  static let full: ScanResult = {
    let findings = [
      finding(
        unknownField, "unknown field \"replcas\" in spec", hint: "did you mean \"replicas\"?", object: deployment,
        path: "spec.replcas", at: place("apps/base/deploy.yaml", 7, 3),
        trail: [trail[0]], environments: ["production"], entryPoints: ["apps/prod"]),
      finding(
        unknownField, "unknown field \"ports\"", object: deployment, path: "spec.template.spec.ports",
        at: place("apps/base/deploy.yaml", 13, 6)),
      finding(
        wrongType, "expected an integer, found the string \"many\"", hint: "write a number without quotes",
        object: deployment, objectCount: 12, path: "spec.replicas", at: place("apps/prod/patch.yaml", 3, 13),
        trail: trail, environments: (1...11).map { "cluster-\($0)" }, entryPoints: ["apps/prod", "apps/test"]),
      finding(
        wrongType, "expected a string [see](https://evil.example)",
        object: ObjectRef(version: "v1", kind: "ConfigMap", name: "größe"), path: "data[\"ключ/a.b\"]",
        at: place("clusters/münchen süd/größe 漢字.yaml", 3, 11)),
      finding(
        wrongType, "expected a string, found a list", path: "data.e\u{301}te\u{301}",
        at: place("clusters/münchen süd/größe 漢字.yaml", 4, 10, to: 16)),
      finding(wrongType, "a word that does not belong here", at: place("long.yaml", 2, 305, to: 314)),
      finding(
        unknownField, "kind X\u{1B}[2J\u{7}\u{9B}31m is unknown\nsecond line\u{202E}", hint: "remove \u{1B}[31m",
        at: place("evil.yaml", 1, 7)),
      finding(
        wrongType, "the overlay refers to a base that is not there", at: nil, entryPoints: ["apps/prod"]),
      finding(wrongType, "the source has no files", at: nil),
      finding(
        latest, "image has no tag", object: deployment, path: "spec.template.spec.containers[0].image",
        at: place("gone.yaml", 9, 5)),
      finding(latest, "only the line is known", at: place("apps/base/deploy.yaml", 12, 0)),
      finding(note, "nothing uses it", at: place("apps/base/deploy.yaml", 0, 0)),
    ]
    var coverage = Coverage()
    (coverage.files, coverage.manifestFiles, coverage.entryPoints, coverage.objects) = (90, 41, 12, 230)
    (coverage.failedEntryPoints, coverage.validatedObjects, coverage.kubernetesVersion) = (1, 212, "1.37")
    coverage.notChecked =
      (10...24).map {
        Coverage.NotChecked(
          what: "HelmRelease apps/release-\($0)", reason: "charts are not rendered", hint: "see the roadmap")
      } + [
        Coverage.NotChecked(what: "Certificate web/tls", reason: "no schema is known for cert-manager.io/v1"),
        Coverage.NotChecked(what: "odd\u{1B}name", reason: "the file is not UTF-8"),
      ]
    return ScanResult(
      source: ScanResult.Source(
        path: "clusters", kind: "revision", revision: "0123456789abcdef0123456789abcdef01234567", branch: "main",
        repository: "git@git.example:team/fleet.git"),
      findings: findings, coverage: coverage, rules: [unknownField, wrongType, latest])
  }()

  /// Nothing found.
  static let clean: ScanResult = {
    var coverage = Coverage()
    (coverage.files, coverage.manifestFiles, coverage.entryPoints, coverage.objects) = (2, 1, 1, 3)
    (coverage.validatedObjects, coverage.kubernetesVersion) = (3, "1.37")
    return ScanResult(
      source: ScanResult.Source(path: ".", kind: "work tree", revision: nil, branch: nil, repository: nil),
      findings: [], coverage: coverage, rules: [unknownField])
  }()

  /// Nothing there to look at.
  static let nothing = ScanResult(
    source: ScanResult.Source(path: "/home/me/empty", kind: "folder", revision: nil, branch: nil, repository: nil),
    findings: [], coverage: Coverage(), rules: [])
}
