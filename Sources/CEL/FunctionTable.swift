import Manifest

/// One signature of a function.
struct Overload: Sendable {
  var function: Function
  var library: Library
  /// The first argument is the receiver.
  var isMethod: Bool
  var arguments: [TypeID]
  var result: TypeID
  /// How many type parameters the signature has.
  var parameters: Int32
}

/// Every signature of every library, read from the declarations once a process.
struct FunctionTable: Sendable {
  static let shared = FunctionTable()

  private(set) var overloads: [Overload] = []
  private(set) var types = TypeTable()
  /// Where the signatures of a name lie.
  private var names: [Key: [Int32]] = [:]
  /// Libraries that have functions with a dotted name starting so, such as `sets`.
  private var functions: [Key: Function] = [:]

  private init() {
    for function in Function.allCases { functions[Key(function.rawValue)] = function }
    for library in Library.allCases {
      for line in library.declarations.split(separator: "\n") { add(line.utf8, library) }
    }
    types.settle()
  }

  /// The signatures of a function, in the order of their declaration.
  func overloads(_ name: Key) -> [Int32] { names[name] ?? [] }

  func function(_ name: Key) -> Function? { functions[name] }

  // MARK: Reading declarations

  private mutating func add(_ line: Substring.UTF8View, _ library: Library) {
    var reader = SignatureReader(text: Array(line))
    guard let signature = reader.signature(into: &types) else {
      assertionFailure("unreadable declaration: \(String(decoding: line, as: UTF8.self))")
      return
    }
    let key = Key(signature.name)
    guard let function = functions[key] else {
      assertionFailure("no function is called \(signature.name)")
      return
    }
    overloads.append(
      Overload(
        function: function, library: library, isMethod: signature.isMethod, arguments: signature.arguments,
        result: signature.result, parameters: signature.parameters))
    names[key, default: []].append(Int32(overloads.count - 1))
  }
}

/// Reads `receiver.name(arguments) -> result`.
struct SignatureReader {
  struct Signature {
    var name: String
    var isMethod = false
    var arguments: [TypeID] = []
    var result = TypeID.dyn
    var parameters: Int32 = 0
  }

  let text: [UInt8]
  var index = 0
  var parameters: Int32 = 0

  init(text: [UInt8]) { self.text = text }

  mutating func signature(into types: inout TypeTable) -> Signature? {
    guard let open = openParenthesis() else { return nil }
    let head = Array(text[0..<open])
    var signature = Signature(name: String(decoding: head, as: UTF8.self))
    if let dot = lastDot(head) {
      let receiver = Array(head[0..<dot])
      // A lower-case plain word before the dot is a library's name, not a type.
      if let type = SignatureReader.receiver(receiver, &types, &parameters) {
        signature.isMethod = true
        signature.name = String(decoding: head[(dot + 1)...], as: UTF8.self)
        signature.arguments.append(type)
      }
    }
    index = open + 1
    while index < text.count, text[index] != UInt8(ascii: ")") {
      if text[index] == UInt8(ascii: ",") || text[index] == 0x20 {
        index += 1
      } else {
        guard let type = type(&types) else { return nil }
        signature.arguments.append(type)
      }
    }
    index += 5
    guard index < text.count, let result = type(&types) else { return nil }
    signature.result = result
    signature.parameters = parameters
    return signature
  }

  /// The parenthesis of the arguments: the last one opened at level 0 before ` -> `.
  private func openParenthesis() -> Int? {
    var depth = 0
    var open: Int?
    for (position, byte) in text.enumerated() {
      if byte == UInt8(ascii: "(") {
        if depth == 0 { open = position }
        depth += 1
      } else if byte == UInt8(ascii: ")") {
        depth -= 1
      } else if byte == UInt8(ascii: ">"), position > 1, text[position - 1] == UInt8(ascii: "-"),
        text[position - 2] == 0x20
      {
        return open
      }
    }
    return open
  }

  private func lastDot(_ head: [UInt8]) -> Int? { head.lastIndex(of: UInt8(ascii: ".")) }

  private static func receiver(_ text: [UInt8], _ types: inout TypeTable, _ parameters: inout Int32) -> TypeID? {
    let name = String(decoding: text, as: UTF8.self)
    let libraries = ["strings", "lists", "sets", "optional", "ip", "format", "jsonpatch", "base64", "math", "regex"]
    if libraries.contains(name) { return nil }
    var reader = SignatureReader(text: text)
    let type = reader.type(&types)
    parameters = max(parameters, reader.parameters)
    return type
  }

  mutating func type(_ types: inout TypeTable) -> TypeID? {
    while index < text.count, text[index] == 0x20 || text[index] == UInt8(ascii: ",") { index += 1 }
    let start = index
    while index < text.count, ![UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), 0x20].contains(text[index]) {
      index += 1
    }
    let name = String(decoding: text[start..<index], as: UTF8.self)
    if index < text.count, text[index] == UInt8(ascii: "("), ["list", "map", "optional_type", "type"].contains(name) {
      index += 1
      guard let first = type(&types) else { return nil }
      let second = name == "map" ? type(&types) : nil
      index += 1
      switch name {
      case "list": return types.list(first)
      case "map": return second.map { types.map(first, $0) }
      case "optional_type": return types.optional(first)
      default: return types.type(first)
      }
    }
    return plain(name, &types)
  }

  private mutating func plain(_ name: String, _ types: inout TypeTable) -> TypeID? {
    switch name {
    case "dyn": return .dyn
    case "bool": return .bool
    case "int": return .int
    case "uint": return .uint
    case "double": return .double
    case "string": return .string
    case "bytes": return .bytes
    case "timestamp": return .timestamp
    case "duration": return .duration
    case "A", "B":
      let number: Int32 = name == "A" ? 0 : 1
      parameters = max(parameters, number + 1)
      return types.parameter(number)
    default: return name.isEmpty ? nil : types.opaque(Key(name))
    }
  }
}
