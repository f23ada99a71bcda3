import Manifest

/// A set of vectors: a folder and the engine that must agree with it.
protocol Suite: Sendable {
  /// The name of the folder.
  var name: String { get }
  /// Runs every vector below a folder and reports each.
  func run(_ folder: String, _ report: (Verdict) -> Void)
}

/// How one vector ended.
struct Verdict: Error {
  enum Outcome: Equatable, Sendable {
    case passed
    /// What was expected and what came, in short.
    case failed(String)
    case skipped
  }

  var id: String
  /// What of a vector was looked at, where several things are counted apart.
  var aspect: String?
  var outcome: Outcome

  init(_ id: String, _ outcome: Outcome, aspect: String? = nil) {
    self.id = id
    self.aspect = aspect
    self.outcome = outcome
  }

  /// Passed when no difference is given.
  init(_ id: String, differences: [String], aspect: String? = nil) {
    self.init(id, differences.isEmpty ? .passed : .failed(differences.joined(separator: "; ")), aspect: aspect)
  }
}

/// The suites whose engines exist, by the order in which they run.
let suites: [any Suite] = [
  KustomizeSuite(), YAMLDecodeSuite(), YAMLEncodeSuite(), MultidocSuite(), HelmSuite(), CELSuite(), FluxCELSuite(),
  BuiltinValidationSuite(), CRDValidationSuite(),
]
