import Glibc
import Manifest

/// One line of a file of vectors.
struct Vector {
  let document: Document
  let id: String

  /// Reads a file of JSON lines; a line that is not JSON is a vector that fails.
  static func read(_ path: String, _ body: (Result<Vector, Verdict>) -> Void) {
    guard let bytes = readFile(path) else {
      body(.failure(Verdict(path, .failed("cannot be read"))))
      return
    }
    for line in bytes.split(separator: 0x0A) {
      do throws(YAMLError) {
        guard let document = try YAMLReader(dialect: .json).read(Array(line)).document else { continue }
        let id = document.stringValue(document.value(document.root, "id")) ?? "?"
        body(.success(Vector(document: document, id: id)))
      } catch {
        body(.failure(Verdict(path, .failed("not JSON: \(error.message)"))))
      }
    }
  }

  subscript(_ field: Key) -> NodeID? { document.value(document.root, field) }

  func has(_ field: Key) -> Bool { self[field] != nil }

  func text(_ field: Key) -> String? { document.stringValue(self[field]) }

  /// The bytes of a text field, or of its twin in base64.
  func bytes(_ field: Key, base64 encoded: Key) -> [UInt8]? {
    if let node = self[field] { return Array(document.text(node)) }
    return self[encoded].flatMap { Base64.decode(document.text($0)) }
  }
}

/// The bytes of a file; nil when it cannot be read.
func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { return bytes }
    bytes.append(contentsOf: buffer[0..<count])
  }
}

/// The text as one short line.
func shown(_ text: some Collection<UInt8>) -> String {
  var writer = JSONWriter()
  writer.value(String(decoding: text, as: UTF8.self))
  return String(decoding: writer.bytes.prefix(160), as: UTF8.self)
}
