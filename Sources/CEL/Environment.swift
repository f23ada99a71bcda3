import Manifest

/// What expressions may use: functions, macros, syntax and variables.
public struct ExpressionEnvironment: Sendable {
  /// A named value that the caller binds before an evaluation.
  struct Variable: Sendable {
    var name: Key
    var type: TypeID
    /// Bounds that a schema gives, for the estimate of cost.
    var bounds: SizeBounds?
  }

  /// Choices between dialects; the defaults are Kubernetes'.
  struct Options: Sendable {
    /// `[1, 'a']` does not compile.
    var homogeneousLiterals = true
    var quotedIdentifiers = false
    var optionalSyntax = true
    var macros: UInt8 = MacroSet.all.rawValue
    /// Damaged durations, timestamps, patterns and formats in literals do not compile.
    var checksLiterals = true
    /// `string.format` as it was in the extension's versions 0 to 3.
    var olderFormat = true
    /// Types are not checked: whatever does not fit is left to the evaluation.
    var skipsChecks = false
    /// A declared name of the container wins over a loop variable of the same spelling.
    var containerWins = true
    /// The name space in which short names are looked up.
    var container = ""
    /// Structures that may be built: the messages of protobuf that stand for plain values.
    var wellKnownTypes = false
    /// Structures of mutation expressions: `Object{…}` and `JSONPatch{…}`.
    var mutationTypes = false
  }

  var options = Options()
  /// The libraries, a bit each.
  private(set) var libraries: UInt64 = 0
  private(set) var variables: [Variable] = []
  private(set) var types = FunctionTable.shared.types
  /// Whether a variable's name has a dot.
  private(set) var hasQualifiedNames = false

  /// An environment with the standard library only.
  public init() { enable(.standard, .mixedComparisons) }

  func has(_ library: Library) -> Bool { libraries & 1 << UInt64(library.rawValue) != 0 }

  mutating func enable(_ added: Library...) {
    for library in added { libraries |= 1 << UInt64(library.rawValue) }
  }

  /// Declares a variable; a name that is declared already gets the new type.
  public mutating func declare(_ name: String, _ type: DeclaredType = .dyn) {
    let key = Key(name)
    let variable = Variable(name: key, type: type.intern(into: &types), bounds: type.bounds)
    if let index = variables.firstIndex(where: { $0.name == key }) {
      variables[index] = variable
    } else {
      variables.append(variable)
    }
    hasQualifiedNames = hasQualifiedNames || name.utf8.contains(UInt8(ascii: "."))
  }

  /// The place of a variable among the variables; nil when none has the name.
  func variable(_ name: Key) -> Int? { variables.firstIndex { $0.name == name } }

  var parserOptions: Parser.Options {
    Parser.Options(
      macros: MacroSet(rawValue: options.macros), optionalSyntax: options.optionalSyntax,
      quotedIdentifiers: options.quotedIdentifiers)
  }

  /// Parses, checks and prepares an expression; throws everything that is wrong with it.
  public func compile(_ source: String) throws(CompileError) -> Program {
    let syntax = try Parser.parse(source, options: parserOptions)
    let checked = try Checker.check(syntax, source: source, in: self)
    return try Planner.plan(checked, source: source, in: self)
  }
}

/// Environments that real programs use.
extension ExpressionEnvironment {
  /// What the API server of a Kubernetes minor version knows.
  ///
  /// - Parameter stored: evaluate as the API server does with objects that exist already: with everything that any
  ///   version knows. Otherwise only what new objects may use.
  public static func kubernetes(minor: Int = 35, stored: Bool = true) -> ExpressionEnvironment {
    var environment = ExpressionEnvironment()
    environment.options.macros = MacroSet.standard.rawValue
    environment.enable(.authorizer, .url, .regex, .lists, .strings)
    for (since, library) in kubernetesLibraries where stored || minor >= since { environment.enable(library) }
    environment.options.optionalSyntax = true
    var macros: MacroSet = [.standard, .optional]
    if stored || minor >= 32 { macros.insert(.twoVariables) }
    if stored || minor >= 34 { macros.insert(.sortBy) }
    environment.options.macros = macros.rawValue
    return environment
  }

  /// When a library came, by Kubernetes minor version.
  private static let kubernetesLibraries: [(since: Int, library: Library)] = [
    (28, .optional), (28, .quantity), (29, .stringsFormat), (29, .stringsQuote), (29, .sets), (30, .ip), (30, .cidr),
    (31, .format), (33, .semver), (34, .listFunctions), (34, .optionalLists), (37, .listsIncludes),
  ]

  /// What Flux's controllers evaluate health checks and `readyExpr` in: the standard library, optional values, and
  /// cel-go's strings, sets and encoders; nothing of Kubernetes'.
  public static func flux() -> ExpressionEnvironment {
    var environment = ExpressionEnvironment()
    environment.enable(.strings, .stringsFormat, .stringsQuote, .stringsReverse, .sets, .encoders, .optional)
    environment.options.checksLiterals = false
    environment.options.macros = MacroSet([.standard, .optional]).rawValue
    return environment
  }

  /// Everything: the specification's suite, and rules of our own.
  public static func full() -> ExpressionEnvironment {
    var environment = ExpressionEnvironment()
    for library in Library.allCases where library != .authorizer { environment.enable(library) }
    environment.options.homogeneousLiterals = false
    environment.options.quotedIdentifiers = true
    environment.options.checksLiterals = false
    environment.options.olderFormat = false
    environment.options.containerWins = false
    environment.options.wellKnownTypes = true
    return environment
  }
}
