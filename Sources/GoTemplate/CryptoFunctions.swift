import Manifest

/// Random values, keys and certificates, all made from the render's seed.
enum CryptoFunctions {
  static let table: [Function] =
    [
      Function("randAlpha", [.int], random("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")),
      Function("randAlphaNum", [.int], random("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")),
      Function("randNumeric", [.int], random("0123456789")),
      Function("randAscii", [.int], random(String(decoding: UInt8(32)...126, as: UTF8.self))),
      Function("randBytes", [.int], randomBytes),
      Function("randInt", [.int, .int], randomInt),
      Function("uuidv4", [], uuid),
    ] + missing

  /// Functions that are known, so that a chart can be parsed, and that say so when they are called.
  private static let missing: [Function] = [
    unavailable("bcrypt", [.string]), unavailable("htpasswd", [.string, .string]),
    unavailable("derivePassword", [.uint32, .string, .string, .string, .string]),
    unavailable("encryptAES", [.string, .string]), unavailable("decryptAES", [.string, .string]),
    unavailable("genPrivateKey", [.string]), unavailable("buildCustomCert", [.string, .string]),
    unavailable("genCA", [.string, .int]), unavailable("genCAWithKey", [.string, .int, .string]),
    unavailable("genSelfSignedCert", [.string, .list, .list, .int]),
    unavailable("genSelfSignedCertWithKey", [.string, .list, .list, .int, .string]),
    unavailable("genSignedCert", [.string, .list, .list, .int, .certificate]),
    unavailable("genSignedCertWithKey", [.string, .list, .list, .int, .certificate, .string]),
  ]

  private static func unavailable(_ name: String, _ parameters: [Parameter]) -> Function {
    Function(name, parameters) { call throws(CallFailure) in
      throw CallFailure("the function \(name) is not supported")
    }
  }

  private static func random(_ alphabet: String) -> Function.Body {
    let letters = Array(alphabet.utf8)
    return { call throws(CallFailure) in
      let count = max(call.int(0), 0)
      try call.checkSize((count, false))
      call.executor.notes.insert(.synthetic)
      return .string((0..<count).map { _ in letters[call.executor.synthetic.number(below: letters.count)] })
    }
  }

  @Sendable private static func randomBytes(_ call: borrowing Call) throws(CallFailure) -> Value {
    let count = call.int(0)
    guard count >= 0 else { throw CallFailure("runtime error: makeslice: len out of range") }
    try call.checkSize((count, false))
    call.executor.notes.insert(.synthetic)
    return .string(Base64.encode(call.executor.synthetic.bytes(count)))
  }

  @Sendable private static func randomInt(_ call: borrowing Call) throws(CallFailure) -> Value {
    let (width, overflow) = call.int(1).subtractingReportingOverflow(call.int(0))
    guard !overflow, width > 0 else { throw CallFailure("invalid argument to Intn") }
    call.executor.notes.insert(.synthetic)
    return .int(call.int(0) + call.executor.synthetic.number(below: width))
  }

  @Sendable private static func uuid(_ call: borrowing Call) throws(CallFailure) -> Value {
    var bytes = call.executor.synthetic.bytes(16)
    call.executor.notes.insert(.synthetic)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = EncodingFunctions.hex(bytes)
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { Array(digits[$0]) }
    return .string(GoText.joined(parts, [UInt8(ascii: "-")]))
  }
}

/// A certificate and its key, as `genCA` and the like give them.
final class Certificate: GoObject {
  let certificate: [UInt8]
  let key: [UInt8]

  init(certificate: [UInt8], key: [UInt8]) {
    self.certificate = certificate
    self.key = key
  }

  override var typeName: String { "sprig.certificate" }
  override var fields: [(name: String, json: String?, value: Value)] {
    [("Cert", "Cert", .string(certificate)), ("Key", "Key", .string(key))]
  }
  override func isEqual(_ other: GoObject) -> Bool {
    guard let other = other as? Certificate else { return false }
    return certificate == other.certificate && key == other.key
  }
}
