import Manifest

/// One cause for which the API server refuses an object, with the server's own words for where and why.
public struct Violation: Sendable {
  /// The reasons of the server's causes; the last three are those of decoding.
  public enum Reason: String, Sendable {
    case required = "FieldValueRequired"
    case invalid = "FieldValueInvalid"
    case duplicate = "FieldValueDuplicate"
    case notSupported = "FieldValueNotSupported"
    case forbidden = "FieldValueForbidden"
    case notFound = "FieldValueNotFound"
    case tooLong = "FieldValueTooLong"
    case tooMany = "FieldValueTooMany"
    case typeInvalid = "FieldValueTypeInvalid"
    case unknownField = "UnknownField"
    case malformed = "Malformed"
    case version = "Version"

    /// Whether the object cannot be read at all, so that nothing else is looked at.
    public var isDecoding: Bool { self == .unknownField || self == .malformed || self == .version }
  }

  public var reason: Reason
  /// The server's path of the field.
  public var field: String
  public var diagnostic: Diagnostic
}
