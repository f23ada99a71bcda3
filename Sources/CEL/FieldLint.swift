import Manifest

/// Optional fields that an expression reads without `has()` or `.?`: each is a "no such key" on some object.
enum FieldLint {
  static func run(_ checked: CheckedSyntax) -> [SourceProblem] {
    guard !checked.table.objects.isEmpty else { return [] }
    var guarded = Set<String>()
    for (index, term) in checked.syntax.terms.enumerated() where term.kind == .select && term.flag {
      if let path = path(Int32(index), checked) { guarded.insert(path) }
    }
    var problems: [SourceProblem] = []
    for (index, term) in checked.syntax.terms.enumerated() where term.kind == .select && !term.flag && !term.isOptional
    {
      let shape = checked.table[checked.types[Int(term.target)]]
      guard shape.kind == .object else { continue }
      let field = checked.table.objects[Int(shape.first)].fields.first { $0.documentKey == term.name }
      guard let field, field.isOptional, let path = path(Int32(index), checked), !guarded.contains(path) else {
        continue
      }
      problems.append(
        SourceProblem(
          "the field '\(field.key.string)' may be absent; test it with has(\(path)) or read it with '.?'",
          at: Int(term.position)))
    }
    return problems
  }

  /// `self.a.b`
  private static func path(_ index: Int32, _ checked: CheckedSyntax) -> String? {
    let term = checked.syntax.terms[Int(index)]
    switch term.kind {
    case .identifier: return term.name.string
    case .select: return path(term.target, checked).map { "\($0).\(term.name.string)" }
    default: return nil
    }
  }
}
