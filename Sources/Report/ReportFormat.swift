import Manifest

/// A way to write a result down. A new format is one file with one type, and one case of `OutputFormat`.
public protocol ReportFormat: Sendable {
  /// The whole report. The same result and context give the same bytes.
  func write(_ result: ScanResult, context: ReportContext) -> [UInt8]
}

/// The formats by the names that users give them.
public enum OutputFormat: String, CaseIterable, Sendable {
  case text, json, sarif

  /// Reads a name; an unknown one is answered with the nearest known one.
  public init(parsing name: String) throws(OutputFormatError) {
    guard let format = OutputFormat(rawValue: name.lowercased()) else { throw OutputFormatError(name: name) }
    self = format
  }

  /// What writes this format.
  public var writer: any ReportFormat {
    switch self {
    case .text: TextReport()
    case .json: JSONReport()
    case .sarif: SARIFReport()
    }
  }
}

/// A name that is no output format.
public struct OutputFormatError: Error, Sendable, Hashable, CustomStringConvertible {
  public var name: String

  /// The known name that is nearest, where one is near.
  public var suggestion: OutputFormat? {
    Suggestion.nearest(to: name, among: OutputFormat.allCases.map(\.rawValue)).flatMap(OutputFormat.init(rawValue:))
  }

  public var description: String {
    let known = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
    let advice = suggestion.map { "; did you mean '\($0.rawValue)'?" } ?? ""
    return "unknown format '\(DisplayText.escaped(name))'\(advice) (known: \(known))"
  }
}
