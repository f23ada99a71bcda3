import Manifest

/// The API server's checks of one object that no schema carries: names, ranges, and how fields fit together.
///
/// The checks are functions in extensions, a file for each area. They work on the object as it was written, with the
/// server's defaults in mind; an object without faults costs no allocation. Values of the wrong type are taken for
/// absent: the walk along the schema has reported them.
struct Semantics {
  let document: Document
  /// The bit of the version in a set of minors.
  let minor: Int
  let isEncrypted: Bool
  private(set) var faults: [Fault] = []
  /// Claims whose volumes a StatefulSet adds to its Pods.
  var claims: ArraySlice<NodeID> = []
  /// Whether some value is still to be filled in, so that values cannot be held against each other; found when asked.
  private var hasOpenValues: Bool?

  /// What is wrong and where.
  struct Fault {
    var reason: Violation.Reason
    /// An object of the document, and the rest of the way from there as the server writes it.
    var anchor: NodeID
    var suffix: String
    /// The offending value, where it is not at the end of that way.
    var value: NodeID?
    var message: String
    var supported: [String] = []
  }

  init(document: Document, minor: Int, isEncrypted: Bool) {
    self.document = document
    self.minor = minor
    self.isEncrypted = isEncrypted
  }

  // MARK: Reading

  /// A value that is there and not null.
  func value(_ node: NodeID?, _ key: Key) -> NodeID? {
    guard let node, let value = document.value(node, key), !document.isNull(value) else { return nil }
    return value
  }

  func object(_ node: NodeID?, _ key: Key) -> NodeID? {
    guard let value = value(node, key), document.isMapping(value) else { return nil }
    return value
  }

  /// The elements of a list; empty when there is none.
  func list(_ node: NodeID?, _ key: Key) -> ArraySlice<NodeID> {
    guard let value = value(node, key) else { return [] }
    return document.elements(value)
  }

  func entries(_ node: NodeID?, _ key: Key) -> ArraySlice<Entry> {
    guard let value = value(node, key) else { return [] }
    return document.entries(value)
  }

  /// A whole number.
  func integer(_ node: NodeID?, _ key: Key) -> Int? { integer(value(node, key)) }

  func integer(_ value: NodeID?) -> Int? {
    guard let value else { return nil }
    if let number = document.intValue(value) { return Int(number) }
    guard document.kind(value) == .float, let number = document.doubleValue(value) else { return nil }
    return Int(exactly: number)
  }

  func isTrue(_ node: NodeID?, _ key: Key) -> Bool { document.boolValue(value(node, key)) == true }

  /// A text that is there and not empty.
  func text(_ node: NodeID?, _ key: Key) -> NodeID? {
    guard let value = value(node, key), isText(value), document.count(value) > 0 else { return nil }
    return value
  }

  func isText(_ value: NodeID) -> Bool {
    switch document.kind(value) {
    case .string, .timestamp, .binary: true
    default: false
    }
  }

  func has(_ node: NodeID?, _ key: Key, _ text: StaticString) -> Bool {
    guard let value = value(node, key) else { return false }
    return document.hasText(value, text)
  }

  func hasText(_ node: NodeID?, _ text: StaticString) -> Bool {
    guard let node else { return false }
    return document.hasText(node, text)
  }

  func same(_ left: NodeID, _ right: NodeID) -> Bool { document.sameText(left, document, right) }

  func string(_ node: NodeID?) -> String { node.map { document.string($0) } ?? "" }

  /// Whether a value is still to be filled in: it holds a variable, or is encrypted.
  func isOpen(_ node: NodeID) -> Bool {
    guard document.kind(node) == .string else { return false }
    return document.withText(node) {
      ScalarFormats.holdsVariable($0) || isEncrypted && ScalarFormats.isCiphertext($0)
    }
  }

  // MARK: Faults

  mutating func fail(
    _ reason: Violation.Reason, _ anchor: NodeID, _ suffix: String, _ message: String = "", value: NodeID? = nil,
    supported: [String] = []
  ) {
    faults.append(
      Fault(
        reason: reason, anchor: anchor, suffix: suffix, value: value, message: message, supported: supported))
  }

  /// A fault that comes of holding values against each other: no fault while some are open.
  mutating func failBetween(
    _ reason: Violation.Reason, _ anchor: NodeID, _ suffix: String, _ message: String = "", value: NodeID? = nil
  ) {
    if hasOpenValues == nil {
      var found = false
      document.walk(document.root) { found = found || isOpen($0) }
      hasOpenValues = found
    }
    if hasOpenValues == false { fail(reason, anchor, suffix, message, value: value) }
  }

  /// Gives the faults since a time the place of another object.
  mutating func moveFaults(since count: Int, to anchor: NodeID, _ suffix: String) {
    for index in count..<faults.count {
      faults[index].value = faults[index].value ?? faults[index].anchor
      faults[index].anchor = anchor
      faults[index].suffix = suffix + faults[index].suffix
    }
  }

  mutating func require(_ node: NodeID?, _ key: Key, at anchor: NodeID, _ suffix: @autoclosure () -> String) {
    if text(node, key) == nil { fail(.required, anchor, suffix()) }
  }

  /// A text has to follow a rule; an absent one is no fault.
  mutating func check(
    _ value: NodeID?, at anchor: NodeID, _ suffix: @autoclosure () -> String, _ rule: TextRule
  ) {
    guard let value, isText(value), let message = document.withText(value, rule), !isOpen(value) else { return }
    fail(.invalid, anchor, suffix(), message, value: value)
  }

  mutating func check(_ node: NodeID, _ key: Key, _ rule: TextRule) {
    check(text(node, key), at: node, ".\(key)", rule)
  }

  /// A text has to be one of some.
  mutating func checkOne(
    _ value: NodeID?, at anchor: NodeID, _ suffix: @autoclosure () -> String, of supported: StaticString...
  ) {
    guard let value, isText(value), !supported.contains(where: { document.hasText(value, $0) }), !isOpen(value) else {
      return
    }
    fail(
      .notSupported, anchor, suffix(), ValueText.quoted(document, value), value: value,
      supported: supported.map { "\($0)" })
  }

  mutating func checkRange(
    _ node: NodeID, _ key: Key, _ range: ClosedRange<Int>, _ message: @autoclosure () -> String
  ) {
    if let number = integer(node, key), !range.contains(number) { fail(.invalid, node, ".\(key)", message()) }
  }

  mutating func checkNonnegative(_ node: NodeID?, _ key: Key) {
    guard let node, let number = integer(node, key), number < 0 else { return }
    fail(.invalid, node, ".\(key)", "must be greater than or equal to 0")
  }

  /// Reports each element of a list whose text under a key, or the element's own, stood there before.
  mutating func checkDuplicates(
    _ list: ArraySlice<NodeID>, _ key: Key?, at anchor: NodeID, _ suffix: (Int) -> String
  ) {
    guard list.count > 1 else { return }
    var seen: Set<String>? = list.count > 48 ? [] : nil
    for (position, element) in list.enumerated() {
      guard let value = key.map({ text(element, $0) }) ?? element, isText(value) else { continue }
      let isKnown: Bool
      if seen != nil {
        isKnown = seen?.insert(string(value)).inserted == false
      } else {
        isKnown = list.prefix(position).contains { other in
          guard let own = key.map({ text(other, $0) }) ?? other, isText(own) else { return false }
          return same(own, value)
        }
      }
      if isKnown { fail(.duplicate, anchor, suffix(position), ValueText.quoted(document, value), value: value) }
    }
  }

  // MARK: The way

  /// The way to a fault in the server's notation, and as steps.
  func place(of fault: Fault) -> (field: String, path: FieldPath) {
    let base = FieldPath.locating(fault.anchor, in: document) ?? FieldPath()
    var field = ""
    for step in base.steps {
      switch step {
      case .key(let key): field += field.isEmpty ? key.string : ".\(key)"
      case .index(let position): field += "[\(position)]"
      }
    }
    field += field.isEmpty && fault.suffix.hasPrefix(".") ? String(fault.suffix.dropFirst()) : fault.suffix
    if let value = fault.value, let path = FieldPath.locating(value, in: document) { return (field, path) }
    return (field, FieldPath(base.steps + Self.steps(fault.suffix)))
  }

  private static func steps(_ suffix: String) -> [FieldPath.Step] {
    var steps: [FieldPath.Step] = []
    var rest = Substring(suffix)
    while let first = rest.first {
      rest = rest.dropFirst()
      if first == "[" {
        let name = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(name.utf8.count + 1)
        steps.append(Int(name).map { .index($0) } ?? .key(Key(String(name))))
      } else if first == "." {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        rest = rest.dropFirst(name.utf8.count)
        steps.append(.key(Key(String(name))))
      }
    }
    return steps
  }
}
