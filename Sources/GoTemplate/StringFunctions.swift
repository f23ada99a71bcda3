import Manifest

/// Cutting, padding, joining and quoting strings.
enum StringFunctions {
  static let table: [Function] = [
    Function("trim", [.string], trim),
    Function("trimAll", [.string, .string], trimAll),
    Function("trimall", [.string, .string], trimAll),
    Function("trimPrefix", [.string, .string], trimPrefix),
    Function("trimSuffix", [.string, .string], trimSuffix),
    Function("trunc", [.int, .string], trunc),
    Function("substr", [.int, .int, .string], substr),
    Function("abbrev", [.int, .string], abbrev),
    Function("abbrevboth", [.int, .int, .string], abbrevBoth),
    Function("nospace", [.string], nospace),
    Function("repeat", [.int, .string], repeated),
    Function("replace", [.string, .string, .string], replace),
    Function("contains", [.string, .string], contains),
    Function("hasPrefix", [.string, .string], hasPrefix),
    Function("hasSuffix", [.string, .string], hasSuffix),
    Function("plural", [.string, .string, .int], plural),
    Function("wrap", [.int, .string], wrap),
    Function("wrapWith", [.int, .string, .string], wrapWith),
    Function("cat", [.any], isVariadic: true, cat),
    Function("indent", [.int, .string], indent),
    Function("nindent", [.int, .string], nindent),
    Function("quote", [.any], isVariadic: true, quote),
    Function("squote", [.any], isVariadic: true, squote),
    Function("join", [.string, .any], join),
    Function("split", [.string, .string], split),
    Function("splitn", [.string, .int, .string], splitn),
    Function("splitList", [.string, .string], splitList),
  ]

  // MARK: Cutting

  @Sendable private static func trim(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.keeping(0, GoText.trimmedSpace(call.bytes(0)))
  }

  @Sendable private static func trimAll(_ call: borrowing Call) throws(CallFailure) -> Value {
    let set = Set(Rune.all(call.bytes(0)))
    return call.keeping(1, GoText.trimmed(call.bytes(1)) { set.contains($0) })
  }

  @Sendable private static func trimPrefix(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (prefix, text) = (call.bytes(0), call.bytes(1))
    return call.keeping(1, GoText.hasPrefix(text, prefix) ? Array(text.dropFirst(prefix.count)) : text)
  }

  @Sendable private static func trimSuffix(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (suffix, text) = (call.bytes(0), call.bytes(1))
    return call.keeping(1, GoText.hasSuffix(text, suffix) ? Array(text.dropLast(suffix.count)) : text)
  }

  @Sendable private static func trunc(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (count, text) = (call.int(0), call.bytes(1))
    if count < 0, text.count + max(count, -text.count - 1) > 0 {
      return call.keeping(1, Array(text.suffix(-count)))
    }
    return call.keeping(1, count >= 0 && text.count > count ? Array(text.prefix(count)) : text)
  }

  @Sendable private static func substr(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (start, end, text) = (call.int(0), call.int(1), call.bytes(2))
    if start < 0 { return call.keeping(2, try slice(text, 0, end, showsStart: false)) }
    if end < 0 || end > text.count {
      guard start <= text.count else {
        throw CallFailure("runtime error: slice bounds out of range [\(start):\(text.count)]")
      }
      return call.keeping(2, Array(text[start...]))
    }
    return call.keeping(2, try slice(text, start, end, showsStart: true))
  }

  private static func slice(
    _ text: [UInt8], _ start: Int, _ end: Int, showsStart: Bool
  ) throws(CallFailure) -> [UInt8] {
    if end < 0 { throw CallFailure("runtime error: slice bounds out of range [:\(end)]") }
    if end > text.count {
      throw CallFailure("runtime error: slice bounds out of range [:\(end)] with length \(text.count)")
    }
    if start > end { throw CallFailure("runtime error: slice bounds out of range [\(start):\(end)]") }
    return Array(text[start..<end])
  }

  private static let dots = Array("...".utf8)

  private static func abbreviated(_ text: [UInt8], _ offset: Int, _ width: Int) -> [UInt8] {
    if text.count <= width { return text }
    let offset = min(min(offset, text.count), text.count - (width - 3) < offset ? text.count - (width - 3) : offset)
    if offset <= 4 { return Array(text[..<(width - 3)]) + dots }
    if width < 7 { return [] }
    if offset + width - 3 < text.count { return dots + abbreviated(Array(text[offset...]), 0, width - 3) }
    return dots + text.suffix(width - 3)
  }

  @Sendable private static func abbrev(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (width, text) = (call.int(0), call.bytes(1))
    return call.keeping(1, width < 4 ? text : abbreviated(text, 0, width))
  }

  @Sendable private static func abbrevBoth(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (left, right, text) = (call.int(0), call.int(1), call.bytes(2))
    if right < 4 || left > 0 && right < 7 { return call[2] }
    return call.keeping(2, abbreviated(text, left, right))
  }

  @Sendable private static func nospace(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.keeping(0, Rune.text(Rune.all(call.bytes(0)).filter { !Rune.isSpace($0) }))
  }

  // MARK: Making

  @Sendable private static func repeated(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (count, text) = (call.int(0), call.bytes(1))
    if count < 0 { throw CallFailure("strings: negative Repeat count") }
    try call.checkSize(text.count.multipliedReportingOverflow(by: count))
    var output: [UInt8] = []
    output.reserveCapacity(text.count * count)
    if !text.isEmpty { for _ in 0..<count { output += text } }
    return .string(output)
  }

  @Sendable private static func replace(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.keeping(2, GoText.replace(call.bytes(2), call.bytes(0), call.bytes(1)))
  }

  @Sendable private static func contains(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(GoText.find(call.bytes(0), in: call.bytes(1), from: 0) != nil)
  }

  @Sendable private static func hasPrefix(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(GoText.hasPrefix(call.bytes(1), call.bytes(0)))
  }

  @Sendable private static func hasSuffix(_ call: borrowing Call) throws(CallFailure) -> Value {
    .bool(GoText.hasSuffix(call.bytes(1), call.bytes(0)))
  }

  @Sendable private static func plural(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.int(2) == 1 ? call[0] : call[1]
  }

  @Sendable private static func wrap(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.keeping(1, wrapped(call.bytes(1), call.int(0), [0x0A], cutsWords: false))
  }

  @Sendable private static func wrapWith(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.keeping(2, wrapped(call.bytes(2), call.int(0), call.bytes(1), cutsWords: true))
  }

  private static func wrapped(_ text: [UInt8], _ length: Int, _ lineBreak: [UInt8], cutsWords: Bool) -> [UInt8] {
    let width = max(length, 1)
    let lineBreak = lineBreak.isEmpty ? [0x0A] : lineBreak
    var output: [UInt8] = []
    var offset = 0
    while text.count - offset > width {
      if text[offset] == 0x20 {
        offset += 1
        continue
      }
      let line = text[offset...(offset + width)]
      var end = line.lastIndex(of: 0x20)
      if end == nil, !cutsWords {
        end = text[(offset + width)...].firstIndex(of: 0x20)
        if end == nil { break }
      }
      output += text[offset..<(end ?? offset + width)]
      output += lineBreak
      offset = end.map { $0 + 1 } ?? offset + width
    }
    return output + text[offset...]
  }

  @Sendable private static func cat(_ call: borrowing Call) throws(CallFailure) -> Value {
    let parts = call.arguments.filter { !$0.isNil }.map { GoPrinter.print($0) }
    return .string(GoText.joined(parts, [0x20]))
  }

  private static func indented(_ text: [UInt8], _ count: Int, _ call: borrowing Call) throws(CallFailure) -> [UInt8] {
    if count < 0 { throw CallFailure("strings: negative Repeat count") }
    let lines = text.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    try call.checkSize(lines.multipliedReportingOverflow(by: count))
    var output: [UInt8] = []
    output.reserveCapacity(text.count + lines * count)
    output += repeatElement(0x20, count: count)
    for byte in text {
      output.append(byte)
      if byte == 0x0A { output += repeatElement(0x20, count: count) }
    }
    return output
  }

  @Sendable private static func indent(_ call: borrowing Call) throws(CallFailure) -> Value {
    let text = try indented(call.bytes(1), call.int(0), call)
    return Value.string(text).traced(call.shifted(1, indent: call.int(0), lead: 0))
  }

  @Sendable private static func nindent(_ call: borrowing Call) throws(CallFailure) -> Value {
    let text = [0x0A] + (try indented(call.bytes(1), call.int(0), call))
    return Value.string(text).traced(call.shifted(1, indent: call.int(0), lead: 1))
  }

  // MARK: Quoting and joining

  @Sendable private static func quote(_ call: borrowing Call) throws(CallFailure) -> Value {
    let parts = call.arguments.filter { !$0.isNil }.map { GoQuote.quoted(Convert.text($0)) }
    return Value.string(GoText.joined(parts, [0x20])).traced(call.onlyTrace)
  }

  @Sendable private static func squote(_ call: borrowing Call) throws(CallFailure) -> Value {
    let mark = UInt8(ascii: "'")
    let parts = call.arguments.filter { !$0.isNil }.map { [mark] + GoPrinter.print($0) + [mark] }
    return Value.string(GoText.joined(parts, [0x20])).traced(call.onlyTrace)
  }

  @Sendable private static func join(_ call: borrowing Call) throws(CallFailure) -> Value {
    Value.string(GoText.joined(Convert.texts(call[1]), call.bytes(0))).traced(call[1].trace)
  }

  private static func numbered(_ parts: [[UInt8]]) -> Value {
    let map = MapBox(type: .strings)
    for (index, part) in parts.enumerated() { map[Key("_\(index)")] = .string(part) }
    return .map(map)
  }

  @Sendable private static func split(_ call: borrowing Call) throws(CallFailure) -> Value {
    numbered(GoText.split(call.bytes(1), call.bytes(0)))
  }

  @Sendable private static func splitn(_ call: borrowing Call) throws(CallFailure) -> Value {
    numbered(GoText.split(call.bytes(2), call.bytes(0), limit: call.int(1)))
  }

  @Sendable private static func splitList(_ call: borrowing Call) throws(CallFailure) -> Value {
    .strings(GoText.split(call.bytes(1), call.bytes(0)))
  }
}

extension Call {
  /// A text made from an argument: it comes from where the argument came from.
  func keeping(_ index: Int, _ text: [UInt8]) -> Value {
    let trace = arguments[index].trace
    guard let list = trace.spanIndex else { return Value.string(text).traced(trace) }
    // Of a text that templates wrote, an unchanged one keeps its spans, a changed one that of its start.
    if text.count == bytes(index).count { return Value.string(text).traced(trace) }
    return Value.string(text).traced(executor.firstTrace(list))
  }

  /// The trace of the only argument that has one.
  var onlyTrace: Trace {
    let traces = arguments.map(\.trace).filter { $0 != .none }
    guard traces.count == 1, let trace = traces.first else { return .none }
    return trace.spanIndex.map { executor.firstTrace($0) } ?? trace
  }

  /// The spans of an argument after every line was indented.
  func shifted(_ index: Int, indent: Int, lead: Int) -> Trace {
    guard let list = arguments[index].trace.spanIndex else { return arguments[index].trace }
    let text = bytes(index)
    var spans = executor.spanLists[list]
    var (offset, breaks) = (0, 0)
    for position in spans.indices {
      let start = Int(spans[position].start)
      while offset < start, offset < text.count {
        if text[offset] == 0x0A { breaks += 1 }
        offset += 1
      }
      let moved = start == 0 ? 0 : start + lead + indent * (breaks + 1)
      spans[position].start = UInt32(truncatingIfNeeded: moved)
    }
    executor.spanLists.append(spans)
    return Trace(spans: executor.spanLists.count - 1)
  }

  /// Refuses to make more than the limit from a number.
  func checkSize(_ size: (partialValue: Int, overflow: Bool)) throws(CallFailure) {
    if size.overflow || size.partialValue > executor.options.sizeLimit {
      throw CallFailure("the result would be larger than \(executor.options.sizeLimit) bytes")
    }
  }
}

extension Executor {
  /// The value that fed the first span of a list.
  func firstTrace(_ list: Int) -> Trace { spanLists[list].first { $0.trace != .none }?.trace ?? .none }
}
