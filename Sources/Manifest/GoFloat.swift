/// Numbers as Go's encoding/json prints them.
public enum GoFloat {
  /// The shortest text that reads back as the same double.
  public static func text(_ value: Double) -> [UInt8] {
    var text: [UInt8] = []
    JSONText.append(value, to: &text)
    return text
  }
}
