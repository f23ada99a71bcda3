import Manifest

/// A CEL value: 16 trivially copyable bytes.
///
/// Text, lists, maps and the opaque kinds point into memory that something else keeps alive: the program (constants),
/// a bound document, or the evaluator's arena, which the next evaluation uses again. A value that must outlive the
/// evaluation is read out as a Swift value first.
@frozen
public struct Value: @unchecked Sendable {
  /// What a value is.
  @frozen
  public enum Kind: UInt8, Sendable {
    case null, bool, int, uint, double, string, bytes, type, timestamp, duration
    /// Computed and constant collections.
    case list, map
    /// Collections of a bound document.
    case documentList, documentMap
    case optional, structure
    case quantity, ip, cidr, url, format, semver
    case error
  }

  @usableFromInline var tag: Kind
  /// Document maps and lists: nothing. Maps: 1 with an index. CIDR: prefix length. Format: which. Error: its class.
  var detail: UInt8 = 0
  /// Which bound document a collection lies in.
  var document: UInt16 = 0
  /// Bytes, elements or entries; the nanoseconds of a timestamp.
  var length: UInt32 = 0
  /// The number itself, or an address.
  var bits: UInt64 = 0

  @inline(__always)
  init(_ tag: Kind, detail: UInt8 = 0, document: UInt16 = 0, length: UInt32 = 0, bits: UInt64 = 0) {
    self.tag = tag
    self.detail = detail
    self.document = document
    self.length = length
    self.bits = bits
  }

  /// What the value is.
  @inlinable public var kind: Kind { tag }
}

extension Value {
  public static let null = Value(.null)
  public static let `true` = Value(.bool, bits: 1)
  public static let `false` = Value(.bool)
  static let none = Value(.optional)
  static let emptyText = Value(.string)
  static let emptyList = Value(.list)
  static let emptyMap = Value(.map)

  @inline(__always) static func bool(_ value: Bool) -> Value { Value(.bool, bits: value ? 1 : 0) }
  @inline(__always) static func int(_ value: Int64) -> Value { Value(.int, bits: UInt64(bitPattern: value)) }
  @inline(__always) static func int(_ value: Int) -> Value { int(Int64(value)) }
  @inline(__always) static func uint(_ value: UInt64) -> Value { Value(.uint, bits: value) }
  @inline(__always) static func double(_ value: Double) -> Value { Value(.double, bits: value.bitPattern) }
  static func duration(_ nanoseconds: Int64) -> Value { Value(.duration, bits: UInt64(bitPattern: nanoseconds)) }
  static func timestamp(_ seconds: Int64, _ nanoseconds: UInt32) -> Value {
    Value(.timestamp, length: nanoseconds, bits: UInt64(bitPattern: seconds))
  }
  static func type(_ name: StaticString) -> Value { text(.type, name) }
  static func string(_ text: StaticString) -> Value { self.text(.string, text) }

  static func text(_ kind: Kind, _ text: StaticString) -> Value {
    Value.pointing(kind, UnsafeRawPointer(text.utf8Start), text.utf8CodeUnitCount)
  }

  /// A value whose content lies at an address.
  @inline(__always)
  static func pointing(_ kind: Kind, _ address: UnsafeRawPointer?, _ length: Int, detail: UInt8 = 0) -> Value {
    Value(
      kind, detail: detail, length: UInt32(truncatingIfNeeded: length),
      bits: UInt64(UInt(bitPattern: address)))
  }

  /// The address of the content.
  @inline(__always) var address: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: UInt(bits)) }

  @inline(__always) var isTrue: Bool { tag == .bool && bits == 1 }
  @inline(__always) var isFalse: Bool { tag == .bool && bits == 0 }
  @inline(__always) var isError: Bool { tag == .error }
  @inline(__always) var asInt: Int64 { Int64(bitPattern: bits) }
  @inline(__always) var asDouble: Double { Double(bitPattern: bits) }

  /// The bytes of text, a type name or an error message.
  @inline(__always)
  var text: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: address?.assumingMemoryBound(to: UInt8.self), count: address == nil ? 0 : Int(length))
  }

  /// The elements of a computed list; the keys and values of a computed map, in turns; the value in an optional.
  @inline(__always)
  var values: UnsafePointer<Value>? { address?.assumingMemoryBound(to: Value.self) }

  /// The value in an optional; nil when there is none.
  var wrapped: Value? { tag == .optional ? values?.pointee : nil }

  var isNumber: Bool { tag == .int || tag == .uint || tag == .double }
  var isList: Bool { tag == .list || tag == .documentList }
  var isMap: Bool { tag == .map || tag == .documentMap }
}

/// Reading a value out.
extension Value {
  /// The boolean; nil for any other kind.
  public var boolValue: Bool? { tag == .bool ? bits == 1 : nil }

  /// The integer; nil for any other kind.
  public var intValue: Int64? { tag == .int ? asInt : nil }

  /// The text of a string; nil for any other kind.
  public var stringValue: String? { tag == .string ? String(decoding: text, as: UTF8.self) : nil }

  /// The message of an error; nil for any other kind.
  public var errorMessage: String? { tag == .error ? String(decoding: text, as: UTF8.self) : nil }

  /// What sort of error it is; nil for any other kind.
  public var failure: Failure? { tag == .error ? Failure(rawValue: detail) : nil }
}

/// What went wrong in an evaluation, by class.
public enum Failure: UInt8, Sendable {
  case noSuchOverload, noSuchKey, indexOutOfBounds, divisionByZero, overflow, conversion, undeclared
  /// An argument that a function refuses.
  case argument
  /// The cost limit was passed.
  case cost
  /// More memory than an evaluation may take.
  case memory
  /// A function that needs a cluster.
  case notEvaluable
}
