import Manifest

/// A value of a Go type with fields or methods: a struct, a pointer to one, a function.
open class GoObject {
  public init() {}

  /// The type's name, as `%T` prints it.
  open var typeName: String { "struct {}" }
  /// `struct`, `ptr` or `func`.
  open var kindName: String { "struct" }
  /// Whether `if` takes the value for true.
  open var isTrue: Bool { true }

  /// What the type's `String` method gives; nil when it has none.
  open var text: [UInt8]? { nil }

  /// The fields in order, with the names of Go and of JSON (nil: left out there).
  open var fields: [(name: String, json: String?, value: Value)] { [] }

  /// The value that encoding/json makes of it; nil: an object of the fields.
  open var jsonValue: Value? { nil }

  /// The method of a name; nil when there is none.
  open func method(_ name: String) -> Method? { nil }

  /// A method that a template may call.
  public struct Method {
    let parameters: [Parameter]
    let isVariadic: Bool
    let body: (borrowing Call) throws(CallFailure) -> Value

    public init(
      _ parameters: [Parameter] = [], isVariadic: Bool = false,
      _ body: @escaping (borrowing Call) throws(CallFailure) -> Value
    ) {
      self.parameters = parameters
      self.isVariadic = isVariadic
      self.body = body
    }
  }

  /// Whether two objects are deeply equal.
  open func isEqual(_ other: GoObject) -> Bool { self === other }
}

/// A struct without methods: a name and fields.
public final class GoStruct: GoObject {
  private let name: String
  private let members: [(name: String, json: String?, value: Value)]

  public init(_ name: String, _ members: [(name: String, json: String?, value: Value)]) {
    self.name = name
    self.members = members
  }

  override public var typeName: String { name }
  override public var kindName: String { name.hasPrefix("*") ? "ptr" : "struct" }
  override public var fields: [(name: String, json: String?, value: Value)] { members }
}

/// A complex number: no function takes one, but it can be written and printed.
final class ComplexNumber: GoObject {
  let real: Double
  let imaginary: Double

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  override var typeName: String { "complex128" }
  override var kindName: String { "complex128" }
  override var isTrue: Bool { real != 0 || imaginary != 0 }
  override func isEqual(_ other: GoObject) -> Bool {
    guard let other = other as? ComplexNumber else { return false }
    return real == other.real && imaginary == other.imaginary
  }
}
