import CEL
import Manifest

/// A test of the specification's suite.
struct CELSpecVector {
  let document: Document
  let id: String

  private var reader: CELVectorReader { CELVectorReader(document: document) }

  private func flag(_ key: Key) -> Bool { document.boolValue(document.value(document.root, key)) ?? false }

  private var expected: NodeID? { document.value(document.root, "expected") }

  /// Tests that need messages of protobuf are no part of what the engine does.
  private var needsMessages: Bool {
    let needs = document.value(document.root, "needs").map { document.elements($0).map { document.string($0) } } ?? []
    return needs.contains { $0 != "wkt_message" }
  }

  /// `block_ext` is written in macros that only test harnesses have; some tests declare functions of their own.
  private var needsTestFunctions: Bool {
    let declarations = document.value(document.root, "type_env").map { Array(document.elements($0)) } ?? []
    return reader.text(document.root, "file") == "block_ext"
      || declarations.contains { reader.text($0, "kind") == "func" }
  }

  func verdict() -> Verdict {
    guard !needsMessages, !needsTestFunctions else { return Verdict(id, .skipped) }
    let source = reader.text(document.root, "expr")
    return verdict(source, .specification(settings))
  }

  /// Whether the Kubernetes 1.35 environment passes and fails the test as the real one does; nil where protobuf
  /// messages or functions of the test are involved.
  func kubernetesVerdict() -> Verdict? {
    let hasNeeds = document.value(document.root, "needs").map { document.count($0) > 0 } ?? false
    guard !hasNeeds, !needsTestFunctions else { return nil }
    let source = reader.text(document.root, "expr")
    if CELSpecVector.knownDifferences.contains(id) { return Verdict("\(id):kubernetes", .skipped) }
    let wanted = reader.text(document.root, "kubernetes_1_35")
    var passes = false
    let outcome = verdict(source, .kubernetes(settings)).outcome
    if case .passed = outcome { passes = true }
    let isSame = passes == wanted.hasPrefix("pass")
    return Verdict("\(id):kubernetes", isSame ? .passed : .failed("\(source): \(wanted), but \(outcome)"))
  }

  /// Where the engine's Kubernetes environment does better than the real one; the reasons are in Tests/CELTests/README.md.
  private static let knownDifferences: Set<String> = ["suite/parse.jsonl:198", "suite/string_ext.jsonl:110"]

  private func verdict(_ source: String, _ base: ExpressionEnvironment) -> Verdict {
    guard let environment = declared(base) else { return Verdict(id, .failed("\(source): an unknown declaration")) }
    do throws(CompileError) {
      let program = try environment.compile(source)
      return Verdict(id, outcome(program, environment, source))
    } catch {
      let isExpected = reader.field(expected, "error") != nil
      return Verdict(id, isExpected ? .passed : .failed("\(source): \(error.text)"))
    }
  }

  private var settings: ExpressionEnvironment.Specification {
    ExpressionEnvironment.Specification(
      container: reader.text(document.root, "container"), skipsChecks: flag("disable_check"),
      hasMacros: !flag("disable_macros"))
  }

  private func declared(_ base: ExpressionEnvironment) -> ExpressionEnvironment? {
    var environment = base
    for declaration in document.value(document.root, "type_env").map({ document.elements($0) }) ?? [] {
      guard reader.text(declaration, "kind") == "var", let node = reader.field(declaration, "type"),
        let type = reader.type(node)
      else { return nil }
      environment.declare(reader.text(declaration, "name"), type)
    }
    // A test without a check may bind what it does not declare.
    for entry in document.value(document.root, "bindings").map({ document.entries($0) }) ?? []
    where !environment.declares(entry.key.string) {
      environment.declare(entry.key.string)
    }
    return environment
  }

  private func outcome(
    _ program: Program, _ environment: ExpressionEnvironment, _ source: String
  ) -> Verdict.Outcome {
    if let node = reader.field(expected, "type"), let difference = typeDifference(program, node) {
      return .failed("\(source): \(difference)")
    }
    if flag("check_only") { return .passed }
    let evaluator = Evaluator(environment)
    for entry in document.value(document.root, "bindings").map({ document.entries($0) }) ?? [] {
      guard let node = reader.field(entry.value, "value"), let value = reader.value(node) else {
        return .failed("\(source): a binding needs a message")
      }
      evaluator.bind(entry.key.string, value)
    }
    let outcome = evaluator.evaluate(program)
    if let message = outcome.value.errorMessage {
      let isExpected = reader.field(expected, "error") != nil
      return isExpected ? .passed : .failed("\(source): \(message)")
    }
    guard let node = reader.field(expected, "value") else {
      return .failed("\(source): expected an error, got \(evaluator.text(outcome.value))")
    }
    guard let wanted = reader.value(node), let got = evaluator.literal(outcome.value) else {
      return .failed("\(source): the expected value needs a message")
    }
    let (first, second) = (CELVectorReader.canonical(wanted), CELVectorReader.canonical(got))
    return first == second ? .passed : .failed("\(source): expected \(first), got \(second)")
  }

  private func typeDifference(_ program: Program, _ node: NodeID) -> String? {
    guard let type = reader.type(node) else { return nil }
    let wanted = ExpressionEnvironment.text(of: type)
    return wanted == program.type ? nil : "expected type \(wanted), got \(program.type)"
  }
}
