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
