/// A set of minor versions of Kubernetes 1.29 to 1.37, one bit for each.
struct Minors: OptionSet, Hashable {
  static let first = 29
  static let last = 37
  static let all = Minors(from: first, to: last)

  let rawValue: UInt16

  init(rawValue: UInt16) { self.rawValue = rawValue }

  init(from low: Int, to high: Int) {
    var bits: UInt16 = 0
    for minor in max(low, Self.first)...max(min(high, Self.last), max(low, Self.first)) where minor <= high {
      bits |= 1 << UInt16(minor - Self.first)
    }
    rawValue = bits
  }

  /// Reads `30-37` or `29,35-37`; nil for any other text.
  init?(parsing text: String) {
    var set: Minors = []
    for range in text.parts(",") {
      let ends = range.parts("-")
      guard ends.count <= 2, let low = Int(ends[0]), let high = Int(ends[ends.count - 1]), low <= high else {
        return nil
      }
      set.formUnion(Minors(from: low, to: high))
    }
    self = set
  }
}
