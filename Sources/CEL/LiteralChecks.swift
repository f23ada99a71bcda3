import Manifest

/// Mistakes in literals that Kubernetes finds while compiling: times, patterns, formats.
struct LiteralChecks {
  let syntax: Syntax
  let olderFormat: Bool

  func run() -> [SourceProblem] {
    syntax.terms.compactMap { term in term.kind == .call ? problem(term) : nil }
  }

  private static let duration: Key = "duration"
  private static let timestamp: Key = "timestamp"
  private static let matches: Key = "matches"
  private static let format: Key = "format"

  private func problem(_ term: Term) -> SourceProblem? {
    let operands = Array(syntax.operands(term))
    guard let last = operands.last.map({ syntax.terms[Int($0.term)] }) else { return nil }
    if term.name == LiteralChecks.format, term.flag, operands.count == 1 { return format(term, last) }
    guard last.kind == .constant else { return nil }
    let value = syntax.constants[Int(last.first)]
    guard value.kind == .string else { return nil }
    let position = Int(last.position)
    switch term.name {
    case LiteralChecks.duration where operands.count == 1 && !term.flag:
      return DurationText.parse(value.text) == nil ? SourceProblem("invalid duration argument", at: position) : nil
    case LiteralChecks.timestamp where operands.count == 1 && !term.flag:
      return Timestamp(value.text) == nil ? SourceProblem("invalid timestamp argument", at: position) : nil
    case LiteralChecks.matches:
      return RegexCache.compile(value.text) == nil ? SourceProblem("invalid matches argument", at: position) : nil
    default: return nil
    }
  }

  /// A format with its arguments, where both are literals.
  private func format(_ term: Term, _ list: Term) -> SourceProblem? {
    let target = syntax.terms[Int(term.target)]
    guard target.kind == .constant, list.kind == .list else { return nil }
    let template = syntax.constants[Int(target.first)]
    guard template.kind == .string else { return nil }
    let operands = Array(syntax.operands(list))
    let verbs = LiteralChecks.verbs(template.text)
    if verbs.count > operands.count {
      return SourceProblem("index \(operands.count) out of range", at: Int(term.position))
    }
    if verbs.count < operands.count {
      let message =
        "too many arguments supplied to string.format (expected \(verbs.count), got \(operands.count))"
      return SourceProblem(message, at: Int(term.position))
    }
    for (verb, operand) in zip(verbs, operands) {
      let argument = syntax.terms[Int(operand.term)]
      guard argument.kind == .constant else { continue }
      let value = syntax.constants[Int(argument.first)]
      if let message = refusal(verb, value) { return SourceProblem(message, at: Int(argument.position)) }
    }
    return nil
  }

  private static func verbs(_ template: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var verbs: [UInt8] = []
    var index = 0
    while index < template.count {
      if template[index] == UInt8(ascii: "%") {
        index += 1
        while index < template.count, template[index] == UInt8(ascii: ".") || template[index] &- 0x30 < 10 {
          index += 1
        }
        if index < template.count, template[index] != UInt8(ascii: "%") { verbs.append(template[index]) }
      }
      index += 1
    }
    return verbs
  }

  private func refusal(_ verb: UInt8, _ value: Value) -> String? {
    guard olderFormat else { return nil }
    let type = ValuePrinter.typeName(value)
    switch verb {
    case UInt8(ascii: "d") where value.kind != .int && value.kind != .uint:
      return "error during formatting: decimal clause can only be used on integers, was given \(type)"
    case UInt8(ascii: "f") where value.kind != .double:
      return "error during formatting: fixed-point clause can only be used on doubles, was given \(type)"
    case UInt8(ascii: "e") where value.kind != .double:
      return "error during formatting: scientific clause can only be used on doubles, was given \(type)"
    default: return nil
    }
  }
}
