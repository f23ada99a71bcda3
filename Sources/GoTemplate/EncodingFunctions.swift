import Manifest

/// Base 64, base 32 and hashes.
enum EncodingFunctions {
  static let table: [Function] = [
    Function("b64enc", [.string]) { call throws(CallFailure) in
      call.derived(0, Base64.encode(call.bytes(0)))
    },
    Function("b64dec", [.string]) { call throws(CallFailure) in call.derived(0, decode(call.bytes(0), .base64)) },
    Function("b32enc", [.string]) { call throws(CallFailure) in call.derived(0, base32(call.bytes(0))) },
    Function("b32dec", [.string]) { call throws(CallFailure) in call.derived(0, decode(call.bytes(0), .base32)) },
    Function("sha256sum", [.string]) { call throws(CallFailure) in
      var hash = SHA256()
      hash.update(call.bytes(0))
      return call.derived(0, hex(hash.finish()))
    },
    Function("sha1sum", [.string]) { call throws(CallFailure) in call.derived(0, hex(SHA1.hash(call.bytes(0)))) },
    Function("sha512sum", [.string]) { call throws(CallFailure) in
      call.derived(0, hex(SHA512.hash(call.bytes(0))))
    },
    Function("adler32sum", [.string]) { call throws(CallFailure) in
      call.derived(0, Array(String(adler32(call.bytes(0))).utf8))
    },
  ]

  static func hex(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  private static let alphabet32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  private static func base32(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 5) {
      let group = bytes[start..<min(start + 5, bytes.count)]
      var value: UInt64 = 0
      for index in 0..<5 { value = value << 8 | (index < group.count ? UInt64(group[start + index]) : 0) }
      let digits = (group.count * 8 + 4) / 5
      for index in 0..<8 {
        output.append(
          index < digits ? alphabet32[Int(value >> (35 - UInt64(index) * 5) & 31)] : UInt8(ascii: "="))
      }
    }
    return output
  }

  /// What `b64dec` says about a text that is not base 64.
  static func base64Error(_ text: [UInt8]) -> [UInt8] { decode(text, .base64) }

  private struct Alphabet {
    let name: String
    let bits: Int
    /// Digits of a group.
    let group: Int
    let values: [UInt8: UInt32]

    static let base64 = Alphabet(
      name: "base64", bits: 6, group: 4,
      values: table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
    static let base32 = Alphabet(
      name: "base32", bits: 5, group: 8, values: table("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))

    private static func table(_ digits: String) -> [UInt8: UInt32] {
      Dictionary(uniqueKeysWithValues: digits.utf8.enumerated().map { ($1, UInt32($0)) })
    }
  }

  /// The decoded bytes, or, as sprig does it, the text of the error.
  private static func decode(_ text: [UInt8], _ alphabet: Alphabet) -> [UInt8] {
    func failure(_ offset: Int) -> [UInt8] { Array("illegal \(alphabet.name) data at input byte \(offset)".utf8) }
    var output: [UInt8] = []
    var value: UInt64 = 0
    var count = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      if byte == 0x0A || byte == 0x0D { continue }
      if byte == UInt8(ascii: "=") {
        return padding(text, index - 1, value, count, &output, alphabet) ?? output
      }
      guard let digit = alphabet.values[byte] else { return failure(index - 1) }
      value = value << UInt64(alphabet.bits) | UInt64(digit)
      count += 1
      if count == alphabet.group {
        append(value, count * alphabet.bits / 8, count * alphabet.bits, &output)
        (value, count) = (0, 0)
      }
    }
    return count == 0 ? output : failure(text.count - (alphabet.bits == 6 ? count : 0))
  }

  private static func append(_ value: UInt64, _ bytes: Int, _ bits: Int, _ output: inout [UInt8]) {
    for index in 0..<bytes { output.append(UInt8(truncatingIfNeeded: value >> UInt64(bits - 8 * (index + 1)))) }
  }

  /// The end of the data; the text of an error where the padding is wrong.
  private static func padding(
    _ text: [UInt8], _ start: Int, _ value: UInt64, _ count: Int, _ output: inout [UInt8], _ alphabet: Alphabet
  ) -> [UInt8]? {
    func failure(_ offset: Int) -> [UInt8] { Array("illegal \(alphabet.name) data at input byte \(offset)".utf8) }
    let valid = alphabet.bits == 6 ? [2, 3] : [2, 4, 5, 7]
    guard valid.contains(count) else { return failure(start) }
    var index = start
    var marks = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "=") {
        marks += 1
      } else if text[index] != 0x0A && text[index] != 0x0D {
        return failure(index)
      }
      if marks > alphabet.group - count { return failure(index) }
      index += 1
    }
    guard marks == alphabet.group - count else { return failure(text.count) }
    let bits = count * alphabet.bits
    append(value << UInt64(8 * alphabet.bits - bits), bits / 8, 8 * alphabet.bits, &output)
    return nil
  }
}

extension Call {
  /// A text that was worked out from an argument.
  func derived(_ index: Int, _ text: [UInt8]) -> Value {
    let trace = arguments[index].trace
    return Value.string(text).traced(trace.spanIndex.map { executor.firstTrace($0) } ?? trace)
  }
}
