import Manifest

/// Environments for running the specification's suite.
extension ExpressionEnvironment {
  /// What a test of the suite sets.
  public struct Specification: Sendable {
    public var container: String
    public var skipsChecks: Bool
    public var hasMacros: Bool

    public init(container: String = "", skipsChecks: Bool = false, hasMacros: Bool = true) {
      self.container = container
      self.skipsChecks = skipsChecks
      self.hasMacros = hasMacros
    }
  }

  /// Everything that the engine has, with the settings of a test.
  public static func specification(_ settings: Specification) -> ExpressionEnvironment {
    var environment = full()
    environment.options.container = settings.container
    environment.options.skipsChecks = settings.skipsChecks
    if !settings.hasMacros { environment.options.macros = 0 }
    return environment
  }

  /// Whether a variable has the name.
  public func declares(_ name: String) -> Bool { variable(Key(name)) != nil }

  /// A type as messages spell it.
  public static func text(of type: DeclaredType) -> String {
    var table = FunctionTable.shared.types
    let id = type.intern(into: &table)
    return table.text(id)
  }
}
