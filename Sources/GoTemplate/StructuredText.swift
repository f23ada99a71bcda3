import Manifest

/// Reading and printing YAML and JSON as Helm's functions do.
enum StructuredText {
  struct Failure: Error {
    var message: String
  }

  /// `yaml.Unmarshal` of sigs.k8s.io/yaml.
  static func readYAML(_ text: [UInt8]) throws(Failure) -> Value {
    let document: Document?
    do throws(YAMLError) {
      document = try YAMLReader(dialect: .yaml11).read(text).document
    } catch {
      throw Failure(message: "error converting YAML to JSON: \(goText(error))")
    }
    guard let document else { return .missing }
    // What JSON has no form for is refused on the way.
    do throws(JSONPrinter.Failure) {
      let json = try JSONPrinter().bytes(document, document.root)
      return try readJSON(json, document)
    } catch {
      let isValue = error.message.hasPrefix("unsupported value")
      throw Failure(message: "error converting YAML to JSON: \(isValue ? "json: " : "")\(error.message)")
    }
  }

  private static func readJSON(_ json: [UInt8], _ fallback: Document) throws(JSONPrinter.Failure) -> Value {
    guard let document = try? YAMLReader(dialect: .json).read(json).document else {
      return Value.reading(fallback, fallback.root)
    }
    return Value.reading(document, document.root)
  }

  /// go-yaml's words.
  private static func goText(_ error: YAMLError) -> String {
    if error.message.hasPrefix("yaml: ") { return error.message }
    // go-yaml's parser counts lines from 0, its scanner from 1, and neither names the first.
    let line = error.message.hasPrefix("did not find expected") ? error.line - 1 : error.line > 1 ? error.line : 0
    let isPlaced = line > 0 && !error.message.hasPrefix("unknown anchor")
    return isPlaced ? "yaml: line \(line): \(error.message)" : "yaml: \(error.message)"
  }

  /// `json.Unmarshal`.
  static func readJSON(_ text: [UInt8]) throws(Failure) -> Value {
    do throws(YAMLError) {
      guard let document = try YAMLReader(dialect: .json).read(text).document else {
        throw YAMLError(message: "unexpected end of JSON input", line: 1, column: 1)
      }
      return Value.reading(document, document.root)
    } catch { throw Failure(message: jsonText(error.message)) }
  }

  /// How Go writes the character that it did not expect.
  private static func jsonText(_ message: String) -> String {
    var text = Array(message.utf8)
    for (ours, theirs) in [
      ("'''", "'\\''"), ("\u{FEFF}", "\\ufeff"), ("'\t'", "'\\t'"), ("'\n'", "'\\n'"),
      (" in string literal", " in string"),
    ] {
      text = GoText.replace(text, Array(ours.utf8), Array(theirs.utf8))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `toYaml`: through JSON, which is read as YAML.
  static func yaml(_ value: Value) throws(Failure) -> [UInt8] {
    let json: [UInt8]
    do throws(ValueJSON.Failure) { json = try ValueJSON.bytes(value) } catch {
      throw Failure(message: "error marshaling into JSON: \(error.message)")
    }
    do throws(YAMLError) {
      // JSON's strings may hold characters that YAML does not take as they stand.
      let dialect: YAMLReader.Dialect = isPlainForYAML(json) ? .json : .yaml11
      guard let document = try YAMLReader(dialect: dialect).read(json).document else { return Array("null\n".utf8) }
      return try printed(document, YAMLPrinter(style: .goYAML2, numbers: .jsonToYAML))
    } catch { throw Failure(message: "error converting JSON to YAML: \(goText(error))") }
  }

  /// `toYamlPretty`.
  static func prettyYAML(_ value: Value) throws(Failure) -> [UInt8] {
    if case .float(let number) = value.payload, !number.isFinite {
      return Array((number.isNaN ? ".nan\n" : number < 0 ? "-.inf\n" : ".inf\n").utf8)
    }
    let json: [UInt8]
    do throws(ValueJSON.Failure) { json = try ValueJSON.bytes(value, marksFloats: true) } catch {
      throw Failure(message: error.message)
    }
    do throws(YAMLError) {
      guard let document = try YAMLReader(dialect: .json).read(json).document else { return Array("null\n".utf8) }
      return try printed(document, YAMLPrinter(style: .goYAML3, numbers: .exact))
    } catch { throw Failure(message: goText(error)) }
  }

  private static func printed(_ document: Document, _ printer: YAMLPrinter) throws(YAMLError) -> [UInt8] {
    do throws(JSONPrinter.Failure) { return try printer.bytes(document, document.root) } catch {
      throw YAMLError(message: error.message, line: 0, column: 0)
    }
  }

  private static func isPlainForYAML(_ json: [UInt8]) -> Bool {
    var index = 0
    while index < json.count {
      let byte = json[index]
      if byte == 0x7F || byte == 0xC2 && index + 1 < json.count && json[index + 1] < 0xA0 { return false }
      if byte == 0xEF, index + 2 < json.count, json[index + 1] == 0xBB || json[index + 1] == 0xBF { return false }
      index += 1
    }
    return true
  }
}
