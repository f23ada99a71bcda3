import Manifest

extension Evaluator {
  /// A copy of a value of the last evaluation that needs neither the evaluator nor the documents.
  ///
  /// Quantities, addresses and the like become their text. An error becomes nil.
  public func literal(_ value: Value) -> LiteralValue? {
    switch value.kind {
    case .null: return .null
    case .bool: return .bool(value.isTrue)
    case .int: return .int(value.asInt)
    case .uint: return .uint(value.bits)
    case .double: return .double(value.asDouble)
    case .string: return .string(String(decoding: value.text, as: UTF8.self))
    case .bytes: return .bytes(Array(value.text))
    case .type: return .type(String(decoding: value.text, as: UTF8.self))
    case .timestamp: return .timestamp(seconds: value.asInt, nanoseconds: value.length)
    case .duration: return .duration(nanoseconds: value.asInt)
    case .list, .documentList:
      return .list((0..<Int(value.length)).compactMap { literal(element(value, at: $0)) })
    case .map, .documentMap, .structure:
      return .map(
        (0..<Int(value.length)).compactMap { position in
          let (key, inner) = entry(value, at: position)
          return literal(key).flatMap { key in literal(inner).map { (key, $0) } }
        })
    case .optional: return .optional(value.wrapped.flatMap { literal($0) })
    case .quantity, .ip, .cidr, .url, .format, .semver: return .string(ValuePrinter.plain(value))
    case .error: return nil
    }
  }

  /// The value as people read it: text in quotes, collections in brackets.
  public func text(_ value: Value) -> String { literal(value)?.text ?? value.errorMessage ?? "" }
}

extension LiteralValue {
  /// The value as it would be written in an expression.
  public var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .uint(let value): "\(value)u"
    case .double(let value): LiteralValue.double(value)
    case .string(let value): String(decoding: TextSearch.quoted(Array(value.utf8)), as: UTF8.self)
    case .bytes(let value): "b" + String(decoding: TextSearch.quoted(value), as: UTF8.self)
    case .timestamp(let seconds, let nanoseconds):
      "timestamp(\"\(Timestamp(seconds: seconds, nanoseconds: nanoseconds)?.text ?? "")\")"
    case .duration(let nanoseconds): "duration(\"\(DurationText.seconds(nanoseconds))\")"
    case .type(let name): name
    case .list(let elements): "[\(elements.map(\.text).joined(separator: ", "))]"
    case .map(let entries): "{\(entries.map { "\($0.0.text): \($0.1.text)" }.joined(separator: ", "))}"
    case .optional(let value): value.map { "optional.of(\($0.text))" } ?? "optional.none()"
    }
  }

  private static func double(_ value: Double) -> String {
    let text = String(decoding: GoFloat.general(value), as: UTF8.self)
    return text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") } ? "\(text).0" : text
  }
}

extension TextSearch {
  static func quoted(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBufferPointer { quoted($0) } }
}
