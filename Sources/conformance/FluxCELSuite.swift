import CEL
import Manifest

/// Expressions as Flux's controllers evaluate them. Health checks, which have rules of their own around the expressions,
/// are left to the engine of Flux.
struct FluxCELSuite: Suite {
  let name = "flux-cel"

  func run(_ folder: String, _ report: (Verdict) -> Void) {
    Vector.read("\(folder)/flux-cel.jsonl") { vector in
      switch vector {
      case .failure(let verdict): report(verdict)
      case .success(let vector): report(Verdict(vector.id, outcome(vector)))
      }
    }
  }

  private func outcome(_ vector: Vector) -> Verdict.Outcome {
    guard let source = vector.text("expression"), vector.text("kind") == "readyExpr" else { return .skipped }
    var environment = ExpressionEnvironment.flux()
    environment.declare("self")
    environment.declare("dep")
    let isRefused = vector.has("error")
    do throws(CompileError) {
      let program = try environment.compile(source)
      if !program.isBool {
        return isRefused && vector.text("stage") == "compile" ? .passed : .failed("\(source): not a boolean")
      }
      let evaluator = Evaluator(environment)
      for (name, field) in [("self", "self" as Key), ("dep", "dep")] {
        if let node = vector[field] { evaluator.bind(name, FluxCELSuite.completed(vector.document, node), node) }
      }
      return compared(evaluator.evaluate(program), vector, source)
    } catch {
      return isRefused && vector.text("stage") == "compile" ? .passed : .failed("\(source): \(error.text)")
    }
  }

  /// The controller reads the object into its types first, so that there is always a status.
  private static func completed(_ document: Document, _ node: NodeID) -> Document {
    guard document.value(node, "status") == nil else { return document }
    var document = document
    let status = document.addMapping(origin: .none)
    document.set(node, "status", to: status, keyOrigin: .none)
    return document
  }

  private func compared(_ outcome: Outcome, _ vector: Vector, _ source: String) -> Verdict.Outcome {
    if let message = outcome.value.errorMessage {
      let isExpected = vector.has("error") && vector.text("stage") != "compile"
      return isExpected ? .passed : .failed("\(source): \(message)")
    }
    guard let wanted = vector.document.boolValue(vector["result"]) else {
      return .failed("\(source): expected an error, got \(outcome.value.boolValue ?? false)")
    }
    return wanted == outcome.value.boolValue ? .passed : .failed("\(source): expected \(wanted)")
  }
}
