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
    let ranked = OutputFormat.allCases.map { ($0, editDistance($0.rawValue, name.lowercased())) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(2, best.0.rawValue.utf8.count / 3) else {
      return nil
    }
    return best.0
  }

  public var description: String {
    let known = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
    let advice = suggestion.map { "; did you mean '\($0.rawValue)'?" } ?? ""
    return "unknown format '\(DisplayText.escaped(name))'\(advice) (known: \(known))"
  }
}

/// How many bytes must be added, removed or replaced to make one name of the other; long names are cut at 64 bytes.
func editDistance(_ left: String, _ right: String) -> Int {
  let (a, b) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
