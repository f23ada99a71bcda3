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

    func applied(to base: ExpressionEnvironment) -> ExpressionEnvironment {
      var environment = base
      environment.options.container = container
      environment.options.skipsChecks = skipsChecks
      if !hasMacros { environment.options.macros = 0 }
      return environment
    }
  }

  /// Everything that the engine has, with the settings of a test.
  public static func specification(_ settings: Specification) -> ExpressionEnvironment {
    settings.applied(to: full())
  }

  /// Kubernetes 1.35 with the settings of a test.
  public static func kubernetes(_ settings: Specification) -> ExpressionEnvironment {
    settings.applied(to: kubernetes(minor: 35))
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
