/// What a run found, for every output format.
public struct ScanResult: Sendable {
  /// Where the files came from.
  public struct Source: Sendable {
    /// As the user named it.
    public var path: String
    /// `revision`, `index`, `work tree` or `folder`.
    public var kind: String
    /// Full commit id, where there is one.
    public var revision: String?
    /// Branch name, where there is one.
    public var branch: String?
    /// Address of the remote `origin` without credentials, where there is one.
    public var repository: String?

    public init(path: String, kind: String, revision: String?, branch: String?, repository: String?) {
      self.path = path
      self.kind = kind
      self.revision = revision
      self.branch = branch
      self.repository = repository
    }
  }

  public var source: Source
  /// Sorted: errors first, then by file, line, column, rule, message.
  public var findings: [Finding]
  public var coverage: Coverage
  /// Every rule that could have reported, sorted by id.
  public var rules: [Rule]

  public init(source: Source, findings: [Finding], coverage: Coverage, rules: [Rule]) {
    self.source = source
    self.findings = findings
    self.coverage = coverage
    self.rules = rules
  }

  /// How many findings have this severity.
  public func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }
}

/// What was checked, and what was not and why.
public struct Coverage: Sendable {
  /// Something that was not checked.
  public struct NotChecked: Sendable, Hashable, Comparable {
    /// A file, folder, kind or entry point.
    public var what: String
    public var reason: String
    public var hint: String?

    public init(what: String, reason: String, hint: String? = nil) {
      self.what = what
      self.reason = reason
      self.hint = hint
    }

    public static func < (left: Self, right: Self) -> Bool {
      (left.reason, left.what, left.hint ?? "") < (right.reason, right.what, right.hint ?? "")
    }
  }

  /// Files of the source, whatever they are.
  public var files = 0
  /// Files read as manifests or kustomizations.
  public var manifestFiles = 0
  /// Entry points rendered.
  public var entryPoints = 0
  /// Entry points that could not be rendered.
  public var failedEntryPoints = 0
  /// Rendered objects, all entry points together.
  public var objects = 0
  /// Rendered objects that a schema was known for.
  public var validatedObjects = 0
  /// Kubernetes minor version of the schema, such as `1.37`.
  public var kubernetesVersion = ""
  /// Sorted.
  public var notChecked: [NotChecked] = []

  public init() {}
}
