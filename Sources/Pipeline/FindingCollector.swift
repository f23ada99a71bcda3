import Discovery
import Manifest

/// Turns the diagnostics of all entry points into findings: one cause is one finding, however many entry points and
/// environments meet it.
struct FindingCollector {
  private struct Cause: Hashable {
    var rule: String
    var origin: SourcePlace?
    var path: String
    var message: String
  }

  private struct Group {
    var diagnostic: Diagnostic
    var objects: Set<ObjectRef> = []
    var environments: Set<String> = []
    var entryPoints: Set<String> = []
  }

  private let workspace: Workspace
  private var groups: [Cause: Group] = [:]

  init(workspace: Workspace) { self.workspace = workspace }

  /// Adds a diagnostic seen by the users of one rendering.
  mutating func add(_ diagnostic: Diagnostic, seenBy entryPoints: [EntryPoint] = []) {
    let cause = Cause(
      rule: diagnostic.rule.id, origin: workspace.sourceMap.place(of: diagnostic.origin), path: diagnostic.stablePath,
      message: diagnostic.message)
    var group = groups[cause] ?? Group(diagnostic: diagnostic)
    // Whichever comes first, the object shown is the first in order.
    if let object = diagnostic.object {
      group.objects.insert(object)
      if let shown = group.diagnostic.object, object < shown { group.diagnostic = diagnostic }
    }
    for entryPoint in entryPoints {
      group.entryPoints.insert(entryPoint.name)
      if let environment = entryPoint.environment { group.environments.insert(environment) }
    }
    groups[cause] = group
  }

  /// The findings: errors first, then by place, rule and message.
  func findings() -> [Finding] {
    groups.values.map(finding).sorted { left, right in
      if left.severity != right.severity { return left.severity > right.severity }
      return Self.order(left) < Self.order(right)
    }
  }

  private static func order(_ finding: Finding) -> (SourcePlace, String, String, String) {
    let place = finding.location.map { SourcePlace(path: $0.file, line: $0.line, column: $0.column) }
    return (place ?? SourcePlace(path: "", line: 0, column: 0), finding.rule.id, finding.message, finding.path)
  }

  private func finding(_ group: Group) -> Finding {
    let diagnostic = SyntaxAdvice.improve(group.diagnostic, workspace)
    let location = location(diagnostic.origin)
    let steps = diagnostic.trail.filter { $0.layer != .none }.map { step in
      Finding.Step(
        layer: workspace.layers[step.layer].description, action: step.action, location: self.location(step.origin),
        value: step.value)
    }
    return Finding(
      rule: diagnostic.rule, severity: diagnostic.severity, message: diagnostic.message, hint: diagnostic.hint,
      object: diagnostic.object, objectCount: group.objects.count, path: diagnostic.path, location: location,
      trail: steps, environments: group.environments.sorted(), entryPoints: group.entryPoints.sorted(),
      fingerprint: fingerprint(diagnostic, file: location?.file ?? ""))
  }

  private func location(_ origin: Origin) -> SourceLocation? {
    guard let place = workspace.sourceMap.place(of: origin) else { return nil }
    return SourceLocation(file: place.path, line: place.line, column: place.column, endLine: 0, endColumn: 0)
  }

  /// Rule, object as its file names it, field and file; without an object, the message tells causes apart.
  private func fingerprint(_ diagnostic: Diagnostic, file: String) -> String {
    let object = diagnostic.originalObject ?? diagnostic.object
    var parts = [diagnostic.rule.id, file, diagnostic.stablePath]
    if let object {
      parts += [object.group, object.kind, object.namespace, object.name]
    } else {
      parts.append(diagnostic.message)
    }
    return String(SHA256.hex(parts.joined(separator: "\u{0}").utf8).prefix(32))
  }
}
