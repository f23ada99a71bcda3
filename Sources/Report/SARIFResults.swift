import Manifest

/// Writes the results of a SARIF run.
struct SARIFResults {
  private let ruleIndexes: [String: Int]
  private let context: ReportContext
  /// Hashes of the lines of files, by path.
  private var lineHashes: [String: LineHashes] = [:]

  init(rules: [Rule], context: ReportContext) {
    ruleIndexes = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
    self.context = context
  }

  mutating func write(_ finding: Finding, to json: inout JSONWriter) {
    let primary = primaryLocation(of: finding)
    let steps = Self.keptSteps(finding.trail)
    let hash = lineHash(primary)
    json.object { json in
      json.member("ruleId", finding.rule.id)
      if let index = ruleIndexes[finding.rule.id] { json.member("ruleIndex", index) }
      json.member("level", SARIFReport.level(of: finding.severity))
      json.text("message", SARIFMessage(finding: finding, steps: steps, primary: primary).text)
      json.array("locations") { json in
        json.object { json in
          writePhysical(primary, to: &json)
          writeLogical(finding, to: &json)
        }
      }
      writeRelated(steps, primary: primary, to: &json)
      writeCodeFlow(steps, finding: finding, primary: primary, to: &json)
      json.object("partialFingerprints") { json in
        json.member("primaryLocationLineHash", ifPresent: hash)
        json.member("strataFinding/v1", finding.fingerprint)
      }
      writeProperties(finding, to: &json)
    }
  }

  // MARK: Locations

  /// The place that GitHub shows. It refuses a file with a result that names none, so a finding without a place gets
  /// the last known place of its trail, else the file of its first entry point, else the root of the source.
  private func primaryLocation(of finding: Finding) -> SourceLocation {
    if let location = finding.location ?? finding.trail.last(where: { $0.location != nil })?.location {
      return context.completed(location)
    }
    let names = ["", "/kustomization.yaml", "/kustomization.yml", "/Kustomization"]
    for entryPoint in finding.entryPoints.prefix(1) where !entryPoint.isEmpty {
      for name in names where context.sources[entryPoint + name] != nil {
        return SourceLocation(file: entryPoint + name, line: 0, column: 0, endLine: 0, endColumn: 0)
      }
    }
    return SourceLocation(file: ".", line: 0, column: 0, endLine: 0, endColumn: 0)
  }

  private func writePhysical(_ location: SourceLocation, to json: inout JSONWriter) {
    json.object("physicalLocation") { json in
      json.object("artifactLocation") { json in
        json.member("uri", URIText.relative(location.file))
        json.member("uriBaseId", SARIFReport.sourceRoot)
      }
      guard location.line > 0 else { return }
      json.object("region") { json in
        json.member("startLine", location.line)
        guard location.column > 0 else { return }
        json.member("startColumn", location.column)
        guard location.endLine > 0, location.endColumn > 0 else { return }
        json.member("endLine", location.endLine)
        json.member("endColumn", location.endColumn)
      }
    }
  }

  private func writeLogical(_ finding: Finding, to json: inout JSONWriter) {
    let name = LogicalPath.name(of: finding.object, path: finding.path)
    let field = LogicalPath.steps(of: finding.path).last
    let layer = finding.trail.last.map(\.layer) ?? ""
    guard !name.isEmpty || !layer.isEmpty else { return }
    json.array("logicalLocations") { json in
      if !name.isEmpty {
        json.object { json in
          json.member("name", field ?? finding.object?.name ?? name)
          json.member("fullyQualifiedName", name)
          json.member("kind", field == nil ? "resource" : "property")
        }
      }
      if !layer.isEmpty {
        json.object { json in
          json.member("fullyQualifiedName", layer)
          json.member("kind", "module")
        }
      }
    }
  }

  /// The steps within the limit: the first and the last ones, since those declare and set the value.
  private static func keptSteps(_ trail: [Finding.Step]) -> [Finding.Step] {
    let limit = SARIFReport.Limit.locations - 1
    if trail.count <= limit { return trail }
    return Array(trail.prefix(1) + trail.suffix(limit - 1))
  }

  /// The places of the layers, but for the one that is the primary location already. The id is the number of the step.
  private func writeRelated(_ steps: [Finding.Step], primary: SourceLocation, to json: inout JSONWriter) {
    let related = steps.enumerated().filter { $1.isElsewhere(than: primary) }
    guard !related.isEmpty else { return }
    json.array("relatedLocations", related) { json, related in
      json.object { json in
        json.member("id", related.offset + 1)
        if let location = related.element.location { writePhysical(context.completed(location), to: &json) }
        json.text("message", related.element.description)
      }
    }
  }

  // MARK: The trail

  /// The layers in order. One step alone is no path.
  private func writeCodeFlow(
    _ steps: [Finding.Step], finding: Finding, primary: SourceLocation, to json: inout JSONWriter
  ) {
    guard steps.count > 1 else { return }
    let setter = steps.lastIndex { $0.location != nil && !$0.isElsewhere(than: primary) } ?? steps.count - 1
    json.array("codeFlows") { json in
      json.object { json in
        json.array("threadFlows") { json in
          json.object { json in
            json.array("locations", steps.enumerated()) { json, step in
              json.object { json in
                writeFlowLocation(step.element, field: finding.path, to: &json)
                json.member("nestingLevel", step.offset)
                json.member("executionOrder", step.offset + 1)
                json.member("importance", step.offset == setter ? "essential" : "important")
              }
            }
          }
        }
      }
    }
  }

  private func writeFlowLocation(_ step: Finding.Step, field: String, to json: inout JSONWriter) {
    json.object("location") { json in
      if let location = step.location { writePhysical(context.completed(location), to: &json) }
      json.text("message", step.description)
    }
    if let value = step.value {
      json.object("state") { json in json.text(field.isEmpty ? "value" : field, value) }
    }
  }

  // MARK: Fingerprint and properties

  /// GitHub hashes the first line for a result without one.
  private mutating func lineHash(_ location: SourceLocation) -> String? {
    if let known = lineHashes[location.file] { return known[max(location.line, 1)] }
    guard let text = context.sources[location.file] else { return nil }
    let hashes = LineHashes(text.bytes)
    lineHashes[location.file] = hashes
    return hashes[max(location.line, 1)]
  }

  private func writeProperties(_ finding: Finding, to json: inout JSONWriter) {
    let limit = SARIFReport.Limit.names
    json.object("properties") { json in
      if !finding.path.isEmpty { json.member("path", finding.path) }
      json.member("objectCount", finding.objectCount)
      json.member("environmentCount", finding.environments.count)
      json.member("environments", finding.environments.prefix(limit))
      json.member("entryPointCount", finding.entryPoints.count)
      json.member("entryPoints", finding.entryPoints.prefix(limit))
    }
  }
}

extension Finding.Step {
  /// Whether the step has a place, and one that differs from this.
  func isElsewhere(than place: SourceLocation) -> Bool {
    guard let location else { return false }
    return (location.file, location.line, location.column) != (place.file, place.line, place.column)
  }
}
