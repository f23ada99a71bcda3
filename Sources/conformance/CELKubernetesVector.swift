import CEL
import Manifest

/// An expression that was run in the environment of Kubernetes 1.35.
struct CELKubernetesVector {
  let document: Document
  let id: String

  private var reader: CELVectorReader { CELVectorReader(document: document) }

  private static let environment: ExpressionEnvironment = {
    var environment = ExpressionEnvironment.kubernetes(minor: 35)
    environment.declare("object")
    return environment
  }()

  /// The object that the recorded expressions read.
  private static let object = """
    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web","tier":"x"}},
    "spec":{"replicas":3,"list":[1,2,3],"nul":null,"intOrString":"50%","big":9007199254740993,"q":"1Gi",
    "cpu":"250m","dur":"30m","template":{"spec":{"containers":[{"name":"a","image":"r/a:1"}]}}}}
    """

  func verdict() -> Verdict {
    let source = reader.text(document.root, "expr")
    let refused = document.value(document.root, "compile") ?? document.value(document.root, "program")
    do throws(CompileError) {
      let program = try CELKubernetesVector.environment.compile(source)
      if refused != nil { return Verdict(id, .failed("\(source): compiles")) }
      return Verdict(id, differences: differences(program).map { "\(source): \($0)" })
    } catch {
      // A conversion that fails while the program is built has no cost.
      let isError = document.value(document.root, "error") != nil && document.value(document.root, "cost") == nil
      return Verdict(id, refused != nil || isError ? .passed : .failed("\(source): \(error.text)"))
    }
  }

  private func differences(_ program: Program) -> [String] {
    guard let object = (try? YAMLReader(dialect: .json).read(Array(CELKubernetesVector.object.utf8)))?.document else {
      return ["no object"]
    }
    let evaluator = Evaluator(CELKubernetesVector.environment)
    evaluator.bind("object", object, object.root)
    let outcome = evaluator.evaluate(program)
    var differences: [String] = []
    let type = reader.text(document.root, "type")
    if type != program.type { differences.append("expected type \(type), got \(program.type)") }
    if let estimate = document.value(document.root, "est") {
      let wanted = document.elements(estimate).map { document.string($0) }
      let got = [String(program.estimate.minimum), String(program.estimate.maximum)]
      if wanted != got { differences.append("expected the estimate \(wanted), got \(got)") }
    }
    let cost = reader.text(document.root, "cost")
    if !cost.isEmpty, cost != String(outcome.cost) { differences.append("expected cost \(cost), got \(outcome.cost)") }
    if let error = document.value(document.root, "error") {
      let wanted = document.string(error)
      let got = outcome.value.errorMessage
      if got == nil {
        differences.append("expected the error \(wanted), got \(evaluator.text(outcome.value))")
      } else if got != wanted {
        differences.append("expected the error \(wanted), got the error \(got ?? "")")
      }
      return differences
    }
    guard let node = document.value(document.root, "value") else { return differences }
    if let message = outcome.value.errorMessage { return differences + ["error \(message)"] }
    guard let wanted = value(node), let got = evaluator.literal(outcome.value) else { return differences }
    let (first, second) = (CELVectorReader.canonical(wanted), CELVectorReader.canonical(got))
    return first == second ? differences : differences + ["expected \(first), got \(second)"]
  }

  /// Times are recorded as text here.
  private func value(_ node: NodeID) -> LiteralValue? {
    reader.value(node)
  }
}
