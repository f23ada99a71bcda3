/// Numbers as Go's encoding/json prints them.
public enum GoFloat {
  /// The shortest text that reads back as the same double.
  public static func text(_ value: Double) -> [UInt8] {
    var text: [UInt8] = []
    JSONText.append(value, to: &text)
    return text
  }

  /// The shortest text in the form of `%g`, as go-yaml v3 prints doubles: with an exponent from a million on.
  public static func general(_ value: Double) -> [UInt8] {
    var text: [UInt8] = []
    ShortestDigits(value).appendGeneral(to: &text)
    return text
  }
}
