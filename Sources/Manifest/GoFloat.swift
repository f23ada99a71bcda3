/// Numbers as Go's encoding/json prints them.
public enum GoFloat {
  /// The shortest text that reads back as the same double.
  public static func text(_ value: Double) -> [UInt8] {
    var text: [UInt8] = []
    JSONText.append(value, to: &text)
    return text
  }

  /// The text of strconv's format `g` with the shortest precision; `NaN`, `+Inf` and `-Inf` as they are.
  public static func general(_ value: Double) -> [UInt8] {
    guard value.isFinite else { return Array((value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8) }
    var text: [UInt8] = []
    ShortestDigits(value).appendGeneral(to: &text)
    return text
  }

  /// The shortest text without an exponent.
  public static func plain(_ value: Double) -> [UInt8] {
    var text: [UInt8] = []
    ShortestDigits(value).appendPlain(to: &text)
    return text
  }
}
