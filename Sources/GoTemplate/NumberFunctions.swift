import Glibc

/// Arithmetic: on 64-bit integers, and on floats in decimal.
enum NumberFunctions {
  static let table: [Function] = [
    Function("add", [.any], isVariadic: true) { call throws(CallFailure) in
      integer(call.arguments.reduce(0) { $0 &+ Convert.int($1) })
    },
    Function("add1", [.any]) { call throws(CallFailure) in integer(Convert.int(call[0]) &+ 1) },
    Function("sub", [.any, .any]) { call throws(CallFailure) in
      integer(Convert.int(call[0]) &- Convert.int(call[1]))
    },
    Function("mul", [.any, .any], isVariadic: true) { call throws(CallFailure) in
      integer(call.arguments.reduce(1) { $0 &* Convert.int($1) })
    },
    Function("div", [.any, .any]) { call throws(CallFailure) in
      let divisor = try nonZero(call[1])
      return integer(divisor == -1 ? 0 &- Convert.int(call[0]) : Convert.int(call[0]) / divisor)
    },
    Function("mod", [.any, .any]) { call throws(CallFailure) in
      let divisor = try nonZero(call[1])
      return integer(divisor == -1 ? 0 : Convert.int(call[0]) % divisor)
    },
    Function("max", [.any, .any], isVariadic: true, maximum),
    Function("biggest", [.any, .any], isVariadic: true, maximum),
    Function("min", [.any, .any], isVariadic: true) { call throws(CallFailure) in
      integer(call.arguments.map { Convert.int($0) }.min() ?? 0)
    },
    Function("maxf", [.any, .any], isVariadic: true) { call throws(CallFailure) in
      .float(call.arguments.dropFirst().reduce(Convert.float(call[0])) { larger($0, Convert.float($1)) })
    },
    Function("minf", [.any, .any], isVariadic: true) { call throws(CallFailure) in
      .float(call.arguments.dropFirst().reduce(Convert.float(call[0])) { -larger(-$0, -Convert.float($1)) })
    },
    Function("addf", [.any], isVariadic: true) { call throws(CallFailure) in
      try decimal(.float(0), call.arguments[...]) { left, right throws(CallFailure) in left + right }
    },
    Function("add1f", [.any]) { call throws(CallFailure) in
      try decimal(call[0], [.float(1)]) { left, right throws(CallFailure) in left + right }
    },
    Function("subf", [.any, .any], isVariadic: true) { call throws(CallFailure) in
      try decimal(call[0], call.arguments.dropFirst()) { left, right throws(CallFailure) in left + -right }
    },
    Function("mulf", [.any, .any], isVariadic: true) { call throws(CallFailure) in
      try decimal(call[0], call.arguments.dropFirst()) { left, right throws(CallFailure) in left * right }
    },
    Function("divf", [.any, .any], isVariadic: true) { call throws(CallFailure) in
      try decimal(call[0], call.arguments.dropFirst()) { left, right throws(CallFailure) in
        if right.isZero { throw CallFailure("decimal division by 0") }
        return left.divided(by: right)
      }
    },
    Function("ceil", [.any]) { call throws(CallFailure) in .float(Convert.float(call[0]).rounded(.up)) },
    Function("floor", [.any]) { call throws(CallFailure) in .float(Convert.float(call[0]).rounded(.down)) },
    Function("round", [.any, .int, .float], isVariadic: true, round),
  ]

  private static func integer(_ value: Int64) -> Value { .int(value, .int64) }

  private static func nonZero(_ value: Value) throws(CallFailure) -> Int64 {
    let divisor = Convert.int(value)
    if divisor == 0 { throw CallFailure("runtime error: integer divide by zero") }
    return divisor
  }

  @Sendable private static func maximum(_ call: borrowing Call) throws(CallFailure) -> Value {
    integer(call.arguments.map { Convert.int($0) }.max() ?? 0)
  }

  /// `math.Max`: NaN wins.
  private static func larger(_ left: Double, _ right: Double) -> Double {
    left.isNaN || right.isNaN ? .nan : Swift.max(left, right)
  }

  private static func decimal(
    _ first: Value, _ others: ArraySlice<Value>, _ body: (Decimal, Decimal) throws(CallFailure) -> Decimal
  ) throws(CallFailure) -> Value {
    var result = try decimal(first)
    for other in others { result = try body(result, try decimal(other)) }
    return .float(result.double)
  }

  private static func decimal(_ value: Value) throws(CallFailure) -> Decimal {
    let float = Convert.float(value)
    if let decimal = Decimal(float) { return decimal }
    throw CallFailure("Cannot create a Decimal from \(GoPrinter.text(.float(float)))")
  }

  @Sendable private static func round(_ call: borrowing Call) throws(CallFailure) -> Value {
    let value = Convert.float(call[0])
    var threshold = 0.5
    if call.count > 2, case .float(let given) = call[2].payload { threshold = given }
    let power = pow(10, Double(call.int(1)))
    let digit = power * value
    let fraction = digit - digit.rounded(.towardZero)
    return .float((fraction >= threshold ? digit.rounded(.up) : digit.rounded(.down)) / power)
  }
}
