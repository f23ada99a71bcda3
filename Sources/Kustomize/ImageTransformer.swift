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

  private static let containerLists: [Key] = ["containers", "initContainers"]

  /// Applies the entry. Returns whether any image matched.
  func apply(to list: inout ResourceList, _ context: BuildContext) throws(BuildError) -> Bool {
    var matched = false
    for position in list.indices where list[position].id.kind != "CustomResourceDefinition" {
      try list.update(position) { resource throws(BuildError) in
        let found = images(below: resource.document.root, in: resource.document)
        for node in found { matched = update(&resource.document, node, context) || matched }
        for spec in fieldSpecs where spec.selects(resource.id) {
          let walker = FieldWalker(
            spec: spec, creates: .none, origin: image.origin, layer: context.layer, action: .image)
          try walker.walk(&resource.document) { document, node throws(BuildError) in
            matched = update(&document, node, context) || matched
          }
        }
      }
    }
    return matched
  }

  /// The images of every list called `containers` or `initContainers`, wherever it stands.
  private func images(below root: NodeID, in document: Document) -> [NodeID] {
    var found: [NodeID] = []
    document.walk(root) { node in
      for key in Self.containerLists {
        guard let list = document.value(node, key) else { continue }
        for container in document.elements(list) {
          if let image = document.value(container, "image") { found.append(image) }
        }
      }
    }
    return found
  }

  private func update(_ document: inout Document, _ node: NodeID, _ context: BuildContext) -> Bool {
    guard document.kind(node).isScalar, !document.isNull(node), let pattern,
      document.withText(node, { pattern.matches($0) })
    else {
      return false
    }
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
