import Manifest

/// Random values, all made from the render's seed.
enum RandomFunctions {
  static let table: [Function] =
    [
      Function("randAlpha", [.int], random("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")),
      Function("randAlphaNum", [.int], random("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")),
      Function("randNumeric", [.int], random("0123456789")),
      Function("randAscii", [.int], random(String(decoding: UInt8(32)...126, as: UTF8.self))),
      Function("randBytes", [.int], randomBytes),
      Function("randInt", [.int, .int], randomInt),
      Function("uuidv4", [], uuid),
    ]

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
