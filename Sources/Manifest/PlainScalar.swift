/// What a text is when it stands in YAML without quotes.
public enum PlainScalar {
  /// The kind that a reader resolves the text to.
  public static func kind(_ text: UnsafeBufferPointer<UInt8>, _ dialect: YAMLReader.Dialect) -> Node.Kind {
    ScalarResolver.plain(text, dialect)
  }

  /// The kind that a reader of YAML 1.2 resolves the text to.
  public static func kind(_ text: [UInt8]) -> Node.Kind { text.withUnsafeBufferPointer { kind($0, .yaml12) } }

  /// The kind that a reader resolves the text to.
  public static func kind(_ text: String, _ dialect: YAMLReader.Dialect) -> Node.Kind {
    var text = text
    return text.withUTF8 { ScalarResolver.plain($0, dialect) }
  }
}
