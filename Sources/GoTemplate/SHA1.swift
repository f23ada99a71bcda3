/// The hash of 160 bits that `sha1sum` prints.
enum SHA1 {
  static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
      0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0
    )
    var message = bytes
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    let bits = UInt64(bytes.count) &* 8
    message += WordBytes.bigEndian(bits)
    for start in stride(from: 0, to: message.count, by: 64) { mix(&state, message[start..<start + 64]) }
    return WordBytes.bigEndian([state.0, state.1, state.2, state.3, state.4])
  }

  private static func rotate(_ value: UInt32, _ bits: UInt32) -> UInt32 { value << bits | value >> (32 - bits) }

  private static func mix(_ state: inout (UInt32, UInt32, UInt32, UInt32, UInt32), _ block: ArraySlice<UInt8>) {
    var words = [UInt32](repeating: 0, count: 80)
    for index in 0..<16 {
      for offset in 0..<4 { words[index] = words[index] << 8 | UInt32(block[block.startIndex + index * 4 + offset]) }
    }
    for index in 16..<80 {
      words[index] = rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)
    }
    var (a, b, c, d, e) = state
    for index in 0..<80 {
      let (function, constant): (UInt32, UInt32)
      switch index {
      case 0..<20: (function, constant) = (b & c | ~b & d, 0x5A82_7999)
      case 20..<40: (function, constant) = (b ^ c ^ d, 0x6ED9_EBA1)
      case 40..<60: (function, constant) = (b & c | b & d | c & d, 0x8F1B_BCDC)
      default: (function, constant) = (b ^ c ^ d, 0xCA62_C1D6)
      }
      let next = rotate(a, 5) &+ function &+ e &+ constant &+ words[index]
      (a, b, c, d, e) = (next, a, rotate(b, 30), c, d)
    }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }
}
