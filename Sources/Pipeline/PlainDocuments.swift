import Manifest

/// The documents of a text, each read for itself.
struct PlainDocuments {
  private(set) var results: [YAMLReader.Result] = []
  private var errors: [(error: YAMLError, firstLine: Int)] = []
  private let file: FileID

  init(text: [UInt8], file: FileID, dialect: YAMLReader.Dialect) {
    self.file = file
    let pieces: [DocumentStream.Piece]
    do throws(YAMLError) {
      pieces = try DocumentStream.split(text, as: .kubectl)
    } catch {
      errors.append((error, 1))
      return
    }
    for piece in pieces {
      let reader = YAMLReader(dialect: dialect, file: file, firstLine: piece.firstLine)
      let result = text.withUnsafeBufferPointer { text -> Result<YAMLReader.Result, YAMLError> in
        do throws(YAMLError) {
          return .success(try reader.read(UnsafeBufferPointer(rebasing: text[piece.range])))
        } catch { return .failure(error) }
      }
      switch result {
      case .success(let result): results.append(result)
      case .failure(let error): errors.append((error, piece.firstLine))
      }
    }
  }

  var hasErrors: Bool { !errors.isEmpty }

  /// The faults; none for the source of a template, which is no YAML until it is rendered.
  func diagnostics(isTemplate: Bool) -> [Diagnostic] {
    if isTemplate { return [] }
    return errors.map { error, firstLine in
      Diagnostic(
        rule: SourceRules.syntax, message: error.message,
        origin: Origin(file: file, line: firstLine + error.line - 1, column: error.column))
    }
  }

  /// Keys that stand twice.
  func duplicates(_ result: YAMLReader.Result) -> [Diagnostic] {
    result.duplicateKeys.map { duplicate in
      Diagnostic(
        rule: SourceRules.duplicateKey,
        message: "key \"\(duplicate.key)\" is already set at line \(duplicate.first.line); the last one counts",
        origin: duplicate.second)
    }
  }
}
