import Manifest

/// What a term turned out to be.
struct Note {
  enum Kind: UInt8 {
    case none
    /// `index` is a slot of the frame: the variables first, then the loops' variables.
    case slot
    /// `index` is a constant: a type by its name.
    case constant
    /// `index` is the only overload that fits.
    case overload
    /// Several overloads fit, or the types were not checked.
    case dynamic
    /// A name that nothing declares; unchecked expressions only.
    case unresolved
  }

  var kind = Kind.none
  var index: Int32 = 0
}

/// An expression with the types of its terms.
struct CheckedSyntax {
  var syntax: Syntax
  var types: [TypeID]
  var notes: [Note]
  var table: TypeTable
  /// The overloads of calls to which several fit; a note's index counts from 1.
  var overloadSets: [[Int32]]
  /// Slots that the program needs, the variables among them.
  var slots: Int
  /// Resolved types of type variables.
  var resultType: TypeID
}

/// Finds the types of all terms and what names and calls refer to; collects everything that is wrong.
struct Checker {
  let environment: ExpressionEnvironment
  var syntax: Syntax
  var types: [TypeID]
  var notes: [Note]
  var solver: TypeSolver
  var overloadSets: [[Int32]] = []
  var problems: [SourceProblem] = []
  /// The loops' variables in scope, innermost last.
  var scope: [(name: Key, slot: Int32, type: TypeID)] = []
  var slots: Int
  /// Calls of `format` around the term: their arguments may be of mixed types.
  var formatDepth = 0

  static func check(
    _ syntax: Syntax, source: String, in environment: ExpressionEnvironment
  ) throws(CompileError) -> CheckedSyntax {
    var checker = Checker(syntax, environment)
    let result = checker.check(syntax.root)
    if !checker.problems.isEmpty {
      // A rewritten chain of names may be met twice.
      var seen = Set<SourceProblem>()
      let problems = checker.problems.filter { seen.insert($0).inserted }
      throw CompileError(source: source, problems: problems.sorted { $0.offset < $1.offset })
    }
    if environment.options.checksLiterals {
      let problems = LiteralChecks(syntax: checker.syntax, olderFormat: environment.options.olderFormat).run()
      if !problems.isEmpty { throw CompileError(source: source, problems: problems) }
    }
    for index in checker.types.indices { checker.types[index] = checker.solver.final(checker.types[index]) }
    return CheckedSyntax(
      syntax: checker.syntax, types: checker.types, notes: checker.notes, table: checker.solver.table,
      overloadSets: checker.overloadSets,
      slots: checker.slots, resultType: checker.solver.final(result))
  }

  private init(_ syntax: Syntax, _ environment: ExpressionEnvironment) {
    self.syntax = syntax
    self.environment = environment
    types = [TypeID](repeating: .dyn, count: syntax.terms.count)
    notes = [Note](repeating: Note(), count: syntax.terms.count)
    solver = TypeSolver(table: environment.types)
    slots = environment.variables.count
  }

  mutating func report(_ message: String, at offset: UInt32) -> TypeID {
    if environment.options.skipsChecks { return .dyn }
    problems.append(SourceProblem(message, at: Int(offset)))
    return .error
  }

  func text(_ type: TypeID) -> String { solver.text(type) }

  @discardableResult
  mutating func check(_ index: Int32) -> TypeID {
    let term = syntax.terms[Int(index)]
    let type =
      switch term.kind {
      case .constant: Checker.type(of: syntax.constants[Int(term.first)])
      case .identifier: identifier(index, term)
      case .select: selection(index, term)
      case .call: call(index, term)
      case .list: list(term)
      case .map: map(term)
      case .structure: structure(index, term)
      case .fold: fold(index, term)
      }
    types[Int(index)] = type
    return type
  }

  private static func type(of value: Value) -> TypeID {
    switch value.kind {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    default: .dyn
    }
  }

  // MARK: Names

  /// The names that a short name may stand for, by the container, most specific first.
  private func candidates(_ name: String, isRooted: Bool) -> [String] {
    if isRooted || environment.options.container.isEmpty { return [name] }
    var container = environment.options.container
    var names: [String] = []
    while true {
      names.append("\(container).\(name)")
      guard let dot = container.utf8.lastIndex(of: UInt8(ascii: ".")) else { break }
      container = String(container[..<dot])
    }
    return names + [name]
  }

  private func local(_ name: Key) -> (name: Key, slot: Int32, type: TypeID)? { scope.last { $0.name == name } }

  /// Resolves a name that may have dots; notes what it is.
  private mutating func resolve(_ name: String, isRooted: Bool, for index: Int32) -> TypeID? {
    let isPlain = environment.options.container.isEmpty && !environment.hasQualifiedNames
    for candidate in isPlain || isRooted ? [name] : candidates(name, isRooted: false) {
      if let position = environment.variable(Key(candidate)) {
        notes[Int(index)] = Note(kind: .slot, index: Int32(position))
        return environment.variables[position].type
      }
      if let type = TypeNames.type(candidate, &solver.table, environment) {
        syntax.constants.append(TypeNames.value(candidate))
        notes[Int(index)] = Note(kind: .constant, index: Int32(syntax.constants.count - 1))
        return type
      }
    }
    return nil
  }

  private mutating func identifier(_ index: Int32, _ term: Term) -> TypeID {
    // Before cel-go 0.28 a leading dot did not reach past a loop's variable, and a container's name hid it.
    if !term.flag || environment.options.containerWins, let local = local(term.name) {
      let container = environment.options.container
      let isHidden = environment.options.containerWins && !container.isEmpty && !term.flag
      if !isHidden || environment.variable(Key("\(container).\(term.name.string)")) == nil {
        notes[Int(index)] = Note(kind: .slot, index: local.slot)
        return local.type
      }
    }
    if let type = resolve(term.name.string, isRooted: term.flag, for: index) { return type }
    notes[Int(index)] = Note(kind: .unresolved)
    return report(undeclared(term.name.string), at: term.position)
  }

  private func undeclared(_ name: String) -> String {
    let known = environment.variables.map(\.name.string) + scope.map(\.name.string)
    let hint = Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return "undeclared reference to '\(name)'\(hint)"
  }

  /// `a.b.c` when the term is a chain of names that starts with no loop variable.
  ///
  /// - Parameter past: also of one that does.
  func chain(_ index: Int32, past: Bool = false) -> (name: String, isRooted: Bool)? {
    let term = syntax.terms[Int(index)]
    switch term.kind {
    case .identifier:
      if !past && !term.flag && local(term.name) != nil { return nil }
      return (term.name.string, term.flag)
    case .select where !term.isOptional && !term.flag:
      return chain(term.target, past: past).map { ("\($0.name).\(term.name.string)", $0.isRooted) }
    default: return nil
    }
  }

  // MARK: Fields

  private mutating func selection(_ index: Int32, _ term: Term) -> TypeID {
    if !term.isOptional, mayBeQualified(term.target), let (name, isRooted) = chain(index, past: hidesLocals),
      let type = resolve(name, isRooted: isRooted, for: index)
    {
      if term.flag { return .bool }
      syntax.terms[Int(index)].kind = .identifier
      return type
    }
    let target = solver.resolved(check(term.target))
    let shape = solver.table[target]
    let isWrapped = shape.kind == .optional
    let field = fieldType(index, term, in: isWrapped ? TypeID(index: shape.first) : target)
    if term.flag { return .bool }
    return (term.isOptional || isWrapped) && solver.table[field].kind != .optional || term.isOptional
      ? solver.table.optional(field) : field
  }

  private var hidesLocals: Bool {
    environment.options.containerWins
      && (!environment.options.container.isEmpty || environment.hasQualifiedNames)
  }

  /// Whether a chain that starts here could be one name: most are not, and making the name costs.
  private func mayBeQualified(_ index: Int32) -> Bool {
    var term = syntax.terms[Int(index)]
    while term.kind == .select { term = syntax.terms[Int(term.target)] }
    guard term.kind == .identifier else { return false }
    return environment.hasQualifiedNames || !environment.options.container.isEmpty
      || TypeNames.isPackage(term.name)
  }

  private mutating func fieldType(_ index: Int32, _ term: Term, in type: TypeID) -> TypeID {
    let type = solver.resolved(type)
    let shape = solver.table[type]
    switch shape.kind {
    case .dyn, .error, .variable, .parameter: return .dyn
    case .map: return TypeID(index: shape.second)
    case .object:
      let object = solver.table.objects[Int(shape.first)]
      if let field = object.field(term.name) {
        if field.documentKey != term.name { syntax.terms[Int(index)].name = field.documentKey }
        return field.type
      }
      let names = object.fields.map(\.key.string)
      let hint = Suggestion.nearest(to: term.name.string, among: names).map { "; did you mean '\($0)'?" } ?? ""
      return report("undefined field '\(term.name.string)' in \(object.name)\(hint)", at: term.position)
    default:
      return report("type '\(text(type))' does not support field selection", at: term.position)
    }
  }

  // MARK: Literals

  private mutating func list(_ term: Term) -> TypeID {
    var element: TypeID?
    for operand in syntax.operands(term) {
      let type = unwrapped(check(operand.term), operand)
      element = join(element, type, at: operand.term)
    }
    let type = element ?? solver.fresh()
    return solver.table.list(type)
  }

  private mutating func map(_ term: Term) -> TypeID {
    var key: TypeID?
    var value: TypeID?
    let operands = syntax.operands(term)
    var index = operands.startIndex
    while index < operands.endIndex {
      key = join(key, check(operands[index].term), at: operands[index].term)
      let type = unwrapped(check(operands[index + 1].term), operands[index], at: operands[index + 1].term)
      value = join(value, type, at: operands[index + 1].term)
      index += 2
    }
    let keyType = key ?? solver.fresh()
    let valueType = value ?? solver.fresh()
    return solver.table.map(keyType, valueType)
  }

  private mutating func unwrapped(_ type: TypeID, _ operand: Syntax.Operand, at index: Int32? = nil) -> TypeID {
    guard operand.isOptional else { return type }
    let shape = solver.shape(type)
    if shape.kind == .optional { return TypeID(index: shape.first) }
    if shape.kind == .dyn || shape.kind == .error { return .dyn }
    let term = syntax.terms[Int(index ?? operand.term)]
    return report("expected an optional value after '?', found type '\(text(type))'", at: term.position)
  }

  /// The type of elements so far and one more.
  private mutating func join(_ previous: TypeID?, _ type: TypeID, at index: Int32) -> TypeID {
    guard let previous else { return type }
    let isStrict = environment.options.homogeneousLiterals && formatDepth == 0
    if solver.isAssignable(previous, type), !isStrict || solver.isSame(previous, type) || type == .error {
      return solver.mostGeneral(previous, type)
    }
    if !isStrict { return .dyn }
    return report(
      "expected type '\(text(previous))' but found '\(text(type))'", at: syntax.terms[Int(index)].position)
  }

  private mutating func structure(_ index: Int32, _ term: Term) -> TypeID {
    for operand in syntax.operands(term) { check(operand.term) }
    let name = term.name.string
    let rooted = name.utf8.first == UInt8(ascii: ".")
    let plain = rooted ? String(name.dropFirst()) : name
    for candidate in candidates(plain, isRooted: rooted) {
      if environment.options.wellKnownTypes, let type = WellKnownType(rawValue: candidate) {
        syntax.terms[Int(index)].name = Key(candidate)
        return type.type(in: &solver.table)
      }
      if environment.options.mutationTypes, candidate == "JSONPatch" || candidate.hasPrefix("Object") {
        return solver.table.opaque(Key(candidate))
      }
    }
    return report("no structure is called '\(plain)'", at: term.position)
  }

  // MARK: Macros

  private mutating func bindSlot(_ name: Key, _ type: TypeID) {
    let slot = Int32(environment.variables.count + scope.count)
    scope.append((name, slot, type))
    slots = max(slots, Int(slot) + 1)
  }

  private mutating func fold(_ index: Int32, _ term: Term) -> TypeID {
    let range = solver.resolved(check(term.target))
    let depth = scope.count
    defer { scope.removeLast(scope.count - depth) }
    let operands = Array(syntax.operands(term))
    notes[Int(index)] = Note(kind: .slot, index: Int32(environment.variables.count + scope.count))
    switch term.fold {
    case .bind:
      bindSlot(term.name, range)
      return check(operands[0].term)
    case .optionalMap, .optionalFlatMap: return optionalFold(term, range, operands)
    default: break
    }
    let (first, second) = variableTypes(term, range)
    bindSlot(term.name, first)
    if term.secondName != .none { bindSlot(term.secondName, second) }
    return loop(term, range, first, second, operands)
  }

  private mutating func optionalFold(_ term: Term, _ range: TypeID, _ operands: [Syntax.Operand]) -> TypeID {
    let shape = solver.table[range]
    var inner = TypeID.dyn
    if shape.kind == .optional {
      inner = TypeID(index: shape.first)
    } else if shape.kind != .dyn && shape.kind != .error {
      inner = report("expected an optional value, found type '\(text(range))'", at: term.position)
    }
    bindSlot(term.name, inner)
    let result = check(operands[0].term)
    if term.fold == .optionalMap { return solver.table.optional(result) }
    let resolved = solver.resolved(result)
    let kind = solver.table[resolved].kind
    guard kind == .optional || kind == .dyn || kind == .error else {
      return report("optFlatMap needs an optional result, found type '\(text(resolved))'", at: term.position)
    }
    return result
  }

  /// The types of a loop's variables.
  private mutating func variableTypes(_ term: Term, _ range: TypeID) -> (TypeID, TypeID) {
    let shape = solver.table[range]
    let isPair = term.secondName != .none
    switch shape.kind {
    case .list: return isPair ? (.int, TypeID(index: shape.first)) : (TypeID(index: shape.first), .dyn)
    case .map where term.fold != .sortBy: return (TypeID(index: shape.first), TypeID(index: shape.second))
    case .dyn, .error, .variable: return (.dyn, .dyn)
    default:
      _ = report(
        "a value of type '\(text(range))' has no elements to loop over; lists and maps have", at: term.position)
      return (.error, .error)
    }
  }

  private mutating func loop(
    _ term: Term, _ range: TypeID, _ first: TypeID, _ second: TypeID, _ operands: [Syntax.Operand]
  ) -> TypeID {
    let hasCondition = operands.count == 2
    let firstType = check(operands[0].term)
    if hasCondition { expectBool(firstType, operands[0].term) }
    let result = hasCondition ? check(operands[1].term) : firstType
    switch term.fold {
    case .all, .exists, .existsOne:
      expectBool(result, operands[0].term)
      return .bool
    case .filter:
      expectBool(result, operands[0].term)
      return solver.table.list(first)
    case .transformMap: return solver.table.map(solver.table[range].kind == .list ? .int : first, result)
    case .transformMapEntry: return solver.shape(result).kind == .map ? result : .dyn
    case .sortBy:
      // A key of an unknown type is taken for the first that can be sorted, as in cel-go.
      if solver.shape(result).kind == .variable { _ = solver.isAssignable(.int, result) }
      return solver.resolved(range)
    default: return solver.table.list(result)
    }
  }

  private mutating func expectBool(_ type: TypeID, _ index: Int32) {
    guard !solver.isAssignable(type, .bool) else { return }
    _ = report(
      "expected a condition of type 'bool', found '\(text(type))'", at: syntax.terms[Int(index)].position)
  }
}
