import Manifest

/// The bounds on an expression's cost, as cel-go and Kubernetes estimate them before anything is evaluated.
struct CostEstimator {
  /// What is known of a term.
  struct Item {
    var cost: CostEstimate
    /// The size of the value; nil when nothing is known.
    var size: CostEstimate?
    /// The sizes of what a collection holds.
    var key: CostEstimate?
    var value: CostEstimate?
    /// Bounds that the schema declares.
    var bounds: SizeBounds?
    var type = TypeID.dyn

    var sizeOrUnknown: CostEstimate { size ?? .unknown }
  }

  let checked: CheckedSyntax
  let environment: ExpressionEnvironment
  private var locals: [Int32: Item] = [:]

  static func estimate(_ checked: CheckedSyntax, _ environment: ExpressionEnvironment) -> CostEstimate {
    var estimator = CostEstimator(checked: checked, environment: environment)
    return estimator.item(checked.syntax.root).cost
  }

  private init(checked: CheckedSyntax, environment: ExpressionEnvironment) {
    self.checked = checked
    self.environment = environment
  }

  private var syntax: Syntax { checked.syntax }

  func shape(_ type: TypeID) -> TypeShape { checked.table[type] }

  private func isScalar(_ type: TypeID) -> Bool {
    let shape = shape(type)
    switch shape.kind {
    case .bool, .double, .duration, .int, .timestamp, .uint: return true
    case .optional: return isScalar(TypeID(index: shape.first))
    default: return false
    }
  }

  /// The item with the size that its bounds or its type give, where none was worked out.
  private func completed(_ item: Item) -> Item {
    var item = item
    if item.size == nil, let maximum = item.bounds?.maximum { item.size = CostEstimate(0, maximum) }
    if item.size == nil, isScalar(item.type) { item.size = CostEstimate(1) }
    return item
  }

  mutating func item(_ index: Int32) -> Item {
    let term = syntax.terms[Int(index)]
    var item =
      switch term.kind {
      case .constant: constant(syntax.constants[Int(term.first)])
      case .identifier: identifier(index)
      case .select: select(term)
      case .call: call(index, term)
      case .list: list(term)
      case .map: map(term)
      case .structure: structure(term)
      case .fold: fold(index, term)
      }
    item.type = checked.types[Int(index)]
    return completed(item)
  }

  private func constant(_ value: Value) -> Item {
    switch value.kind {
    case .string, .bytes: Item(cost: CostEstimate(0), size: CostEstimate(Frame.size(value)))
    default: Item(cost: CostEstimate(0), size: CostEstimate(1))
    }
  }

  private func identifier(_ index: Int32) -> Item {
    let note = checked.notes[Int(index)]
    if note.kind == .slot, let local = locals[note.index] {
      var item = local
      item.cost = CostEstimate(1)
      return item
    }
    var item = Item(cost: CostEstimate(1))
    if note.kind == .slot, Int(note.index) < environment.variables.count {
      item.bounds = environment.variables[Int(note.index)].bounds
    }
    return item
  }

  private mutating func select(_ term: Term) -> Item {
    let target = item(term.target)
    if term.flag { return Item(cost: target.cost) }
    if term.isOptional { return Item(cost: target.cost + CostEstimate(1)) }
    let shape = shape(target.type)
    guard shape.kind == .map || shape.kind == .object else { return Item(cost: target.cost) }
    var item = Item(cost: target.cost + CostEstimate(1))
    if shape.kind == .object {
      let field = checked.table.objects[Int(shape.first)].fields.first { $0.documentKey == term.name }
      item.bounds = field?.bounds
    } else if let inner = target.bounds?.inner, inner.count == 2 {
      item.bounds = inner[1]
    }
    return item
  }

  private mutating func list(_ term: Term) -> Item {
    var cost = CostEstimate(10)
    var value: CostEstimate?
    for operand in syntax.operands(term) {
      let element = item(operand.term)
      cost = cost + element.cost
      value = value.map { $0.union(element.sizeOrUnknown) } ?? element.sizeOrUnknown
    }
    return Item(
      cost: cost, size: CostEstimate(UInt64(term.count)), key: CostEstimate(1), value: value ?? CostEstimate(0))
  }

  private mutating func map(_ term: Term) -> Item {
    var cost = CostEstimate(30)
    var sizes: [CostEstimate?] = [nil, nil]
    for (position, operand) in syntax.operands(term).enumerated() {
      let part = item(operand.term)
      cost = cost + part.cost
      sizes[position % 2] = sizes[position % 2].map { $0.union(part.sizeOrUnknown) } ?? part.sizeOrUnknown
    }
    return Item(
      cost: cost, size: CostEstimate(UInt64(term.count) / 2), key: sizes[0] ?? CostEstimate(0),
      value: sizes[1] ?? CostEstimate(0))
  }

  private mutating func structure(_ term: Term) -> Item {
    var cost = CostEstimate(40)
    for operand in syntax.operands(term) { cost = cost + item(operand.term).cost }
    return Item(cost: cost)
  }

  // MARK: Loops

  private mutating func fold(_ index: Int32, _ term: Term) -> Item {
    let range = item(term.target)
    let slot = checked.notes[Int(index)].index
    let list = syntax.operands(term).map { $0.term }
    if !term.fold.isLoop { return binding(term, range, slot, list[0]) }
    bind(term, range, slot)
    let condition = list.count == 2 ? item(list[0]).cost : nil
    let result = item(list[list.count - 1])
    let (start, step, end) = loopCosts(term.fold, result.cost, condition)
    let cost = range.cost + CostEstimate(start + end) + range.sizeOrUnknown * step
    return Item(cost: cost)
  }

  /// Costs of the accumulator's first value, of one step and of the result.
  private func loopCosts(
    _ fold: Term.Fold, _ result: CostEstimate, _ condition: CostEstimate?
  ) -> (start: UInt64, step: CostEstimate, end: UInt64) {
    func guarded(_ step: CostEstimate) -> CostEstimate {
      condition.map { $0 + step.union(CostEstimate(1)) } ?? step
    }
    switch fold {
    case .all: return (0, CostEstimate(3, 3) + CostEstimate(0, result.maximum), 1)
    case .exists: return (0, CostEstimate(4, 4) + CostEstimate(0, result.maximum), 1)
    case .existsOne: return (0, result + CostEstimate(1, 2), 2)
    case .filter: return (10, result + CostEstimate(1, 13), 1)
    case .transformMap: return (30, guarded(result + CostEstimate(3)), 1)
    case .transformMapEntry: return (30, guarded(result + CostEstimate(2)), 1)
    default: return (10, guarded(result + CostEstimate(12)), 1)
    }
  }

  private mutating func bind(_ term: Term, _ range: Item, _ slot: Int32) {
    let shape = shape(range.type)
    let inner = range.bounds?.inner ?? []
    var key = Item(cost: CostEstimate(1), size: range.key)
    var value = Item(cost: CostEstimate(1), size: range.value)
    switch shape.kind {
    case .list:
      value.type = TypeID(index: shape.first)
      value.bounds = inner.first
      key.type = .int
    case .map:
      key.type = TypeID(index: shape.first)
      value.type = TypeID(index: shape.second)
      if inner.count == 2 { (key.bounds, value.bounds) = (inner[0], inner[1]) }
    default: break
    }
    if term.secondName == .none {
      locals[slot] = completed(shape.kind == .map ? key : value)
    } else {
      locals[slot] = completed(key)
      locals[slot + 1] = completed(value)
    }
  }

  private mutating func binding(_ term: Term, _ range: Item, _ slot: Int32, _ body: Int32) -> Item {
    switch term.fold {
    case .bind:
      locals[slot] = range
      var result = item(body)
      result.cost = result.cost + range.cost + CostEstimate(10)
      return result
    case .sortBy:
      bind(term, range, slot)
      let key = item(body)
      let factor = key.type == .string || key.type == .bytes ? 2.1 : 2.0
      let count = range.sizeOrUnknown
      let mapped = CostEstimate(12) + count * (key.cost + CostEstimate(12))
      return Item(
        cost: range.cost + CostEstimate(11) + mapped + (count * count).scaled(factor) + CostEstimate(11), size: count)
    default:
      locals[slot] = Item(cost: CostEstimate(1))
      let body = item(body)
      let present = CostEstimate(term.fold == .optionalMap ? 12 : 11) + range.cost + body.cost
      return Item(cost: range.cost + CostEstimate(1) + present.union(CostEstimate(1)))
    }
  }

  // MARK: Calls

  private mutating func call(_ index: Int32, _ term: Term) -> Item {
    var arguments: [Item] = []
    if term.flag { arguments.append(item(term.target)) }
    for operand in syntax.operands(term) { arguments.append(item(operand.term)) }
    if term.name == Operator.and || term.name == Operator.or { return logic(arguments) }
    let sum = arguments.reduce(CostEstimate(0)) { $0 + $1.cost }
    guard let function = FunctionTable.shared.function(term.name) else { return Item(cost: sum) }
    if function == .conditional {
      let cost = arguments[0].cost + arguments[1].cost.union(arguments[2].cost)
      return Item(cost: cost, size: arguments[1].sizeOrUnknown.union(arguments[2].sizeOrUnknown))
    }
    if function == .dyn, let argument = arguments.first {
      return Item(cost: sum + CostEstimate(1), size: argument.size, key: argument.key, value: argument.value)
    }
    var result: Item?
    for overload in checked.overloads(index) {
      let prices = CallEstimate(estimator: self, function: function, overload: overload, arguments: arguments)
      let item = prices.item(literals: literals(term))
      if let known = result {
        let size = known.size.map { $0.union(item.size ?? $0) } ?? item.size
        result = Item(cost: known.cost.union(item.cost), size: size)
      } else {
        result = item
      }
    }
    var item = result ?? Item(cost: CostEstimate(1))
    item.cost = item.cost + sum
    if function == .index, let container = arguments.first {
      item.size = container.value
      item.bounds = container.bounds?.inner.last
    }
    return item
  }

  /// The integers among the literal arguments.
  private func literals(_ term: Term) -> [Int64?] {
    syntax.operands(term).map { operand in
      let term = syntax.terms[Int(operand.term)]
      return term.kind == .constant ? syntax.constants[Int(term.first)].intValue : nil
    }
  }

  /// `a && b && c`: cel-go has pairs, balanced; the least is the first, the greatest all.
  private func logic(_ arguments: [Item]) -> Item {
    let most = arguments.reduce(CostEstimate(0)) { $0 + $1.cost }.maximum
    return Item(cost: CostEstimate(arguments.first?.cost.minimum ?? 0, most), size: CostEstimate(1))
  }
}

extension CheckedSyntax {
  /// The overloads that fit a call.
  func overloads(_ term: Int32) -> [Overload] {
    let note = notes[Int(term)]
    switch note.kind {
    case .overload: return [FunctionTable.shared.overloads[Int(note.index)]]
    case .dynamic where note.index > 0:
      return overloadSets[Int(note.index) - 1].map { FunctionTable.shared.overloads[Int($0)] }
    default: return []
    }
  }
}
