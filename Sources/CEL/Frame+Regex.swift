import Manifest
import RegularExpressions

/// Regular expressions and base64.
extension Frame {
  func regexFunction(_ function: Function, _ arguments: [Value]) -> Value {
    guard arguments[0].tag == .string, arguments[1].tag == .string else { return Frame.noOverload }
    guard let expression = RegexCache.compile(arguments[1].text) else {
      return failure(.argument, RegexCache.problem(arguments[1].text))
    }
    let text = arguments[0].text
    switch function {
    case .matches: return .bool(expression.matches(text))
    case .find:
      guard let match = expression.firstMatch(in: text)?.first ?? nil else { return .emptyText }
      return part(arguments[0], match)
    case .findAll: return findAll(expression, arguments)
    case .regexExtract: return extract(expression, arguments)
    case .regexExtractAll: return extractAll(expression, arguments)
    case .regexReplace: return replace(expression, arguments)
    default: return Frame.noOverload
    }
  }

  private func part(_ value: Value, _ range: Swift.Range<Int>) -> Value {
    Value.pointing(.string, value.address.map { $0 + range.lowerBound }, range.count)
  }

  /// Matches as Go's FindAll gives them: an empty match right behind a match does not count.
  private func matches(_ expression: RegularExpression, _ text: UnsafeBufferPointer<UInt8>, limit: Int)
    -> [[Swift.Range<Int>?]]
  {
    var found: [[Swift.Range<Int>?]] = []
    var position = 0
    var previousEnd = -1
    while position <= text.count, found.count < limit {
      guard let groups = expression.firstMatch(in: text, from: position), let match = groups.first ?? nil else { break }
      var isAccepted = true
      if match.isEmpty {
        if match.lowerBound == previousEnd { isAccepted = false }
        position = TextSearch.offset(of: 1, in: text, from: match.upperBound)
        if match.upperBound >= text.count { position = text.count + 1 }
      } else {
        position = match.upperBound
      }
      previousEnd = match.upperBound
      if isAccepted { found.append(groups) }
    }
    return found
  }

  private func findAll(_ expression: RegularExpression, _ arguments: [Value]) -> Value {
    var limit = Int.max
    if arguments.count == 3 {
      guard arguments[2].tag == .int else { return Frame.noOverload }
      limit = arguments[2].asInt < 0 ? .max : Int(clamping: arguments[2].asInt)
    }
    let found = matches(expression, arguments[0].text, limit: limit)
    return list(found.compactMap { $0[0].map { part(arguments[0], $0) } })
  }

  private func extract(_ expression: RegularExpression, _ arguments: [Value]) -> Value {
    guard let groups = expression.firstMatch(in: arguments[0].text) else { return Value.none }
    guard groups.count <= 2 else {
      return failure(.argument, "regular expression has more than one capturing group")
    }
    guard let range = groups[groups.count - 1] else { return Value.none }
    return optional(part(arguments[0], range))
  }

  private func extractAll(_ expression: RegularExpression, _ arguments: [Value]) -> Value {
    let found = matches(expression, arguments[0].text, limit: .max)
    guard found.allSatisfy({ $0.count <= 2 }) else {
      return failure(.argument, "regular expression has more than one capturing group")
    }
    return list(found.compactMap { groups in groups[groups.count - 1].map { part(arguments[0], $0) } })
  }

  private func replace(_ expression: RegularExpression, _ arguments: [Value]) -> Value {
    guard arguments[2].tag == .string else { return Frame.noOverload }
    var limit = Int.max
    if arguments.count == 4 {
      guard arguments[3].tag == .int else { return Frame.noOverload }
      limit = arguments[3].asInt < 0 ? .max : Int(clamping: arguments[3].asInt)
    }
    let text = arguments[0].text
    let template = Array(arguments[2].text)
    var output: [UInt8] = []
    var start = 0
    for groups in matches(expression, text, limit: limit) {
      guard let match = groups[0] else { continue }
      output.append(contentsOf: text[start..<match.lowerBound])
      guard let filled = Frame.fill(template, groups, text) else {
        return failure(.argument, "invalid replacement string")
      }
      output.append(contentsOf: filled)
      guard output.count <= Arena.limit else { return Frame.outOfMemory }
      start = match.upperBound
    }
    output.append(contentsOf: text[start...])
    return string(output)
  }

  /// A replacement with `\1` and the like filled in; nil when it names no group.
  private static func fill(
    _ template: [UInt8], _ groups: [Swift.Range<Int>?], _ text: UnsafeBufferPointer<UInt8>
  ) -> [UInt8]? {
    var output: [UInt8] = []
    var index = 0
    while index < template.count {
      guard template[index] == UInt8(ascii: "\\") else {
        output.append(template[index])
        index += 1
        continue
      }
      guard index + 1 < template.count else { return nil }
      let next = template[index + 1]
      if next == UInt8(ascii: "\\") {
        output.append(next)
      } else {
        guard next &- 0x30 < 10, Int(next &- 0x30) < groups.count else { return nil }
        if let range = groups[Int(next &- 0x30)] { output.append(contentsOf: text[range]) }
      }
      index += 2
    }
    return output
  }

  func base64(_ function: Function, _ value: Value) -> Value {
    if function == .base64Encode {
      return value.tag == .bytes ? string(Base64.encode(value.text)) : Frame.noOverload
    }
    guard value.tag == .string else { return Frame.noOverload }
    var text = Array(value.text)
    while text.last == UInt8(ascii: "=") { text.removeLast() }
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    guard let bytes = Base64.decode(text) else { return Value.text(.error, "illegal base64 data", .conversion) }
    var decoded = string(bytes)
    if decoded.tag == .string { decoded.tag = .bytes }
    return decoded
  }
}
