import Manifest

/// Calls: which signature is meant.
extension Checker {
  mutating func call(_ index: Int32, _ term: Term) -> TypeID {
    var term = term
    if term.flag, let name = qualifiedFunction(term) {
      syntax.terms[Int(index)].name = name
      syntax.terms[Int(index)].flag = false
      syntax.terms[Int(index)].target = -1
      term = syntax.terms[Int(index)]
    }
    var arguments: [TypeID] = []
    arguments.reserveCapacity(Int(term.count) + 1)
    if term.flag { arguments.append(check(term.target)) }
    let isFormat = term.flag && term.name == Checker.format
    if isFormat { formatDepth += 1 }
    for operand in syntax.operands(term) { arguments.append(check(operand.term)) }
    if isFormat { formatDepth -= 1 }
    return resolve(index, term, arguments)
  }

  private static let format: Key = "format"

  /// The name of a function such as `sets.contains`, when the receiver is no value but a part of that name.
  private func qualifiedFunction(_ term: Term) -> Key? {
    guard let (name, _) = chain(term.target) else { return nil }
    let key = Key("\(name).\(term.name.string)")
    let table = FunctionTable.shared
    guard table.overloads(key).contains(where: { environment.has(table.overloads[Int($0)].library) }) else {
      return nil
    }
    return key
  }

  private mutating func resolve(_ index: Int32, _ term: Term, _ arguments: [TypeID]) -> TypeID {
    if term.name == Operator.and || term.name == Operator.or { return logic(index, term, arguments) }
    let table = FunctionTable.shared
    var found: (overload: Int32, result: TypeID)?
    var all: [Int32] = []
    var known = false
    for number in table.overloads(term.name) {
      let overload = table.overloads[Int(number)]
      guard environment.has(overload.library) else { continue }
      known = true
      guard overload.isMethod == term.flag, arity(overload, arguments) else { continue }
      let base = solver.reserve(overload.parameters)
      let mark = solver.mark
      let expected = overload.arguments.map { solver.instantiate($0, base, overload.parameters) }
      let fits = zip(arguments, varied(expected, arguments.count)).allSatisfy { solver.isAssignable($0, $1) }
      guard fits else {
        solver.undo(to: mark)
        continue
      }
      let result = solver.instantiate(overload.result, base, overload.parameters)
      all.append(number)
      if let first = found {
        if !solver.isSame(first.result, result) { found?.result = .dyn }
      } else {
        found = (number, result)
      }
    }
    guard let found else {
      notes[Int(index)] = Note(kind: .dynamic)
      return refused(term, arguments, isKnown: known)
    }
    if all.count > 1 {
      overloadSets.append(all)
      notes[Int(index)] = Note(kind: .dynamic, index: Int32(overloadSets.count))
    } else {
      notes[Int(index)] = Note(kind: .overload, index: found.overload)
    }
    return solver.resolved(found.result)
  }

  /// `math.greatest` takes any number of arguments; its signatures show one and two.
  private func arity(_ overload: Overload, _ arguments: [TypeID]) -> Bool {
    if overload.arguments.count == arguments.count { return true }
    let isVariadic = overload.function == .mathMax || overload.function == .mathMin
    return isVariadic && overload.arguments.count == 2 && arguments.count > 2
  }

  private func varied(_ expected: [TypeID], _ count: Int) -> [TypeID] {
    guard expected.count < count else { return expected }
    return expected + [TypeID](repeating: .dyn, count: count - expected.count)
  }

  private mutating func logic(_ index: Int32, _ term: Term, _ arguments: [TypeID]) -> TypeID {
    notes[Int(index)] = Note(kind: .overload)
    for (operand, type) in zip(Array(syntax.operands(term)), arguments) where !solver.isAssignable(type, .bool) {
      let name = term.name == Operator.and ? "&&" : "||"
      let position = arguments.count > 2 ? syntax.terms[Int(operand.term)].position : term.position
      _ = report("'\(name)' needs conditions of type 'bool', found '\(text(type))'", at: position)
    }
    return .bool
  }

  private mutating func refused(_ term: Term, _ arguments: [TypeID], isKnown: Bool) -> TypeID {
    if arguments.contains(.error) { return .error }
    let name = term.name.string
    guard isKnown else {
      let table = FunctionTable.shared
      let names = Function.allCases.filter { function in
        table.overloads(Key(function.rawValue)).contains {
          environment.has(table.overloads[Int($0)].library) && table.overloads[Int($0)].isMethod == term.flag
        }
      }
      let hint =
        Suggestion.nearest(to: name, among: names.map(\.rawValue)).map { "; did you mean '\($0)'?" } ?? ""
      return report("undeclared reference to '\(name)'\(hint)", at: term.position)
    }
    let list = arguments.map { text($0) }
    let spelled =
      term.flag
      ? "\(list.first ?? "").(\(list.dropFirst().joined(separator: ", ")))" : "(\(list.joined(separator: ", ")))"
    return report("found no matching overload for '\(name)' applied to '\(spelled)'", at: term.position)
  }
}
