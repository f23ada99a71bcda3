import Manifest

/// The text of a SARIF result: the fault as the first sentence (GitHub's title), what to do, the object, the layers as
/// links to the related locations, and the environments.
struct SARIFMessage {
  /// How many environments and layers the text names.
  private static let shownNames = 5
  private static let shownSteps = 8

  let finding: Finding
  let steps: [Finding.Step]
  let primary: SourceLocation

  var text: String {
    var sentences = [sentence(finding.message)]
    if let hint = finding.hint { sentences.append(sentence("Help: \(hint)")) }
    if let object = finding.object {
      let others = finding.objectCount > 1 ? " and \(finding.objectCount - 1) more" : ""
      let field = finding.path.isEmpty ? "" : ", field \(finding.path)"
      sentences.append(sentence("Object: \(object)\(others)\(field)"))
    }
    if let trail { sentences.append(trail) }
    if !finding.environments.isEmpty {
      let names = finding.environments.prefix(Self.shownNames).joined(separator: ", ")
      let rest = finding.environments.count - Self.shownNames
      sentences.append(sentence("Seen in: \(names)" + (rest > 0 ? " and \(rest) more" : "")))
    }
    return sentences.joined(separator: " ")
  }

  /// A text of the input with a stop behind it. Brackets are escaped where they would read as a link.
  private func sentence(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let hasLink = bytes.indices.dropLast().contains {
      bytes[$0] == UInt8(ascii: "]") && bytes[$0 + 1] == UInt8(ascii: "(")
    }
    let plain = hasLink ? Self.escaped(text) : text
    switch bytes.last {
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): return plain
    default: return plain + "."
    }
  }

  private var trail: String? {
    guard !steps.isEmpty else { return nil }
    var parts: [String] = []
    for (offset, step) in steps.enumerated() {
      // Of a long trail the start and the end say most.
      if steps.count > Self.shownSteps, offset > 0, offset <= steps.count - Self.shownSteps {
        if offset == 1 { parts.append(counted(steps.count - Self.shownSteps, "more layer")) }
        continue
      }
      let name = Self.escaped(step.description)
      parts.append(step.isElsewhere(than: primary) ? "[\(name)](\(offset + 1))" : name)
    }
    return "Trail: " + parts.joined(separator: ", then ") + "."
  }

  private static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
