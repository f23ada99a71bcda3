import Manifest

extension Kustomizer.Build {
  /// The objects as `kubectl kustomize` prints them: documents joined by `---`. Objects that cannot be printed are left
  /// out; `failures` says which and why.
  public func yaml() -> (text: [UInt8], failures: [Diagnostic]) {
    let printer = YAMLPrinter(style: .goYAML2, numbers: .exact)
    var text: [UInt8] = []
    var failures: [Diagnostic] = []
    for resource in resources {
      let separator: [UInt8] = text.isEmpty ? [] : Array("---\n".utf8)
      do throws(JSONPrinter.Failure) {
        var document = resource.document
        try PrintCheck.prepare(&document)
        let start = text.count
        text += separator
        do throws(JSONPrinter.Failure) { try printer.print(document, document.root, into: &text) } catch {
          text.removeSubrange(start...)
          throw error
        }
      } catch {
        failures.append(
          Diagnostic(
            rule: KustomizeRules.buildFails, message: error.message, object: resource.ref,
            originalObject: resource.original, origin: resource.document.origin(error.node)))
      }
    }
    return (text, failures)
  }

  /// The objects that cannot be printed.
  public func yamlFailures() -> [Diagnostic] { yaml().failures }
}
