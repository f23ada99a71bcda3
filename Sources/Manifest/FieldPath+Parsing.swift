extension FieldPath {
  /// A path as people write it, with names of list elements: `.spec.template.spec.containers[name=web].image`,
  /// `metadata.annotations["a.b/c"]`, `spec.ports[0]`.
  public struct Pattern: Sendable, Hashable {
    /// One step of a pattern.
    public enum Step: Sendable, Hashable {
      case key(String)
      case index(Int)
      /// The first element whose field has this text.
      case element(key: String, value: String)
    }

    public var steps: [Step]

    /// Why a text is no path.
    public struct ParseError: Error, Sendable, Hashable {
      public var message: String
    }

    /// Reads a path; a leading dot is allowed, the empty path is the whole object.
    public init(parsing text: String) throws(ParseError) {
      steps = []
      var rest = Array(text.utf8)[...]
      while let byte = rest.first {
        if byte == UInt8(ascii: ".") {
          rest.removeFirst()
          continue
        }
        if byte == UInt8(ascii: "[") {
          steps.append(try Self.bracket(&rest))
          continue
        }
        let end = rest.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? rest.endIndex
        steps.append(.key(String(decoding: rest[..<end], as: UTF8.self)))
        rest = rest[end...]
      }
    }

    private static func bracket(_ rest: inout ArraySlice<UInt8>) throws(ParseError) -> Step {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "\"") {
        rest.removeFirst()
        guard let quote = rest.firstIndex(of: UInt8(ascii: "\"")), rest[(quote + 1)...].first == UInt8(ascii: "]")
        else {
          throw ParseError(message: "a key in quotes ends with \"]")
        }
        defer { rest = rest[(quote + 2)...] }
        return .key(String(decoding: rest[..<quote], as: UTF8.self))
      }
      guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else { throw ParseError(message: "a [ has no ]") }
      let inner = rest[..<close]
      rest = rest[(close + 1)...]
      if let equals = inner.firstIndex(of: UInt8(ascii: "=")) {
        return .element(
          key: String(decoding: inner[..<equals], as: UTF8.self),
          value: String(decoding: inner[(equals + 1)...], as: UTF8.self))
      }
      let text = String(decoding: inner, as: UTF8.self)
      guard let index = Int(text), index >= 0 else {
        throw ParseError(message: "[\(text)] is neither a position nor key=value")
      }
      return .index(index)
    }

    /// The path that the pattern means in a document; nil when there is no such field.
    public func resolve(in document: Document) -> FieldPath? {
      var path = FieldPath()
      var id = document.root
      for step in steps {
        guard let (next, found) = self.next(step, id, document) else { return nil }
        path.steps.append(found)
        id = next
      }
      return path
    }

    private func next(_ step: Step, _ id: NodeID, _ document: Document) -> (NodeID, FieldPath.Step)? {
      switch step {
      case .key(let name):
        let key = Key(name)
        return document.value(id, key).map { ($0, .key(key)) }
      case .index(let index):
        guard document.isSequence(id), index < document.count(id) else { return nil }
        return (document.element(id, at: index), .index(index))
      case .element(let key, let value):
        for (index, element) in document.elements(id).enumerated()
        where document.value(element, Key(key)).map({ document.string($0) == value }) ?? false {
          return (element, .index(index))
        }
        return nil
      }
    }
  }
}
