/// A rule of the API server for a text: nil when the text is right, else what is wrong with it in the server's words.
typealias TextRule = (UnsafeBufferPointer<UInt8>) -> String?

/// The API server's rules for names, keys and values (apimachinery's `util/validation` and `api/validation`).
enum TextRules {
  typealias Text = UnsafeBufferPointer<UInt8>

  static let labelMessage =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
    + "with an alphanumeric character"
  static let subdomainMessage =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
    + "and end with an alphanumeric character"

  // MARK: DNS

  static func label(_ text: Text) -> String? {
    if text.count > 63 { return "must be no more than 63 characters" }
    if isLabel(text) { return nil }
    if isSubdomain(text) { return "must not contain dots" }
    return labelMessage
  }

  static func subdomain(_ text: Text) -> String? {
    if text.count > 253 { return "must be no more than 253 characters" }
    return isSubdomain(text) ? nil : subdomainMessage
  }

  static func isLabel(_ text: Text) -> Bool {
    guard let first = text.first, let last = text.last, isLower(first), isLower(last) else { return false }
    return text.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
  }

  static func isSubdomain(_ text: Text) -> Bool { isDotted(text) { isLower($0) || $0 == UInt8(ascii: "-") } }

  /// Parts between dots, each beginning and ending with a lower case letter or digit.
  private static func isDotted(_ text: Text, _ isInner: (UInt8) -> Bool) -> Bool {
    var start = 0
    for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: ".") {
      guard index > start, isLower(text[start]), isLower(text[index - 1]) else { return false }
      for inner in start..<index where !isInner(text[inner]) { return false }
      start = index + 1
    }
    return true
  }

  static func label1035(_ text: Text) -> String? {
    if text.count > 63 { return "must be no more than 63 characters" }
    if isLabel(text), let first = text.first, isLetter(first) { return nil }
    return "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
      + "character, and end with an alphanumeric character"
  }

  static func wildcardSubdomain(_ text: Text) -> String? {
    if text.starts(with: "*.".utf8), isSubdomain(Text(rebasing: text[2...])), text.count <= 253 { return nil }
    return "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain"
  }

  /// A search path of DNS: underscores and a final dot pass, and a single dot.
  static func searchPath(_ text: Text) -> String? {
    var text = text
    if text.last == UInt8(ascii: ".") { text = Text(rebasing: text.dropLast()) }
    if text.isEmpty { return nil }
    let isRight = isSearch(text) && text.count <= 253
    return isRight
      ? nil
      : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', "
        + "'-' or '.', and must start and end with an alphanumeric character"
  }

  private static func isSearch(_ text: Text) -> Bool {
    var start = 0
    for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: ".") {
      guard index > start else { return false }
      let first = text[start]
      let last = text[index - 1]
      guard isLower(first) || first == UInt8(ascii: "_"), isLower(last) || last == UInt8(ascii: "_") else {
        return false
      }
      for byte in text[start..<index]
      where !isLower(byte) && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "_") {
        return false
      }
      start = index + 1
    }
    return true
  }

  // MARK: Qualified names

  /// The key of a label or an annotation, the name of a resource or condition: `[prefix/]name`.
  static func qualifiedName(_ text: Text) -> String? { qualified(text, isLowered: false) }

  /// The key of an annotation: the letters of its prefix may be of either case.
  static func annotationKey(_ text: Text) -> String? { qualified(text, isLowered: true) }

  private static func qualified(_ text: Text, isLowered: Bool) -> String? {
    var name = text
    if let slash = text.firstIndex(of: UInt8(ascii: "/")) {
      let prefix = Text(rebasing: text[..<slash])
      name = Text(rebasing: text[(slash + 1)...])
      if name.contains(UInt8(ascii: "/")) {
        return "a valid label key must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS "
          + "subdomain prefix and '/'"
      }
      if prefix.isEmpty { return "prefix part must be non-empty" }
      let isRight =
        prefix.count <= 253
        && (isLowered ? isDottedAnyCase(prefix) : isSubdomain(prefix))
      if !isRight { return "prefix part \(subdomainMessage)" }
    }
    if name.isEmpty { return "name part must be non-empty" }
    if name.count > 63 { return "name part must be no more than 63 characters" }
    return isName(name)
      ? nil
      : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character"
  }

  private static func isDottedAnyCase(_ text: Text) -> Bool {
    var start = 0
    for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: ".") {
      guard index > start, isAlphanumeric(text[start]), isAlphanumeric(text[index - 1]) else { return false }
      for byte in text[start..<index] where !isAlphanumeric(byte) && byte != UInt8(ascii: "-") { return false }
      start = index + 1
    }
    return true
  }

  static func labelValue(_ text: Text) -> String? {
    if text.count > 63 { return "must be no more than 63 characters" }
    return text.isEmpty || isName(text)
      ? nil
      : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
        + "start and end with an alphanumeric character"
  }

  private static func isName(_ text: Text) -> Bool {
    guard let first = text.first, let last = text.last, isAlphanumeric(first), isAlphanumeric(last) else {
      return false
    }
    return text.allSatisfy { isAlphanumeric($0) || isNameMark($0) }
  }

  private static func isNameMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }

  /// `example.com/some/path`: a domain, a slash and a path.
  static func domainPath(_ text: Text) -> String? {
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")), slash > 0, slash + 1 < text.count,
      isSubdomain(Text(rebasing: text[..<slash])), slash <= 253,
      text[(slash + 1)...].allSatisfy({ isPathMark($0) })
    else { return "must be a domain-prefixed path (such as \"acme.io/foo\")" }
    return nil
  }

  private static func isPathMark(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || isNameMark(byte) || "/~!$&'()*+,;=:@%".utf8.contains(byte)
  }

  // MARK: Others

  /// The key of a ConfigMap or Secret.
  static func configKey(_ text: Text) -> String? {
    if text.count > 253 { return "must be no more than 253 characters" }
    if text.isEmpty || !text.allSatisfy({ isAlphanumeric($0) || isNameMark($0) }) {
      return "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
    }
    if text.count == 1 && text[0] == UInt8(ascii: ".") { return "must not be '.'" }
    if text.starts(with: "..".utf8) { return text.count == 2 ? "must not be '..'" : "must not start with '..'" }
    return nil
  }

  /// A name that becomes a part of a URL, of RBAC's objects.
  static func pathSegment(_ text: Text) -> String? {
    if text.count == 1 && text[0] == UInt8(ascii: ".") { return "may not be '.'" }
    if text.count == 2 && text.elementsEqual("..".utf8) { return "may not be '..'" }
    if text.contains(UInt8(ascii: "/")) { return "may not contain '/'" }
    return text.contains(UInt8(ascii: "%")) ? "may not contain '%'" : nil
  }

  static func portName(_ text: Text) -> String? {
    if text.count > 15 { return "must be no more than 15 characters" }
    if !text.allSatisfy({ isLower($0) || $0 == UInt8(ascii: "-") }) {
      return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    }
    if !text.contains(where: { isLetter($0) }) { return "must contain at least one letter (a-z)" }
    for index in text.indices.dropFirst() where text[index] == text[index - 1] && text[index] == UInt8(ascii: "-") {
      return "must not contain consecutive hyphens"
    }
    if text.first == UInt8(ascii: "-") || text.last == UInt8(ascii: "-") {
      return "must not begin or end with a hyphen"
    }
    return nil
  }

  static func environmentName(_ text: Text) -> String? {
    let isRight = text.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=") }
    return isRight
      ? nil : "a valid environment variable name must consist only of printable ASCII characters other than '='"
  }

  /// A path below a folder: not absolute, without `..`.
  static func relativePath(_ text: Text) -> String? {
    if text.first == UInt8(ascii: "/") { return "must be a relative path" }
    return noBacksteps(text)
  }

  static func noBacksteps(_ text: Text) -> String? { hasPart(text, "..") ? "must not contain '..'" : nil }

  static func hasPart(_ text: Text, _ part: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount)
    var start = 0
    for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: "/") {
      if text[start..<index].elementsEqual(wanted) { return true }
      start = index + 1
    }
    return false
  }

  /// A relative path for a file of a volume.
  static func volumeFile(_ text: Text) -> String? {
    if let message = relativePath(text) { return message }
    return text.starts(with: "..".utf8) ? "must not start with '..'" : nil
  }

  static func absolutePath(_ text: Text) -> String? {
    text.first == UInt8(ascii: "/") ? nil : "must be an absolute path"
  }

  /// `0` to `100` and a percent sign.
  static func percent(_ text: Text) -> (value: Int?, message: String?) {
    let digits = text.dropLast()
    guard text.last == UInt8(ascii: "%"), !digits.isEmpty, digits.allSatisfy({ ScalarFormats.isDigit($0) }) else {
      return (
        nil, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', or '93%')"
      )
    }
    return (digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 1_000_000) }, nil)
  }

  // MARK: Bytes

  static func isLower(_ byte: UInt8) -> Bool { isLetter(byte) || ScalarFormats.isDigit(byte) }

  static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLower(byte) || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
  }
}
