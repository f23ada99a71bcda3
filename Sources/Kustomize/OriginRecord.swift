import Manifest

/// Where kustomize says that an object or a change comes from: what `buildMetadata` writes into annotations.
struct OriginRecord: Sendable, Hashable {
  /// The file of an object, relative to the folder of the layer.
  var path = ""
  /// The file that asks for a generated object or for a change.
  var configuredIn = ""
  var apiVersion = ""
  var kind = ""
  var name = ""
  var namespace = ""

  /// The file that a layer lists.
  init(path: String) { self.path = path }

  /// A field of the kustomization file that stands for a builtin plugin.
  init(builtin kind: String, configuredIn: String) {
    self.kind = kind
    self.configuredIn = configuredIn
    apiVersion = "builtin"
  }

  /// A plugin that was configured in a file of its own.
  init(plugin id: ResourceID, configuredIn: String) {
    self.configuredIn = configuredIn
    apiVersion = id.ref.apiVersion
    kind = id.kind
    name = id.name
    namespace = id.namespace
  }

  /// The same record, seen from a layer that lists this one's folder as `folder`.
  func seen(through folder: String) -> OriginRecord {
    var copy = self
    if !path.isEmpty { copy.path = Self.join(folder, path) }
    if !configuredIn.isEmpty { copy.configuredIn = Self.join(folder, configuredIn) }
    return copy
  }

  /// Joins two paths and removes what `..` makes superfluous, as Go's filepath.Join does.
  static func join(_ folder: String, _ path: String) -> String {
    var segments: [Substring] = []
    for segment in folder.split(separator: "/") + path.split(separator: "/") where segment != "." {
      if segment == "..", let last = segments.last, last != ".." {
        segments.removeLast()
      } else {
        segments.append(segment)
      }
    }
    return segments.joined(separator: "/")
  }

  // MARK: Printing

  /// The record as YAML.
  var yaml: String { lines.joined(separator: "\n") + "\n" }

  /// A list of records as YAML.
  static func yaml(_ records: [OriginRecord]) -> String {
    records.map { "- " + $0.lines.joined(separator: "\n  ") + "\n" }.joined()
  }

  private var lines: [String] {
    let source = [("path", path), ("configuredIn", configuredIn)]
    let plugin = [("apiVersion", apiVersion), ("kind", kind), ("name", name), ("namespace", namespace)]
    let inner = Self.lines(plugin).map { "  " + $0 }
    return Self.lines(source) + (inner.isEmpty ? [] : ["configuredBy:"] + inner)
  }

  private static func lines(_ fields: [(String, String)]) -> [String] {
    fields.filter { !$0.1.isEmpty }.map { key, value in
      var document = Document()
      document.setRoot(document.addString(value, origin: .none))
      let text = (try? YAMLPrinter(style: .goYAML3).bytes(document, document.root)) ?? []
      return "\(key): \(String(decoding: text.dropLast(), as: UTF8.self))"
    }
  }
}

extension BuildResource {
  /// Notes that a transformer went over the object; one that made it is where it comes from.
  mutating func note(_ record: OriginRecord) {
    if generatedBy == nil { generatedBy = record } else { transformations.append(record) }
  }

  /// The records as they look from a layer that lists this one's folder as `folder`.
  mutating func moveRecords(through folder: String) {
    generatedBy = generatedBy?.seen(through: folder)
    transformations = transformations.map { $0.seen(through: folder) }
  }
}
