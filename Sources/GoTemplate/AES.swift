/// AES with keys of 256 bits in CBC mode, for `encryptAES` and `decryptAES`.
struct AES {
  private let roundKeys: [UInt8]
  private static let rounds = 14

  /// The substitution box and its inverse, from inverses in the field of 256 elements.
  private static let box: (forward: [UInt8], backward: [UInt8]) = {
    var forward = [UInt8](repeating: 0, count: 256)
    var backward = forward
    for value in 0..<256 {
      var inverse: UInt8 = 0
      if value > 0 { inverse = (1...255).map { UInt8($0) }.first { times($0, UInt8(value)) == 1 } ?? 0 }
      var result = inverse
      for shift in 1...4 { result ^= inverse << UInt8(shift) | inverse >> UInt8(8 - shift) }
      result ^= 0x63
      forward[value] = result
      backward[Int(result)] = UInt8(value)
    }
    return (forward, backward)
  }()

  private static func times(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var (a, b, product): (UInt8, UInt8, UInt8) = (left, right, 0)
    while b != 0 {
      if b & 1 != 0 { product ^= a }
      a = a & 0x80 != 0 ? a << 1 ^ 0x1B : a << 1
      b >>= 1
    }
    return product
  }

  /// `key` has 32 bytes.
  init(key: [UInt8]) {
    var words = stride(from: 0, to: 32, by: 4).map { Array(key[$0..<$0 + 4]) }
    var constant: UInt8 = 1
    while words.count < 4 * (Self.rounds + 1) {
      var word = words[words.count - 1]
      if words.count % 8 == 0 {
        word = [word[1], word[2], word[3], word[0]].map { Self.box.forward[Int($0)] }
        word[0] ^= constant
        constant = Self.times(constant, 2)
      } else if words.count % 8 == 4 {
        word = word.map { Self.box.forward[Int($0)] }
      }
      words.append(zip(words[words.count - 8], word).map { $0 ^ $1 })
    }
    roundKeys = words.flatMap { $0 }
  }

  private func addKey(_ state: inout [UInt8], _ round: Int) {
    for index in 0..<16 { state[index] ^= roundKeys[round * 16 + index] }
  }

  private static func mixColumns(_ state: inout [UInt8], _ factors: [UInt8]) {
    for column in stride(from: 0, to: 16, by: 4) {
      let old = Array(state[column..<column + 4])
      for row in 0..<4 {
        state[column + row] = (0..<4).reduce(0) { $0 ^ times(factors[($1 - row + 4) % 4], old[$1]) }
      }
    }
  }

  private func encrypt(_ block: [UInt8]) -> [UInt8] {
    var state = block
    addKey(&state, 0)
    for round in 1...Self.rounds {
      let old = state.map { Self.box.forward[Int($0)] }
      for index in 0..<16 { state[index] = old[(index + 4 * (index % 4)) % 16] }
      if round < Self.rounds { Self.mixColumns(&state, [2, 3, 1, 1]) }
      addKey(&state, round)
    }
    return state
  }

  private func decrypt(_ block: [UInt8]) -> [UInt8] {
    var state = block
    addKey(&state, Self.rounds)
    for round in (0..<Self.rounds).reversed() {
      let old = state
      for index in 0..<16 { state[(index + 4 * (index % 4)) % 16] = Self.box.backward[Int(old[index])] }
      addKey(&state, round)
      if round > 0 { Self.mixColumns(&state, [14, 11, 13, 9]) }
    }
    return state
  }

  /// Encrypts whole blocks.
  func encryptCBC(_ text: [UInt8], vector: [UInt8]) -> [UInt8] {
    var (output, last): ([UInt8], [UInt8]) = ([], vector)
    for start in stride(from: 0, to: text.count, by: 16) {
      last = encrypt(zip(text[start..<start + 16], last).map { $0 ^ $1 })
      output += last
    }
    return output
  }

  /// Decrypts whole blocks.
  func decryptCBC(_ text: [UInt8], vector: [UInt8]) -> [UInt8] {
    var (output, last): ([UInt8], [UInt8]) = ([], vector)
    for start in stride(from: 0, to: text.count, by: 16) {
      let block = Array(text[start..<start + 16])
      output += zip(decrypt(block), last).map { $0 ^ $1 }
      last = block
    }
    return output
  }
}
