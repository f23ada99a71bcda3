/// A parameter's type: it decides what an argument may be and how an error names it.
public enum Parameter: Sendable, Equatable {
  /// `interface {}`.
  case any
  /// A `reflect.Value`: anything at all, the functions of text/template itself.
  case reflect
  case string, int, int64, bool, float, uint32, map, list, strings, time, certificate, semver

  var name: String {
    switch self {
    case .any: "interface {}"
    case .reflect: "reflect.Value"
    case .string: "string"
    case .int: "int"
    case .int64: "int64"
    case .bool: "bool"
    case .float: "float64"
    case .uint32: "uint32"
    case .map: "map[string]interface {}"
    case .list: "[]interface {}"
    case .strings: "[]string"
    case .time: "time.Time"
    case .certificate: "sprig.certificate"
    case .semver: "*semver.Version"
    }
  }

  /// Whether a literal nil may stand for it.
  var canBeNil: Bool {
    switch self {
    case .any, .reflect, .map, .list, .strings, .semver: true
    default: false
    }
  }
}

/// A function that templates may call: a row of the table.
public final class Function: Sendable {
  typealias Body = @Sendable (borrowing Call) throws(CallFailure) -> Value

  /// What evaluates it.
  enum Role: Sendable {
    case plain, and, or, call
  }

  let name: String
  let parameters: [Parameter]
  let isVariadic: Bool
  let role: Role
  let body: Body

  init(
    _ name: String, _ parameters: [Parameter] = [], isVariadic: Bool = false, role: Role = .plain,
    _ body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.isVariadic = isVariadic
    self.role = role
    self.body = body
  }
}

/// The arguments of a call, checked against the parameters, and who calls.
public struct Call: ~Copyable {
  let arguments: [Value]
  let executor: Executor

  var count: Int { arguments.count }

  subscript(_ index: Int) -> Value { arguments[index] }

  /// A string argument.
  func bytes(_ index: Int) -> [UInt8] {
    if case .string(let bytes) = arguments[index].payload { return bytes }
    return []
  }

  func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// An integer argument.
  func int(_ index: Int) -> Int {
    switch arguments[index].payload {
    case .int(let value): Int(value)
    case .uint(let value): Int(truncatingIfNeeded: value)
    default: 0
    }
  }

  func bool(_ index: Int) -> Bool {
    if case .bool(let value) = arguments[index].payload { return value }
    return false
  }

  /// A map argument; the nil map when it is nil.
  func map(_ index: Int) -> MapBox {
    if case .map(let map) = arguments[index].payload { return map }
    return MapBox(isNil: true)
  }

  func items(_ index: Int) -> [Value] {
    if case .list(let list) = arguments[index].payload { return list.items }
    return []
  }
}

/// The functions by name, for a version of Helm.
public struct FunctionTable: Sendable {
  private let functions: [[UInt8]: Function]

  init(_ functions: [Function]) {
    var table: [[UInt8]: Function] = [:]
    for function in functions { table[Array(function.name.utf8)] = function }
    self.functions = table
  }

  subscript(_ name: [UInt8]) -> Function? { functions[name] }

  /// The names, sorted.
  public var names: [String] { functions.keys.map { String(decoding: $0, as: UTF8.self) }.sorted() }
}
