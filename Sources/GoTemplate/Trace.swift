import Manifest

/// Where a value came from: an `Origin` of the values, or spans that the render keeps.
public struct Trace: Hashable, Sendable {
  let bits: UInt64

  /// Nothing is known.
  public static let none = Trace(bits: 0)
  private static let spanFlag: UInt64 = 3 << 62

  init(bits: UInt64) { self.bits = bits }

  /// The place in a values file.
  public init(_ origin: Origin) { bits = origin.bits }

  /// A text that was put together from spans: their number in the render.
  init(spans index: Int) { bits = Self.spanFlag | UInt64(index) }

  /// The number of the list of spans.
  var spanIndex: Int? { bits & Self.spanFlag == Self.spanFlag ? Int(bits & 0xFFFF_FFFF) : nil }

  /// The place in a values file; none for a list of spans.
  public var origin: Origin { spanIndex == nil ? Origin(bits: bits) : .none }
}
