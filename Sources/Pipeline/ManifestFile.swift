import Manifest

/// Reads a file of plain manifests as kubectl does: each document for itself, so that a broken one does not hide the
/// others.
struct ManifestFile {
  /// What a file holds.
  struct Contents {
    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    var notChecked: [Coverage.NotChecked] = []
  }

  let workspace: Workspace

  func read(_ path: String) -> Contents {
    var contents = Contents()
    let file = workspace.sourceMap.file(path)
    do throws(FileError) {
      let text = try workspace.tree.read(path)
      let pieces = PlainDocuments(text: text, file: file, dialect: .yaml11)
      contents.diagnostics = pieces.diagnostics(isTemplate: isTemplate(text))
      if isTemplate(text), pieces.hasErrors {
        contents.notChecked.append(Coverage.NotChecked(what: path, reason: "source of a template"))
        return contents
      }
      for result in pieces.results {
        guard let document = result.document else { continue }
        let objects = objects(in: document)
        contents.resources += objects
        if objects.isEmpty { continue }
        contents.diagnostics += pieces.duplicates(result)
      }
    } catch {
      contents.diagnostics.append(
        Diagnostic(
          rule: SourceRules.unreadable, message: "cannot read \(path): \(error.reason)",
          origin: Origin(file: file, line: 0, column: 0)))
    }
    return contents
  }

  private func isTemplate(_ text: [UInt8]) -> Bool { TextProbe.isTemplate(text) }

  /// The object that a document is, or the items of the List that it is; none when it is something else.
  private func objects(in document: Document) -> [Resource] {
    let root = document.root
    guard let kind = document.stringValue(document.value(root, .kind)), !kind.isEmpty,
      document.stringValue(document.value(root, .apiVersion)) != nil
    else { return [] }
    // kubectl takes any object with a list of items apart, and does nothing for a list without any.
    if kind.utf8.suffix(4).elementsEqual("List".utf8) {
      guard let items = document.value(root, .items), !document.isNull(items) else { return [] }
      if document.isSequence(items) {
        return document.elements(items).flatMap { objects(in: document.extracted($0)) }
      }
    }
    return [Resource(document: document)]
  }
}
