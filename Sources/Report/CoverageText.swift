import Manifest

/// The end of the text report: how many findings in how much, and what was not checked.
struct CoverageText {
  /// How many examples of one reason are named.
  private static let shownExamples = 3

  let result: ScanResult
  private var coverage: Coverage { result.coverage }

  init(result: ScanResult) { self.result = result }

  func write(to out: inout Terminal) {
    writeSummary(to: &out)
    writeNotChecked(to: &out)
  }

  // MARK: Summary

  private func writeSummary(to out: inout Terminal) {
    var isFirst = true
    for severity in Severity.allCases.reversed() {
      let count = result.count(severity)
      guard count > 0 else { continue }
      if !isFirst { out.write(", ") }
      isFirst = false
      out.write(
        counted(count, severity.description, plural: severity == .info ? "info" : nil), Terminal.Style(severity))
    }
    if isFirst, isNothingChecked {
      out.write("Nothing was checked", .bold)
      out.write(": " + whyNothing)
    } else {
      if isFirst { out.write("No findings", .bold) }
      out.write(" in \(counted(coverage.manifestFiles, "file")) (\(details))")
    }
    out.newLine()
  }

  private var isNothingChecked: Bool { coverage.entryPoints == 0 && coverage.objects == 0 }

  private var whyNothing: String {
    if coverage.files == 0 { return "the source has no files" }
    return "looked for Kubernetes manifests, kustomizations and Flux objects in "
      + "\(counted(coverage.files, "file")) and found nothing that a cluster would apply"
  }

  /// `12 entry points, 230 objects; 18 not checked`.
  private var details: String {
    var done = [counted(coverage.entryPoints, "entry point")]
    if coverage.failedEntryPoints > 0 { done[0] += ", \(coverage.failedEntryPoints) not rendered" }
    done.append(counted(coverage.objects, "object"))
    if coverage.validatedObjects < coverage.objects, coverage.objects > 0 {
      done[1] += ", \(coverage.validatedObjects) with a known schema"
    }
    if !coverage.kubernetesVersion.isEmpty, coverage.objects > 0 {
      done.append("Kubernetes \(DisplayText.escaped(coverage.kubernetesVersion))")
    }
    let missing = coverage.notChecked.count
    let isAll = coverage.failedEntryPoints == 0 && coverage.validatedObjects == coverage.objects
    return done.joined(separator: ", ") + (missing > 0 ? "; \(missing) not checked" : isAll ? "; all checked" : "")
  }

  // MARK: What was not checked

  /// Entries that share reason and hint, in the order of the first of each.
  private var groups: [[Coverage.NotChecked]] {
    var groups: [[Coverage.NotChecked]] = []
    var positions: [[String?]: Int] = [:]
    for entry in coverage.notChecked {
      let key = [entry.reason, entry.hint]
      if let position = positions[key] {
        groups[position].append(entry)
      } else {
        positions[key] = groups.count
        groups.append([entry])
      }
    }
    return groups
  }

  private func writeNotChecked(to out: inout Terminal) {
    guard !coverage.notChecked.isEmpty else { return }
    out.newLine()
    out.write("Not checked:", .bold)
    out.newLine()
    for group in groups {
      guard let first = group.first else { continue }
      out.write("  ")
      out.writeLines("\(first.reason) (\(group.count))", indentation: 4)
      out.newLine()
      for entry in group.prefix(Self.shownExamples) {
        out.write("    - ")
        out.writeEscaped(entry.what)
        out.newLine()
      }
      if group.count > Self.shownExamples {
        out.write("    - and \(group.count - Self.shownExamples) more")
        out.newLine()
      }
      if let hint = first.hint {
        out.write("    help: ", .help)
        out.writeLines(hint, indentation: 10, .help)
        out.newLine()
      }
    }
  }
}
