import Manifest

/// Copies a value from one object into others: one entry of `replacements`.
struct ReplacementTransformer {
  /// The value that is copied.
  private struct Source {
    var document: Document
    var node: NodeID

    var text: String { document.string(node) }
  }

  let entry: Kustomization.ReplacementEntry
  let version: KustomizeOptions.Version

  /// Applies the entry. Returns the targets that selected no object.
  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError)
    -> [Kustomization.ReplacementTarget]
  {
    let source = try self.source(in: &list, context)
    guard !entry.targets.isEmpty else {
      throw BuildError(.badField, "replacements must specify at least one target", at: entry.origin)
    }
    var unmatched: [Kustomization.ReplacementTarget] = []
    for target in entry.targets where try !write(source, to: target, in: &list, context) { unmatched.append(target) }
    return unmatched
  }

  // MARK: Source

  private func source(in list: inout ResourceList, _ context: BuildContext) throws(BuildError) -> Source {
    if let literal = entry.sourceValue {
      guard version != .v5_6 else {
        throw BuildError(.badKustomization, "unknown field \"sourceValue\"", at: literal.origin)
      }
      guard entry.source == nil else {
        throw BuildError(.badField, "replacements must specify exactly one of source and sourceValue", at: entry.origin)
      }
      var document = Document(origin: literal.origin)
      document.setRoot(document.addString(literal.value, origin: literal.origin))
      return Source(document: document, node: document.root)
    }
    guard let source = entry.source else {
      throw BuildError(.badField, "replacements must specify a source and at least one target", at: entry.origin)
    }
    let resource = try sourceResource(source, in: &list)
    let path = ReplacementPath(source.fieldPath.value.isEmpty ? "metadata.name" : source.fieldPath.value)
    let found: NodeID?
    do throws(ReplacementPath.Fault) { found = try path.find(in: resource.document) } catch {
      throw BuildError(
        .badField, "error looking up replacement source `\(path.text)`: \(error.reason)", at: source.fieldPath.origin)
    }
    guard let node = found, !isEmpty(node, resource.document) else {
      throw BuildError(
        .badField, "fieldPath `\(path.text)` is missing for replacement source \(resource.id.ref)",
        at: source.fieldPath.origin)
    }
    return try part(of: Source(document: resource.document, node: node), source)
  }

  private func isEmpty(_ node: NodeID, _ document: Document) -> Bool {
    document.isNull(node) || (!document.kind(node).isScalar && document.count(node) == 0)
  }

  private func sourceResource(
    _ source: Kustomization.ReplacementSource, in list: inout ResourceList
  ) throws(BuildError) -> BuildResource {
    let matches = list.candidates(named: source.id.name.isEmpty ? nil : source.id.name).filter { position in
      selects(source.id, list[position].id) || list[position].previous.contains { selects(source.id, $0) }
    }
    guard let first = matches.first else {
      let near = Suggestion.nearest(to: source.id.name, among: list.all.map(\.id.name))
      throw BuildError(
        .noMatch, "nothing selected by \(source.id.text) as replacement source",
        hint: near.map { "did you mean \"\($0)\"?" }, at: source.origin)
    }
    guard matches.count == 1 else {
      throw BuildError(
        .badField, "multiple matches for selector \(source.id.text)",
        hint: matches.prefix(3).map { list[$0].id.ref.description }.joined(separator: ", ") + " match",
        at: source.origin)
    }
    return list[first]
  }

  private func selects(_ wanted: ResourceID, _ id: ResourceID) -> Bool {
    (wanted.group.isEmpty || wanted.group == id.group) && (wanted.version.isEmpty || wanted.version == id.version)
      && (wanted.kind.isEmpty || wanted.kind == id.kind) && (wanted.name.isEmpty || wanted.name == id.name)
      && (wanted.namespace.isEmpty || wanted.namespace == id.effectiveNamespace || wanted.namespace == id.namespace)
  }

  private func part(of source: Source, _ entry: Kustomization.ReplacementSource) throws(BuildError) -> Source {
    let options = entry.options
    guard !options.delimiter.isEmpty else { return source }
    guard source.document.kind(source.node).isScalar else {
      throw BuildError(
        .badField, "delimiter option can only be used with scalar nodes", at: entry.fieldPath.origin)
    }
    let parts = Self.split(source.text, options.delimiter)
    guard options.index >= 0, options.index < parts.count else {
      throw BuildError(
        .badField, "options.index \(options.index) is out of bounds for value \(source.text)",
        at: entry.fieldPath.origin)
    }
    var document = Document(origin: source.document.origin(source.node))
    document.setRoot(
      document.addScalar(
        parts[options.index].utf8, kind: source.document.kind(source.node),
        origin: source.document.origin(source.node)))
    return Source(document: document, node: document.root)
  }

  static func split(_ text: String, _ delimiter: String) -> [String] {
    let bytes = Array(text.utf8)
    let mark = Array(delimiter.utf8)
    var parts: [String] = []
    var start = 0
    var index = 0
    while index + mark.count <= bytes.count {
      if bytes[index..<index + mark.count].elementsEqual(mark) {
        parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
        index += mark.count
        start = index
      } else {
        index += 1
      }
    }
    return parts + [String(decoding: bytes[start...], as: UTF8.self)]
  }

  // MARK: Targets

  private func write(
    _ source: Source, to target: Kustomization.ReplacementTarget, in list: inout ResourceList, _ context: BuildContext
  ) throws(BuildError) -> Bool {
    guard let select = target.select else {
      throw BuildError(.badField, "target must specify resources to select", at: target.origin)
    }
    let matcher = try TargetMatcher(select: select, reject: target.reject, version: version)
    let paths =
      target.fieldPaths.isEmpty ? [Located(value: "metadata.name", origin: target.origin)] : target.fieldPaths
    var matched = false
    for position in list.candidates(named: matcher.exactName) where matcher.matches(list[position]) {
      matched = true
      try list.update(position) { resource throws(BuildError) in
        for path in paths {
          try write(source, at: path, options: target.options, in: &resource.document, context)
        }
        resource.refreshID()
      }
    }
    return matched
  }

  private func write(
    _ source: Source, at path: Located<String>, options: Kustomization.FieldOptions, in document: inout Document,
    _ context: BuildContext
  ) throws(BuildError) {
    let fieldPath = ReplacementPath(path.value)
    let create: Node.Kind? = options.create ? source.document.kind(source.node) : nil
    if version != .v5_6 {
      let text = StructuredText(path: fieldPath, create: create, origin: path.origin)
      if text.write(source.document, source.node, into: &document, context) { return }
    }
    var finder = ReplacementTargetFinder(
      path: fieldPath, create: create, entersTexts: version != .v5_6, origin: path.origin, layer: context.layer)
    let found = try finder.find(in: &document)
    guard !found.isEmpty else {
      throw BuildError(
        .badField, "unable to find field \"\(path.value)\" in replacement target \(ObjectRef(document))",
        hint: options.create ? nil : "options: {create: true} makes missing fields", at: path.origin)
    }
    for case .node(let node) in found {
      try write(source, into: node, isMade: finder.made.contains(node), options, path, &document, context)
    }
  }

  private func write(
    _ source: Source, into node: NodeID, isMade: Bool, _ options: Kustomization.FieldOptions, _ path: Located<String>,
    _ document: inout Document, _ context: BuildContext
  ) throws(BuildError) {
    guard document.kind(node).isScalar else {
      if !options.delimiter.isEmpty {
        throw BuildError(.badField, "delimiter option can only be used with scalar nodes", at: path.origin)
      }
      let copy = document.graft(source.node, from: source.document)
      document.overwrite(node, withContentOf: copy, action: .replacement, layer: context.layer)
      return
    }
    var origin = source.document.origin(source.node)
    var text = source.document.kind(source.node).isScalar ? source.text : ""
    if !options.delimiter.isEmpty {
      var parts = Self.split(document.string(node), options.delimiter)
      if options.index < 0 {
        parts.insert(text, at: 0)
      } else if options.index >= parts.count {
        parts.append(text)
      } else {
        parts[options.index] = text
      }
      text = parts.joined(separator: options.delimiter)
      origin = context.sourceMap.derive([origin, document.origin(node)])
    }
    if isMade {
      document.retext(node, text, origin: origin, action: .replacement, layer: context.layer)
    } else {
      // A scalar keeps its tag and its quotes and takes the text only.
      document.overwrite(
        node, with: text.utf8, kind: document.kind(node), style: document.style(node), origin: origin,
        action: .replacement, layer: context.layer)
    }
  }
}

/// Which objects a replacement writes to: exact ids in 5.6, regular expressions since 5.8.
private struct TargetMatcher {
  private let select: Selector
  private let reject: [Selector]
  private let version: KustomizeOptions.Version
  private let compiledSelect: CompiledSelector
  private let compiledReject: [CompiledSelector]

  init(select: Selector, reject: [Selector], version: KustomizeOptions.Version) throws(BuildError) {
    self.select = select
    self.reject = reject
    self.version = version
    compiledSelect = try Self.compile(select, version)
    var compiled: [CompiledSelector] = []
    for selector in reject { compiled.append(try Self.compile(selector, version)) }
    compiledReject = compiled
  }

  /// In 5.6 only the label and annotation parts are more than plain text.
  private static func compile(
    _ selector: Selector, _ version: KustomizeOptions.Version
  ) throws(BuildError) -> CompiledSelector {
    guard version == .v5_6 else { return try selector.compiled() }
    var metadata = selector
    (metadata.group, metadata.version, metadata.kind, metadata.name, metadata.namespace) = ("", "", "", "", "")
    return try metadata.compiled()
  }

  /// The one name that can match; nil when there is no telling without trying.
  var exactName: String? {
    guard version == .v5_6 else { return compiledSelect.exactName }
    return select.name.isEmpty ? nil : select.name
  }

  func matches(_ resource: BuildResource) -> Bool {
    guard compiledSelect.matchesMetadata(resource) else { return false }
    for (selector, compiled) in zip(reject, compiledReject) {
      let hasMetadata = !(selector.labels?.value ?? "").isEmpty || !(selector.annotations?.value ?? "").isEmpty
      if hasMetadata, compiled.matchesMetadata(resource) { return false }
      if !selector.isIDEmpty, anyID(of: resource, matches: selector, compiled) { return false }
    }
    return anyID(of: resource, matches: select, compiledSelect)
  }

  private func anyID(
    of resource: BuildResource, matches selector: Selector, _ compiled: CompiledSelector
  ) -> Bool {
    // Namespaces of old ids are kept as they take effect; the current one counts as it is written, since 5.8.
    if matchesID(selector, compiled, resource.id, namespace: resource.id.namespace) { return true }
    return resource.previous.contains { matchesID(selector, compiled, $0, namespace: $0.effectiveNamespace) }
  }

  private func matchesID(
    _ selector: Selector, _ compiled: CompiledSelector, _ id: ResourceID, namespace: String
  ) -> Bool {
    guard version == .v5_6 else { return compiled.matchesID(id, namespace: namespace) }
    return (selector.group.isEmpty || selector.group == id.group)
      && (selector.version.isEmpty || selector.version == id.version)
      && (selector.kind.isEmpty || selector.kind == id.kind) && (selector.name.isEmpty || selector.name == id.name)
      && (selector.namespace.isEmpty || selector.namespace == id.effectiveNamespace)
  }
}
