import Manifest

/// Type variables and what they stand for, after cel-go's checker.
struct TypeSolver {
  var table: TypeTable
  private var bound: [TypeID?] = []
  /// Bindings in the order in which they were made, to take them back.
  private var trail: [(variable: Int, old: TypeID?)] = []

  init(table: TypeTable) { self.table = table }

  var mark: Int { trail.count }

  mutating func undo(to mark: Int) {
    while trail.count > mark, let last = trail.popLast() { bound[last.variable] = last.old }
  }

  mutating func reserve(_ count: Int32) -> Int32 {
    for _ in 0..<count { bound.append(nil) }
    return Int32(bound.count) - count
  }

  mutating func fresh() -> TypeID { table.variable(reserve(1)) }

  /// A signature's type with its parameters made variables.
  mutating func instantiate(_ id: TypeID, _ base: Int32, _ parameters: Int32) -> TypeID {
    if parameters == 0 { return id }
    let shape = table[id]
    switch shape.kind {
    case .parameter: return table.variable(base + shape.first)
    case .list, .optional, .type:
      let inner = instantiate(TypeID(index: shape.first), base, parameters)
      return inner.index == shape.first ? id : table.intern(TypeShape(kind: shape.kind, first: inner.index))
    case .map:
      let key = instantiate(TypeID(index: shape.first), base, parameters)
      return table.map(key, instantiate(TypeID(index: shape.second), base, parameters))
    default: return id
    }
  }

  private mutating func bind(_ variable: Int32, _ type: TypeID) {
    trail.append((Int(variable), bound[Int(variable)]))
    bound[Int(variable)] = type
  }

  /// The type with bound variables replaced and free ones made dyn.
  mutating func resolved(_ id: TypeID) -> TypeID { substitute(id, freeIsDyn: false) }

  mutating func final(_ id: TypeID) -> TypeID { substitute(id, freeIsDyn: true) }

  private mutating func substitute(_ id: TypeID, freeIsDyn: Bool) -> TypeID {
    let shape = table[id]
    switch shape.kind {
    case .variable:
      if let type = bound[Int(shape.first)] { return substitute(type, freeIsDyn: freeIsDyn) }
      return freeIsDyn ? .dyn : id
    case .list, .optional, .type:
      let inner = substitute(TypeID(index: shape.first), freeIsDyn: freeIsDyn)
      return inner.index == shape.first ? id : table.intern(TypeShape(kind: shape.kind, first: inner.index))
    case .map:
      let key = substitute(TypeID(index: shape.first), freeIsDyn: freeIsDyn)
      let value = substitute(TypeID(index: shape.second), freeIsDyn: freeIsDyn)
      return key.index == shape.first && value.index == shape.second ? id : table.map(key, value)
    default: return id
    }
  }

  func text(_ id: TypeID) -> String {
    var copy = self
    let type = copy.final(id)
    return copy.table.text(type)
  }

  /// What the type is made of once bound variables are replaced.
  mutating func shape(_ id: TypeID) -> TypeShape {
    let type = resolved(id)
    return table[type]
  }

  mutating func isSame(_ left: TypeID, _ right: TypeID) -> Bool { resolved(left) == resolved(right) }

  // MARK: Assignability

  /// Whether a value of the first type can stand where the second is wanted; binds variables when it can.
  mutating func isAssignable(_ actual: TypeID, _ wanted: TypeID) -> Bool {
    let start = mark
    if assign(actual, wanted) { return true }
    undo(to: start)
    return false
  }

  private mutating func assign(_ actual: TypeID, _ wanted: TypeID) -> Bool {
    if actual == wanted { return true }
    let first = table[actual]
    let second = table[wanted]
    if second.kind == .variable {
      switch substitution(actual, second.first, wanted) {
      case .accepted: return true
      case .conflict: return false
      case .impossible: break
      }
    }
    if first.kind == .variable { return substitution(wanted, first.first, actual) == .accepted }
    if isAny(first.kind) || isAny(second.kind) { return true }
    switch (first.kind, second.kind) {
    case (.null, _): return acceptsNull(second.kind)
    case (_, .null): return acceptsNull(first.kind)
    case (.wrapper, .wrapper): return first.first == second.first
    case (.wrapper, _): return assign(TypeID(index: first.first), wanted)
    case (_, .wrapper): return assign(actual, TypeID(index: second.first))
    case (.list, .list), (.optional, .optional): return assign(TypeID(index: first.first), TypeID(index: second.first))
    case (.type, .type): return true
    case (.map, .map):
      return assign(TypeID(index: first.first), TypeID(index: second.first))
        && assign(TypeID(index: first.second), TypeID(index: second.second))
    default: return first == second
    }
  }

  private func isAny(_ kind: TypeShape.Kind) -> Bool { kind == .dyn || kind == .error || kind == .parameter }

  private func acceptsNull(_ kind: TypeShape.Kind) -> Bool {
    switch kind {
    case .null, .opaque, .object, .optional, .wrapper, .duration, .timestamp: true
    default: false
    }
  }

  private enum Substitution { case accepted, conflict, impossible }

  private mutating func substitution(_ type: TypeID, _ variable: Int32, _ id: TypeID) -> Substitution {
    if let known = bound[Int(variable)] {
      guard isAssignable(type, known) else { return .conflict }
      let general = mostGeneral(type, known)
      if general != known, !occurs(variable, in: general) { bind(variable, general) }
      return .accepted
    }
    guard !occurs(variable, in: type) else { return table[type].kind == .variable ? .accepted : .impossible }
    bind(variable, type)
    return .accepted
  }

  private func occurs(_ variable: Int32, in id: TypeID) -> Bool {
    let shape = table[id]
    switch shape.kind {
    case .variable:
      if shape.first == variable { return true }
      return bound[Int(shape.first)].map { occurs(variable, in: $0) } ?? false
    case .list, .optional, .type: return occurs(variable, in: TypeID(index: shape.first))
    case .map:
      return occurs(variable, in: TypeID(index: shape.first)) || occurs(variable, in: TypeID(index: shape.second))
    default: return false
    }
  }

  func mostGeneral(_ left: TypeID, _ right: TypeID) -> TypeID { isMoreGeneral(left, right) ? left : right }

  private func isMoreGeneral(_ left: TypeID, _ right: TypeID) -> Bool {
    let first = table[left]
    let second = table[right]
    if isAny(first.kind) || first.kind == .variable { return true }
    if isAny(second.kind) || second.kind == .variable { return false }
    // A wrapper holds null besides its value.
    if first.kind == .null { return false }
    if second.kind == .null { return true }
    guard first.kind == second.kind else { return first.kind == .wrapper }
    switch first.kind {
    case .list, .optional, .type: return isMoreGeneral(TypeID(index: first.first), TypeID(index: second.first))
    case .map:
      return isMoreGeneral(TypeID(index: first.first), TypeID(index: second.first))
        && isMoreGeneral(TypeID(index: first.second), TypeID(index: second.second))
    default: return true
    }
  }
}
