import Manifest

/// An expression to be checked, or evaluated on the objects of files: what `strata cel` does.
public struct ExpressionJob {
  /// What the run has to say.
  public struct Report: Sendable {
    public var output = ""
    public var problems = ""
    /// Something was wrong with the request itself: the expression or a file.
    public var isUsage = false
    public var isGood: Bool { problems.isEmpty }
  }

  public var expression: String
  public var files: [String]
  /// `NAME=FILE`
  public var variables: [String]
  public var minor: Int
  public var checksOnly: Bool

  public init(expression: String, files: [String], variables: [String], minor: Int, checksOnly: Bool) {
    self.expression = expression
    self.files = files
    self.variables = variables
    self.minor = minor
    self.checksOnly = checksOnly
  }

  /// Runs the job; `read` gives the bytes of a file, nil when it cannot be read.
  public func run(_ read: (String) -> [UInt8]?) -> Report {
    var environment = ExpressionEnvironment.kubernetes(minor: minor)
    environment.declare("object")
    environment.declare("self")
    var extra: [(name: String, document: Document)] = []
    do throws(Refusal) {
      for variable in variables {
        let parts = variable.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { throw Refusal(text: "'\(variable)' is not NAME=FILE") }
        guard let document = try objects(String(parts[1]), read).first else {
          throw Refusal(text: "\(parts[1]): no object")
        }
        environment.declare(String(parts[0]))
        extra.append((String(parts[0]), document))
      }
      let program = try compiled(environment)
      if checksOnly { return Report(output: "type: \(program.type)") }
      return try evaluated(program, environment, extra, read)
    } catch {
      return Report(problems: error.text, isUsage: true)
    }
  }

  private struct Refusal: Error { var text: String }

  private func compiled(_ environment: ExpressionEnvironment) throws(Refusal) -> Program {
    do throws(CompileError) {
      return try environment.compile(expression)
    } catch {
      throw Refusal(text: error.text)
    }
  }

  private func evaluated(
    _ program: Program, _ environment: ExpressionEnvironment, _ extra: [(name: String, document: Document)],
    _ read: (String) -> [UInt8]?
  ) throws(Refusal) -> Report {
    var subjects: [Document?] = []
    for file in files { subjects += try objects(file, read) }
    if files.isEmpty { subjects = [nil] }
    let evaluator = Evaluator(environment)
    var report = Report()
    for subject in subjects {
      evaluator.reset()
      for (name, document) in extra { evaluator.bind(name, document, document.root) }
      if let subject {
        evaluator.bind("object", subject, subject.root)
        evaluator.bind("self", subject, subject.root)
      }
      let outcome = evaluator.evaluate(program)
      let place = subjects.count > 1 ? subject.map { "\(ObjectName.text($0)): " } ?? "" : ""
      if let message = outcome.value.errorMessage {
        report.problems += (report.problems.isEmpty ? "" : "\n") + "\(place)error: \(message)"
      } else {
        let line = "\(place)\(evaluator.text(outcome.value))\n  type: \(program.type)  cost: \(outcome.cost)"
        report.output += (report.output.isEmpty ? "" : "\n") + line
      }
    }
    return report
  }

  private func objects(_ path: String, _ read: (String) -> [UInt8]?) throws(Refusal) -> [Document] {
    guard let bytes = read(path) else { throw Refusal(text: "\(path): cannot be read") }
    let result = bytes.withUnsafeBufferPointer { ObjectStream.kubectl($0) }
    if let failure = result.failure { throw Refusal(text: "\(path):\(failure.line): \(failure.message)") }
    return result.objects
  }
}

/// How an object is called in a line of output.
private enum ObjectName {
  static func text(_ document: Document) -> String {
    let kind = document.stringValue(document.value(document.root, .kind)) ?? "object"
    let name = document.stringValue(document.value(document.root, .metadata, .name)) ?? "?"
    return "\(kind)/\(name)"
  }
}
