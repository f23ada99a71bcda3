import Manifest

/// A parsed expression in flat arrays: terms point at their operands by index, operands stand before what uses them.
///
/// Macros are terms of their own (`fold`), not the loops that the specification spells them as: their meaning and cost
/// are those of the loop, but they need no accumulator.
struct Syntax {
  var terms: [Term] = []
  /// Operands of calls, elements of lists, fields of structures; keys and values of maps in turns.
  var operands: [Operand] = []
  /// Literals.
  var constants: [Value] = []
  /// Owns the text of the literals.
  let pool = ConstantPool()
  var root: Int32 = 0

  struct Operand {
    var term: Int32
    /// `?` before an element, a key or a field.
    var isOptional = false
    /// The field's name, in a structure.
    var field = Key.none
  }

  func operands(_ term: Term) -> ArraySlice<Operand> {
    operands[Int(term.first)..<Int(term.first) + Int(term.count)]
  }
}

/// One node of a parsed expression.
struct Term {
  enum Kind: UInt8 {
    /// `first` is the constant's index.
    case constant
    case identifier
    /// `target.name`
    case select
    case call
    case list, map, structure
    case fold
  }

  /// The macros that loop or bind.
  enum Fold: UInt8 {
    case all, exists, existsOne, map, filter
    case transformList, transformMap, transformMapEntry
    case sortBy, optionalMap, optionalFlatMap, bind

    /// Whether the second operand is the result, the first a condition.
    var isLoop: Bool { rawValue <= Fold.transformMapEntry.rawValue }
  }

  var kind: Kind
  var fold = Fold.all
  /// Select: a presence test. Identifier: a leading dot. Call: a receiver (`target`).
  var flag = false
  /// Select and index: `.?` and `[?`.
  var isOptional = false
  /// Levels below.
  var depth: UInt16 = 0
  /// Byte offset in the source.
  var position: UInt32
  /// Identifier, field, function, type or loop variable.
  var name = Key.none
  /// The second loop variable.
  var secondName = Key.none
  var target: Int32 = -1
  var first: Int32 = 0
  var count: Int32 = 0
}

extension Key {
  /// No name: the empty key.
  static let none: Key = ""
}

/// Memory that lives as long as a program: the text of its constants and constant collections.
final class ConstantPool: @unchecked Sendable {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit {
    for block in blocks { block.deallocate() }
  }

  func take(_ count: Int) -> UnsafeMutableRawPointer {
    let block = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 16)
    blocks.append(block)
    return block
  }

  /// A string or bytes value with these bytes.
  func text(_ kind: Value.Kind, _ bytes: UnsafeBufferPointer<UInt8>) -> Value {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return Value(kind) }
    let block = take(bytes.count)
    block.copyMemory(from: base, byteCount: bytes.count)
    return Value.pointing(kind, UnsafeRawPointer(block), bytes.count)
  }

  func text(_ kind: Value.Kind, _ bytes: [UInt8]) -> Value { bytes.withUnsafeBufferPointer { text(kind, $0) } }

  func values(_ values: [Value], _ kind: Value.Kind, length: Int) -> Value {
    let block = take(values.count * 16).bindMemory(to: Value.self, capacity: max(values.count, 1))
    for (index, value) in values.enumerated() { (block + index).initialize(to: value) }
    return Value.pointing(kind, UnsafeRawPointer(block), length)
  }
}
