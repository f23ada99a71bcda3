import Manifest

/// The documents of a text, each read for itself.
struct PlainDocuments {
  private(set) var results: [YAMLReader.Result] = []
  private var errors: [YAMLError] = []
  private let file: FileID

  init(text: [UInt8], file: FileID, dialect: YAMLReader.Dialect) {
    self.file = file
    text.withUnsafeBufferPointer { text in
      let pieces = DocumentStream.split(text, as: .kubectl)
      for piece in pieces.pieces {
        do throws(YAMLError) {
          results.append(try DocumentStream.read(piece, of: text, dialect: dialect, file: file))
        } catch {
          errors.append(error)
        }
      }
      if let failure = pieces.failure { errors.append(failure) }
    }
  }

  var hasErrors: Bool { !errors.isEmpty }

  /// The faults; none for the source of a template, which is no YAML until it is rendered.
  func diagnostics(isTemplate: Bool) -> [Diagnostic] {
    if isTemplate { return [] }
    return errors.map { error in
      Diagnostic(
        rule: SourceRules.syntax, message: error.message,
        origin: Origin(file: file, line: error.line, column: error.column))
    }
  }

  /// Keys that stand twice.
  func duplicates(_ result: YAMLReader.Result) -> [Diagnostic] {
    // A key beside `<<` that the merged mapping has too is an override, not a slip.
    result.duplicateKeys.filter { !$0.isMerge }.map { duplicate in
      Diagnostic(
        rule: SourceRules.duplicateKey,
        message: "key \"\(duplicate.key)\" is already set at line \(duplicate.first.line); the last one counts",
        origin: duplicate.second)
    }
  }
}
