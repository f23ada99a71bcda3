import Manifest

/// Fields, indices and presence.
extension Frame {
  // MARK: Documents

  /// A node of a document as a value.
  @inline(__always)
  static func load(_ view: DocumentView, _ document: UInt16, _ node: NodeID) -> Value {
    switch view.kind(node) {
    case .mapping:
      var value = Value.pointing(.documentMap, UnsafeRawPointer(view.entries(node)), view.count(node))
      value.document = document
      return value
    case .sequence:
      var value = Value.pointing(.documentList, UnsafeRawPointer(view.elements(node)), view.count(node))
      value.document = document
      return value
    case .string: return text(view, node)
    default: return loadScalar(view, node)
    }
  }

  @inline(__always)
  private static func text(_ view: DocumentView, _ node: NodeID) -> Value {
    let text = view.text(node)
    return Value.pointing(.string, UnsafeRawPointer(text.baseAddress), text.count)
  }

  @inline(never)
  private static func loadScalar(_ view: DocumentView, _ node: NodeID) -> Value {
    let text = view.text(node)
    switch view.kind(node) {
    case .null: return .null
    case .bool: return .bool(Document.isTrue(text))
    case .int: return Numbers.integer(text)
    case .float: return .double(Document.number(text) ?? .nan)
    // JSON, through which an API server reads, has neither dates nor bytes.
    default: return self.text(view, node)
    }
  }

  /// The value of a key of a document's mapping.
  @inline(__always)
  static func find(_ map: Value, _ key: Key) -> NodeID? {
    guard let entries = map.address?.assumingMemoryBound(to: Entry.self) else { return nil }
    let count = Int(map.length)
    var index = 0
    while index < count {
      if entries[index].key == key { return entries[index].value }
      index &+= 1
    }
    return nil
  }

  @inline(__always)
  func load(_ map: Value, _ node: NodeID) -> Value {
    Frame.load(views[Int(map.document)], map.document, node)
  }

  // MARK: Paths of plain fields

  @inline(__always)
  mutating func path(_ instruction: Instruction) -> Value {
    var value = slots[Int(instruction.a)]
    cost &+= UInt64(instruction.cost)
    var step = Int(instruction.b)
    let end = step &+ Int(instruction.c)
    while step < end {
      cost &+= 1
      if value.tag == .documentMap, let node = Frame.find(value, qualifiers[step].key) {
        lastRead = value.document
        lastNode = node
        value = load(value, node)
      } else {
        value = select(value, qualifiers[step])
        if value.tag == .error { return value }
        if value.tag == .optional { return rest(value, step &+ 1, end) }
      }
      step &+= 1
    }
    return value.tag == .error ? value : value
  }

  mutating func hasPath(_ instruction: Instruction) -> Value {
    var value = slots[Int(instruction.a)]
    var step = Int(instruction.b)
    let end = step &+ Int(instruction.c)
    while step < end {
      cost &+= 1
      guard value.tag == .documentMap else { return has(value, step, end) }
      guard let node = Frame.find(value, qualifiers[step].key) else {
        return step == end &- 1 ? .false : noSuchKey(qualifiers[step].value)
      }
      value = load(value, node)
      step &+= 1
    }
    return .true
  }

  /// The end of a path in values that are no document's.
  private mutating func has(_ start: Value, _ first: Int, _ end: Int) -> Value {
    var value = start
    var step = first
    while true {
      if step > first { cost &+= 1 }
      if value.tag == .error { return value }
      if value.tag == .optional {
        guard let inner = value.wrapped else { return .false }
        value = inner
      }
      if step == end &- 1 { return present(value, qualifiers[step]) }
      value = select(value, qualifiers[step])
      step &+= 1
    }
  }

  private mutating func present(_ value: Value, _ qualifier: Qualifier) -> Value {
    switch value.tag {
    case .documentMap: return .bool(Frame.find(value, qualifier.key) != nil)
    case .map: return .bool(lookUp(value, qualifier.value) != nil)
    case .structure: return .bool(lookUp(value, qualifier.value).map { !Frame.isZero($0) } ?? false)
    case .error: return value
    default: return noSuchKey(qualifier.value)
    }
  }

  /// What is left of a path whose value so far is optional.
  private mutating func rest(_ start: Value, _ first: Int, _ end: Int) -> Value {
    finish(start, first, end, isOptional: true)
  }

  // MARK: Chains of any qualifiers

  mutating func chain(_ instruction: Instruction) -> Value {
    let root = evaluate(instruction.a)
    cost &+= UInt64(instruction.cost)
    return finish(
      root, Int(instruction.b), Int(instruction.b &+ instruction.c), isOptional: root.tag == .optional)
  }

  /// Follows qualifiers from a value; once one is optional, whatever is missing makes the whole absent.
  private mutating func finish(_ start: Value, _ first: Int, _ end: Int, isOptional: Bool) -> Value {
    var value = start
    var isOptional = isOptional
    for step in first..<max(end, first) {
      let qualifier = qualifiers[step]
      if value.tag == .error { return value }
      if value.tag == .optional {
        isOptional = true
        guard let inner = value.wrapped else { return Value.none }
        value = inner
      }
      isOptional = isOptional || qualifier.isOptional
      let index = qualifier.kind == .computed ? evaluate(qualifier.term) : qualifier.value
      if index.tag == .error { return index }
      let next = qualifier.kind == .field && !qualifier.isIndex ? select(value, qualifier) : item(value, index)
      if next.tag == .error {
        let isMissing = next.detail == Failure.noSuchKey.rawValue || next.detail == Failure.indexOutOfBounds.rawValue
        let isHeld = value.isMap || value.isList || value.tag == .structure || program.style == .older
        if isOptional && isMissing && isHeld { return Value.none }
        cost &+= 1
        return next
      }
      cost &+= 1
      value = next
    }
    if value.tag == .error || !isOptional { return value }
    return value.tag == .optional ? value : optional(value)
  }

  mutating func hasChain(_ instruction: Instruction) -> Value {
    let root = evaluate(instruction.a)
    let first = Int(instruction.b)
    let last = Int(instruction.b &+ instruction.c) &- 1
    var value = finish(root, first, last, isOptional: root.tag == .optional)
    if value.tag == .error { return value }
    if value.tag == .optional {
      guard let inner = value.wrapped else { return .false }
      value = inner
    }
    cost &+= 1
    return present(value, qualifiers[last])
  }

  // MARK: One step

  /// `value.field`
  mutating func select(_ value: Value, _ qualifier: Qualifier) -> Value {
    switch value.tag {
    case .documentMap:
      guard let node = Frame.find(value, qualifier.key) else { return noSuchKey(qualifier.value) }
      lastRead = value.document
      lastNode = node
      return load(value, node)
    case .map, .structure: return lookUp(value, qualifier.value) ?? noSuchKey(qualifier.value)
    case .optional:
      guard let inner = value.wrapped else { return value }
      let found = select(inner, qualifier)
      if found.tag == .error { return found.detail == Failure.noSuchKey.rawValue ? Value.none : found }
      return optional(found)
    case .error: return value
    default:
      return qualifier.isIndex && !value.isList ? Frame.noOverload : noSuchKey(qualifier.value)
    }
  }

  /// `value[index]`
  mutating func item(_ value: Value, _ index: Value) -> Value {
    switch value.tag {
    case .list, .documentList: return element(value, index)
    case .map, .documentMap:
      guard Frame.isKey(index) else { return Frame.noOverload }
      return lookUp(value, index) ?? noSuchKey(index)
    case .optional:
      guard let inner = value.wrapped else { return value }
      let found = item(inner, index)
      let isMissing =
        found.detail == Failure.noSuchKey.rawValue || found.detail == Failure.indexOutOfBounds.rawValue
      if found.tag == .error { return isMissing ? Value.none : found }
      return optional(found)
    case .error: return value
    default: return index.tag == .string ? noSuchKey(index) : Frame.noOverload
    }
  }

  private mutating func element(_ list: Value, _ index: Value) -> Value {
    guard let position = Numbers.exactInteger(index) else {
      return index.isNumber ? failure(.argument, "unsupported index value") : Frame.noOverload
    }
    guard position >= 0, position < Int64(list.length) else {
      return failure(.indexOutOfBounds, "index out of bounds: \(position)")
    }
    return element(list, at: Int(position))
  }

  /// An element of a list, by a position that is known to be inside.
  @inline(__always)
  func element(_ list: Value, at position: Int) -> Value {
    if list.tag == .documentList {
      guard let elements = list.address?.assumingMemoryBound(to: NodeID.self) else { return .null }
      return load(list, elements[position])
    }
    return list.values?[position] ?? .null
  }

  /// The key at a position of a map.
  func key(_ map: Value, at position: Int) -> Value {
    if map.tag == .documentMap {
      guard let entries = map.address?.assumingMemoryBound(to: Entry.self) else { return .null }
      let text = entries[position].key.bytes
      return Value.pointing(.string, UnsafeRawPointer(text.baseAddress), text.count)
    }
    return map.values?[2 * position] ?? .null
  }

  /// The value at a position of a map.
  func value(_ map: Value, at position: Int) -> Value {
    if map.tag == .documentMap {
      guard let entries = map.address?.assumingMemoryBound(to: Entry.self) else { return .null }
      return load(map, entries[position].value)
    }
    return map.values?[2 * position + 1] ?? .null
  }

  static func isKey(_ value: Value) -> Bool {
    switch value.tag {
    case .bool, .int, .uint, .string, .double: true
    default: false
    }
  }

  /// The value of a key; nil without it.
  func lookUp(_ map: Value, _ key: Value) -> Value? {
    if map.tag == .documentMap {
      guard key.tag == .string, let known = Key(existing: key.text), let node = Frame.find(map, known) else {
        return nil
      }
      return load(map, node)
    }
    return MapIndex.find(map, key, views)
  }

  // MARK: Results

  func optional(_ value: Value) -> Value {
    guard let target = arena.values(1) else { return Frame.outOfMemory }
    target.initialize(to: value)
    return Value.pointing(.optional, UnsafeRawPointer(target), 1)
  }

  func failure(_ failure: Failure, _ message: String) -> Value {
    var message = message
    return message.withUTF8 { text in
      guard let copy = arena.copy(text) else { return Frame.outOfMemory }
      return Value.pointing(.error, copy, text.count, detail: failure.rawValue)
    }
  }

  func noSuchKey(_ key: Value) -> Value {
    failure(.noSuchKey, "no such key: \(key.tag == .string ? key.stringValue ?? "" : ValuePrinter.plain(key))")
  }

  func string(_ bytes: [UInt8]) -> Value {
    bytes.withUnsafeBufferPointer { text in
      arena.copy(text).map { Value.pointing(.string, $0, text.count) } ?? Frame.outOfMemory
    }
  }

  func list(_ values: [Value]) -> Value {
    guard let target = arena.values(values.count) else { return Frame.outOfMemory }
    for (index, value) in values.enumerated() { (target + index).initialize(to: value) }
    return Value.pointing(.list, UnsafeRawPointer(target), values.count)
  }
}
