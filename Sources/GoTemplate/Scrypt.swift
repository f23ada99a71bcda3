import Manifest

/// The key derivation below `derivePassword` (RFC 7914).
enum Scrypt {
  static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    func digest(_ parts: [UInt8]...) -> [UInt8] {
      var hash = SHA256()
      for part in parts { hash.update(part) }
      return hash.finish()
    }
    var block = key.count > 64 ? digest(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    return digest(block.map { $0 ^ 0x5C }, digest(block.map { $0 ^ 0x36 }, message))
  }

  /// PBKDF2 with one round.
  private static func stretch(_ password: [UInt8], _ salt: [UInt8], _ count: Int) -> [UInt8] {
    var output: [UInt8] = []
    var index: UInt32 = 1
    while output.count < count {
      output += hmac(password, salt + WordBytes.bigEndian(index))
      index += 1
    }
    return Array(output.prefix(count))
  }

  static func key(
    _ password: [UInt8], salt: [UInt8], cost: Int, blockSize: Int, lanes: Int, count: Int
  ) -> [UInt8] {
    let bytes = stretch(password, salt, lanes * 128 * blockSize)
    var words = WordBytes.bigEndianWords(bytes).map(\.byteSwapped)
    let lane = 32 * blockSize
    for index in 0..<lanes { mix(&words, index * lane, lane, cost) }
    return stretch(password, WordBytes.littleEndian(words), count)
  }

  private static func mix(_ words: inout [UInt32], _ start: Int, _ lane: Int, _ cost: Int) {
    var memory = [UInt32](repeating: 0, count: cost * lane)
    var scratch = [UInt32](repeating: 0, count: lane + 32)
    words.withUnsafeMutableBufferPointer { words in
      memory.withUnsafeMutableBufferPointer { memory in
        scratch.withUnsafeMutableBufferPointer { scratch in
          guard let base = words.baseAddress, let memory = memory.baseAddress, let scratch = scratch.baseAddress else {
            return
          }
          let x = base + start
          for index in 0..<cost {
            (memory + index * lane).update(from: x, count: lane)
            mixBlocks(x, scratch, lane)
          }
          for _ in 0..<cost {
            let row = memory + (Int(x[lane - 16]) & (cost - 1)) * lane
            var index = 0
            while index < lane {
              x[index] ^= row[index]
              index &+= 1
            }
            mixBlocks(x, scratch, lane)
          }
        }
      }
    }
  }

  /// Salsa20/8 over the blocks of 16 words; those of even number come to stand before the others.
  private static func mixBlocks(
    _ x: UnsafeMutablePointer<UInt32>, _ scratch: UnsafeMutablePointer<UInt32>, _ lane: Int
  ) {
    let (state, work) = (scratch + lane, scratch + lane + 16)
    state.update(from: x + (lane - 16), count: 16)
    let blocks = lane / 16
    for block in 0..<blocks {
      for index in 0..<16 {
        state[index] ^= x[block * 16 + index]
        work[index] = state[index]
      }
      for _ in 0..<4 { doubleRound(work) }
      for index in 0..<16 { state[index] &+= work[index] }
      let place = block % 2 == 0 ? block / 2 : blocks / 2 + block / 2
      (scratch + place * 16).update(from: state, count: 16)
    }
    x.update(from: scratch, count: lane)
  }

  @inline(__always)
  private static func turn(_ x: UnsafeMutablePointer<UInt32>, _ a: Int, _ b: Int, _ c: Int, _ bits: UInt32) {
    let sum = x[b] &+ x[c]
    x[a] ^= sum &<< bits | sum &>> (32 &- bits)
  }

  @inline(__always)
  private static func quarter(_ x: UnsafeMutablePointer<UInt32>, _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    turn(x, b, a, d, 7)
    turn(x, c, b, a, 9)
    turn(x, d, c, b, 13)
    turn(x, a, d, c, 18)
  }

  private static func doubleRound(_ x: UnsafeMutablePointer<UInt32>) {
    quarter(x, 0, 4, 8, 12)
    quarter(x, 5, 9, 13, 1)
    quarter(x, 10, 14, 2, 6)
    quarter(x, 15, 3, 7, 11)
    quarter(x, 0, 1, 2, 3)
    quarter(x, 5, 6, 7, 4)
    quarter(x, 10, 11, 8, 9)
    quarter(x, 15, 12, 13, 14)
  }
}
