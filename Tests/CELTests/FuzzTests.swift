import Manifest
import Testing

@testable import CEL

/// Damaged and random expressions: an error or a value, never a crash, in bounded time.
struct FuzzTests {
  /// A small generator, so that every run tries the same.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  static let pieces = [
    "object", "x", ".", "?", "[", "]", "(", ")", "{", "}", ",", ":", "+", "-", "*", "/", "%", "!", "==", "<", "&&",
    "||",
    "in", "has(", "'a'", "\"\\u00e9\"", "b'\\xff'", "1", "0x7f", "2u", "1.5", "9223372036854775807", "true", "null",
    ".all(x, ", ".map(i, v, ", ".exists_one(x, ", ".filter(x, ", ".sortBy(x, ", ".optMap(x, ", ".transformMap(k, v, ",
    "size(", "quantity('1Gi')", "ip('::1')", "cidr('10.0.0.0/8')", "url('http://a/b?c=d')", "semver('1.2.3')",
    "duration('1h')", "timestamp('2020-01-01T00:00:00Z')", ".format([", "lists.range(", ".matches('a+')", ".split('')",
    ".substring(1, 2)", ".replace('a', 'b')", ".orValue(", "optional.of(", "optional.none()", ".spec", ".list", " ",
    "\n",
    "string(", "int(", "dyn(", "type(", ".sum()", ".min()", ".flatten(", ".slice(0, 1)", ".distinct()", ".sort()",
    "[1, 2, 3]", "{'a': 1}", "format.dns1123Label()", ".validate('a')", "//", "'''", "\\", "`", "\u{0}", "é",
  ]

  private func evaluateAll(_ sources: [String], _ base: ExpressionEnvironment) throws -> (compiled: Int, ran: Int) {
    var environment = base
    environment.declare("object")
    let text = "{spec: {list: [1, 2, 3], text: abc}, a: {b: null}}"
    let document = try #require(try YAMLReader(dialect: .yaml11).read(Array(text.utf8)).document)
    let evaluator = Evaluator(environment)
    evaluator.costLimit = 20_000
    evaluator.bind("object", document, document.root)
    var counts = (compiled: 0, ran: 0)
    for source in sources {
      guard let program = try? environment.compile(source) else { continue }
      counts.compiled += 1
      let outcome = evaluator.evaluate(program)
      if outcome.value.kind != .error { counts.ran += 1 }
      _ = evaluator.text(outcome.value)
    }
    return counts
  }

  @Test func randomPieces() throws {
    var generator = Generator(state: 7)
    let sources = (0..<4_000).map { _ in
      (0..<Int.random(in: 1...14, using: &generator)).map { _ in
        Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
      }.joined()
    }
    #expect(try evaluateAll(sources, .kubernetes()).compiled > 30)
    #expect(try evaluateAll(sources, .full()).compiled > 30)
    var unchecked = ExpressionEnvironment.full()
    unchecked.options.skipsChecks = true
    #expect(try evaluateAll(sources, unchecked).ran > 10)
  }

  /// Expressions that work, with one byte changed, dropped or doubled.
  @Test func mutations() throws {
    let seeds = [
      "object.spec.list.all(x, x > 0 && has(object.spec.text)) ? 'a' + object.spec.text : string(1.5)",
      "object.spec.list.map(x, {'k': x})[0].k in [1, 2] || quantity('1.5Gi').isLessThan(quantity('2Gi'))",
      "'%s %d %.2f'.format([object.spec.text, 3, 1.5]).split(' ').join('-').matches('^a.c-[0-9]+')",
      "cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) && url('https://a.b:80/c?d=e').getQuery()['d'].size() == 1",
      "object.?spec.?list[?1].optMap(v, v * 2).orValue(timestamp('2020-01-01T00:00:00Z').getHours('Asia/Tokyo'))",
      "semver('v1.2', true).compareTo(semver('1.2.0-rc.1+b')) + [3, 1].sort()[0] - duration('1h2m').getSeconds()",
      "{'a': [1, 2u, 3.5], 2: b'\\xff'}.transformMap(k, v, k != 2, v).size() % 2 == 0",
    ]
    var generator = Generator(state: 11)
    var sources: [String] = []
    for seed in seeds {
      for _ in 0..<400 {
        var bytes = Array(seed.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let index = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
          case 1: bytes.remove(at: index)
          default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: index)
          }
        }
        sources.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    #expect(try evaluateAll(sources + seeds, .full()).compiled > 30)
    var unchecked = ExpressionEnvironment.kubernetes()
    unchecked.options.skipsChecks = true
    unchecked.options.checksLiterals = false
    #expect(try evaluateAll(sources + seeds, unchecked).compiled > 30)
  }

  @Test(arguments: [
    ("'a'.matches('(a+)+$')", true), ("('" + String(repeating: "a", count: 5000) + "!').matches('^(a+)+$')", true),
    ("[" + String(repeating: "[", count: 240) + String(repeating: "]", count: 240) + "]", true),
    (String(repeating: "(", count: 260) + "1" + String(repeating: ")", count: 260), false),
    (String(repeating: "-", count: 90_000) + "x", false),
    ("'a'" + String(repeating: ".replace('a', 'aaaaaaaaaaaaaaaa')", count: 60), true),
  ])
  func extremes(_ source: String, compiles: Bool) throws {
    let counts = try evaluateAll([source], .kubernetes())
    #expect((counts.compiled == 1) == compiles)
  }
}
