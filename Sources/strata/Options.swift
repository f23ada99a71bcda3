import ArgumentParser
import KubeSchema
import Kustomize
import Manifest
import Report

extension Stage: ExpressibleByArgument {}

/// From which severity on findings make the program fail.
enum FailOn: String, CaseIterable, ExpressibleByArgument {
  case error, warning, info, never

  var severity: Severity? {
    switch self {
    case .error: .error
    case .warning: .warning
    case .info: .info
    case .never: nil
    }
  }
}

/// When the output is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  func wanted(on console: Console) -> Bool {
    switch self {
    case .auto: console.wantsColor
    case .always: true
    case .never: false
    }
  }
}

/// An output and the file it goes to.
struct OutputTarget: ExpressibleByArgument {
  var format: OutputFormat
  var path: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), argument.index(after: equals) < argument.endIndex,
      let format = try? OutputFormat(parsing: String(argument[..<equals]))
    else { return nil }
    self.format = format
    path = String(argument[argument.index(after: equals)...])
  }
}

extension KustomizeOptions.Version: ExpressibleByArgument {}
extension KustomizeOptions.LoadRestrictor: ExpressibleByArgument {}
extension KustomizeOptions.Reorder: ExpressibleByArgument {}

/// Parsers for values whose errors say what would be right.
enum Parse {
  static func kubeVersion(_ text: String) throws -> KubeVersion {
    do { return try KubeVersion(parsing: text) } catch { throw ValidationError(error.description) }
  }

  static func format(_ text: String) throws -> OutputFormat {
    do { return try OutputFormat(parsing: text) } catch { throw ValidationError(error.description) }
  }

  static func fieldPath(_ text: String) throws -> FieldPath.Pattern {
    do { return try FieldPath.Pattern(parsing: text) } catch { throw ValidationError(error.message) }
  }

  /// Names separated by commas.
  static func stages(_ text: String) throws -> [Stage] {
    try text.split(separator: ",").map { name in
      if let stage = Stage(rawValue: String(name)) { return stage }
      let names = Stage.allCases.map(\.rawValue)
      let near = Suggestion.nearest(to: String(name), among: names).map { "; did you mean \"\($0)\"?" } ?? ""
      throw ValidationError("unknown stage \"\(name)\"\(near) Stages: \(names.joined(separator: ", "))")
    }
  }
}
