import Manifest

/// The JSON report. `JSONSchema.text` is its schema; names change only with `schemaVersion`.
public struct JSONReport: ReportFormat {
  /// The version of the names: the first number grows when a name goes or changes its meaning.
  public static let schemaVersion = "1.0"

  public init() {}

  public func write(_ result: ScanResult, context: ReportContext) -> [UInt8] {
    var json = JSONWriter(indent: 2)
    json.object { json in
      json.member("schemaVersion", Self.schemaVersion)
      json.object("tool") { json in
        json.member("name", context.tool.name)
        json.member("version", context.tool.version)
      }
      Self.write(result.source, to: &json)
      json.object("summary") { json in
        json.member("errors", result.count(.error))
        json.member("warnings", result.count(.warning))
        json.member("infos", result.count(.info))
      }
      json.array("findings", result.findings) { json, finding in
        Self.write(finding, context: context, to: &json)
      }
      Self.write(result.coverage, to: &json)
    }
    return json.finish()
  }

  private static func write(_ source: ScanResult.Source, to json: inout JSONWriter) {
    json.object("source") { json in
      json.member("path", source.path)
      json.member("kind", source.kind)
      json.member("revision", ifPresent: source.revision)
      json.member("branch", ifPresent: source.branch)
      json.member("repository", ifPresent: source.repository)
    }
  }

  private static func write(_ finding: Finding, context: ReportContext, to json: inout JSONWriter) {
    json.object { json in
      json.member("rule", finding.rule.id)
      json.member("severity", finding.severity.description)
      json.member("message", finding.message)
      json.member("hint", ifPresent: finding.hint)
      if let object = finding.object {
        json.object("object") { json in
          json.member("group", object.group)
          json.member("version", object.version)
          json.member("kind", object.kind)
          json.member("namespace", object.namespace)
          json.member("name", object.name)
        }
      }
      json.member("objectCount", finding.objectCount)
      json.member("path", finding.path)
      if let location = finding.location.map(context.completed) {
        json.object("location") { json in
          json.member("file", location.file)
          json.member("line", known: location.line)
          json.member("column", known: location.column)
          json.member("endLine", known: location.endLine)
          json.member("endColumn", known: location.endColumn)
        }
      }
      json.array("trail", finding.trail) { json, step in write(step, to: &json) }
      json.member("environments", finding.environments)
      json.member("entryPoints", finding.entryPoints)
      json.member("fingerprint", finding.fingerprint)
    }
  }

  private static func write(_ step: Finding.Step, to json: inout JSONWriter) {
    json.object { json in
      json.member("layer", step.layer)
      json.member("action", step.action)
      if let location = step.location {
        json.member("file", location.file)
        json.member("line", known: location.line)
        json.member("column", known: location.column)
      }
      json.member("value", ifPresent: step.value)
    }
  }

  private static func write(_ coverage: Coverage, to json: inout JSONWriter) {
    json.object("coverage") { json in
      json.member("files", coverage.files)
      json.member("manifestFiles", coverage.manifestFiles)
      json.member("entryPoints", coverage.entryPoints)
      json.member("failedEntryPoints", coverage.failedEntryPoints)
      json.member("objects", coverage.objects)
      json.member("validatedObjects", coverage.validatedObjects)
      json.member("kubernetesVersion", coverage.kubernetesVersion)
      json.array("notChecked", coverage.notChecked) { json, entry in
        json.object { json in
          json.member("what", entry.what)
          json.member("reason", entry.reason)
          json.member("hint", ifPresent: entry.hint)
        }
      }
    }
  }
}

extension JSONWriter {
  /// Writes nothing for 0: not known.
  fileprivate mutating func member(_ name: String, known number: Int) {
    if number > 0 { member(name, number) }
  }
}
