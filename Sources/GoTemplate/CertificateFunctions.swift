import Glibc
import Manifest

/// Keys and certificates. Nothing is generated: real ones would differ from run to run and take seconds to make, so that
/// placeholders stand in for them, and the render notes it.
enum CertificateFunctions {
  static let table: [Function] = [
    Function("genPrivateKey", [.string], privateKey),
    Function("buildCustomCert", [.string, .string], custom),
    Function("genCA", [.string, .int]) { call throws(CallFailure) in
      placeholder(PlaceholderKeys.authorityCertificate, PlaceholderKeys.authorityKey, call)
    },
    Function("genCAWithKey", [.string, .int, .string]) { call throws(CallFailure) in
      try withKey(call.bytes(2), nil, call)
    },
    Function("genSelfSignedCert", [.string, .list, .list, .int]) { call throws(CallFailure) in
      try checkNames(call)
      return placeholder(PlaceholderKeys.authorityCertificate, PlaceholderKeys.authorityKey, call)
    },
    Function("genSelfSignedCertWithKey", [.string, .list, .list, .int, .string]) { call throws(CallFailure) in
      try withKey(call.bytes(4), call.arguments.count, call)
    },
    Function("genSignedCert", [.string, .list, .list, .int, .certificate]) { call throws(CallFailure) in
      try checkNames(call)
      return placeholder(PlaceholderKeys.leafCertificate, PlaceholderKeys.leafKey, call)
    },
    Function("genSignedCertWithKey", [.string, .list, .list, .int, .certificate, .string]) { call throws(CallFailure) in
      try withKey(call.bytes(5), call.arguments.count, call)
    },
  ]

  private static func placeholder(_ certificate: String, _ key: String, _ call: borrowing Call) -> Value {
    call.executor.notes.insert(.synthetic)
    return .object(Certificate(certificate: Array(certificate.utf8), key: Array(key.utf8)))
  }

  @Sendable private static func privateKey(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.executor.notes.insert(.synthetic)
    switch call.text(0) {
    case "", "rsa": return .string(PlaceholderKeys.leafKey)
    case "dsa": return .string(PlaceholderKeys.dsaKey)
    case "ecdsa": return .string(PlaceholderKeys.ecdsaKey)
    case "ed25519": return .string(PlaceholderKeys.ed25519Key)
    default: return .string("Unknown type \(call.text(0))")
    }
  }

  /// A certificate for a key of the caller: of the key's kind, though made for another key of that kind.
  private static func withKey(
    _ key: [UInt8], _ names: Int?, _ call: borrowing Call
  ) throws(CallFailure) -> Value {
    guard isPEM(key) else { throw CallFailure("parsing private key: no PEM data in input") }
    if names != nil { try checkNames(call) }
    call.executor.notes.insert(.synthetic)
    let certificate =
      contains(key, "BEGIN EC ")
      ? PlaceholderKeys.ecdsaCertificate
      : contains(key, "BEGIN RSA ") ? PlaceholderKeys.leafCertificate : PlaceholderKeys.ed25519Certificate
    return .object(Certificate(certificate: Array(certificate.utf8), key: key))
  }

  private static func contains(_ text: [UInt8], _ part: String) -> Bool {
    GoText.find(Array(part.utf8), in: text, from: 0) != nil
  }

  private static func isPEM(_ text: [UInt8]) -> Bool { contains(text, "-----BEGIN ") && contains(text, "-----END ") }

  /// Addresses must be addresses, and names texts.
  private static func checkNames(_ call: borrowing Call) throws(CallFailure) {
    for item in call.items(1) {
      guard let bytes = item.bytes else {
        throw CallFailure("error parsing ip: \(GoPrinter.text(item)) is not a string")
      }
      let text = String(decoding: bytes, as: UTF8.self)
      var address = in6_addr()
      guard inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1 else {
        throw CallFailure("error parsing ip: \(text)")
      }
    }
    for item in call.items(2) where item.bytes == nil {
      throw CallFailure("error processing alternate dns name: \(GoPrinter.text(item)) is not a string")
    }
  }

  @Sendable private static func custom(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard let certificate = Base64.decode(call.bytes(0)) else {
      throw CallFailure("unable to decode base64 certificate")
    }
    guard let key = Base64.decode(call.bytes(1)) else { throw CallFailure("unable to decode base64 private key") }
    guard isPEM(certificate) else { throw CallFailure("unable to decode certificate") }
    guard isPEM(key) else { throw CallFailure("error parsing private key: no PEM data in input") }
    return .object(Certificate(certificate: certificate, key: key))
  }
}
