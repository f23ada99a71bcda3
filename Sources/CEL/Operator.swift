import Manifest

/// The operators, by the names of the functions that they stand for.
enum Operator {
  static let conditional: Key = "_?_:_"
  static let or: Key = "_||_"
  static let and: Key = "_&&_"
  static let not: Key = "!_"
  static let negate: Key = "-_"
  static let index: Key = "_[_]"
  static let optionalIndex: Key = "_[?_]"
  static let equal: Key = "_==_"
  static let notEqual: Key = "_!=_"
  static let less: Key = "_<_"
  static let lessOrEqual: Key = "_<=_"
  static let greater: Key = "_>_"
  static let greaterOrEqual: Key = "_>=_"
  static let `in`: Key = "@in"
  static let add: Key = "_+_"
  static let subtract: Key = "_-_"
  static let multiply: Key = "_*_"
  static let divide: Key = "_/_"
  static let modulo: Key = "_%_"

  static let levels = 5

  /// The function of a binary operator and how close it binds.
  static func binary(_ kind: Lexer.Kind) -> (name: Key, level: Int)? {
    switch kind {
    case .or: (or, 0)
    case .and: (and, 1)
    case .equal: (equal, 2)
    case .notEqual: (notEqual, 2)
    case .less: (less, 2)
    case .lessOrEqual: (lessOrEqual, 2)
    case .greater: (greater, 2)
    case .greaterOrEqual: (greaterOrEqual, 2)
    case .in: (`in`, 2)
    case .plus: (add, 3)
    case .minus: (subtract, 3)
    case .star: (multiply, 4)
    case .slash: (divide, 4)
    case .percent: (modulo, 4)
    default: nil
    }
  }

  /// Words that are no identifiers, but may be fields.
  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
  ]
}
