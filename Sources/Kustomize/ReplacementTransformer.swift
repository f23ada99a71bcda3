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
    let source = try self.source(in: list, context)
    guard !entry.targets.isEmpty else {
      throw BuildError(.badField, "replacements must specify at least one target", at: entry.origin)
    }
    var unmatched: [Kustomization.ReplacementTarget] = []
    for target in entry.targets where try !write(source, to: target, in: &list, context) { unmatched.append(target) }
    return unmatched
  }

  // MARK: Source

  private func source(in list: ResourceList, _ context: BuildContext) throws(BuildError) -> Source {
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
    let resource = try sourceResource(source, in: list)
    let path = ReplacementPath(source.fieldPath.value.isEmpty ? "metadata.name" : source.fieldPath.value)
    guard let node = path.find(in: resource.document), !isEmpty(node, resource.document) else {
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
    _ source: Kustomization.ReplacementSource, in list: ResourceList
  ) throws(BuildError) -> BuildResource {
    let matches = list.all.filter { resource in
      ([resource.id] + resource.previous).contains { selects(source.id, $0) }
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
        hint: matches.prefix(3).map { $0.id.ref.description }.joined(separator: ", ") + " match", at: source.origin)
    }
    return first
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
    for position in list.indices where matcher.matches(list[position]) {
      matched = true
      try list.update(position) { resource throws(BuildError) in
        for path in paths {
          try write(source, at: path, options: target.options, in: &resource.document, context)
        }
        let changed = ResourceID(resource.document) != resource.id
        if changed { resource.pushID() }
        resource.refreshID()
      }
    }
    return matched
  }

  private func write(
    _ source: Source, at path: Located<String>, options: Kustomization.FieldOptions, in document: inout Document,
    _ context: BuildContext
  ) throws(BuildError) {
    let finder = ReplacementTargetFinder(
      path: ReplacementPath(path.value), create: options.create, origin: path.origin, layer: context.layer)
    let found = try finder.find(in: &document)
    guard !found.isEmpty else {
      throw BuildError(
        .badField, "unable to find field \"\(path.value)\" in replacement target \(ObjectRef(document))",
        hint: "options: {create: true} makes missing fields", at: path.origin)
    }
    for place in found {
      switch place {
      case .node(let node): try write(source, into: node, options, path, &document, context)
      case .text(let node, let rest):
        guard version != .v5_6 else {
          throw BuildError(
            .badField, "unable to find field \"\(path.value)\" in replacement target: the path leads into a text",
            at: path.origin)
        }
        let inner = StructuredText(path: path, rest: rest, options: options)
        try inner.write(into: node, of: &document, context) { text, target throws(BuildError) in
          try write(source, into: target, options, path, &text, context)
        }
      }
    }
  }

  private func write(
    _ source: Source, into node: NodeID, _ options: Kustomization.FieldOptions, _ path: Located<String>,
    _ document: inout Document, _ context: BuildContext
  ) throws(BuildError) {
    let origin = source.document.origin(source.node)
    if !options.delimiter.isEmpty {
      guard document.kind(node).isScalar else {
        throw BuildError(.badField, "delimiter option can only be used with scalar nodes", at: path.origin)
      }
      var parts = Self.split(document.string(node), options.delimiter)
      if options.index < 0 {
        parts.insert(source.text, at: 0)
      } else if options.index >= parts.count {
        parts.append(source.text)
      } else {
        parts[options.index] = source.text
      }
      let derived = context.sourceMap.derive([origin, document.origin(node)])
      document.overwrite(
        node, with: parts.joined(separator: options.delimiter).utf8, kind: document.kind(node), origin: derived,
        action: .replacement, layer: context.layer)
    } else if document.kind(node).isScalar {
      try writeScalar(source, into: node, &document, context)
    } else {
      let copy = document.graft(source.node, from: source.document)
      document.overwrite(node, withContentOf: copy, action: .replacement, layer: context.layer)
    }
  }

  /// A scalar target keeps its tag and takes the text only; a null takes the source as it is.
  private func writeScalar(
    _ source: Source, into node: NodeID, _ document: inout Document, _ context: BuildContext
  ) throws(BuildError) {
    if document.isNull(node) {
      let copy = document.graft(source.node, from: source.document)
      document.overwrite(node, withContentOf: copy, action: .replacement, layer: context.layer)
      return
    }
    let origin = source.document.origin(source.node)
    let isScalar = source.document.kind(source.node).isScalar
    document.overwrite(
      node, with: isScalar ? Array(source.document.text(source.node)) : [], kind: document.kind(node), origin: origin,
      action: .replacement, layer: context.layer)
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

  func matches(_ resource: BuildResource) -> Bool {
    let ids = [resource.id] + resource.previous
    guard ids.contains(where: { matchesID(select, compiledSelect, $0) }), compiledSelect.matchesMetadata(resource)
    else {
      return false
    }
    return !zip(reject, compiledReject).contains { selector, compiled in
      if selector.isEmpty { return false }
      return ids.contains { matchesID(selector, compiled, $0) } && compiled.matchesMetadata(resource)
    }
  }

  private func matchesID(_ selector: Selector, _ compiled: CompiledSelector, _ id: ResourceID) -> Bool {
    guard version == .v5_6 else { return compiled.matchesID(id) }
    return (selector.group.isEmpty || selector.group == id.group)
      && (selector.version.isEmpty || selector.version == id.version)
      && (selector.kind.isEmpty || selector.kind == id.kind) && (selector.name.isEmpty || selector.name == id.name)
      && (selector.namespace.isEmpty || selector.namespace == id.effectiveNamespace)
  }
}
