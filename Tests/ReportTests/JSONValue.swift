import Foundation

/// A JSON text read by Foundation, so that the writer is not checked with its own means.
struct JSONValue {
  let value: Any?

  init(_ bytes: [UInt8]) throws { value = try JSONSerialization.jsonObject(with: Data(bytes)) }

  init(value: Any?) { self.value = value }

  subscript(key: String) -> JSONValue { JSONValue(value: (value as? [String: Any])?[key]) }

  subscript(index: Int) -> JSONValue {
    let elements = array
    return elements.indices.contains(index) ? elements[index] : JSONValue(value: nil)
  }

  var isMissing: Bool { value == nil }
  var string: String? { value as? String }
  var array: [JSONValue] { (value as? [Any])?.map { JSONValue(value: $0) } ?? [] }
  var object: [String: JSONValue]? { (value as? [String: Any])?.mapValues { JSONValue(value: $0) } }

  private var number: NSNumber? { value as? NSNumber }
  private var isBool: Bool { number.map { CFBooleanLike.isBool($0) } ?? false }
  var bool: Bool? { isBool ? number?.boolValue : nil }
  var int: Int? {
    guard let number, !isBool, Double(number.intValue) == number.doubleValue else { return nil }
    return number.intValue
  }

  private enum CFBooleanLike {
    /// Foundation reads `true` as a number that knows it is one byte of kind `c`.
    static func isBool(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
  }
}
