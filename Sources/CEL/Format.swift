import Manifest

/// The named formats of Kubernetes, with apimachinery's messages.
enum Format: String, CaseIterable {
  case dns1123Label, dns1123Subdomain, dns1035Label, qualifiedName, dns1123LabelPrefix, dns1123SubdomainPrefix
  case dns1035LabelPrefix, labelValue, uri, uuid, byte, date, datetime

  static let all = Format.allCases

  var number: Int { Format.all.firstIndex(of: self) ?? 0 }

  /// The length of pattern that the cost model assumes.
  var nominalSize: Int {
    switch self {
    case .dns1123Label, .dns1035Label, .dns1123LabelPrefix, .dns1035LabelPrefix: 30
    case .dns1123Subdomain, .dns1123SubdomainPrefix, .qualifiedName: 60
    case .labelValue: 40
    case .uri: 1104
    case .uuid, .date, .datetime: 72
    case .byte: 84
    }
  }

  static func named(_ function: Function) -> Format? {
    guard function.rawValue.hasPrefix("format.") else { return nil }
    return Format(rawValue: String(function.rawValue.dropFirst(7)))
  }

  static func named(_ name: Value, _ frame: Frame) -> Value {
    guard let text = name.stringValue else { return Frame.noOverload }
    guard let format = Format(rawValue: text) else { return Value.none }
    return frame.optional(Value(.format, detail: UInt8(format.number)))
  }

  static func validate(_ format: Value, _ text: Value, _ frame: Frame) -> Value {
    guard format.tag == .format, text.tag == .string else { return Frame.noOverload }
    let problems = Format.all[Int(format.detail)].problems(Array(text.text))
    if problems.isEmpty { return Value.none }
    return frame.optional(frame.list(problems.map { frame.string(Array($0.utf8)) }))
  }

  // MARK: Checks

  func problems(_ text: [UInt8]) -> [String] {
    switch self {
    case .dns1123Label: return Format.label(text)
    case .dns1123Subdomain: return Format.subdomain(text)
    case .dns1035Label: return Format.label1035(text)
    case .dns1123LabelPrefix: return Format.label(Format.withoutDash(text))
    case .dns1123SubdomainPrefix: return Format.subdomain(Format.withoutDash(text))
    case .dns1035LabelPrefix: return Format.label1035(Format.withoutDash(text))
    case .qualifiedName: return Format.qualified(text)
    case .labelValue: return Format.value(text)
    case .uri:
      do throws(URLText.ParseError) {
        _ = try URLText(text)
        return []
      } catch {
        return ["parse \(IPAddress.quoted(text)): \(error.reason)"]
      }
    case .uuid: return Format.isUUID(text) ? [] : ["does not match the UUID format"]
    case .byte: return Format.isBase64(text) ? [] : ["invalid base64"]
    case .date: return Format.isDate(text) ? [] : ["invalid date"]
    case .datetime: return text.withUnsafeBufferPointer { Timestamp($0) } != nil ? [] : ["invalid datetime"]
    }
  }

  /// A name that a suffix will be put behind may end in a dash.
  private static func withoutDash(_ text: [UInt8]) -> [UInt8] {
    text.last == UInt8(ascii: "-") ? Array(text.dropLast()) + [UInt8(ascii: "a")] : text
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }

  private static func isLower(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte &- 0x61 < 26 }

  private static func isLabel(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    return isLower(first) && isLower(last) && text.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
  }

  private static let labelText =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    + "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
  private static let subdomainText =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    + "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
  private static let label1035Text =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and "
    + "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    + "'[a-z]([-a-z0-9]*[a-z0-9])?')"
  private static let nameText =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
  private static let keyText =
    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' "
    + "(e.g. 'example.com/MyName')"
  private static let valueText =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    + "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

  private static func tooLong(_ text: [UInt8], _ limit: Int, _ unit: String) -> [String] {
    text.count > limit ? ["must be no more than \(limit) \(unit)"] : []
  }

  private static func label(_ text: [UInt8]) -> [String] {
    let problems = tooLong(text, 63, "characters")
    if isLabel(text[...]) { return problems }
    // A subdomain that is no label has dots.
    return problems + (isSubdomain(text) ? ["must not contain dots"] : [labelText])
  }

  private static func isSubdomain(_ text: [UInt8]) -> Bool {
    text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
  }

  private static func subdomain(_ text: [UInt8]) -> [String] {
    tooLong(text, 253, "characters") + (isSubdomain(text) ? [] : [subdomainText])
  }

  private static func label1035(_ text: [UInt8]) -> [String] {
    let isValid = isLabel(text[...]) && (text.first ?? 0) &- 0x61 < 26
    return tooLong(text, 63, "characters") + (isValid ? [] : [label1035Text])
  }

  private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, let last = text.last, isAlphanumeric(first), isAlphanumeric(last) else {
      return false
    }
    return text.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
  }

  private static func qualified(_ text: [UInt8]) -> [String] {
    let parts = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return [keyText] }
    var problems: [String] = []
    if parts.count == 2 {
      let prefix = Array(parts[0])
      problems += prefix.isEmpty ? ["prefix part must be non-empty"] : subdomain(prefix).map { "prefix part \($0)" }
    }
    let name = Array(parts[parts.count - 1])
    if name.isEmpty { problems.append("name part must be non-empty") }
    problems += tooLong(name, 63, "bytes").map { "name part \($0)" }
    if !isName(name[...]) { problems.append("name part \(nameText)") }
    return problems
  }

  private static func value(_ text: [UInt8]) -> [String] {
    tooLong(text, 63, "bytes") + (text.isEmpty || isName(text[...]) ? [] : [valueText])
  }

  private static func isUUID(_ text: [UInt8]) -> Bool {
    let digits = text.filter { $0 != UInt8(ascii: "-") }
    guard digits.count == 32, digits.allSatisfy({ Literal.hex($0) != nil }) else { return false }
    // Dashes are allowed in their places only.
    var position = 0
    for byte in text {
      if byte == UInt8(ascii: "-") { if ![8, 12, 16, 20].contains(position) { return false } } else { position += 1 }
    }
    return true
  }

  private static func isBase64(_ text: [UInt8]) -> Bool {
    !text.isEmpty && text.count % 4 == 0 && Base64.decode(text) != nil
  }

  private static func isDate(_ text: [UInt8]) -> Bool {
    let full = text + Array("T00:00:00Z".utf8)
    return text.count == 10 && full.withUnsafeBufferPointer { Timestamp($0) } != nil
  }
}
