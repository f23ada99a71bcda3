import Manifest

/// Writes a text into fields, whole or as one segment of a path: the builtin ValueAddTransformer.
struct ValueAddTransformer {
  struct Target: Sendable {
    var selector: Selector?
    /// Segments separated by `/`; `\/` is a slash inside a segment.
    var fieldPath: Located<String>
    var position: Int
  }

  let value: Located<String>
  let targets: [Target]
  let origin: Origin

  static func target(_ fields: inout ObjectDecoder) -> Target {
    Target(
      selector: fields.object("selector", KustomizationDecoder.selector),
      fieldPath: fields.string("fieldPath") ?? Located(value: "", origin: fields.origin),
      position: Int(truncatingIfNeeded: fields.integer("filePathPosition")?.value ?? 0))
  }

  /// The targets of a `targetFilePath`.
  static func targets(in text: EmbeddedText, _ reader: ResourceReader) throws(BuildError) -> [Target] {
    guard let document = try reader.documents(text, dialect: .yaml11).first?.document else { return [] }
    let problems = ObjectDecoder.Problems(isStrict: false)
    var fields = ObjectDecoder(document, document.root, problems: problems, what: "the targets")
    let targets = fields.objects("targets", target)
    if let problem = problems.all.first {
      throw BuildError(.badKustomization, problem.message, hint: problem.hint, at: problem.origin)
    }
    return targets
  }

  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) {
    if targets.isEmpty { throw BuildError(.badField, "must specify at least one target", at: origin) }
    for target in targets {
      if target.fieldPath.value.isEmpty {
        throw BuildError(.badField, "fieldPath cannot be empty", at: target.fieldPath.origin)
      }
      if target.position < 0 {
        throw BuildError(
          .badField, "value of FilePathPosition (\(target.position)) cannot be negative", at: target.fieldPath.origin)
      }
    }
    for target in targets {
      let selector = try target.selector?.compiled()
      for position in list.indices where selector?.matches(list[position]) ?? true {
        try list.update(position) { resource throws(BuildError) in
          if target.fieldPath.value == "metadata/namespace" {
            NamespaceTransformer(namespace: value, fieldSpecs: []).moveAlone(&resource, context)
          } else {
            try write(target, &resource.document, context)
          }
          resource.refreshID()
        }
      }
    }
  }

  private func write(_ target: Target, _ document: inout Document, _ context: BuildContext) throws(BuildError) {
    let spec = FieldSpec(path: "/" + target.fieldPath.value, create: true)
    var id = document.root
    for (index, segment) in spec.segments.enumerated() {
      guard document.isMapping(id) else {
        throw BuildError(
          .badField, "wrong node kind: expected a mapping on the way of \(target.fieldPath.value)",
          at: document.origin(id))
      }
      if let next = document.value(id, named: segment.key.string) {
        id = next
        continue
      }
      let isLast = index == spec.segments.count - 1
      let made =
        isLast ? document.addScalar([], kind: .null, origin: value.origin) : document.addMapping(origin: value.origin)
      document.set(id, Key(plain: segment.key.string), to: made, keyOrigin: target.fieldPath.origin)
      document.logAddition(of: made, action: .replacement, layer: context.layer)
      id = made
    }
    guard document.kind(id).isScalar else {
      throw BuildError(
        .badField, "wrong node kind: expected a scalar at \(target.fieldPath.value)", at: document.origin(id))
    }
    let old = document.isNull(id) ? "" : document.string(id)
    let text = target.position > 0 ? Self.insert(value.value, into: old, at: target.position - 1) : value.value
    document.retext(id, text, origin: value.origin, action: .replacement, layer: context.layer)
  }

  /// Puts a segment into a path at a position; a position beyond the end appends.
  static func insert(_ part: String, into path: String, at position: Int) -> String {
    let isAbsolute = path.hasPrefix("/")
    var segments = path.split(separator: "/").map(String.init)
    segments.insert(part, at: min(max(position, 0), segments.count))
    return (isAbsolute ? "/" : "") + segments.joined(separator: "/")
  }
}

extension String {
  /// Without blanks at both ends.
  func trimmingBlanks() -> String {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte >= 9 && byte <= 13 }
    guard utf8.first.map(isBlank) == true || utf8.last.map(isBlank) == true else { return self }
    return String(decoding: Array(utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()), as: UTF8.self)
  }
}
