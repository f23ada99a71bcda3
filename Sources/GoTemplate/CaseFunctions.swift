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

/// Cuts an identifier into words, as the functions for snake and kebab case do.
struct WordSplitter {
  private enum Kind {
    case invalid, number, upper, letters, connector, punctuation, other
  }

  private struct Word {
    var kind: Kind
    var runes: ArraySlice<UInt32>
  }

  private var rest: ArraySlice<UInt32>
  private let connector: UInt32
  private var output: [UInt32] = []

  static func isConnector(_ rune: UInt32) -> Bool { rune == 0x2D || rune == 0x5F || Rune.isSpace(rune) }

  /// The words in lower case with a connector between them.
  static func joined(_ text: [UInt8], _ connector: UInt32) -> [UInt8] {
    guard !text.isEmpty else { return [] }
    var splitter = WordSplitter(rest: Rune.all(text)[...], connector: connector)
    splitter.run()
    return Rune.text(splitter.output)
  }

  private static func isPunctuation(_ rune: UInt32) -> Bool {
    switch UnicodeScalar(rune)?.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }

  private static func isNumber(_ rune: UInt32) -> Bool {
    switch UnicodeScalar(rune)?.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// Letters, but not ideographs.
  private static func isAlphabet(_ rune: UInt32) -> Bool {
    guard Rune.isLetter(rune) else { return false }
    switch rune {
    case 0x4E00...0x9FCC, 0x3400...0x4D85, 0x20000...0x2B81D: return false
    default: return true
    }
  }

  private mutating func take(while condition: (UInt32) -> Bool) -> ArraySlice<UInt32> {
    let taken = rest.prefix(while: condition)
    rest = rest.dropFirst(taken.count)
    return taken
  }

  private mutating func next() -> Word {
    guard let first = rest.first else { return Word(kind: .invalid, runes: []) }
    if Self.isConnector(first) { return Word(kind: .connector, runes: take(while: Self.isConnector)) }
    if Self.isPunctuation(first) { return Word(kind: .punctuation, runes: take(while: Self.isPunctuation)) }
    if Rune.isUpper(first) { return Word(kind: .upper, runes: takeUpper()) }
    if Self.isAlphabet(first) {
      return Word(kind: .letters, runes: take { Self.isAlphabet($0) && !Rune.isUpper($0) })
    }
    if Self.isNumber(first) { return Word(kind: .number, runes: take(while: Self.isNumber)) }
    return Word(
      kind: .other,
      runes: take {
        !Self.isConnector($0) && !Self.isAlphabet($0) && !Self.isNumber($0) && !Self.isPunctuation($0)
      })
  }

  private mutating func takeUpper() -> ArraySlice<UInt32> {
    let whole = rest
    let capitals = take(while: Rune.isUpper)
    if capitals.count == 1 {
      let small = take { Self.isAlphabet($0) && !Rune.isUpper($0) }
      return whole.prefix(1 + small.count)
    }
    // The last capital of a run belongs to the word behind it.
    if let following = rest.first, Self.isAlphabet(following) {
      rest = whole.dropFirst(capitals.count - 1)
      return capitals.dropLast()
    }
    return capitals
  }

  private mutating func write(_ word: Word) {
    guard word.kind == .upper || word.kind == .connector else { return output += word.runes }
    for rune in word.runes { output.append(Self.isConnector(rune) ? connector : Rune.lower(rune)) }
  }

  private mutating func run() {
    var word = next()
    while !rest.isEmpty {
      if word.kind != .connector { write(word) }
      let last = word
      word = next()
      switch last.kind {
      case .number: takeLettersAndNumbers(&word)
      case .connector: write(last)
      case .punctuation: break
      default: joinNumber(&word)
      }
    }
    write(word)
  }

  private static func needsConnector(_ kind: Kind) -> Bool {
    kind != .invalid && kind != .punctuation && kind != .connector
  }

  private mutating func takeLettersAndNumbers(_ word: inout Word) {
    while word.kind == .letters || word.kind == .number {
      write(word)
      word = next()
    }
    if Self.needsConnector(word.kind) { output.append(connector) }
  }

  /// A number belongs to the word before it, unless small letters follow it.
  private mutating func joinNumber(_ word: inout Word) {
    guard word.kind == .number else {
      if word.kind != .connector, word.kind != .punctuation { output.append(connector) }
      return
    }
    guard !rest.isEmpty else { return }
    let number = word
    word = next()
    guard word.kind == .letters else {
      write(number)
      if word.kind != .connector, word.kind != .punctuation { output.append(connector) }
      return
    }
    output.append(connector)
    write(number)
    takeLettersAndNumbers(&word)
  }
}
