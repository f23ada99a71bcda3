import Manifest
import RegularExpressions

/// The values that a target path names in one object, made where `create` says so (kyaml's PathMatcher).
struct ReplacementTargetFinder {
  let path: ReplacementPath
  /// What a missing end of the path becomes; nil: nothing is made.
  let create: Node.Kind?
  /// Whether a path may lead into a text that holds YAML or JSON, as since 5.8.
  let entersTexts: Bool
  let origin: Origin
  let layer: LayerID
  /// Scalars that were made: they have no tag yet, so that a text put there is what YAML reads it as.
  private(set) var made: Set<NodeID> = []

  init(
    path: ReplacementPath, create: Node.Kind?, entersTexts: Bool, origin: Origin, layer: LayerID
  ) {
    self.path = path
    self.create = create
    self.entersTexts = entersTexts
    self.origin = origin
    self.layer = layer
  }

  /// What stands at the end of the path.
  enum Found {
    case node(NodeID)
    /// A value inside a text; kustomize writes to a copy of it that is thrown away.
    case inText
  }

  mutating func find(in document: inout Document) throws(BuildError) -> [Found] {
    do throws(ReplacementPath.Fault) {
      return try find(&document, document.root, path.parts[...])
    } catch {
      throw BuildError(
        .badField,
        "unable to find \(create == nil ? "" : "or create ")field \"\(path.text)\" in replacement target: "
          + error.reason, at: origin)
    }
  }

  private mutating func find(
    _ document: inout Document, _ id: NodeID, _ parts: ArraySlice<String>
  ) throws(ReplacementPath.Fault) -> [Found] {
    guard let part = parts.first else { return [.node(id)] }
    let rest = parts.dropFirst()
    if let index = ReplacementPath.index(part), index >= 0 { return try element(&document, id, index, rest) }
    if ReplacementPath.isBracketed(part) { return try matching(&document, id, part, rest, mayMake: true) }
    if part == "*" {
      var found: [Found] = []
      for element in try ReplacementPath.elements(of: id, document) { found += try find(&document, element, rest) }
      return found
    }
    return try field(&document, id, part, rest)
  }

  private mutating func field(
    _ document: inout Document, _ id: NodeID, _ name: String, _ rest: ArraySlice<String>
  ) throws(ReplacementPath.Fault) -> [Found] {
    if let value = try ReplacementPath.field(name, of: id, document) {
      if entersTexts, !rest.isEmpty, document.kind(value).isScalar, !isMade(value, document) {
        return try inside(document.text(value), rest)
      }
      return try find(&document, value, rest)
    }
    // A null cannot hold what is made in it, and kustomize does not notice.
    guard create != nil, !document.isNull(id) || isMade(id, document) else { return create == nil ? [] : [.inText] }
    let value = make(rest.first, &document)
    document.set(id, Key(plain: name), to: value, keyOrigin: origin)
    document.logAddition(of: value, action: .replacement, layer: layer)
    return try find(&document, value, rest)
  }

  private func isMade(_ id: NodeID, _ document: Document) -> Bool { made.contains(id) }

  /// What a missing part of the path becomes, judged by what comes behind it.
  private mutating func make(_ next: String?, _ document: inout Document) -> NodeID {
    guard let next, !next.isEmpty else {
      switch create {
      case .mapping: return document.addMapping(origin: origin)
      case .sequence: return document.addSequence(origin: origin)
      default:
        let scalar = document.addScalar([], kind: .null, origin: origin)
        made.insert(scalar)
        return scalar
      }
    }
    let isList = ReplacementPath.isBracketed(next) || ReplacementPath.index(next).map { $0 >= 0 } ?? false
    return isList ? document.addSequence(origin: origin) : document.addMapping(origin: origin)
  }

  private mutating func element(
    _ document: inout Document, _ id: NodeID, _ index: Int, _ rest: ArraySlice<String>
  ) throws(ReplacementPath.Fault) -> [Found] {
    let elements = try ReplacementPath.elements(of: id, document)
    if index < elements.count { return try find(&document, elements[elements.startIndex + index], rest) }
    guard create != nil, index == elements.count, document.isSequence(id) else {
      throw ReplacementPath.Fault(reason: "index \(index) specified but only \(elements.count) elements found")
    }
    let value = make(rest.first, &document)
    document.append(id, value)
    document.logAddition(of: value, action: .replacement, layer: layer)
    return try find(&document, value, rest)
  }

  /// Elements by `[field=value]`. The value is an unanchored regular expression here, tried on the YAML of the field.
  private mutating func matching(
    _ document: inout Document, _ id: NodeID, _ part: String, _ rest: ArraySlice<String>, mayMake: Bool
  ) throws(ReplacementPath.Fault) -> [Found] {
    guard let (name, pattern) = ReplacementPath.match(part) else {
      throw ReplacementPath.Fault(reason: "list path element must contain fieldName=fieldValue for element to match")
    }
    let expression: RegularExpression
    do { expression = try RegularExpression(pattern) } catch {
      throw ReplacementPath.Fault(reason: "\"\(pattern)\" is not a regular expression: \(error.message)")
    }
    var found: [Found] = []
    for element in try ReplacementPath.elements(of: id, document) {
      if name.isEmpty {
        // What follows in the path does not count here.
        if expression.matches(yaml(element, document)) { found.append(.node(element)) }
      } else if let field = document.value(element, named: name), expression.matches(yaml(field, document)) {
        found += try find(&document, element, rest)
      }
    }
    guard found.isEmpty, create != nil else { return found }
    guard mayMake, document.isSequence(id) else {
      throw ReplacementPath.Fault(reason: "an element made for \(part) does not match it")
    }
    let value = document.addScalar(pattern.utf8, kind: PlainScalar.kind(pattern, .yaml12), origin: origin)
    let element: NodeID
    if name.isEmpty {
      element = value
    } else {
      element = document.addMapping(origin: origin)
      document.set(element, Key(plain: name), to: value, keyOrigin: origin)
    }
    document.append(id, element)
    document.logAddition(of: element, action: .replacement, layer: layer)
    return try matching(&document, id, part, rest, mayMake: false)
  }

  /// A value as YAML has it, quotes included.
  private func yaml(_ id: NodeID, _ document: Document) -> String {
    let text = document.string(id)
    switch document.kind(id) {
    case .string:
      switch document.style(id) {
      case .doubleQuoted: return "\"\(text)\""
      case .singleQuoted: return "'\(text)'"
      default: return PlainScalar.kind(text, .yaml12) == .string ? text : "\"\(text)\""
      }
    case .mapping, .sequence:
      let bytes = (try? YAMLPrinter(style: .goYAML3).bytes(document, id)) ?? []
      return String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
    default: return text
    }
  }

  /// Follows the path into a text. What is found there is a copy.
  private func inside(
    _ text: ArraySlice<UInt8>, _ rest: ArraySlice<String>
  ) throws(ReplacementPath.Fault) -> [Found] {
    var document: Document
    do throws(YAMLError) {
      guard let read = try YAMLReader(dialect: .yaml12).read(Array(text)).document else {
        throw YAMLError(message: "the text is empty", line: 1, column: 1)
      }
      document = read
    } catch {
      throw ReplacementPath.Fault(reason: "the text is not YAML: \(error.message)")
    }
    var inner = ReplacementTargetFinder(
      path: ReplacementPath(parts: rest, of: path.text), create: create, entersTexts: true, origin: origin,
      layer: layer)
    return try inner.find(&document, document.root, rest).map { _ in Found.inText }
  }
}
