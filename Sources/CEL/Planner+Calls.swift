import Manifest
import RegularExpressions

/// Calls: fused forms, prices, folding.
extension Planner {
  mutating func call(_ index: Int32, _ term: Term, _ isBranch: Bool) -> Int32 {
    let name = term.name
    if name == Operator.index || name == Operator.optionalIndex { return attribute(index, isBranch) }
    if name == Operator.conditional { return conditional(term) }
    var list: [Int32] = []
    if term.flag { list.append(plan(term.target)) }
    for operand in syntax.operands(term) { list.append(plan(operand.term)) }
    if name == Operator.and || name == Operator.or {
      let (first, count) = add(list)
      return emit(Instruction(operation: name == Operator.and ? .and : .or, b: first, c: count))
    }
    guard let function = FunctionTable.shared.function(name) else {
      return emit(Instruction(operation: .failure, a: unknownFunction(name)))
    }
    return self.call(function, index, term, list)
  }

  private mutating func unknownFunction(_ name: Key) -> Int32 {
    var value = syntax.pool.text(.error, Array("undeclared reference to '\(name.string)'".utf8))
    value.detail = Failure.undeclared.rawValue
    constants.append(value)
    return Int32(constants.count - 1)
  }

  private mutating func conditional(_ term: Term) -> Int32 {
    let list = syntax.operands(term).map { $0.term }
    let condition = plan(list[0])
    let first = plan(list[1], isBranch: true)
    let second = plan(list[2], isBranch: true)
    return emit(Instruction(operation: .conditional, a: condition, b: first, c: second))
  }

  private mutating func call(_ function: Function, _ index: Int32, _ term: Term, _ list: [Int32]) -> Int32 {
    switch function {
    case .or_ where list.count == 2, .orValue where list.count == 2:
      return emit(
        Instruction(
          operation: function == .or_ ? .optionalOr : .optionalOrValue, a: list[0], b: list[1]))
    case .equal, .notEqual:
      let compared = emit(
        Instruction(operation: function == .equal ? .equal : .notEqual, a: list[0], b: list[1]))
      return fold(compared, function, list, term)
    case .in where isConstantSet(list[1]):
      return emit(Instruction(operation: .inConstants, a: list[0], b: instructions[Int(list[1])].a))
    case .in where isConstant(list[0]) && value(list[0]).kind == .string && !isConstant(list[1]):
      let key = value(list[0])
      qualifiers.append(Qualifier(kind: .field, key: Key(key.text), value: key))
      return emit(
        Instruction(
          operation: .keyIn, price: Pricing.price(function, checked, index, term), a: list[1],
          b: Int32(qualifiers.count - 1)))
    case .matches where list.count == 2 && isConstant(list[1]) && !isConstant(list[0]):
      if let matched = matching(list) { return matched }
    default: break
    }
    if function == .find || function == .findAll, list.count >= 2 { checkPattern(list[1], term) }
    let price = Pricing.price(function, checked, index, term)
    let planned: Int32
    switch list.count {
    case 1: planned = emit(Instruction(operation: .call1, price: price, function: function.number, a: list[0]))
    case 2:
      planned = emit(
        Instruction(operation: .call2, price: price, function: function.number, a: list[0], b: list[1]))
    default:
      let (first, count) = add(list)
      planned = emit(Instruction(operation: .callMany, price: price, function: function.number, b: first, c: count))
    }
    return fold(planned, function, list, term)
  }

  /// Folds a call of constants. Conversions of constants cost nothing and fail at once, as in cel-go.
  private mutating func fold(_ planned: Int32, _ function: Function, _ list: [Int32], _ term: Term) -> Int32 {
    guard list.allSatisfy({ isConstant($0) }), !list.isEmpty else { return planned }
    guard Pricing.isConversion(function), list.count == 1, instructions[Int(list[0])].cost == 0 else {
      return folded(planned)
    }
    guard environment.options.checksLiterals, let (value, _) = run(planned) else { return folded(planned) }
    if let message = value.errorMessage {
      problems.append(SourceProblem(message, at: Int(term.position)))
      return planned
    }
    return folded(planned, cost: 0)
  }

  /// A damaged constant pattern fails when the program is built.
  private mutating func checkPattern(_ index: Int32, _ term: Term) {
    guard environment.options.checksLiterals, isConstant(index), value(index).kind == .string else { return }
    guard RegexCache.compile(value(index).text) == nil else { return }
    problems.append(SourceProblem(RegexCache.problem(value(index).text), at: Int(term.position)))
  }

  /// cel-go looks up only plain values in a set.
  private func isConstantSet(_ index: Int32) -> Bool {
    guard isConstant(index) else { return false }
    let list = value(index)
    guard list.kind == .list, let values = list.values ?? UnsafePointer(bitPattern: 16) else { return false }
    for position in 0..<Int(list.length) {
      switch values[position].kind {
      case .bool, .double, .int, .string, .uint: continue
      default: return false
      }
    }
    return true
  }

  /// `text.matches('constant')`; nil when the pattern is damaged, which is then an error of the evaluation.
  private mutating func matching(_ list: [Int32]) -> Int32? {
    let pattern = value(list[1])
    guard pattern.kind == .string, let compiled = RegexCache.compile(pattern.text) else { return nil }
    expressions.append(compiled)
    let price = UInt32((Double(Frame.size(pattern)) * 0.25).rounded(.up))
    return emit(
      Instruction(
        operation: .matchesConstant, cost: price, a: list[0], b: Int32(expressions.count - 1)))
  }
}

/// What a call costs, by its function and the signature that the checker found.
enum Pricing {
  static func isConversion(_ function: Function) -> Bool {
    switch function {
    case .int, .uint, .double, .string, .bool, .bytes, .timestamp, .duration, .dyn: true
    default: false
    }
  }

  private static let byFunction: [Function: Price] = [
    .startsWith: .traverse, .endsWith: .traverse, .contains: .product, .matches: .regex, .quote: .traverse,
    .format: .traverse, .url: .traverse, .isURL: .flat, .lowerAscii: .traverse, .upperAscii: .traverse,
    .substring: .traverse, .trim: .traverse, .escapeKey: .traverse, .replace: .traverseTwice, .split: .traverseTwice,
    .join: .resultTwice, .find: .regex, .findAll: .regex, .cidr: .traverse, .isIP: .traverse, .isCIDR: .traverse,
    .isCanonical: .traverseTwice, .quantity: .traverse, .isQuantity: .traverse, .semver: .traverse,
    .isSemver: .traverse, .isSorted: .tree, .sum: .tree, .min: .tree, .max: .tree, .indexOf: .tree,
    .lastIndexOf: .tree, .includes: .tree, .validate: .validate, .setsContains: .sets, .setsIntersects: .sets,
    .setsEquivalent: .setsTwice, .slice: .allocatesResult, .range: .allocatesResult, .distinct: .allocatesSquare,
    .sort: .allocatesSquare, .flatten: .allocatesFirst, .check: .authorization,
  ]

  static func price(_ function: Function, _ checked: CheckedSyntax, _ index: Int32, _ term: Term) -> Price {
    let note = checked.notes[Int(index)]
    let overload = note.kind == .overload ? FunctionTable.shared.overloads[Int(note.index)] : nil
    let first = overload?.arguments.first
    switch function {
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return first == .string || first == .bytes ? .smaller : .flat
    case .add: return first == .string || first == .bytes ? .both : .flat
    case .in: return isList(overload, 1) ? .secondSize : .flat
    case .string: return first == .bytes ? .traverse : .flat
    case .bytes: return first == .string ? .traverse : .flat
    case .ip: return term.flag ? .flat : .traverse
    case .containsIP: return overload?.arguments.last == .string ? .containedText : .contained
    case .containsCIDR: return overload?.arguments.last == .string ? .containedBlockText : .containedBlock
    case .reverse: return isList(overload, 0) ? .allocatesResult : .flat
    default: return byFunction[function] ?? .flat
    }
  }

  private static func isList(_ overload: Overload?, _ argument: Int) -> Bool {
    guard let overload, argument < overload.arguments.count else { return false }
    return FunctionTable.shared.types[overload.arguments[argument]].kind == .list
  }
}
