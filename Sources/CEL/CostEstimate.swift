/// A least and a greatest amount: of cost, or of size. Sums and products stop at the largest number.
public struct CostEstimate: Sendable, Hashable {
  public var minimum: UInt64
  public var maximum: UInt64

  static let unknown = CostEstimate(0, .max)

  init(_ minimum: UInt64, _ maximum: UInt64) {
    self.minimum = minimum
    self.maximum = maximum
  }

  init(_ exactly: UInt64) { self.init(exactly, exactly) }

  static func + (left: CostEstimate, right: CostEstimate) -> CostEstimate {
    CostEstimate(add(left.minimum, right.minimum), add(left.maximum, right.maximum))
  }

  static func * (left: CostEstimate, right: CostEstimate) -> CostEstimate {
    CostEstimate(multiply(left.minimum, right.minimum), multiply(left.maximum, right.maximum))
  }

  func scaled(_ factor: Double) -> CostEstimate {
    CostEstimate(CostEstimate.scale(minimum, factor), CostEstimate.scale(maximum, factor))
  }

  func union(_ other: CostEstimate) -> CostEstimate {
    CostEstimate(min(minimum, other.minimum), max(maximum, other.maximum))
  }

  private static func add(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }

  private static func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : product
  }

  private static func scale(_ value: UInt64, _ factor: Double) -> UInt64 {
    let product = (Double(value) * factor).rounded(.up)
    return product >= 18_446_744_073_709_551_616 ? .max : UInt64(product)
  }
}
