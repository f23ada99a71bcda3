import Testing

@testable import CEL

/// The libraries: one line for each function and for each of its surprises.
struct LibraryTests {
  private func text(_ source: String, _ environment: ExpressionEnvironment) throws -> String {
    let evaluator = Evaluator(environment)
    return evaluator.text(evaluator.evaluate(try environment.compile(source)).value)
  }

  @Test(arguments: [
    ("quantity('1.5').isInteger()", "false"), ("isQuantity('Mi')", "true"), ("isQuantity('1,3G')", "false"),
    ("quantity('50k').add(20).compareTo(quantity('50020'))", "0"), ("quantity('1Ei').isInteger()", "false"),
    ("sign(quantity('-1m'))", "-1"), ("quantity('250m').asApproximateFloat()", "0.25"),
    ("ip('::1').isLoopback()", "true"), ("string(ip('2001:0db8:0:0::1'))", "\"2001:db8::1\""),
    ("ip.isCanonical('2001:DB8::1')", "false"), ("isIP('01.2.3.4')", "false"), ("ip('fe80::1').family()", "6"),
    ("string(cidr('10.1.2.3/8').masked())", "\"10.0.0.0/8\""), ("cidr('10.0.0.0/8').containsIP('11.0.0.1')", "false"),
    ("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "true"), ("cidr('::/0').prefixLength()", "0"),
    ("url('https://a.b:80/c%20d?e=f#g').getEscapedPath()", "\"/c%20d\""),
    ("url('https://[::1]:8/').getHostname()", "\"::1\""),
    ("url('HTTPS://Host/').getScheme()", "\"https\""), ("isURL('../a')", "false"),
    ("url('/a?b=1&b=2').getQuery()['b']", "[\"1\", \"2\"]"),
    ("semver('v1.0', true).minor()", "0"), ("semver('1.0.0-rc.1').isLessThan(semver('1.0.0'))", "true"),
    ("isSemver('01.0.0')", "false"), ("semver('1.2.3+a') == semver('1.2.3+b')", "true"),
    ("format.dns1123Label().validate('a-b').hasValue()", "false"), ("format.uuid().validate('x').value().size()", "1"),
    ("format.named('nothing').hasValue()", "false"), ("'123 abc 456'.findAll('[0-9]+')", "[\"123\", \"456\"]"),
    ("'abc'.find('z')", "\"\""), ("[1, 2, 2].lastIndexOf(2)", "2"), ("[3, 1].isSorted()", "false"), ("[].sum()", "0"),
    ("['b', 'a'].min()", "\"a\""), ("[1, 2, 1].distinct()", "[1, 2]"), ("[[1], [2, 3]].flatten()", "[1, 2, 3]"),
    ("lists.range(3)", "[0, 1, 2]"), ("[1, 2, 3].slice(1, 3)", "[2, 3]"), ("sets.equivalent([1], [1, 1])", "true"),
    ("'héllo'.charAt(1)", "\"é\""), ("'a,b'.split(',', 0)", "[]"), ("'x'.replace('', '-')", "\"-x-\""),
    ("'%s is %.1f'.format(['a', 1.25])", "\"a is 1.2\""), ("'%e'.format([1052.0])", "\"1.052000×10⁰³\""),
    ("timestamp('2020-03-01T00:00:00Z').getHours('America/New_York')", "19"),
    ("duration('1h30m') > duration('89m')", "true"),
    ("timestamp('2020-02-29T23:59:59Z') + duration('1s')", "timestamp(\"2020-03-01T00:00:00Z\")"),
    ("[1, 2].transformMap(i, v, v * i)", "{0: 0, 1: 2}"), ("[optional.of(1), optional.none()].unwrapOpt()", "[1]"),
    ("string(1e21)", "\"1e+21\""), ("string(100000000.0)", "\"1e+08\""), ("int(-1.9)", "-1"), ("-7 % 3", "-1"),
  ])
  func kubernetes(_ source: String, result: String) throws { #expect(try text(source, .kubernetes()) == result) }

  @Test(arguments: [
    ("math.greatest(1, 2.5, 2u)", "2.5"), ("math.bitShiftLeft(1, 64)", "0"), ("math.round(-1.5)", "-2.0"),
    ("base64.encode(b'hi')", "\"aGk=\""), ("base64.decode('aGk')", "b\"hi\""), ("cel.bind(x, 2, x * x)", "4"),
    ("'abc'.reverse()", "\"cba\""), ("'%d %s'.format([1.5, [1, 'a']])", "\"1.5 [1, a]\""),
    ("regex.replace('ab12', '([a-z])([0-9])', '\\\\2\\\\1')", "\"a1b2\""),
    ("regex.extract('k=v', 'k=(.*)').value()", "\"v\""),
    ("google.protobuf.Int32Value{value: 5}", "5"), ("[1, 'a', 2.0].size()", "3"),
  ])
  func full(_ source: String, result: String) throws { #expect(try text(source, .full()) == result) }

  @Test func fluxKnowsNoKubernetesFunctions() throws {
    #expect(try text("'a,b'.split(',')", .flux()) == "[\"a\", \"b\"]")
    #expect(throws: CompileError.self) { try ExpressionEnvironment.flux().compile("isQuantity('1')") }
  }

  @Test func authorizerIsNotEvaluable() throws {
    var environment = ExpressionEnvironment.kubernetes()
    environment.declare("authorizer", .opaque("kubernetes.authorization.Authorizer"))
    let evaluator = Evaluator(environment)
    evaluator.bind("authorizer", .null)
    let program = try environment.compile("authorizer.group('apps').resource('deployments').check('get').allowed()")
    #expect(evaluator.evaluate(program).value.failure == .notEvaluable)
  }

  @Test(
    arguments: [
      ("self.a.contains('x')", nil, 314_575), ("self.a.contains('x')", 10, 3),
    ] as [(String, UInt64?, UInt64)])
  func estimateFollowsBounds(_ source: String, bound: UInt64?, most: UInt64) throws {
    var environment = ExpressionEnvironment.kubernetes()
    let type = DeclaredType.bounded(.string, maximum: bound ?? 3_145_726)
    environment.declare("self", .object(name: "Spec", fields: [.init("a", type)]))
    #expect(try environment.compile(source).estimate.maximum == most)
  }
}
