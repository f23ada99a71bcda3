import GitTree
import Manifest
import Pipeline
import Report
import TestSupport

/// A scan and its reports, as the command makes them.
struct Scanned {
  var scan: Pipeline.Scanner.Scan

  /// `name` stands in the reports in place of the path on this machine.
  init(_ path: String, as name: String, jobs: Int = 2, stages: Set<Stage> = Set(Stage.allCases)) throws {
    scan = try Pipeline.Scanner(ScanRequest(path: path, stages: stages, jobs: jobs)).run()
    scan.result.source.path = name
  }

  var findings: [Finding] { scan.result.findings }
  var coverage: Coverage { scan.result.coverage }

  /// The report in a format.
  func report(_ format: OutputFormat) -> String {
    let tree = scan.tree
    let context = ReportContext(tool: .init(version: "0.0.0"), sources: SourceTexts { try? tree.read($0) })
    return String(decoding: format.writer.write(scan.result, context: context), as: UTF8.self)
  }
}
