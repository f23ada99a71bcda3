import Manifest

extension Kustomizer.Build {
  /// The objects as `kubectl kustomize` prints them: documents joined by `---`. Objects that cannot be printed are left
  /// out; `failures` says which and why.
  public func yaml() -> (text: [UInt8], failures: [Diagnostic]) {
    let printer = YAMLPrinter(style: .goYAML2, numbers: .exact)
    var text: [UInt8] = []
    var failures: [Diagnostic] = []
    for resource in resources {
      let start = text.count
      if start > 0 { text += "---\n".utf8 }
      do throws(JSONPrinter.Failure) {
        var document = resource.document
        try PrintCheck.prepare(&document)
        try printer.print(document, document.root, into: &text)
      } catch {
        text.removeSubrange(start...)
        failures.append(failure(error, resource))
      }
    }
    return (text, failures)
  }

  /// The objects that cannot be printed.
  public func yamlFailures() -> [Diagnostic] {
    let printer = YAMLPrinter(style: .goYAML2, numbers: .exact)
    return resources.compactMap { resource in
      do throws(JSONPrinter.Failure) {
        // What is not unusual prints.
        if try PrintCheck.isUnusual(resource.document) {
          _ = try printer.bytes(resource.document, resource.document.root)
        }
        return nil
      } catch {
        return failure(error, resource)
      }
    }
  }

  /// The objects as `kubectl kustomize -o FOLDER` writes them, one to a file, sorted by name.
  ///
  /// A file is called `group_version_kind_name.yaml` in lower case, with the namespace in front where the build has
  /// more than one. Of two objects with one file name the last stays, as it does in a folder.
  public func files() -> (files: [(name: String, text: [UInt8])], failures: [Diagnostic]) {
    let printer = YAMLPrinter(style: .goYAML2, numbers: .exact)
    let ids = resources.map { ResourceID($0.document) }
    let namespaces = Set(ids.filter { !$0.isClusterScoped }.map(\.effectiveNamespace))
    var files: [String: [UInt8]] = [:]
    var failures: [Diagnostic] = []
    let order = ids.indices.filter { !ids[$0].isClusterScoped } + ids.indices.filter { ids[$0].isClusterScoped }
    for index in order {
      let id = ids[index]
      var parts = [id.group, id.version, id.kind].filter { !$0.isEmpty } + [id.name]
      if namespaces.count > 1, !id.isClusterScoped { parts.insert(id.effectiveNamespace, at: 0) }
      do throws(JSONPrinter.Failure) {
        let document = resources[index].document
        try PrintCheck.check(document)
        files[parts.joined(separator: "_").lowercased() + ".yaml"] = try printer.bytes(document, document.root)
      } catch {
        failures.append(failure(error, resources[index]))
      }
    }
    let names = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return (names.map { ($0, files[$0] ?? []) }, failures)
  }

  private func failure(_ error: JSONPrinter.Failure, _ resource: Resource) -> Diagnostic {
    Diagnostic(
      rule: KustomizeRules.buildFails, message: error.message, object: resource.ref,
      originalObject: resource.original, origin: resource.document.origin(error.node))
  }
}
