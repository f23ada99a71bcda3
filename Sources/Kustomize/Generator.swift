import Manifest

/// Makes a ConfigMap or Secret: an entry of `configMapGenerator` or `secretGenerator`.
struct Generator {
  enum Kind: String { case configMap = "ConfigMap", secret = "Secret" }

  /// A key with its content and the place that names it.
  struct Pair {
    var key: Located<String>
    var value: [UInt8]
    var origin: Origin
  }

  let kind: Kind
  let entry: Kustomization.GeneratorEntry
  let globalOptions: Kustomization.GeneratorOptions?

  /// The generated object, ready to be absorbed.
  func generate(_ context: BuildContext) throws(BuildError) -> BuildResource {
    guard let name = entry.name, !name.value.isEmpty else {
      throw BuildError(.badField, "a \(kind.rawValue.lowercased()) must have a name", at: entry.origin)
    }
    let pairs = try self.pairs(context, name: name.value)
    var document = Document(origin: entry.origin)
    addIdentity(to: &document, name)
    addData(pairs, to: &document)
    if kind == .secret {
      let type = entry.type?.value ?? ""
      addString(
        type.isEmpty ? "Opaque" : type, "type", to: &document, document.root, entry.type?.origin ?? entry.origin)
    }
    let options = self.options
    if options.immutable {
      let node = document.addScalar("true".utf8, kind: .bool, origin: entry.origin)
      document.set(document.root, "immutable", to: node, keyOrigin: entry.origin)
    }
    addMetadata(options, to: &document)
    var resource = BuildResource(document: document, layers: [context.layer])
    resource.isAnnotated = true
    resource.needsHash = !options.disableNameSuffixHash
    resource.behavior = entry.behavior == "merge" ? .merge : entry.behavior == "replace" ? .replace : .create
    return resource
  }

  /// Local entries win over global ones; flags are or-ed, so that a local `false` undoes nothing.
  private var options: Kustomization.GeneratorOptions {
    let local = entry.options ?? .init()
    guard let globalOptions else { return local }
    var merged = local
    merged.labels += globalOptions.labels.filter { pair in !local.labels.contains { $0.key.value == pair.key.value } }
    merged.annotations += globalOptions.annotations.filter { pair in
      !local.annotations.contains { $0.key.value == pair.key.value }
    }
    merged.immutable = local.immutable || globalOptions.immutable
    merged.disableNameSuffixHash = local.disableNameSuffixHash || globalOptions.disableNameSuffixHash
    return merged
  }

  // MARK: Reading

  private func pairs(_ context: BuildContext, name: String) throws(BuildError) -> [Pair] {
    var pairs: [Pair] = []
    for env in entry.envs { pairs += try envPairs(env, context) }
    for literal in entry.literals { pairs.append(try literalPair(literal)) }
    for file in entry.files { pairs.append(try filePair(file, context)) }
    var seen: Set<String> = []
    for pair in pairs where !seen.insert(pair.key.value).inserted {
      throw BuildError(
        .badField, "\(kind.rawValue.lowercased()) \(name) illegally repeats the key `\(pair.key.value)`",
        at: pair.origin)
    }
    return pairs
  }

  private func literalPair(_ literal: Located<String>) throws(BuildError) -> Pair {
    let bytes = Array(literal.value.utf8)
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
      throw BuildError(
        .badField, "invalid literal source \(literal.value), expected key=value", at: literal.origin)
    }
    var value = bytes[(equals + 1)...]
    if value.count >= 2, let first = value.first, first == value.last,
      first == UInt8(ascii: "'") || first == UInt8(ascii: "\"")
    {
      value = value.dropFirst().dropLast()
    }
    let key = Located(value: String(decoding: bytes[..<equals], as: UTF8.self), origin: literal.origin)
    return Pair(key: key, value: Array(value), origin: literal.origin)
  }

  private func filePair(_ file: Located<String>, _ context: BuildContext) throws(BuildError) -> Pair {
    let parts = file.value.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else {
      throw BuildError(.badField, "source \"\(file.value)\" key name or file path contains '='", at: file.origin)
    }
    let path = parts[parts.count - 1]
    let key = parts.count == 2 ? parts[0] : TreePath.name(of: path)
    guard !key.isEmpty, !path.isEmpty else {
      throw BuildError(
        .badField, key.isEmpty ? "missing key name for file path \"\(path)\"" : "missing file path for key \"\(key)\"",
        at: file.origin)
    }
    let content = try context.files.read(Located(value: path, origin: file.origin))
    return Pair(
      key: Located(value: key, origin: file.origin), value: content.bytes,
      origin: Origin(file: content.file, line: 1, column: 1))
  }

  private func envPairs(_ file: Located<String>, _ context: BuildContext) throws(BuildError) -> [Pair] {
    let content = try context.files.read(file)
    var pairs: [Pair] = []
    for (number, line) in content.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      // Go's scanner of lines gives up at one that is longer, and nobody asks it why.
      if line.count > 65_535 { break }
      let origin = Origin(file: content.file, line: number + 1, column: 1)
      guard String(validating: line, as: UTF8.self) != nil else {
        throw BuildError(.badField, "env file \(file.value) has invalid utf8 bytes", at: origin)
      }
      var text = line[...]
      if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
      if number == 0, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
      text = text.drop { $0 == UInt8(ascii: " ") || $0 >= 9 && $0 <= 13 }
      if text.isEmpty || text.first == UInt8(ascii: "#") { continue }
      let equals = text.firstIndex(of: UInt8(ascii: "=")) ?? text.endIndex
      if equals == text.startIndex { continue }
      let key = String(decoding: text[..<equals], as: UTF8.self)
      pairs.append(
        Pair(
          key: Located(value: key, origin: origin), value: equals == text.endIndex ? [] : Array(text[(equals + 1)...]),
          origin: origin))
    }
    return pairs
  }

  // MARK: Building

  private func addString(_ text: String, _ key: Key, to document: inout Document, _ map: NodeID, _ origin: Origin) {
    document.set(map, key, to: document.addString(text, origin: origin), keyOrigin: origin)
  }

  private func addIdentity(to document: inout Document, _ name: Located<String>) {
    let root = document.root
    addString("v1", .apiVersion, to: &document, root, entry.origin)
    addString(kind.rawValue, .kind, to: &document, root, entry.origin)
    let metadata = document.addMapping(origin: name.origin)
    document.set(root, .metadata, to: metadata, keyOrigin: name.origin)
    addString(name.value, .name, to: &document, metadata, name.origin)
    if let namespace = entry.namespace, !namespace.value.isEmpty {
      addString(namespace.value, .namespace, to: &document, metadata, namespace.origin)
    }
  }

  private func addData(_ pairs: [Pair], to document: inout Document) {
    var maps: [Key: NodeID] = [:]
    if kind == .secret { maps[.data] = document.addMapping(origin: entry.origin) }
    for pair in pairs {
      let isText = kind == .configMap && String(validating: pair.value, as: UTF8.self) != nil
      let field: Key = kind == .secret || isText ? .data : "binaryData"
      let map = maps[field] ?? document.addMapping(origin: entry.origin)
      maps[field] = map
      let value = isText ? pair.value : Self.wrapped(Base64.encode(pair.value))
      let node = document.addScalar(value, origin: pair.origin)
      document.set(map, Key(plain: pair.key.value), to: node, keyOrigin: pair.key.origin)
    }
    for field in [Key.data, "binaryData"] {
      if let map = maps[field] { document.set(document.root, field, to: map, keyOrigin: entry.origin) }
    }
  }

  /// Base64 of more than 70 characters has a line break after every 70 and at the end; it is part of the data.
  static func wrapped(_ text: [UInt8]) -> [UInt8] {
    guard text.count > 70 else { return text }
    var lines: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 70) {
      lines += text[start..<min(start + 70, text.count)] + [UInt8(ascii: "\n")]
    }
    return lines
  }

  private func addMetadata(_ options: Kustomization.GeneratorOptions, to document: inout Document) {
    guard let metadata = document.value(document.root, .metadata) else { return }
    for (field, pairs) in [(Key.labels, options.labels), (.annotations, options.annotations)] where !pairs.isEmpty {
      let map = document.addMapping(origin: pairs[0].key.origin)
      document.set(metadata, field, to: map, keyOrigin: pairs[0].key.origin)
      for (key, value) in pairs {
        let node = document.addString(value.value, origin: value.origin)
        document.set(map, Key(plain: key.value), to: node, keyOrigin: key.origin)
      }
    }
  }
}
