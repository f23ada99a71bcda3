import Manifest

/// Kubernetes' label selector syntax: `a=b,c!=d,e in (x,y),f notin (z),g,!h` (apimachinery's labels.Parse).
struct LabelSelector: Sendable {
  private enum Requirement: Sendable {
    case exists(String)
    case missing(String)
    case oneOf(String, Set<String>)
    case noneOf(String, Set<String>)
    case less(String, Int64)
    case greater(String, Int64)
  }

  private var requirements: [Requirement] = []

  init(_ selector: Located<String>) throws(BuildError) {
    var parser = Parser(text: selector)
    requirements = try parser.parse()
  }

  func matches(_ labels: [(key: String, value: String)]) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .exists(let key): labels.contains { $0.key == key }
      case .missing(let key): !labels.contains { $0.key == key }
      case .oneOf(let key, let values): labels.last { $0.key == key }.map { values.contains($0.value) } ?? false
      case .noneOf(let key, let values): !(labels.last { $0.key == key }.map { values.contains($0.value) } ?? false)
      case .less(let key, let bound): number(labels, key).map { $0 < bound } ?? false
      case .greater(let key, let bound): number(labels, key).map { $0 > bound } ?? false
      }
    }
  }

  private func number(_ labels: [(key: String, value: String)], _ key: String) -> Int64? {
    labels.last { $0.key == key }.flatMap { Int64($0.value) }
  }

  private struct Parser {
    let text: Located<String>
    var tokens: ArraySlice<String>

    init(text: Located<String>) {
      self.text = text
      tokens = Self.tokens(text.value)[...]
    }

    private static func tokens(_ text: String) -> [String] {
      var tokens: [String] = []
      var word: [UInt8] = []
      var symbol: [UInt8] = []
      func flush() {
        if !word.isEmpty { tokens.append(String(decoding: word, as: UTF8.self)) }
        if !symbol.isEmpty { tokens.append(String(decoding: symbol, as: UTF8.self)) }
        word = []
        symbol = []
      }
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): flush()
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
          if !word.isEmpty || symbol.count == 2 { flush() }
          symbol.append(byte)
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","):
          flush()
          tokens.append(String(decoding: [byte], as: UTF8.self))
        default:
          if !symbol.isEmpty { flush() }
          word.append(byte)
        }
      }
      flush()
      return tokens
    }

    mutating func parse() throws(BuildError) -> [Requirement] {
      var requirements: [Requirement] = []
      while !tokens.isEmpty {
        requirements.append(try requirement())
        guard let next = tokens.popFirst() else { break }
        if next != "," || tokens.isEmpty { throw failure("found \"\(next)\" where a comma was expected") }
      }
      return requirements
    }

    private mutating func requirement() throws(BuildError) -> Requirement {
      if tokens.first == "!" {
        tokens.removeFirst()
        return .missing(try word("a key"))
      }
      let key = try word("a key")
      switch tokens.first {
      case nil, ",": return .exists(key)
      case "=", "==":
        tokens.removeFirst()
        return .oneOf(key, [value()])
      case "!=":
        tokens.removeFirst()
        return .noneOf(key, [value()])
      case "in":
        tokens.removeFirst()
        return .oneOf(key, try values())
      case "notin":
        tokens.removeFirst()
        return .noneOf(key, try values())
      case "<", ">":
        let isLess = tokens.removeFirst() == "<"
        guard let bound = Int64(try word("a number")) else { throw failure("expected an integer after < or >") }
        return isLess ? .less(key, bound) : .greater(key, bound)
      case let other?: throw failure("found \"\(other)\" where an operator was expected")
      }
    }

    private mutating func word(_ what: String) throws(BuildError) -> String {
      guard let token = tokens.popFirst(), !["=", "==", "!=", "!", ",", "(", ")", "<", ">"].contains(token) else {
        throw failure("expected \(what)")
      }
      return token
    }

    /// A value may be empty: `a=` and `a=,b`.
    private mutating func value() -> String {
      guard let token = tokens.first, token != "," else { return "" }
      tokens.removeFirst()
      return token
    }

    private mutating func values() throws(BuildError) -> Set<String> {
      guard tokens.popFirst() == "(" else { throw failure("expected ( after in or notin") }
      var values: Set<String> = []
      while let token = tokens.popFirst() {
        if token == ")" { return values }
        if token != "," { values.insert(token) }
      }
      throw failure("expected )")
    }

    private func failure(_ reason: String) -> BuildError {
      BuildError(.badField, "\"\(text.value)\" is not a label selector: \(reason)", at: text.origin)
    }
  }
}
