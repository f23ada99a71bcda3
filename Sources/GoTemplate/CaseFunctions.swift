/// Upper and lower case, and the spellings of identifiers.
enum CaseFunctions {
  static let table: [Function] = [
    Function("upper", [.string]) { call throws(CallFailure) in call.keeping(0, mapped(call.bytes(0), Rune.upper)) },
    Function("lower", [.string]) { call throws(CallFailure) in call.keeping(0, mapped(call.bytes(0), Rune.lower)) },
    Function("title", [.string]) { call throws(CallFailure) in call.keeping(0, title(call.bytes(0))) },
    Function("untitle", [.string]) { call throws(CallFailure) in call.keeping(0, untitle(call.bytes(0))) },
    Function("swapcase", [.string]) { call throws(CallFailure) in call.keeping(0, swapcase(call.bytes(0))) },
    Function("initials", [.string]) { call throws(CallFailure) in call.keeping(0, initials(call.bytes(0))) },
    Function("snakecase", [.string]) { call throws(CallFailure) in
      call.keeping(0, WordSplitter.joined(call.bytes(0), 0x5F))
    },
    Function("kebabcase", [.string]) { call throws(CallFailure) in
      call.keeping(0, WordSplitter.joined(call.bytes(0), 0x2D))
    },
    Function("camelcase", [.string]) { call throws(CallFailure) in call.keeping(0, pascal(call.bytes(0))) },
    Function("shuffle", [.string], shuffle),
  ]

  private static func mapped(_ text: [UInt8], _ mapping: (UInt32) -> UInt32) -> [UInt8] {
    Rune.text(Rune.all(text).lazy.map(mapping))
  }

  /// `strings.Title`: the first letter of each word.
  private static func title(_ text: [UInt8]) -> [UInt8] {
    var previous: UInt32 = 0x20
    return Rune.text(
      Rune.all(text).map { rune in
        defer { previous = rune }
        return isSeparator(previous) ? Rune.title(rune) : rune
      })
  }

  private static func isSeparator(_ rune: UInt32) -> Bool {
    if rune < 0x80 { return !(Rune.isLetter(rune) || Rune.isDigit(rune) || rune == 0x5F) }
    return !Rune.isLetter(rune) && !Rune.isDigit(rune) && Rune.isSpace(rune)
  }

  private static func untitle(_ text: [UInt8]) -> [UInt8] {
    var atStart = true
    return Rune.text(
      Rune.all(text).map { rune in
        if Rune.isSpace(rune) {
          atStart = true
          return rune
        }
        defer { atStart = false }
        return atStart ? Rune.lower(rune) : rune
      })
  }

  private static func swapcase(_ text: [UInt8]) -> [UInt8] {
    var afterSpace = true
    return Rune.text(
      Rune.all(text).map { rune in
        if Rune.isUpper(rune) || Rune.isTitle(rune) {
          afterSpace = false
          return Rune.lower(rune)
        }
        if Rune.isLower(rune) {
          defer { afterSpace = false }
          return afterSpace ? Rune.title(rune) : Rune.upper(rune)
        }
        afterSpace = Rune.isSpace(rune)
        return rune
      })
  }

  /// The first byte of each word, each taken for a code point.
  private static func initials(_ text: [UInt8]) -> [UInt8] {
    var atStart = true
    return Rune.text(
      text.map { UInt32($0) }.filter { rune in
        if Rune.isSpace(rune) {
          atStart = true
          return false
        }
        defer { atStart = false }
        return atStart
      })
  }

  /// PascalCase: connectors go, the letter behind one is a capital, runs of capitals become one capital.
  private static func pascal(_ text: [UInt8]) -> [UInt8] {
    var rest = Rune.all(text)[...]
    var output: [UInt32] = []
    while let rune = rest.first, WordSplitter.isConnector(rune) {
      output.append(rune)
      rest.removeFirst()
    }
    guard let first = rest.popFirst() else { return Rune.text(output) }
    var isUpperRun = Rune.isUpper(first)
    var last = Rune.upper(first)
    for next in rest {
      var rune = next
      if WordSplitter.isConnector(rune), WordSplitter.isConnector(last) {
        output.append(last)
        last = rune
        continue
      }
      if WordSplitter.isConnector(last) {
        isUpperRun = Rune.isUpper(rune)
        rune = Rune.upper(rune)
      } else {
        if isUpperRun {
          if Rune.isUpper(rune) { rune = Rune.lower(rune) } else { isUpperRun = false }
        }
        output.append(last)
      }
      last = rune
    }
    output.append(last)
    return Rune.text(output)
  }

  @Sendable private static func shuffle(_ call: borrowing Call) throws(CallFailure) -> Value {
    var runes = Rune.all(call.bytes(0))
    call.executor.notes.insert(.synthetic)
    for index in stride(from: runes.count - 1, to: 0, by: -1) {
      runes.swapAt(index, call.executor.synthetic.number(below: index + 1))
    }
    return .string(Rune.text(runes))
  }
}
