import Manifest

/// Field specs from a file of `crds`: not CRD manifests, but type definitions as the code generators of Kubernetes print
/// them, whose extensions say which fields hold names, labels and annotations.
struct CRDConfiguration {
  private let document: Document
  private let types: NodeID
  private let origin: Origin
  private var result = TransformerConfiguration()

  private init(_ document: Document, origin: Origin) {
    self.document = document
    self.origin = origin
    types = document.root
  }

  static func read(_ text: EmbeddedText, at origin: Origin) throws(BuildError) -> TransformerConfiguration {
    let document: Document
    do throws(YAMLError) {
      let isJSON = text.bytes.first == UInt8(ascii: "{")
      let reader = YAMLReader(dialect: isJSON ? .json : .yaml11, file: text.file)
      document = try reader.read(text.bytes).document ?? Document(origin: text.origin)
    } catch {
      throw BuildError(
        .syntax, "unable to parse open API definition: \(error.message)",
        at: Origin(file: text.file, line: error.line, column: error.column))
    }
    var configuration = CRDConfiguration(document, origin: origin)
    try configuration.read()
    return configuration.result
  }

  private mutating func read() throws(BuildError) {
    for entry in document.entries(types) {
      guard document.isMapping(entry.value) else {
        throw BuildError(
          .badField, "unable to parse open API definition: \(entry.key) is \(document.kind(entry.value).name)",
          hint: "`crds` takes type definitions; a CustomResourceDefinition belongs under resources",
          at: document.origin(entry.value))
      }
      guard let properties = document.value(entry.value, "Schema", "properties"),
        [Key.apiVersion, .kind, .metadata].allSatisfy({ document.value(properties, $0) != nil })
      else { continue }
      let kind = entry.key.string.split(separator: ".").last.map(String.init) ?? ""
      try load(entry.key.string, kind: kind, path: [], within: [])
    }
  }

  private mutating func load(
    _ name: String, kind: String, path: [String], within outer: [String]
  ) throws(BuildError) {
    let document = document
    // kustomize would go round in circles for ever.
    guard !outer.contains(name), let type = document.value(types, Key(name)),
      let properties = document.value(type, "Schema", "properties")
    else { return }
    for entry in document.entries(properties) {
      let place = path + [entry.key.string]
      let text = { (key: Key) in document.stringValue(document.value(entry.value, key)) }
      let spec = FieldSpec(kind: kind, path: place.joined(separator: "/"))
      if text("x-kubernetes-annotation") != nil { try add(spec, to: \.commonAnnotations) }
      if text("x-kubernetes-label-selector") != nil { try add(spec, to: \.commonLabels) }
      if text("x-kubernetes-identity") != nil { try add(spec, to: \.namePrefix) }
      if let version = text("x-kubernetes-object-ref-api-version"), let target = text("x-kubernetes-object-ref-kind") {
        let key = text("x-kubernetes-object-ref-name-key") ?? "name"
        let reference = TransformerConfiguration.NameReference(
          version: version, kind: target,
          fieldSpecs: [FieldSpec(kind: kind, path: (place + [key]).joined(separator: "/"))])
        var addition = TransformerConfiguration()
        addition.nameReference = [reference]
        result = try result.merged(with: addition, origin: origin)
      }
      if let reference = text("$ref") { try load(reference, kind: kind, path: place, within: outer + [name]) }
    }
  }

  private mutating func add(
    _ spec: FieldSpec, to list: WritableKeyPath<TransformerConfiguration, [FieldSpec]>
  ) throws(BuildError) {
    result[keyPath: list] = try TransformerConfiguration.union(result[keyPath: list], [spec], origin)
  }
}
