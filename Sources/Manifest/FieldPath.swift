/// The way from the root of an object to a field, such as `spec.template.spec.containers[0].image`.
public struct FieldPath: Hashable, Sendable {
  /// One step down.
  public enum Step: Hashable, Sendable {
    case key(Key)
    case index(Int)
  }

  public var steps: [Step]

  public init(_ steps: [Step] = []) { self.steps = steps }

  /// The path of a node: the way from `document.root` down to it; nil when the node is not in the tree.
  public static func locating(_ target: NodeID, in document: Document) -> FieldPath? {
    var steps: [Step] = []
    func search(_ id: NodeID) -> Bool {
      if id == target { return true }
      for entry in document.entries(id) {
        steps.append(.key(entry.key))
        if search(entry.value) { return true }
        steps.removeLast()
      }
      for (position, element) in document.elements(id).enumerated() {
        steps.append(.index(position))
        if search(element) { return true }
        steps.removeLast()
      }
      return false
    }
    return search(document.root) ? FieldPath(steps) : nil
  }

  /// The node that the path leads to.
  public func resolve(in document: Document, from root: NodeID? = nil) -> NodeID? {
    var id = root ?? document.root
    for step in steps {
      switch step {
      case .key(let key):
        guard let next = document.value(id, key) else { return nil }
        id = next
      case .index(let position):
        guard document.isSequence(id), position >= 0, position < document.count(id) else { return nil }
        id = document.element(id, at: position)
      }
    }
    return id
  }

  /// The path with the name of a list element in place of its position (`containers[name=app]`), where it has one:
  /// it stays the same when elements are added before it.
  public func stableDescription(in document: Document) -> String {
    var text = ""
    var id: NodeID? = document.root
    for step in steps {
      switch step {
      case .key(let key):
        Self.append(key, to: &text)
        id = id.flatMap { document.value($0, key) }
      case .index(let position):
        let element = id.flatMap {
          document.isSequence($0) && position < document.count($0) ? document.element($0, at: position) : nil
        }
        if let name = document.stringValue(element.flatMap { document.value($0, .name) }) {
          text += "[name=\(name)]"
        } else {
          text += "[\(position)]"
        }
        id = element
      }
    }
    return text
  }

  private static func append(_ key: Key, to text: inout String) {
    let name = key.string
    // Keys that would read as several steps are quoted.
    if name.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") }) || name.isEmpty {
      text += "[\"\(name)\"]"
    } else {
      if !text.isEmpty { text += "." }
      text += name
    }
  }
}

extension FieldPath: CustomStringConvertible {
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): Self.append(key, to: &text)
      case .index(let position): text += "[\(position)]"
      }
    }
    return text
  }
}
