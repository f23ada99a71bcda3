/// Words as bytes and back.
enum WordBytes {
  static func bigEndian<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
    withUnsafeBytes(of: word.bigEndian) { Array($0) }
  }

  static func bigEndian<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in words { bytes += bigEndian(word) }
    return bytes
  }

  static func littleEndian(_ words: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(words.count * 4)
    for word in words { bytes += bigEndian(word.byteSwapped) }
    return bytes
  }

  static func bigEndianWord(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var word: UInt32 = 0
    for byte in bytes { word = word << 8 | UInt32(byte) }
    return word
  }

  static func bigEndianWords(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count, by: 4).map { bigEndianWord(bytes[$0..<min($0 + 4, bytes.count)]) }
  }
}
