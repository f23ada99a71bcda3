import Manifest

/// Passwords and encrypted texts. Salts and vectors are made from the render's seed.
enum PasswordFunctions {
  static let table: [Function] = [
    Function("bcrypt", [.string]) { call throws(CallFailure) in .string(hashed(call.bytes(0), call)) },
    Function("htpasswd", [.string, .string], htpasswd),
    Function("derivePassword", [.uint32, .string, .string, .string, .string], derivePassword),
    Function("encryptAES", [.string, .string], encrypt),
    Function("decryptAES", [.string, .string], decrypt),
  ]

  private static func hashed(_ password: [UInt8], _ call: borrowing Call) -> [UInt8] {
    if password.count > 72 {
      return Array("failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes".utf8)
    }
    call.executor.notes.insert(.synthetic)
    return Bcrypt.hash(password, salt: call.executor.synthetic.bytes(16), cost: 10)
  }

  @Sendable private static func htpasswd(_ call: borrowing Call) throws(CallFailure) -> Value {
    let user = call.bytes(0)
    if user.contains(UInt8(ascii: ":")) { return .string("invalid username: \(call.text(0))") }
    return .string(user + [UInt8(ascii: ":")] + hashed(call.bytes(1), call))
  }

  // MARK: Master Password

  private static let templates: [String: [String]] = [
    "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
    "long": [
      "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno",
      "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
      "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno",
      "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
    ],
    "medium": ["CvcnoCvc", "CvcCvcno"], "short": ["Cvcn"], "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
    "pin": ["nnnn"],
  ]

  private static func letters(_ kind: UInt8) -> [UInt8] {
    switch UnicodeScalar(kind) {
    case "V": Array("AEIOU".utf8)
    case "C": Array("BCDFGHJKLMNPQRSTVWXYZ".utf8)
    case "v": Array("aeiou".utf8)
    case "c": Array("bcdfghjklmnpqrstvwxyz".utf8)
    case "a": Array("AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz".utf8)
    case "n": Array("0123456789".utf8)
    case "o": Array("@&%?,=[]_:-+*$#!'^~;()/.".utf8)
    default: Array("AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()".utf8)
    }
  }

  private static func number(_ value: Int) -> [UInt8] {
    WordBytes.bigEndian(UInt32(truncatingIfNeeded: value))
  }

  @Sendable private static func derivePassword(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard let choices = templates[call.text(1)] else {
      return .string("cannot find password template \(call.text(1))")
    }
    let scope = Array("com.lyndir.masterpassword".utf8)
    let (user, site) = (call.bytes(3), call.bytes(4))
    let key = Scrypt.key(
      call.bytes(2), salt: scope + number(user.count) + user, cost: 32_768, blockSize: 8, lanes: 2, count: 64)
    let seed = Scrypt.hmac(key, scope + number(site.count) + site + number(call.int(0)))
    let template = choices[Int(seed[0]) % choices.count]
    return .string(
      template.utf8.enumerated().map { index, kind in
        let letters = letters(kind)
        return letters[Int(seed[index + 1]) % letters.count]
      })
  }

  // MARK: AES

  private static func key(_ password: [UInt8]) -> [UInt8] {
    Array(password.prefix(32)) + [UInt8](repeating: 0, count: max(0, 32 - password.count))
  }

  @Sendable private static func encrypt(_ call: borrowing Call) throws(CallFailure) -> Value {
    var text = call.bytes(1)
    let padding = 16 - text.count % 16
    text += [UInt8](repeating: UInt8(padding), count: padding)
    call.executor.notes.insert(.synthetic)
    let vector = call.executor.synthetic.bytes(16)
    return .string(Base64.encode(vector + AES(key: key(call.bytes(0))).encryptCBC(text, vector: vector)))
  }

  @Sendable private static func decrypt(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call.bytes(1).isEmpty { return .string("") }
    guard let data = Base64.decode(call.bytes(1)) else {
      throw CallFailure(String(decoding: EncodingFunctions.base64Error(call.bytes(1)), as: UTF8.self))
    }
    if data.count < 16 {
      throw CallFailure("runtime error: slice bounds out of range [:16] with capacity \(data.count)")
    }
    let text = Array(data.dropFirst(16))
    if text.count % 16 != 0 { throw CallFailure("crypto/cipher: input not full blocks") }
    let plain = AES(key: key(call.bytes(0))).decryptCBC(text, vector: Array(data.prefix(16)))
    guard let padding = plain.last else { throw CallFailure("runtime error: index out of range [-1]") }
    let count = plain.count - Int(padding)
    if count < 0 { throw CallFailure("runtime error: slice bounds out of range [:\(count)]") }
    return .string(Array(plain.prefix(count)))
  }
}
