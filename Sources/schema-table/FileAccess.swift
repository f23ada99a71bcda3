import Glibc

/// Why a file of the facts could not be used.
struct GeneratorError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// Reading and writing whole files.
enum FileAccess {
  static func read(_ path: String) throws(GeneratorError) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw GeneratorError("cannot read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes.append(contentsOf: chunk[0..<count])
    }
    guard ferror(file) == 0 else { throw GeneratorError("cannot read \(path)") }
    return bytes
  }

  static func write(_ bytes: [UInt8], to path: String) throws(GeneratorError) {
    guard let file = fopen(path, "wb") else { throw GeneratorError("cannot write \(path)") }
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else { throw GeneratorError("cannot write \(path)") }
  }
}

/// The lines of a text, without their ends and without empty ones.
func lines(_ bytes: [UInt8]) -> [String] {
  bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
}

extension String {
  /// The parts between the occurrences of an ASCII byte.
  func parts(_ separator: Unicode.Scalar, omittingEmpty: Bool = false) -> [String] {
    let byte = UInt8(truncatingIfNeeded: separator.value)
    return utf8.split(separator: byte, omittingEmptySubsequences: omittingEmpty).map { String(Substring($0)) }
  }

  /// The text before and after the last occurrence of an ASCII byte; nil without one.
  func splitLast(_ separator: Unicode.Scalar) -> (before: String, after: String)? {
    let byte = UInt8(truncatingIfNeeded: separator.value)
    guard let index = utf8.lastIndex(of: byte) else { return nil }
    return (String(self[..<index]), String(self[utf8.index(after: index)...]))
  }

  /// Whether the bytes of this text come before those of another.
  func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
