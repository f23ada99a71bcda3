import Manifest
import RegularExpressions

/// An expression ready to be evaluated: immutable, shared by workers.
public final class Program: @unchecked Sendable {
  public let source: String
  /// The type of the result, as messages spell it.
  public let type: String
  /// Whether the checker knows the result to be a boolean.
  public let isBool: Bool
  /// The least and the greatest cost that an evaluation can have, as Kubernetes estimates it.
  public let estimate: CostEstimate
  /// Optional fields that the expression reads without asking whether they are there.
  public let unguardedFields: [SourceProblem]

  let checked: CheckedSyntax
  let instructions: UnsafeBufferPointer<Instruction>
  let qualifiers: UnsafeBufferPointer<Qualifier>
  let operands: UnsafeBufferPointer<Int32>
  let constants: UnsafeBufferPointer<Value>
  let optionalOperands: Set<Int>
  let expressions: [RegularExpression]
  let root: Int32
  let slots: Int
  let style: FormatStyle
  /// Owns the text of constants.
  private let pool: ConstantPool

  init(_ plan: Planner, source: String, checked: CheckedSyntax, root: Int32, lint: [SourceProblem]) {
    self.source = source
    self.checked = checked
    type = checked.table.text(checked.resultType)
    isBool = checked.resultType == .bool
    estimate = CostEstimator.estimate(checked, plan.environment)
    unguardedFields = lint
    instructions = Program.copy(plan.instructions)
    qualifiers = Program.copy(plan.qualifiers)
    operands = Program.copy(plan.operands)
    constants = Program.copy(plan.constants)
    optionalOperands = plan.optionalOperands
    expressions = plan.expressions
    self.root = root
    slots = checked.slots
    style = plan.environment.options.olderFormat ? .older : .newer
    pool = checked.syntax.pool
  }

  deinit {
    instructions.deallocate()
    qualifiers.deallocate()
    operands.deallocate()
    constants.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(array.count, 1))
    _ = buffer.initialize(from: array)
    return UnsafeBufferPointer(buffer)
  }
}
