import Manifest
import Testing

@testable import CEL

/// Values, costs and errors of whole expressions in Kubernetes' environment.
struct EvaluationTests {
  static let object = """
    kind: Deployment
    metadata: {name: web, labels: {app: web, tier: x}}
    spec: {replicas: 3, list: [1, 2, 3], nothing: null, image: "registry.example.com/app:1"}
    """

  private func evaluate(
    _ source: String, limit: UInt64 = 1_000_000, in base: ExpressionEnvironment = .kubernetes()
  ) throws -> (text: String, cost: UInt64, failure: Failure?) {
    var environment = base
    environment.declare("object")
    let document = try #require(try YAMLReader(dialect: .yaml11).read(Array(Self.object.utf8)).document)
    let evaluator = Evaluator(environment)
    evaluator.costLimit = limit
    evaluator.bind("object", document, document.root)
    let outcome = evaluator.evaluate(try environment.compile(source))
    return (evaluator.text(outcome.value), outcome.cost, outcome.value.failure)
  }

  @Test(arguments: [
    ("object.spec.replicas > 2", "true", 4), ("object.spec.list.all(x, x > 0)", "true", 19),
    ("object.spec.list.map(x, x * 2)", "[2, 4, 6]", 46), ("object.spec.?paused.hasValue()", "false", 3),
    ("object.spec.list.filter(x, x > 1).size()", "2", 37), ("'app' in object.metadata.labels", "true", 4),
    ("object.spec.image.startsWith('registry.')", "true", 6), ("object.kind in ['A', 'Deployment']", "true", 2),
    ("object.metadata.labels.map(k, k).size()", "2", 31), ("has(object.spec.missing)", "false", 2),
    ("object.spec.nothing == null", "true", 4), ("[3, 1, 2].sortBy(x, -x)", "[3, 2, 1]", 74),
    ("quantity('1Gi').isGreaterThan(quantity('1G'))", "true", 3), ("duration('90s').getMinutes()", "1", 1),
    ("{'a': 1}[?'a'].optMap(x, x + 1)", "optional.of(2)", 9), ("'a-b'.matches('^[a-z-]+$')", "true", 3),
  ])
  func valueAndCost(_ source: String, value: String, cost: UInt64) throws {
    let outcome = try evaluate(source)
    #expect(outcome.text == value)
    #expect(outcome.cost == cost)
  }

  @Test(arguments: [
    ("object.spec.missing", "no such key: missing", Failure.noSuchKey),
    ("object.spec.list[-1]", "index out of bounds: -1", .indexOutOfBounds),
    ("1 / 0", "division by zero", .divisionByZero), ("9223372036854775807 + 1", "integer overflow", .overflow),
    ("object.spec.replicas.x", "no such key: x", .noSuchKey),
    ("object.spec.image > 1", "no such overload", .noSuchOverload),
    (
      "quantity(object.kind)",
      "quantities must match the regular expression "
        + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'", .argument
    ),
  ])
  func errors(_ source: String, message: String, failure: Failure) throws {
    let outcome = try evaluate(source)
    #expect(outcome.text == message)
    #expect(outcome.failure == failure)
  }

  @Test(arguments: [
    "lists.range(1000000000).size() > 0", "lists.range(1000).all(a, lists.range(1000).all(b, true))",
    "lists.range(2000).map(a, lists.range(2000))",
  ])
  func limitEndsEvaluation(_ source: String) throws {
    let outcome = try evaluate(source)
    #expect(outcome.failure == .cost)
    #expect(outcome.cost == 1_000_001)
  }

  @Test(arguments: [
    ("object.x &&", 1), ("[1, 'a']", 1), ("1 == 1.0", 1), ("size(1) + nope + 'a'.foo()", 3),
    ("duration('1d')", 1), ("'a'.matches('(')", 1), ("int('x')", 1), ("'%d'.format(['a'])", 1),
  ])
  func compileErrors(_ source: String, count: Int) {
    var environment = ExpressionEnvironment.kubernetes()
    environment.declare("object")
    do throws(CompileError) {
      _ = try environment.compile(source)
      Issue.record("compiles")
    } catch {
      #expect(error.problems.count == count)
    }
  }

  @Test func namesAreSuggested() {
    var environment = ExpressionEnvironment.kubernetes()
    environment.declare("object", .object(name: "Pod", fields: [.init("containers", .list(.dyn))]))
    do throws(CompileError) {
      _ = try environment.compile("object.container.size() > 0 || objct.x")
      Issue.record("compiles")
    } catch {
      #expect(error.text.contains("did you mean 'containers'"))
      #expect(error.text.contains("did you mean 'object'"))
    }
  }

  @Test func unguardedOptionalFieldsAreReported() throws {
    var environment = ExpressionEnvironment.kubernetes()
    environment.declare(
      "self", .object(name: "Spec", fields: [.init("a", .int, isOptional: true), .init("b-c", .int)]))
    #expect(try environment.compile("self.a > 1 && self.b__dash__c > 0").unguardedFields.count == 1)
    #expect(try environment.compile("has(self.a) && self.a > 1").unguardedFields.isEmpty)
    #expect(try environment.compile("self.?a.orValue(1) > 1").unguardedFields.isEmpty)
  }

  @Test func versionsDiffer() {
    func compiles(_ source: String, _ minor: Int) -> Bool {
      (try? ExpressionEnvironment.kubernetes(minor: minor, stored: false).compile(source)) != nil
    }
    #expect(!compiles("ip('1.2.3.4').family() == 4", 29))
    #expect(compiles("ip('1.2.3.4').family() == 4", 30))
    #expect(!compiles("[1].includes(1)", 36))
    #expect(compiles("[1].includes(1)", 37))
  }
}
