/// The password hash of OpenBSD, as `htpasswd` and `bcrypt` print it.
enum Bcrypt {
  /// A hash with its version, cost and salt. The salt has 16 bytes.
  static func hash(_ password: [UInt8], salt: [UInt8], cost: Int) -> [UInt8] {
    let key = password + [0]
    var cipher = Blowfish()
    cipher.expand(key: key, salt: salt)
    for _ in 0..<(1 << cost) {
      cipher.expand(key: key, salt: [])
      cipher.expand(key: salt, salt: [])
    }
    var words = WordBytes.bigEndianWords(magic)
    for pair in stride(from: 0, to: 6, by: 2) {
      for _ in 0..<64 { (words[pair], words[pair + 1]) = cipher.encrypt(words[pair], words[pair + 1]) }
    }
    let bytes = WordBytes.bigEndian(words)
    let head = "$2a$" + (cost < 10 ? "0" : "") + "\(cost)$"
    return Array(head.utf8) + encode(salt) + encode(Array(bytes.prefix(23)))
  }

  private static let magic = Array("OrpheanBeholderScryDoubt".utf8)
  private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  private static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var (value, bits): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      value = value << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        output.append(alphabet[Int(value >> bits & 63)])
      }
    }
    if bits > 0 { output.append(alphabet[Int(value << (6 - bits) & 63)]) }
    return output
  }
}

/// The cipher below bcrypt.
private struct Blowfish {
  /// 18 subkeys, then four boxes of 256 words: the digits of pi to begin with.
  private var words = PiDigits.words

  @inline(__always)
  private static func mix(_ words: UnsafePointer<UInt32>, _ value: UInt32) -> UInt32 {
    let boxes = words + 18
    let first = boxes[Int(value >> 24)] &+ boxes[256 + Int(value >> 16 & 255)]
    return (first ^ boxes[512 + Int(value >> 8 & 255)]) &+ boxes[768 + Int(value & 255)]
  }

  private static func encrypt(
    _ words: UnsafePointer<UInt32>, _ left: UInt32, _ right: UInt32
  ) -> (UInt32, UInt32) {
    var (left, right) = (left ^ words[0], right)
    var round = 1
    while round <= 16 {
      right ^= mix(words, left) ^ words[round]
      left ^= mix(words, right) ^ words[round + 1]
      round += 2
    }
    return (right ^ words[17], left)
  }

  func encrypt(_ left: UInt32, _ right: UInt32) -> (UInt32, UInt32) {
    words.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { Self.encrypt($0, left, right) } ?? (left, right)
    }
  }

  /// Mixes a key, and a salt where there is one, into the state.
  mutating func expand(key: [UInt8], salt: [UInt8]) {
    func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
      var word: UInt32 = 0
      for offset in 0..<4 { word = word << 8 | UInt32(bytes[(index * 4 + offset) % bytes.count]) }
      return word
    }
    for index in 0..<18 { words[index] ^= word(key, index) }
    let salts = salt.isEmpty ? [0, 0, 0, 0] : (0..<4).map { word(salt, $0) }
    words.withUnsafeMutableBufferPointer { buffer in
      guard let words = buffer.baseAddress else { return }
      var (left, right): (UInt32, UInt32) = (0, 0)
      var index = 0
      while index < 18 + 1024 {
        // The salt is used in turns of its two halves.
        (left, right) = Self.encrypt(words, left ^ salts[index & 2], right ^ salts[index & 2 | 1])
        words[index] = left
        words[index + 1] = right
        index += 2
      }
    }
  }
}

/// The binary digits of pi behind the point, which Blowfish starts from.
private enum PiDigits {
  static let words: [UInt32] = digits(18 + 1024)

  /// Machin's formula on numbers of a whole word and `count` words of fraction.
  private static func digits(_ count: Int) -> [UInt32] {
    let size = count + 3
    var sum = [UInt32](repeating: 0, count: size)
    addArctangent(of: 5, times: 16, isNegative: false, &sum)
    addArctangent(of: 239, times: 4, isNegative: true, &sum)
    return Array(sum[1...count])
  }

  /// Adds or subtracts `times`·arctan(1/`number`).
  private static func addArctangent(of number: UInt32, times: UInt32, isNegative: Bool, _ sum: inout [UInt32]) {
    var power = [UInt32](repeating: 0, count: sum.count)
    power[0] = times
    divide(&power, by: number)
    var divisor: UInt32 = 1
    var subtracts = isNegative
    while power.contains(where: { $0 != 0 }) {
      var term = power
      divide(&term, by: divisor)
      if subtracts { subtract(term, &sum) } else { add(term, &sum) }
      subtracts.toggle()
      divisor += 2
      divide(&power, by: number * number)
    }
  }

  private static func divide(_ number: inout [UInt32], by divisor: UInt32) {
    number.withUnsafeMutableBufferPointer { words in
      var remainder: UInt64 = 0
      for index in 0..<words.count {
        let value = remainder << 32 | UInt64(words[index])
        words[index] = UInt32(truncatingIfNeeded: value / UInt64(divisor))
        remainder = value % UInt64(divisor)
      }
    }
  }

  private static func add(_ term: [UInt32], _ sum: inout [UInt32]) {
    var carry: UInt64 = 0
    for index in sum.indices.reversed() {
      let value = UInt64(sum[index]) + UInt64(term[index]) + carry
      sum[index] = UInt32(truncatingIfNeeded: value)
      carry = value >> 32
    }
  }

  private static func subtract(_ term: [UInt32], _ sum: inout [UInt32]) {
    var borrow: Int64 = 0
    for index in sum.indices.reversed() {
      let value = Int64(sum[index]) - Int64(term[index]) - borrow
      sum[index] = UInt32(truncatingIfNeeded: value)
      borrow = value < 0 ? 1 : 0
    }
  }
}
