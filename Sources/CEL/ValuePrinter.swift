import Manifest

/// Values as text.
enum ValuePrinter {
  /// A value as it stands in a message.
  static func plain(_ value: Value) -> String {
    switch value.kind {
    case .null: "null"
    case .bool: value.bits == 1 ? "true" : "false"
    case .int: String(value.asInt)
    case .uint: String(value.bits)
    case .double: String(decoding: GoFloat.general(value.asDouble), as: UTF8.self)
    case .string, .type, .error, .url: String(decoding: value.text, as: UTF8.self)
    case .bytes: String(decoding: value.text, as: UTF8.self)
    case .timestamp: Timestamp(value).text
    case .duration: DurationText.seconds(value.asInt)
    case .ip: IPAddress(value).text
    case .cidr: "\(IPAddress(value).text)/\(value.detail)"
    case .semver: SemanticVersion(value).text
    case .quantity: Quantity(value).text
    case .format: Format.all[Int(value.detail)].rawValue
    default: typeName(value)
    }
  }

  static func typeName(_ value: Value) -> String { String(decoding: TypeNames.type(of: value).text, as: UTF8.self) }
}
