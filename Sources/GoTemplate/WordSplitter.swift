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
