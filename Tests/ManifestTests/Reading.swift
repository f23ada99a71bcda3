import Manifest
import Testing

/// Reads a text that must be good.
func document(_ text: String, _ dialect: YAMLReader.Dialect = .yaml11) throws -> Document {
  let result = try YAMLReader(dialect: dialect).read(Array(text.utf8))
  return try #require(result.document)
}

/// A text as the JSON that the tools make of it; `error: …` when it is refused.
func json(_ text: String, _ dialect: YAMLReader.Dialect = .yaml11) -> String {
  json(Array(text.utf8), dialect)
}

func json(_ text: [UInt8], _ dialect: YAMLReader.Dialect = .yaml11) -> String {
  do throws(YAMLError) {
    guard let document = try YAMLReader(dialect: dialect).read(text).document else { return "nothing" }
    do throws(JSONPrinter.Failure) {
      return String(decoding: try JSONPrinter().bytes(document, document.root), as: UTF8.self)
    } catch {
      return "error: \(error.message)"
    }
  } catch {
    return "error: \(error.line):\(error.column): \(error.message)"
  }
}

/// A text read and printed again.
func printed(_ text: String, _ dialect: YAMLReader.Dialect = .yaml11, _ printer: YAMLPrinter = YAMLPrinter()) -> String
{
  do {
    let document = try document(text, dialect)
    return String(decoding: try printer.bytes(document, document.root), as: UTF8.self)
  } catch {
    return "error: \(error)"
  }
}
