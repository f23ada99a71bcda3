/// What a text looks like to go-yaml's emitter: which styles can carry it.
struct ScalarLook {
  /// Holds a line break of any kind.
  private(set) var isMultiline = false
  /// Holds a line feed.
  private(set) var hasLineFeed = false
  /// Holds U+2028 or U+2029, which break a line too.
  private(set) var hasUnusualBreak = false
  private(set) var allowsPlain = true
  private(set) var allowsSingleQuotes = true
  private(set) var allowsBlock = true
  private(set) var hasSpace = false
  private(set) var isASCII = true

  init(_ text: UnsafeBufferPointer<UInt8>, version3: Bool) {
    guard let first = text.first else {
      allowsBlock = false
      return
    }
    var scan = Scan(version3: version3)
    scan.start(text, first)
    var index = 0
    while index < text.count {
      if Self.isOrdinary(text[index]) {
        scan.previous = .other
        index &+= 1
      } else {
        index &+= scan.visit(text, index)
      }
    }
    finish(scan)
  }

  private mutating func finish(_ scan: Scan) {
    isMultiline = scan.hasBreak
    hasLineFeed = scan.hasLineFeed
    hasUnusualBreak = scan.hasUnusualBreak
    hasSpace = scan.hasSpace
    isASCII = scan.isASCII
    let isSpecial = scan.isSpecial || scan.spaceBeforeBreak
    let edges = scan.leadingBlank || scan.trailingSpace || scan.trailingBreak
    allowsPlain = !(edges || scan.hasBreak || scan.hasIndicator || scan.hasTab || isSpecial)
    allowsSingleQuotes = !(scan.breakBeforeSpace || scan.hasTab || isSpecial)
    allowsBlock = !(scan.trailingSpace || isSpecial)
  }

  /// Letters, digits and what never matters to the emitter.
  @inline(__always)
  private static func isOrdinary(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether go-yaml prints a character as it stands. Nothing beyond U+FFFF is.
  @inline(__always)
  static func isPrintable(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let first = text[index]
    switch first {
    case 0x0A, 0x20...0x7E: return true
    case 0xC2: return index + 1 < text.count && text[index + 1] >= 0xA0
    case 0xC3...0xEC, 0xEE: return true
    case 0xED: return index + 1 < text.count && text[index + 1] < 0xA0
    case 0xEF:
      guard index + 2 < text.count else { return false }
      let (second, third) = (text[index + 1], text[index + 2])
      return !(second == 0xBB && third == 0xBF) && !(second == 0xBF && third >= 0xBE)
    default: return false
    }
  }

  /// The length of the line break at an offset: CR, LF, NEL, LS or PS; 0 when there is none.
  @inline(__always)
  static func breakLength(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
    switch text[index] {
    case 0x0A, 0x0D: return 1
    case 0xC2: return index + 1 < text.count && text[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard index + 2 < text.count, text[index + 1] == 0x80 else { return 0 }
      return text[index + 2] & 0xFE == 0xA8 ? 3 : 0
    default: return 0
    }
  }
}

extension ScalarLook {
  /// The walk over a text.
  private struct Scan {
    enum Previous {
      case space, lineBreak, other
    }

    let version3: Bool
    var previous = Previous.other
    var hasIndicator = false
    var hasBreak = false
    var hasLineFeed = false
    var hasUnusualBreak = false
    var hasSpace = false
    var hasTab = false
    var isSpecial = false
    var leadingBlank = false
    var trailingSpace = false
    var trailingBreak = false
    var breakBeforeSpace = false
    var spaceBeforeBreak = false
    var isASCII = true

    init(version3: Bool) { self.version3 = version3 }

    /// Indicators that matter at the start only.
    mutating func start(_ text: UnsafeBufferPointer<UInt8>, _ first: UInt8) {
      switch first {
      case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
        UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
        UInt8(ascii: "`"):
        hasIndicator = true
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
        hasIndicator = text.count == 1 || text[1] == 0x20 || text[1] == 0x09
      default: break
      }
      guard text.count >= 3, first == UInt8(ascii: "-") || first == UInt8(ascii: ".") else { return }
      if text[1] == first, text[2] == first { hasIndicator = true }
    }

    /// Looks at the character at an offset and returns its length.
    mutating func visit(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: " "):
        hasSpace = true
        if index == 0 { leadingBlank = true }
        if index + 1 == text.count { trailingSpace = true }
        if previous == .lineBreak { breakBeforeSpace = true }
        previous = .space
        return 1
      case UInt8(ascii: ":"):
        if index + 1 == text.count || text[index + 1] == 0x20 || text[index + 1] == 0x09 { hasIndicator = true }
      case UInt8(ascii: "#"):
        if index == 0 || isBlank(text, before: index) { hasIndicator = true }
      case 0x09:
        if version3 { hasTab = true } else { isSpecial = true }
      case 0x21...0x7E: break
      default: return visitUnusual(text, index)
      }
      previous = .other
      return 1
    }

    private mutating func visitUnusual(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
      if text[index] >= 0x80 { isASCII = false }
      let length = max(UTF8Sequence.length(text, at: index), 1)
      if !ScalarLook.isPrintable(text, index) { isSpecial = true }
      guard ScalarLook.breakLength(text, index) > 0 else {
        previous = .other
        return length
      }
      hasBreak = true
      if text[index] == 0x0A { hasLineFeed = true } else { hasUnusualBreak = true }
      if index == 0 { leadingBlank = true }
      if index + length == text.count { trailingBreak = true }
      if previous == .space { spaceBeforeBreak = true }
      previous = .lineBreak
      return length
    }

    /// Whether a blank or a line break stands before an offset.
    private func isBlank(_ text: UnsafeBufferPointer<UInt8>, before index: Int) -> Bool {
      switch text[index - 1] {
      case 0x20, 0x09, 0x0A, 0x0D, 0: return true
      case 0x85: return index >= 2 && text[index - 2] == 0xC2
      case 0xA8, 0xA9: return index >= 3 && text[index - 2] == 0x80 && text[index - 3] == 0xE2
      default: return false
      }
    }
  }
}
