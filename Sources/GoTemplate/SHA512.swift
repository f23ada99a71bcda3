/// The hash of 512 bits that `sha512sum` prints.
enum SHA512 {
  private static let start = fractions(8) { squareRoot($0) }
  private static let constants = fractions(80) { cubeRoot($0) }

  static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var state = start
    var message = bytes
    message.append(0x80)
    while message.count % 128 != 120 { message.append(0) }
    let bits = UInt64(bytes.count) &* 8
    message += WordBytes.bigEndian(bits)
    for place in stride(from: 0, to: message.count, by: 128) { mix(&state, message[place..<place + 128]) }
    return WordBytes.bigEndian(state)
  }

  // The constants are the first 64 bits of the fractions of roots of the first primes.
  private static func fractions(_ count: Int, _ root: (UInt64) -> UInt64) -> [UInt64] {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < count {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map(root)
  }

  /// The largest x with x² ≤ n·2¹²⁸, without its whole part.
  private static func squareRoot(_ number: UInt64) -> UInt64 {
    let whole = UInt64(Double(number).squareRoot())
    var fraction: UInt64 = 0
    for bit in (0..<64).reversed() {
      let trial = fraction | 1 << UInt64(bit)
      if !exceeds(WideNumber(whole, trial).squared, number, 128) { fraction = trial }
    }
    return fraction
  }

  /// The largest x with x³ ≤ n·2¹⁹², without its whole part.
  private static func cubeRoot(_ number: UInt64) -> UInt64 {
    var whole: UInt64 = 1
    while (whole + 1) * (whole + 1) * (whole + 1) <= number { whole += 1 }
    var fraction: UInt64 = 0
    for bit in (0..<64).reversed() {
      let trial = fraction | 1 << UInt64(bit)
      if !exceeds(WideNumber(whole, trial).cubed, number, 192) { fraction = trial }
    }
    return fraction
  }

  private static func exceeds(_ value: WideNumber, _ number: UInt64, _ shift: Int) -> Bool {
    let limit = shift / 64
    var words = value.words
    while words.count <= limit { words.append(0) }
    if words[(limit + 1)...].contains(where: { $0 != 0 }) { return true }
    if words[limit] != number { return words[limit] > number }
    return words[..<limit].contains { $0 != 0 }
  }

  /// A number of several words, least significant first.
  private struct WideNumber {
    var words: [UInt64]

    init(_ high: UInt64, _ low: UInt64) { words = [low, high] }
    init(_ words: [UInt64]) { self.words = words }

    static func * (left: Self, right: Self) -> Self {
      var result = [UInt64](repeating: 0, count: left.words.count + right.words.count)
      for (i, a) in left.words.enumerated() {
        var carry: UInt64 = 0
        for (j, b) in right.words.enumerated() {
          let product = a.multipliedFullWidth(by: b)
          let (first, overflow1) = result[i + j].addingReportingOverflow(product.low)
          let (second, overflow2) = first.addingReportingOverflow(carry)
          result[i + j] = second
          carry = product.high &+ (overflow1 ? 1 : 0) &+ (overflow2 ? 1 : 0)
        }
        result[i + right.words.count] = carry
      }
      return WideNumber(result)
    }

    var squared: Self { self * self }
    var cubed: Self { self * self * self }
  }

  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value >> bits | value << (64 - bits) }

  private static func mix(_ state: inout [UInt64], _ block: ArraySlice<UInt8>) {
    var words = [UInt64](repeating: 0, count: 80)
    for index in 0..<16 {
      for offset in 0..<8 { words[index] = words[index] << 8 | UInt64(block[block.startIndex + index * 8 + offset]) }
    }
    for index in 16..<80 {
      let (a, b) = (words[index - 15], words[index - 2])
      let first = rotate(a, 1) ^ rotate(a, 8) ^ a >> 7
      let second = rotate(b, 19) ^ rotate(b, 61) ^ b >> 6
      words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
    }
    var s = state
    for index in 0..<80 {
      let first = rotate(s[4], 14) ^ rotate(s[4], 18) ^ rotate(s[4], 41)
      let choice = s[4] & s[5] ^ ~s[4] & s[6]
      let sum = s[7] &+ first &+ choice &+ constants[index] &+ words[index]
      let second = rotate(s[0], 28) ^ rotate(s[0], 34) ^ rotate(s[0], 39)
      let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
      s = [sum &+ second &+ majority, s[0], s[1], s[2], s[3] &+ sum, s[4], s[5], s[6]]
    }
    for index in 0..<8 { state[index] = state[index] &+ s[index] }
  }
}
