import Glibc
import Manifest

/// The two dialects of `string.format`.
enum FormatStyle: Sendable {
  /// Versions 0 to 3 of the extension, which Kubernetes has.
  case older
  case newer
}

/// Fills in `string.format`.
struct FormatText {
  let style: FormatStyle
  let frame: Frame

  struct Problem: Error { var message: String }

  /// The text with the arguments filled in.
  func fill(_ template: [UInt8], _ arguments: [Value]) throws(Problem) -> [UInt8] {
    var output: [UInt8] = []
    var next = 0
    var index = 0
    while index < template.count {
      guard template[index] == UInt8(ascii: "%") else {
        output.append(template[index])
        index += 1
        continue
      }
      index += 1
      guard index < template.count else { throw Problem(message: "unexpected end of string") }
      if template[index] == UInt8(ascii: "%") {
        output.append(UInt8(ascii: "%"))
        index += 1
        continue
      }
      guard next < arguments.count else { throw Problem(message: "index \(next) out of range") }
      let precision = try precision(template, &index)
      output += try clause(template[index], precision, arguments[next])
      guard output.count <= Arena.limit else { throw Problem(message: "the text is too long") }
      next += 1
      index += 1
    }
    if next < arguments.count {
      throw Problem(
        message: "too many arguments supplied to string.format (expected \(next), got \(arguments.count))")
    }
    return output
  }

  private func precision(_ template: [UInt8], _ index: inout Int) throws(Problem) -> Int {
    guard template[index] == UInt8(ascii: ".") else { return 6 }
    index += 1
    var value = 0
    var digits = 0
    while index < template.count, template[index] &- 0x30 < 10 {
      value = value * 10 + Int(template[index] &- 0x30)
      digits += 1
      index += 1
      guard value <= 1000 else { throw Problem(message: "precision of more than 1000 digits") }
    }
    guard digits > 0, index < template.count else {
      throw Problem(message: "error while parsing precision: unable to find end of precision specifier")
    }
    return value
  }

  private func clause(_ verb: UInt8, _ precision: Int, _ value: Value) throws(Problem) -> [UInt8] {
    switch verb {
    case UInt8(ascii: "s"): return try plain(value, isNested: false)
    case UInt8(ascii: "d"): return try decimal(value)
    case UInt8(ascii: "f"): return try fixed(value, precision, "fixed-point")
    case UInt8(ascii: "e"): return try scientific(value, precision)
    case UInt8(ascii: "b"):
      if value.kind == .bool { return value.isTrue ? [0x31] : [0x30] }
      return try radix(value, 2, "only integers and bools can be formatted as binary")
    case UInt8(ascii: "o"):
      return try radix(value, 8, "octal clause can only be used on integers")
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return try hex(value, isUpper: verb == UInt8(ascii: "X"))
    default: throw Problem(message: "unrecognized formatting clause \"\(UnicodeScalar(verb))\"")
    }
  }

  private func refusal(_ what: String, _ value: Value) -> Problem {
    Problem(message: "error during formatting: \(what), was given \(ValuePrinter.typeName(value))")
  }

  private func decimal(_ value: Value) throws(Problem) -> [UInt8] {
    switch value.kind {
    case .int, .uint: return Array(ValuePrinter.plain(value).utf8)
    case .double where style == .newer: return try nonFinite(value.asDouble) ?? GoFloat.plain(value.asDouble)
    default: throw refusal("decimal clause can only be used on integers", value)
    }
  }

  private func nonFinite(_ number: Double) throws(Problem) -> [UInt8]? {
    if number.isNaN { return Array("NaN".utf8) }
    if !number.isInfinite { return nil }
    let text = style == .older ? (number < 0 ? "-∞" : "∞") : (number < 0 ? "-Infinity" : "Infinity")
    return Array(text.utf8)
  }

  private func number(_ value: Value, _ what: String) throws(Problem) -> Double {
    switch value.kind {
    case .double: return value.asDouble
    case .int where style == .newer: return Double(value.asInt)
    case .uint where style == .newer: return Double(value.bits)
    case .string:
      // Not a number and the infinities may be given by name.
      switch value.stringValue ?? "" {
      case "NaN": return .nan
      case "Infinity": return .infinity
      case "-Infinity": return -.infinity
      default: throw refusal("\(what) clause can only be used on doubles", value)
      }
    default: throw refusal("\(what) clause can only be used on doubles", value)
    }
  }

  private func printed(_ number: Double, _ precision: Int, _ verb: StaticString) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: 1500)
    let count = verb.withUTF8Buffer { format in
      format.withMemoryRebound(to: CChar.self) { format -> Int32 in
        guard let base = format.baseAddress else { return 0 }
        return withVaList([Int32(precision), number]) { vsnprintf(&buffer, buffer.count, base, $0) }
      }
    }
    return buffer.prefix(Int(min(max(count, 0), 1499))).map { UInt8(bitPattern: $0) }
  }

  private func fixed(_ value: Value, _ precision: Int, _ what: String) throws(Problem) -> [UInt8] {
    let number = try number(value, what)
    return try nonFinite(number) ?? printed(number, precision, "%.*f")
  }

  private func scientific(_ value: Value, _ precision: Int) throws(Problem) -> [UInt8] {
    let number = try number(value, "scientific")
    if let text = try nonFinite(number) { return text }
    let text = printed(number, precision, "%.*e")
    guard style == .older, let mark = text.firstIndex(of: UInt8(ascii: "e")) else { return text }
    // The older style writes the exponent in superscript.
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    var exponent = ""
    for byte in text[(mark + 1)...] {
      if byte == UInt8(ascii: "-") { exponent += "⁻" }
      if byte &- 0x30 < 10 { exponent.append(digits[Int(byte &- 0x30)]) }
    }
    return Array(text[..<mark]) + Array("×10\(exponent)".utf8)
  }

  private func radix(_ value: Value, _ radix: Int, _ what: String) throws(Problem) -> [UInt8] {
    switch value.kind {
    case .int: return Array(String(value.asInt, radix: radix).utf8)
    case .uint: return Array(String(value.bits, radix: radix).utf8)
    default: throw refusal(what, value)
    }
  }

  private func hex(_ value: Value, isUpper: Bool) throws(Problem) -> [UInt8] {
    switch value.kind {
    case .int: return Array(String(value.asInt, radix: 16, uppercase: isUpper).utf8)
    case .uint: return Array(String(value.bits, radix: 16, uppercase: isUpper).utf8)
    case .string, .bytes:
      let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
      return value.text.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    default: throw refusal("only integers, byte buffers, and strings can be formatted as hex", value)
    }
  }

  // MARK: %s

  private func plain(_ value: Value, isNested: Bool) throws(Problem) -> [UInt8] {
    switch value.kind {
    case .list, .documentList:
      let parts = try frame.elements(value).map { element throws(Problem) in try plain(element, isNested: true) }
      return [0x5B] + parts.joined(separator: Array(", ".utf8)) + [0x5D]
    case .map, .documentMap: return try map(value)
    case .string where isNested && style == .older: return [0x22] + Array(value.text) + [0x22]
    case .double:
      if let text = try nonFinite(value.asDouble) { return text }
      if style == .newer { return GoFloat.plain(value.asDouble) }
      return GoFloat.general(value.asDouble)
    case .null, .bool, .int, .uint, .string, .bytes, .timestamp, .duration, .type:
      let text = Array(ValuePrinter.plain(value).utf8)
      let isTime = value.kind == .timestamp || value.kind == .duration
      return isNested && isTime && style == .older ? [0x22] + text + [0x22] : text
    default: throw refusal("string clause can only be used on plain values", value)
    }
  }

  private func map(_ value: Value) throws(Problem) -> [UInt8] {
    var entries: [(key: [UInt8], text: [UInt8])] = []
    for position in 0..<Int(value.length) {
      let key = try plain(frame.key(value, at: position), isNested: true)
      let separator = style == .older ? ":" : ": "
      entries.append(
        (key, key + Array(separator.utf8) + (try plain(frame.value(value, at: position), isNested: true))))
    }
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    return [0x7B] + entries.map(\.text).joined(separator: Array(", ".utf8)) + [0x7D]
  }
}

extension Frame {
  func format(_ template: Value, _ arguments: Value) -> Value {
    guard arguments.isList else { return Frame.noOverload }
    do throws(FormatText.Problem) {
      return string(
        try FormatText(style: program.style, frame: self).fill(Array(template.text), elements(arguments)))
    } catch {
      return failure(.argument, error.message)
    }
  }
}
