import Manifest

/// Replacements in a file of their own.
enum ReplacementFile {
  /// An entry with a path stands for the entries of that file.
  static func expanded(
    _ entry: Kustomization.ReplacementEntry, _ context: BuildContext, _ reader: ResourceReader
  ) throws(BuildError) -> [Kustomization.ReplacementEntry] {
    guard let path = entry.path, !path.value.isEmpty else { return [entry] }
    guard entry.source == nil, entry.targets.isEmpty else {
      throw BuildError(.badField, "cannot specify both path and inline replacement", at: path.origin)
    }
    let text = try context.files.read(path)
    guard let document = try reader.documents(text, dialect: .yaml11).first?.document else { return [] }
    let problems = ObjectDecoder.Problems(isStrict: false)
    let nodes = document.isSequence(document.root) ? Array(document.elements(document.root)) : [document.root]
    let entries = nodes.map { node in
      var fields = ObjectDecoder(document, node, problems: problems, what: "a replacement")
      let entry = KustomizationDecoder.replacement(&fields)
      fields.refuseUnknown()
      return entry
    }
    if let problem = problems.all.first {
      throw BuildError(.badKustomization, problem.message, hint: problem.hint, at: problem.origin)
    }
    return entries
  }
}
