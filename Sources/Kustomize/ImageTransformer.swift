import Manifest
import RegularExpressions

/// Changes image names, tags and digests: one entry of `images`, or an ImageTagTransformer.
struct ImageTransformer {
  let image: Kustomization.ImageEntry
  let fieldSpecs: [FieldSpec]
  private let pattern: RegularExpression?

  init(image: Kustomization.ImageEntry, fieldSpecs: [FieldSpec]) throws(BuildError) {
    self.image = image
    self.fieldSpecs = fieldSpecs
    do {
      // The name is a regular expression in kustomize, dots and all.
      pattern = try RegularExpression("^" + image.name.value + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
    } catch {
      throw BuildError(
        .badField, "the image name \"\(image.name.value)\" is not a regular expression: \(error.message)",
        at: image.name.origin)
    }
  }

  /// The keys of the lists whose images are changed wherever they stand.
  private static let containerLists: [Key] = ["containers", "initContainers"]

  /// Applies one entry after the other. Returns for each whether any image matched.
  static func apply(
    _ transformers: [ImageTransformer], to list: inout ResourceList, _ context: BuildContext
  ) throws(BuildError) -> [Bool] {
    var matched = transformers.map { _ in false }
    for position in list.indices where list[position].id.kind != "CustomResourceDefinition" {
      let id = list[position].id
      try list.updateContent(position) { document throws(BuildError) in
        // What an entry changes, it leaves where it is.
        let found = try images(in: document)
        for (index, transformer) in transformers.enumerated() {
          for node in found where try transformer.update(&document, node, context) { matched[index] = true }
          for spec in transformer.fieldSpecs where spec.selects(id) {
            let walker = FieldWalker(
              spec: spec, creates: .none, origin: transformer.image.origin, layer: context.layer, action: .image)
            for node in try walker.nodes(in: &document) where try transformer.update(&document, node, context) {
              matched[index] = true
            }
          }
        }
      }
    }
    return matched
  }

  /// The images of every list called `containers` or `initContainers`, wherever it stands.
  private static func images(in document: Document) throws(BuildError) -> [NodeID] {
    var found: [NodeID] = []
    try collect(document.root, in: document, &found)
    return found
  }

  private static func collect(_ id: NodeID, in document: Document, _ found: inout [NodeID]) throws(BuildError) {
    switch document.kind(id) {
    case .mapping:
      for entry in document.entries(id) where !document.kind(entry.value).isScalar {
        try collect(entry.value, in: document, &found)
        guard document.isSequence(entry.value), containerLists.contains(entry.key) else { continue }
        for container in document.elements(entry.value) {
          if let image = document.value(container, "image") {
            found.append(image)
          } else if !document.isMapping(container), !document.isNull(container) {
            throw BuildError(
              .badField, "wrong node kind: an element of \(entry.key) is \(document.kind(container).name)",
              hint: "kustomize's images look into every list of this name", at: document.origin(container))
          }
        }
      }
    case .sequence: for element in document.elements(id) { try collect(element, in: document, &found) }
    default: return
    }
  }

  private func update(
    _ document: inout Document, _ node: NodeID, _ context: BuildContext
  ) throws(BuildError) -> Bool {
    if document.isNull(node) { return false }
    guard document.kind(node).isScalar else {
      throw BuildError(
        .badField, "wrong node kind: an image is \(document.kind(node).name)", at: document.origin(node))
    }
    guard let pattern, document.withText(node, { pattern.matches($0) }) else { return false }
    let old = document.string(node)
    let (new, parts) = renamed(old)
    if new == old { return true }
    let origin = context.sourceMap.derive(parts + [document.origin(node)])
    document.retext(node, new, origin: origin, action: .image, layer: context.layer)
    return true
  }

  /// The new text, and the places of the parts that changed.
  private func renamed(_ text: String) -> (String, [Origin]) {
    var parts = ImageName(text)
    var origins: [Origin] = []
    if let name = image.newName, !name.value.isEmpty {
      parts.name = name.value
      origins.append(name.origin)
    }
    let tag = image.newTag.flatMap { $0.value.isEmpty ? nil : $0 }
    let digest = image.digest.flatMap { $0.value.isEmpty ? nil : $0 }
    let suffix = image.tagSuffix.flatMap { $0.value.isEmpty ? nil : $0 }
    if tag != nil || digest != nil {
      (parts.tag, parts.digest) = (tag?.value ?? "", digest?.value ?? "")
      origins += [tag, digest].compactMap { $0?.origin }
    } else if let suffix {
      parts.tag += suffix.value
      parts.digest = ""
      origins.append(suffix.origin)
    }
    return (parts.text, origins)
  }
}

/// An image reference in parts; registry ports are not taken for tags.
struct ImageName: Equatable {
  var name: String
  var tag = ""
  var digest = ""

  init(_ text: String) {
    var rest = Substring(text)
    if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
      digest = String(rest[rest.utf8.index(after: at)...])
      rest = rest[..<at]
    }
    let afterSlash = rest.utf8.firstIndex(of: UInt8(ascii: "/")).map { rest.utf8.index(after: $0) } ?? rest.startIndex
    if let colon = rest.utf8[afterSlash...].firstIndex(of: UInt8(ascii: ":")) {
      tag = String(rest[rest.utf8.index(after: colon)...])
      rest = rest[..<colon]
    }
    name = String(rest)
  }

  var text: String {
    name + (tag.isEmpty ? "" : ":" + tag) + (digest.isEmpty ? "" : "@" + digest)
  }
}
