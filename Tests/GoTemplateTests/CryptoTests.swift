import Testing

@testable import GoTemplate

/// Hashes and ciphers against published vectors.
@Suite struct CryptoTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func bcryptAgreesWithOpenwall() {
    // "CCCC…" in bcrypt's own base 64.
    let salt: [UInt8] = (0..<16).map { [0x10, 0x41, 0x04][$0 % 3] }
    let hash = text(Bcrypt.hash(Array("U*U".utf8), salt: salt, cost: 5))
    #expect(hash == "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
  }

  @Test func scryptAgreesWithTheStandard() {
    let key = Scrypt.key([], salt: [], cost: 16, blockSize: 1, lanes: 1, count: 64)
    #expect(text(EncodingFunctions.hex(Array(key.prefix(8)))) == "77d6576238657b20")
  }

  @Test func cbcGivesBackWhatItTook() {
    let key = [UInt8](0..<32)
    let plain = (0..<16).map { UInt8($0 * 0x11) }
    let cipher = AES(key: key).encryptCBC(plain, vector: [UInt8](repeating: 0, count: 16))
    // FIPS 197, C.3.
    #expect(text(EncodingFunctions.hex(cipher)) == "8ea2b7ca516745bfeafc49904b496089")
    #expect(AES(key: key).decryptCBC(cipher, vector: [UInt8](repeating: 0, count: 16)) == plain)
  }

  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
  ])
  func sha1(_ input: String, _ expected: String) {
    #expect(text(EncodingFunctions.hex(SHA1.hash(Array(input.utf8)))) == expected)
  }
}
