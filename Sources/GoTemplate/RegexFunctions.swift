/// Regular expressions.
enum RegexFunctions {
  static let table: [Function] = [
    Function("regexMatch", [.string, .string]) { call throws(CallFailure) in
      .bool((try? GoRegex(call.bytes(0)))?.matches(call.bytes(1)) ?? false)
    },
    Function("mustRegexMatch", [.string, .string]) { call throws(CallFailure) in
      .bool(try GoRegex(call.bytes(0)).matches(call.bytes(1)))
    },
    Function("regexFind", [.string, .string], find(wraps: true)),
    Function("mustRegexFind", [.string, .string], find(wraps: false)),
    Function("regexFindAll", [.string, .string, .int], findAll(wraps: true)),
    Function("mustRegexFindAll", [.string, .string, .int], findAll(wraps: false)),
    Function("regexReplaceAll", [.string, .string, .string], replaceAll(wraps: true, isLiteral: false)),
    Function("mustRegexReplaceAll", [.string, .string, .string], replaceAll(wraps: false, isLiteral: false)),
    Function("regexReplaceAllLiteral", [.string, .string, .string], replaceAll(wraps: true, isLiteral: true)),
    Function("mustRegexReplaceAllLiteral", [.string, .string, .string], replaceAll(wraps: false, isLiteral: true)),
    Function("regexSplit", [.string, .string, .int], split(wraps: true)),
    Function("mustRegexSplit", [.string, .string, .int], split(wraps: false)),
    Function("regexQuoteMeta", [.string], quoteMeta),
  ]

  /// `regexp.MustCompile` panics with more words than `regexp.Compile` has.
  private static func compile(_ pattern: [UInt8], wraps: Bool) throws(CallFailure) -> GoRegex {
    do throws(CallFailure) { return try GoRegex(pattern) } catch {
      guard wraps, case .message(let text) = error.kind else { throw error }
      let shown = pattern.contains(0x60) ? GoQuote.text(pattern) : "`\(String(decoding: pattern, as: UTF8.self))`"
      throw CallFailure("regexp: Compile(\(shown)): \(text)")
    }
  }

  private static func find(wraps: Bool) -> Function.Body {
    { call throws(CallFailure) in
      let text = call.bytes(1)
      guard let match = try compile(call.bytes(0), wraps: wraps).first(text, from: 0), let range = match[0] else {
        return .string("")
      }
      return call.keeping(1, Array(text[range]))
    }
  }

  private static func findAll(wraps: Bool) -> Function.Body {
    { call throws(CallFailure) in
      let text = call.bytes(1)
      let matches = try compile(call.bytes(0), wraps: wraps).all(text, limit: call.int(2))
      if matches.isEmpty { return Value(.list(ListBox([], .string, isNil: true))) }
      return .strings(matches.compactMap { match in match[0].map { Array(text[$0]) } })
    }
  }

  private static func replaceAll(wraps: Bool, isLiteral: Bool) -> Function.Body {
    { call throws(CallFailure) in
      let regex = try compile(call.bytes(0), wraps: wraps)
      return call.keeping(1, regex.replacing(call.bytes(1), with: call.bytes(2), isLiteral: isLiteral))
    }
  }

  private static func split(wraps: Bool) -> Function.Body {
    { call throws(CallFailure) in
      let regex = try compile(call.bytes(0), wraps: wraps)
      guard let parts = regex.split(call.bytes(1), limit: call.int(2)) else {
        return Value(.list(ListBox([], .string, isNil: true)))
      }
      return .strings(parts)
    }
  }

  @Sendable private static func quoteMeta(_ call: borrowing Call) throws(CallFailure) -> Value {
    let special = Array("\\.+*?()|[]{}^$".utf8)
    return .string(call.bytes(0).flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] })
  }
}
