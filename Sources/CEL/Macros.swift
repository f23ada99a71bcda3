import Manifest

/// The macros that an environment has.
struct MacroSet: OptionSet {
  let rawValue: UInt8
  static let standard = MacroSet(rawValue: 1)
  static let twoVariables = MacroSet(rawValue: 2)
  static let optional = MacroSet(rawValue: 4)
  static let sortBy = MacroSet(rawValue: 8)
  static let bind = MacroSet(rawValue: 16)
  static let math = MacroSet(rawValue: 32)
  static let all: MacroSet = [.standard, .twoVariables, .optional, .sortBy, .bind, .math]
}

extension Parser {
  /// A macro that loops: its name, the number of its variables and arguments, and what it becomes.
  private struct Loop {
    let name: Key
    let variables: Int
    let arguments: Int
    let fold: Term.Fold
    let set: MacroSet

    init(_ name: Key, _ variables: Int, _ arguments: Int, _ fold: Term.Fold, _ set: MacroSet) {
      (self.name, self.variables, self.arguments, self.fold, self.set) = (name, variables, arguments, fold, set)
    }
  }

  private static let loops: [Loop] = [
    Loop("all", 1, 2, .all, .standard), Loop("exists", 1, 2, .exists, .standard),
    Loop("exists_one", 1, 2, .existsOne, .standard), Loop("existsOne", 1, 2, .existsOne, .standard),
    Loop("map", 1, 2, .map, .standard), Loop("map", 1, 3, .map, .standard), Loop("filter", 1, 2, .filter, .standard),
    Loop("all", 2, 3, .all, .twoVariables), Loop("exists", 2, 3, .exists, .twoVariables),
    Loop("exists_one", 2, 3, .existsOne, .twoVariables), Loop("existsOne", 2, 3, .existsOne, .twoVariables),
    Loop("transformList", 2, 3, .transformList, .twoVariables),
    Loop("transformList", 2, 4, .transformList, .twoVariables),
    Loop("transformMap", 2, 3, .transformMap, .twoVariables),
    Loop("transformMap", 2, 4, .transformMap, .twoVariables),
    Loop("transformMapEntry", 2, 3, .transformMapEntry, .twoVariables),
    Loop("transformMapEntry", 2, 4, .transformMapEntry, .twoVariables),
    Loop("sortBy", 1, 2, .sortBy, .sortBy), Loop("optMap", 1, 2, .optionalMap, .optional),
    Loop("optFlatMap", 1, 2, .optionalFlatMap, .optional),
  ]

  private static let has: Key = "has"
  private static let bind: Key = "bind"
  private static let cel: Key = "cel"
  private static let math: Key = "math"
  private static let extremes: [Key: Key] = ["greatest": "math.@max", "least": "math.@min"]

  /// The term that a macro stands for; nil when the call is none.
  mutating func macro(
    _ name: Key, target: Int32?, _ arguments: [Int32], at position: Int
  ) throws(SourceProblem) -> Int32? {
    guard let target else {
      guard name == Parser.has, arguments.count == 1, options.macros.contains(.standard) else { return nil }
      return try presence(arguments[0])
    }
    if let loop = Parser.loops.first(where: {
      $0.name == name && $0.arguments == arguments.count && options.macros.contains($0.set)
    }) {
      return try fold(loop, target, arguments, at: position)
    }
    if name == Parser.bind, arguments.count == 3, options.macros.contains(.bind), isName(target, Parser.cel) {
      return try binding(arguments, at: position)
    }
    if let function = Parser.extremes[name], options.macros.contains(.math), isName(target, Parser.math) {
      return try extreme(function, name, arguments, at: position)
    }
    return nil
  }

  private func isName(_ term: Int32, _ name: Key) -> Bool {
    let term = syntax.terms[Int(term)]
    return term.kind == .identifier && term.name == name
  }

  /// `has(a.b)`
  private mutating func presence(_ argument: Int32) throws(SourceProblem) -> Int32 {
    let term = syntax.terms[Int(argument)]
    guard term.kind == .select, !term.isOptional, !term.flag else {
      throw SourceProblem("has() takes a field selection such as has(a.b)", at: Int(term.position))
    }
    // The argument is the newest term and nothing else refers to it.
    syntax.terms[Int(argument)].flag = true
    return argument
  }

  private func variable(_ argument: Int32) throws(SourceProblem) -> Key {
    let term = syntax.terms[Int(argument)]
    guard term.kind == .identifier, !term.flag else {
      throw SourceProblem("the variable of a macro must be a simple name", at: Int(term.position))
    }
    guard term.name != Parser.accumulator, term.name != Parser.hiddenAccumulator else {
      throw SourceProblem("'\(term.name.string)' cannot be the variable of a macro", at: Int(term.position))
    }
    return term.name
  }

  private static let accumulator: Key = "__result__"
  private static let hiddenAccumulator: Key = "@result"

  private mutating func fold(
    _ loop: Loop, _ target: Int32, _ arguments: [Int32], at position: Int
  ) throws(SourceProblem) -> Int32 {
    var term = Term(kind: .fold, fold: loop.fold, position: UInt32(position), target: target)
    term.name = try variable(arguments[0])
    if loop.variables == 2 {
      term.secondName = try variable(arguments[1])
      guard term.name != term.secondName else {
        throw SourceProblem(
          "the two variables of a macro must differ", at: Int(syntax.terms[Int(arguments[1])].position))
      }
    }
    (term.first, term.count) = addOperands(arguments.dropFirst(loop.variables).map { Syntax.Operand(term: $0) })
    return try add(term)
  }

  /// `cel.bind(name, value, expression)`
  private mutating func binding(_ arguments: [Int32], at position: Int) throws(SourceProblem) -> Int32 {
    var term = Term(kind: .fold, fold: .bind, position: UInt32(position), target: arguments[1])
    term.name = try variable(arguments[0])
    (term.first, term.count) = addOperands([Syntax.Operand(term: arguments[2])])
    return try add(term)
  }

  /// `math.greatest(…)` and `math.least(…)`: one list, or numbers.
  private mutating func extreme(
    _ function: Key, _ name: Key, _ arguments: [Int32], at position: Int
  ) throws(SourceProblem) -> Int32 {
    guard !arguments.isEmpty else {
      throw SourceProblem("math.\(name.string)() requires at least one argument", at: position)
    }
    for argument in arguments {
      let term = syntax.terms[Int(argument)]
      let constant = term.kind == .constant ? syntax.constants[Int(term.first)] : nil
      let isWrong = constant.map { !$0.isNumber } ?? (term.kind == .map || term.kind == .list && arguments.count > 1)
      guard !isWrong else {
        throw SourceProblem("math.\(name.string)() takes numbers or one list of numbers", at: Int(term.position))
      }
    }
    return try call(function, arguments, at: position)
  }
}
