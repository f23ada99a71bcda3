import Manifest

/// Calls of functions. Each function looks at the kinds of its arguments: what does not fit is "no such overload".
extension Frame {
  @inline(__always)
  private static func function(_ instruction: Instruction) -> Function {
    Function.byNumber[Int(instruction.function)]
  }

  mutating func call1(_ instruction: Instruction) -> Value {
    let argument = evaluate(instruction.a)
    let function = Frame.function(instruction)
    if instruction.price == .flat {
      cost &+= 1
      if argument.tag == .error { return argument }
      return function == .not ? not(argument) : unary(function, argument)
    }
    if instruction.price.isPaidFirst, !pay(instruction.price, argument) { return Frame.overBudget }
    let result = argument.tag == .error ? argument : unary(function, argument)
    if !instruction.price.isPaidFirst { cost &+= price(instruction.price, argument, result: result) }
    return result
  }

  private func not(_ value: Value) -> Value { value.tag == .bool ? .bool(value.bits == 0) : Frame.noOverload }

  mutating func call2(_ instruction: Instruction) -> Value {
    let left = evaluate(instruction.a)
    if Frame.isFatal(left) { return left }
    let right = evaluate(instruction.b)
    if instruction.price.isPaidFirst, !pay(instruction.price, left, right) { return Frame.overBudget }
    var result = left
    if left.tag != .error {
      result = right.tag == .error ? right : binary(Frame.function(instruction), left, right)
    }
    if !instruction.price.isPaidFirst {
      cost &+= price(instruction.price, left, right, result: result)
    }
    return result
  }

  mutating func callMany(_ instruction: Instruction) -> Value {
    var arguments: [Value] = []
    var failed: Value?
    for position in Int(instruction.b)..<Int(instruction.b &+ instruction.c) {
      let value = evaluate(operands[position])
      if Frame.isFatal(value) { return value }
      if value.tag == .error { failed = failed ?? value }
      arguments.append(value)
    }
    let first = arguments.first ?? .null
    let second = arguments.dropFirst().first ?? .null
    if instruction.price.isPaidFirst, !pay(instruction.price, first, second) { return Frame.overBudget }
    let result = failed ?? many(Frame.function(instruction), arguments)
    if !instruction.price.isPaidFirst { cost &+= price(instruction.price, first, second, result: result) }
    return result
  }

  /// Pays for what depends on sizes before it is done, so that the limit also bounds time and memory. False when the
  /// limit is passed.
  private mutating func pay(_ price: Price, _ first: Value, _ second: Value = .null) -> Bool {
    cost &+= self.price(price, first, second)
    return cost <= limit
  }

  // MARK: One argument

  private mutating func unary(_ function: Function, _ value: Value) -> Value {
    switch function {
    case .negate: return negate(value)
    case .size: return size(of: value)
    case .dyn: return value
    case .type: return TypeNames.type(of: value)
    case .int, .uint, .double, .string, .bool, .bytes, .timestamp, .duration: return convert(value, to: function)
    case .hasValue: return value.tag == .optional ? .bool(value.wrapped != nil) : Frame.noOverload
    case .value:
      guard value.tag == .optional else { return Frame.noOverload }
      return value.wrapped ?? Value.text(.error, "optional.none() dereference", .argument)
    case .optionalOf: return optional(value)
    case .optionalOfNonZero: return Frame.isZero(value) ? Value.none : optional(value)
    case .getFullYear, .getMonth, .getDayOfYear, .getDayOfMonth, .getDate, .getDayOfWeek, .getHours, .getMinutes,
      .getSeconds, .getMilliseconds:
      return timeField(function, value, zone: nil)
    case .lowerAscii, .upperAscii, .trim, .quote, .escapeKey: return textFunction(function, value)
    case .reverse where value.tag == .string: return textFunction(function, value)
    case .join: return join(value, separator: .emptyText)
    case .isSorted, .sum, .min, .max, .flatten, .distinct, .reverse, .sort, .first, .last, .unwrapOpt, .optionalUnwrap,
      .range:
      return listFunction(function, value)
    case .base64Encode, .base64Decode: return base64(function, value)
    default: return unaryLibrary(function, value)
    }
  }

  private mutating func unaryLibrary(_ function: Function, _ value: Value) -> Value {
    switch function {
    case .url, .isURL, .getScheme, .getHost, .getHostname, .getPort, .getEscapedPath, .getQuery:
      return urlFunction(function, value)
    case .quantity, .isQuantity, .sign, .asInteger, .isInteger, .asApproximateFloat:
      return quantityFunction(function, value)
    case .ip, .isIP, .isCanonical, .family, .isUnspecified, .isLoopback, .isLinkLocalMulticast, .isLinkLocalUnicast,
      .isGlobalUnicast, .cidr, .isCIDR, .masked, .prefixLength:
      return addressFunction(function, value)
    case .formatNamed: return Format.named(value, self)
    case .semver, .isSemver, .major, .minor, .patch: return versionFunction(function, [value])
    case .mathMax, .mathMin, .mathCeil, .mathFloor, .mathRound, .mathTrunc, .mathAbs, .mathSign, .mathSqrt, .mathIsInf,
      .mathIsNaN, .mathIsFinite, .mathBitNot:
      return mathFunction(function, value)
    default: return notEvaluable(function)
    }
  }

  // MARK: Two arguments

  private mutating func binary(_ function: Function, _ left: Value, _ right: Value) -> Value {
    switch function {
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return ordered(function, left, right)
    case .in: return contained(left, right)
    case .add: return add(left, right)
    case .subtract: return subtract(left, right)
    case .multiply: return multiply(left, right)
    case .divide: return divide(left, right)
    case .modulo: return modulo(left, right)
    case .startsWith, .endsWith, .contains:
      return left.tag == .string && right.tag == .string ? textTest(function, left, right) : Frame.noOverload
    case .matches, .find, .findAll, .regexExtract, .regexExtractAll: return regexFunction(function, [left, right])
    case .charAt, .indexOf, .lastIndexOf, .split, .substring, .format:
      return left.isList ? listSearch(function, left, right) : textFunction(function, [left, right])
    case .join: return join(left, separator: right)
    case .includes: return includes(left, right)
    case .flatten: return flatten(left, right)
    case .setsContains, .setsEquivalent, .setsIntersects: return setFunction(function, left, right)
    case .getFullYear, .getMonth, .getDayOfYear, .getDayOfMonth, .getDate, .getDayOfWeek, .getHours, .getMinutes,
      .getSeconds, .getMilliseconds:
      return timeField(function, left, zone: right)
    case .isGreaterThan, .isLessThan, .compareTo:
      return left.tag == .semver ? versionFunction(function, [left, right]) : quantityFunction(function, left, right)
    case .addAmount, .subtractAmount: return quantityFunction(function, left, right)
    case .containsIP, .containsCIDR: return containment(function, left, right)
    case .semver, .isSemver: return versionFunction(function, [left, right])
    case .validate: return Format.validate(left, right, self)
    case .mathMax, .mathMin, .mathBitOr, .mathBitAnd, .mathBitXor, .mathBitShiftLeft, .mathBitShiftRight:
      return mathFunction(function, [left, right])
    default: return notEvaluable(function)
    }
  }

  // MARK: Any number

  private mutating func many(_ function: Function, _ arguments: [Value]) -> Value {
    switch function {
    case .optionalNone: return Value.none
    case .indexOf, .lastIndexOf, .replace, .split, .substring: return textFunction(function, arguments)
    case .findAll, .regexReplace: return regexFunction(function, arguments)
    case .slice: return slice(arguments)
    case .mathMax, .mathMin: return mathFunction(function, arguments)
    case .serviceAccount: return notEvaluable(function)
    default:
      if let format = Format.named(function) { return Value(.format, detail: UInt8(format.number)) }
      return notEvaluable(function)
    }
  }

  private func notEvaluable(_ function: Function) -> Value {
    switch function {
    case .path, .group, .serviceAccount, .resource, .subresource, .namespace, .name, .fieldSelector, .labelSelector,
      .check, .allowed, .reason, .errored, .error:
      Value.text(.error, "the authorizer needs a cluster", .notEvaluable)
    default: Frame.noOverload
    }
  }

  /// What a function of a library says of an argument of the wrong kind.
  func noOverload(_ function: Function, _ value: Value) -> Value {
    failure(.noSuchOverload, "no such overload: \(function.rawValue)(\(ValuePrinter.typeName(value)))")
  }

  private func size(of value: Value) -> Value {
    switch value.tag {
    case .string: .int(Frame.codePoints(value.text))
    case .bytes, .list, .documentList, .map, .documentMap: .int(Int(value.length))
    default: Frame.noOverload
    }
  }
}

extension Function {
  /// The functions by the numbers that instructions carry.
  static let byNumber = Array(Function.allCases)

  private static let numbers: [Function: UInt16] = Dictionary(
    uniqueKeysWithValues: Function.allCases.enumerated().map { ($1, UInt16($0)) })

  var number: UInt16 { Function.numbers[self] ?? 0 }
}

extension TypeNames {
  /// The type of a value, as a value.
  static func type(of value: Value) -> Value {
    switch value.tag {
    case .null: .type("null_type")
    case .bool: .type("bool")
    case .int: .type("int")
    case .uint: .type("uint")
    case .double: .type("double")
    case .string: .type("string")
    case .bytes: .type("bytes")
    case .type: .type("type")
    case .timestamp: .type("google.protobuf.Timestamp")
    case .duration: .type("google.protobuf.Duration")
    case .list, .documentList: .type("list")
    case .map, .documentMap: .type("map")
    case .optional: .type("optional_type")
    case .structure: .type("object")
    case .quantity: .type("kubernetes.Quantity")
    case .ip: .type("net.IP")
    case .cidr: .type("net.CIDR")
    case .url: .type("kubernetes.URL")
    case .format: .type("kubernetes.NamedFormat")
    case .semver: .type("kubernetes.Semver")
    case .error: value
    }
  }
}
