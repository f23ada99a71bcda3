import Manifest

/// The history of a field as text: one line a layer, columns aligned.
public enum TraceText {
  /// The block for one object; ends with a line break.
  public static func text(
    entryPoint: String, object: ObjectRef, path: String, isPresent: Bool, steps: [Finding.Step], color: Bool
  ) -> [UInt8] {
    let bold = color ? ("\u{1B}[1m", "\u{1B}[0m") : ("", "")
    let field = path.isEmpty ? "" : " \(path)"
    var text = "\(bold.0)\(DisplayText.escaped("\(object)\(field)"))\(bold.1) in \(DisplayText.escaped(entryPoint))\n"
    if !isPresent { return Array((text + "  no such field\n").utf8) }
    let rows = steps.map { step in
      let place = step.location.map { "\($0.file):\($0.line):\($0.column)" } ?? ""
      return [step.value.map { "\($0)" } ?? "", step.action, step.layer, place].map(DisplayText.escaped)
    }
    let widths = (0..<3).map { column in rows.map { $0[column].unicodeScalars.count }.max() ?? 0 }
    for row in rows {
      let cells = (0..<3).map { column in
        row[column] + String(repeating: " ", count: widths[column] - row[column].unicodeScalars.count)
      }
      text += "  " + cells.joined(separator: "  ") + "  \(row[3])\n"
    }
    return Array(text.utf8)
  }
}
