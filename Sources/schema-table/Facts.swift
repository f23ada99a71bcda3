/// Everything that the published facts say, before it is packed.
struct Facts {
  /// One definition of the API: an object type, or one of the types with a form of their own.
  struct Definition {
    /// `io.k8s.api.apps.v1`.
    var package: String
    /// `DeploymentSpec`.
    var name: String
    var minors: Minors = []
    /// The minors in which the whole object is one value for server-side apply.
    var atomic: Minors = []
    /// The type, where it is not an object with named fields: `object`, `None`, `string:date-time`.
    var type: String?
    var fields: [Field] = []

    /// The name that `facts.tsv` uses: `apps/v1.DeploymentSpec`.
    var factName: String {
      let steps = package.parts(".")
      guard steps.count >= 2 else { return name }
      return "\(steps[steps.count - 2])/\(steps[steps.count - 1]).\(name)"
    }
  }

  /// A field as it is in some minors; a field that changes has several.
  struct Field {
    var name: String
    /// As `structure.txt` writes it: `[@io.k8s.api.core.v1.Container`.
    var type: String
    var minors: Minors
    var required = false
    /// Whether the API server refuses an object without it.
    var enforced = false
    var immutable = false
    var patch: String?
    var list: String?
    var map: String?
    var values: [String]?
    var gate: String?
    var defaultValue: String?
  }

  /// A kind of object in one API version.
  struct Kind {
    var group: String
    var version: String
    var kind: String
    var definition: String?
    var minors: Minors = []
    var introduced = 0
    var deprecated = 0
    var removed = 0
    var replacement: String?
    var plural: String?
    var isClusterScoped: Bool?

    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    var id: String { "\(group)/\(version)/\(kind)" }
  }

  var definitions: [Definition] = []
  /// By `group/version/Kind`.
  var kinds: [String: Kind] = [:]
  /// Facts about types that the structure does not have: removed versions, mostly.
  var unused: [String] = []
  /// Where a definition stands, by the name that `facts.tsv` uses.
  private var positions: [String: [Int]] = [:]

  /// Types that Go embeds in others, so that the published structure has their fields there.
  private static let embeddings: [String: [String]] = [
    "Rule": ["RuleWithOperations", "NamedRuleWithOperations"],
    "RuleWithOperations": ["RuleWithOperations", "NamedRuleWithOperations"],
    "EphemeralContainerCommon": ["EphemeralContainer"],
    "VolumeSource": ["Volume"],
    "PersistentVolumeSource": ["PersistentVolumeSpec"],
    "ProbeHandler": ["Probe"],
  ]

  /// Kinds that are no objects of their own and stand in every group.
  private static let everywhere: Set<String> = ["DeleteOptions", "WatchEvent"]
}

extension Facts {
  init(structure: [UInt8], facts: [UInt8], lifecycle: [UInt8], scope: [UInt8]) throws(GeneratorError) {
    try readStructure(structure)
    try readFacts(facts)
    try readLifecycle(lifecycle)
    try readScope(scope)
  }

  private mutating func readStructure(_ bytes: [UInt8]) throws(GeneratorError) {
    for line in lines(bytes) {
      switch line.utf8.first {
      case UInt8(ascii: ">"):
        guard let (package, name) = String(line.dropFirst()).splitLast(".") else {
          throw GeneratorError("definition without a package: \(line)")
        }
        let definition = Definition(package: package, name: name)
        positions[definition.factName, default: []].append(definitions.count)
        definitions.append(definition)
      case UInt8(ascii: "#"): try readHeader(String(line.dropFirst()))
      default: try readField(line)
      }
    }
    // A field is in force by the schema's word until a correction says otherwise.
    for index in definitions.indices {
      for field in definitions[index].fields.indices {
        definitions[index].fields[field].enforced = definitions[index].fields[field].required
      }
    }
  }

  private mutating func readHeader(_ line: String) throws(GeneratorError) {
    let last = definitions.count - 1
    guard last >= 0 else { throw GeneratorError("a header before the first definition") }
    var minors = Minors.all
    var ids: [String] = []
    var isAtomic = false
    for word in line.parts(" ", omittingEmpty: true) {
      if let range = Minors(parsing: word) {
        minors = range
      } else if word.hasPrefix("type=") {
        definitions[last].type = String(word.dropFirst(5))
      } else if word == "Matomic" {
        isAtomic = true
      } else if word != "Mgranular" {
        ids.append(word)
      }
    }
    definitions[last].minors.formUnion(minors)
    if isAtomic { definitions[last].atomic.formUnion(minors) }
    for id in ids {
      guard let (before, kind) = id.splitLast("."), !Self.everywhere.contains(kind) else { continue }
      let (group, version) = before.splitLast(".") ?? ("", before)
      let definition = definitions[last].factName
      update("\(group)/\(version)/\(kind)") {
        $0.definition = definition
        $0.minors.formUnion(minors)
      }
    }
  }

  private mutating func readField(_ line: String) throws(GeneratorError) {
    let words = line.parts(" ", omittingEmpty: true)
    guard words.count >= 2, let last = definitions.indices.last else { throw GeneratorError("field: \(line)") }
    var field = Field(name: words[0], type: words[1], minors: .all)
    for word in words.dropFirst(2) {
      if let range = Minors(parsing: word) {
        field.minors = range
      } else if word == "!" {
        field.required = true
      } else {
        let rest = String(word.dropFirst())
        switch word.utf8.first {
        case UInt8(ascii: "P"): field.patch = rest
        case UInt8(ascii: "L"): field.list = rest
        case UInt8(ascii: "M"): field.map = rest
        default: throw GeneratorError("field \(words[0]): what is \(word)?")
        }
      }
    }
    definitions[last].fields.append(field)
  }

  private mutating func readFacts(_ bytes: [UInt8]) throws(GeneratorError) {
    for line in lines(bytes).dropFirst() {
      let columns = line.parts("\t")
      guard columns.count == 4, let minors = Minors(parsing: columns[3]) else {
        throw GeneratorError("fact: \(line)")
      }
      // Lifecycles are in a file of their own, which also knows the versions from before the structure.
      if columns[0].hasPrefix("lifecycle.") { continue }
      let found = apply(to: columns[1], minors: minors) { field in
        switch columns[0] {
        case "enum": field.values = columns[2].parts("|")
        case "gate": field.gate = columns[2].parts(" ").first
        case "immutable": field.immutable = true
        case "default": field.defaultValue = columns[2]
        default: break
        }
      }
      if !found { unused.append(columns[1]) }
    }
  }

  private mutating func readLifecycle(_ bytes: [UInt8]) throws(GeneratorError) {
    for line in lines(bytes) {
      let columns = line.parts(" ")
      guard columns.count == 5, columns[0].parts("/").count == 3 else { throw GeneratorError("lifecycle: \(line)") }
      update(columns[0]) {
        $0.introduced = Self.minor(columns[1])
        $0.deprecated = Self.minor(columns[2])
        $0.removed = Self.minor(columns[3])
        $0.replacement = columns[4].isEmpty ? nil : columns[4]
      }
    }
  }

  private mutating func readScope(_ bytes: [UInt8]) throws(GeneratorError) {
    var byKind: [String: (plural: String, isClusterScoped: Bool)] = [:]
    for line in lines(bytes).dropFirst() {
      let columns = line.parts("\t")
      guard columns.count == 6 else { throw GeneratorError("scope: \(line)") }
      // A sub-resource that got into the list.
      if columns[3] == "status" { continue }
      let group = columns[0] == "core" ? "" : columns[0]
      let fact = (plural: columns[3], isClusterScoped: columns[4] == "cluster")
      byKind["\(group)/\(columns[2])"] = fact
      update("\(group)/\(columns[1])/\(columns[2])") {
        $0.plural = fact.plural
        $0.isClusterScoped = fact.isClusterScoped
      }
    }
    // A version that the list does not have yet is of the same scope as the others.
    for (id, kind) in kinds where kind.isClusterScoped == nil {
      guard let fact = byKind["\(kind.group)/\(kind.kind)"] else { continue }
      kinds[id]?.plural = fact.plural
      kinds[id]?.isClusterScoped = fact.isClusterScoped
    }
  }

  /// Reads `1.34` as 34; nothing as 0.
  static func minor(_ text: String) -> Int {
    let steps = text.parts(".")
    return steps.count == 2 ? Int(steps[1]) ?? 0 : 0
  }

  /// Changes a kind, which is added when it is new.
  mutating func update(_ id: String, _ change: (inout Kind) -> Void) {
    let steps = id.parts("/")
    guard steps.count == 3 else { return }
    change(&kinds[id, default: Kind(group: steps[0], version: steps[1], kind: steps[2])])
  }

  /// Changes a field in some minors: a variant that lies only partly in them is split. `[]` at the end is of the
  /// elements and goes with the field; a version of `*` means all.
  ///
  /// - Returns: whether there is such a field.
  mutating func apply(to name: String, minors: Minors, _ change: (inout Field) -> Void) -> Bool {
    let path = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
    guard let (type, field) = path.splitLast(".") else { return false }
    var found = false
    for index in targets(type) {
      var variants: [Field] = []
      for variant in definitions[index].fields {
        let inside = variant.minors.intersection(minors)
        guard variant.name == field, !inside.isEmpty else {
          variants.append(variant)
          continue
        }
        found = true
        var changed = variant
        changed.minors = inside
        change(&changed)
        variants.append(changed)
        var rest = variant
        rest.minors = variant.minors.subtracting(minors)
        if !rest.minors.isEmpty { variants.append(rest) }
      }
      definitions[index].fields = variants
    }
    return found
  }

  private func targets(_ type: String) -> [Int] {
    guard let (package, name) = type.splitLast(".") else { return [] }
    var found: [Int] = []
    for name in [name] + (Self.embeddings[name] ?? []) {
      if package.hasSuffix("/*") {
        let prefix = String(package.dropLast())
        for (key, indices) in positions where key.hasPrefix(prefix) && key.hasSuffix(".\(name)") { found += indices }
      } else {
        found += positions["\(package).\(name)"] ?? []
      }
    }
    return Set(found).sorted()
  }
}
