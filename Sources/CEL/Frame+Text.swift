import Manifest

/// Functions on text. Positions count code points.
extension Frame {
  @inline(__always)
  func textTest(_ function: Function, _ left: Value, _ right: Value) -> Value {
    let text = left.text
    let part = right.text
    switch function {
    case .startsWith: return .bool(TextSearch.has(part, in: text, at: 0))
    case .endsWith: return .bool(TextSearch.has(part, in: text, at: text.count - part.count))
    default: return .bool(TextSearch.first(part, in: text, from: 0) != nil)
    }
  }

  func textFunction(_ function: Function, _ value: Value) -> Value {
    guard value.tag == .string else { return Frame.noOverload }
    let text = value.text
    switch function {
    case .lowerAscii: return string(text.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
    case .upperAscii: return string(text.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 })
    case .trim: return part(value, TextSearch.trimmed(text))
    case .quote: return string(TextSearch.quoted(text))
    case .reverse: return string(Array(String(String.UnicodeScalarView(scalars(value).reversed())).utf8))
    case .escapeKey: return string(text.flatMap { $0 == 0x7E ? [0x7E, 0x30] : $0 == 0x2F ? [0x7E, 0x31] : [$0] })
    default: return Frame.noOverload
    }
  }

  private func scalars(_ value: Value) -> [UnicodeScalar] {
    Array(String(decoding: value.text, as: UTF8.self).unicodeScalars)
  }

  /// A part of a string; it shares the memory.
  private func part(_ value: Value, _ range: Swift.Range<Int>) -> Value {
    Value.pointing(.string, value.address.map { $0 + range.lowerBound }, range.count)
  }

  func textFunction(_ function: Function, _ arguments: [Value]) -> Value {
    let value = arguments[0]
    let most = function == .replace ? 4 : 3
    guard value.tag == .string, arguments.count <= most, function != .replace || arguments.count > 2 else {
      return Frame.noOverload
    }
    switch function {
    case .charAt: return charAt(value, arguments[1])
    case .indexOf, .lastIndexOf: return search(function, value, arguments)
    case .substring: return substring(value, arguments)
    case .split: return split(value, arguments)
    case .replace: return replace(value, arguments)
    case .format: return format(value, arguments[1])
    default: return Frame.noOverload
    }
  }

  private func outOfRange(_ index: Int64) -> Value { failure(.argument, "index out of range: \(index)") }

  private func charAt(_ value: Value, _ index: Value) -> Value {
    guard index.tag == .int else { return Frame.noOverload }
    let text = value.text
    let count = Int64(Frame.codePoints(text))
    guard index.asInt >= 0, index.asInt <= count else { return outOfRange(index.asInt) }
    if index.asInt == count { return .emptyText }
    let start = TextSearch.offset(of: Int(index.asInt), in: text)
    return part(value, start..<TextSearch.offset(of: 1, in: text, from: start))
  }

  private func search(_ function: Function, _ value: Value, _ arguments: [Value]) -> Value {
    guard arguments[1].tag == .string else { return Frame.noOverload }
    let text = value.text
    let wanted = arguments[1].text
    let count = Frame.codePoints(text)
    var limit: Int64?
    if arguments.count == 3 {
      guard arguments[2].tag == .int else { return Frame.noOverload }
      limit = arguments[2].asInt
    }
    if let limit, limit < 0 { return outOfRange(limit) }
    if function == .indexOf {
      if let limit, limit > count { return program.style == .newer ? outOfRange(limit) : .int(-1) }
      if wanted.isEmpty { return .int(limit ?? 0) }
      let from = limit.map { TextSearch.offset(of: Int($0), in: text) } ?? 0
      return .int(TextSearch.first(wanted, in: text, from: from).map { TextSearch.points(text, upTo: $0) } ?? -1)
    }
    if let limit, limit > count, program.style == .newer { return outOfRange(limit) }
    if wanted.isEmpty { return limit.map { $0 > count ? .int(-1) : .int($0) } ?? .int(count) }
    if let limit, limit >= count { return .int(-1) }
    let last = limit.map { TextSearch.offset(of: Int($0), in: text) } ?? text.count
    return .int(TextSearch.last(wanted, in: text, upTo: last).map { TextSearch.points(text, upTo: $0) } ?? -1)
  }

  private func substring(_ value: Value, _ arguments: [Value]) -> Value {
    let text = value.text
    let count = Int64(Frame.codePoints(text))
    guard arguments.dropFirst().allSatisfy({ $0.tag == .int }) else { return Frame.noOverload }
    let start = arguments[1].asInt
    let end = arguments.count == 3 ? arguments[2].asInt : count
    if arguments.count == 3, start > end {
      return failure(.argument, "invalid substring range. start: \(start), end: \(end)")
    }
    guard start >= 0, start <= count else { return outOfRange(start) }
    guard end >= 0, end <= count else { return outOfRange(end) }
    let lower = TextSearch.offset(of: Int(start), in: text)
    return part(value, lower..<TextSearch.offset(of: Int(end - start), in: text, from: lower))
  }

  private func split(_ value: Value, _ arguments: [Value]) -> Value {
    guard arguments[1].tag == .string else { return Frame.noOverload }
    var limit = -1
    if arguments.count == 3 {
      guard arguments[2].tag == .int else { return Frame.noOverload }
      limit = Int(clamping: arguments[2].asInt)
    }
    if limit == 0 { return .emptyList }
    let text = value.text
    let separator = arguments[1].text
    var parts: [Value] = []
    var start = 0
    while limit < 0 || parts.count + 1 < limit {
      if separator.isEmpty {
        let next = TextSearch.offset(of: 1, in: text, from: start)
        guard next < text.count else { break }
        parts.append(part(value, start..<next))
        start = next
      } else {
        guard let next = TextSearch.first(separator, in: text, from: start) else { break }
        parts.append(part(value, start..<next))
        start = next + separator.count
      }
    }
    if !separator.isEmpty || start < text.count { parts.append(part(value, start..<text.count)) }
    return list(parts)
  }

  private func replace(_ value: Value, _ arguments: [Value]) -> Value {
    guard arguments[1].tag == .string, arguments[2].tag == .string else { return Frame.noOverload }
    var limit = Int.max
    if arguments.count == 4 {
      guard arguments[3].tag == .int else { return Frame.noOverload }
      limit = arguments[3].asInt < 0 ? .max : Int(clamping: arguments[3].asInt)
    }
    let text = value.text
    let old = arguments[1].text
    let new = arguments[2].text
    var output: [UInt8] = []
    var start = 0
    var count = 0
    while count < limit {
      let next: Int
      if old.isEmpty {
        next = count == 0 ? 0 : TextSearch.offset(of: 1, in: text, from: start)
        if count > 0 && start >= text.count { break }
      } else {
        guard let found = TextSearch.first(old, in: text, from: start) else { break }
        next = found
      }
      output.append(contentsOf: text[start..<next])
      output.append(contentsOf: new)
      guard output.count <= Arena.limit else { return Frame.outOfMemory }
      start = next + old.count
      count += 1
    }
    output.append(contentsOf: text[start...])
    return string(output)
  }

  func join(_ value: Value, separator: Value) -> Value {
    guard value.isList, separator.tag == .string else { return Frame.noOverload }
    var size = 0
    for index in 0..<Int(value.length) {
      let part = element(value, at: index)
      guard part.tag == .string else { return Frame.noOverload }
      size += Int(part.length) + (index > 0 ? Int(separator.length) : 0)
    }
    guard let target = arena.take(size) else { return Frame.outOfMemory }
    var offset = 0
    func append(_ part: Value) {
      guard let base = part.address else { return }
      (target + offset).copyMemory(from: base, byteCount: Int(part.length))
      offset += Int(part.length)
    }
    for index in 0..<Int(value.length) {
      if index > 0 { append(separator) }
      append(element(value, at: index))
    }
    return Value.pointing(.string, UnsafeRawPointer(target), size)
  }
}
