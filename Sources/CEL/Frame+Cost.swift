import Manifest

/// What calls cost at run time.
extension Frame {
  /// ⌈size / 10⌉, computed as Go does with doubles.
  @inline(__always)
  static func tenth(_ size: UInt64) -> UInt64 { UInt64((Double(size) * 0.1).rounded(.up)) }

  static func codePoints(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = UnsafeRawPointer(text.baseAddress) else { return 0 }
    // Eight bytes at a time: a byte that continues a code point has its highest bit set and the next one not.
    var continued = 0
    var index = 0
    while index &+ 8 <= text.count {
      let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      continued &+= (word >> 7 & ~(word >> 6) & 0x0101_0101_0101_0101).nonzeroBitCount
      index &+= 8
    }
    while index < text.count {
      if text[index] & 0xC0 == 0x80 { continued &+= 1 }
      index &+= 1
    }
    return text.count &- continued
  }

  /// The smaller number of code points of two strings.
  static func points(_ smaller: Value, _ left: Value, _ right: Value) -> UInt64 {
    UInt64(min(codePoints(left.text), codePoints(right.text)))
  }

  /// The size that the cost model sees: code points, elements, entries; 1 for a scalar.
  static func size(_ value: Value) -> UInt64 {
    switch value.tag {
    case .string: UInt64(codePoints(value.text))
    case .bytes, .list, .documentList, .map, .documentMap: UInt64(value.length)
    case .ip: UInt64(value.length)
    case .cidr: (UInt64(value.detail) + 7) / 8
    default: 1
    }
  }

  /// Everything in a list, strings by a tenth.
  func tree(_ value: Value) -> UInt64 {
    switch value.tag {
    case .string, .bytes: return UInt64(Double(Frame.size(value)) * 0.1)
    case .list, .documentList:
      var sum: UInt64 = 0
      for index in 0..<Int(value.length) { sum &+= tree(element(value, at: index)) }
      return sum
    case .map, .documentMap:
      var sum: UInt64 = 0
      for index in 0..<Int(value.length) {
        sum &+= tree(key(value, at: index)) &+ tree(self.value(value, at: index))
      }
      return sum
    default: return 1
    }
  }

  private static func isOpaque(_ value: Value) -> Bool {
    switch value.tag {
    case .quantity, .ip, .cidr, .format, .url, .semver: true
    default: false
    }
  }

  /// The cost of a call with two arguments at most; the second is null when there is none.
  func price(_ price: Price, _ first: Value, _ second: Value = .null, result: Value = .null) -> UInt64 {
    switch price {
    case .flat: return 1
    case .free: return 0
    case .traverse: return Frame.tenth(Frame.size(first))
    case .traverseTwice: return UInt64((Double(Frame.size(first)) * 2 * 0.1).rounded(.up))
    case .resultTwice: return UInt64((Double(Frame.size(result)) * 2 * 0.1).rounded(.up))
    case .smaller:
      return Frame.isOpaque(first) ? 1 : Frame.tenth(min(Frame.size(first), Frame.size(second)))
    case .both: return Frame.tenth(Frame.size(first) &+ Frame.size(second))
    case .product: return Frame.tenth(Frame.size(first)) &* Frame.tenth(Frame.size(second))
    case .regex:
      let pattern = UInt64((Double(Frame.size(second)) * 0.25).rounded(.up))
      return Frame.tenth(Frame.size(first) &+ 1) &* pattern
    case .secondSize: return Frame.size(second)
    case .tree: return tree(first)
    default: return seldomPrice(price, first, second, result)
    }
  }

  private func seldomPrice(_ price: Price, _ first: Value, _ second: Value, _ result: Value) -> UInt64 {
    let size = Frame.size(first)
    switch price {
    case .contained: return Frame.tenth(size &+ size)
    case .containedText: return Frame.tenth(size &+ size) &+ Frame.tenth(Frame.size(second))
    case .containedBlock: return Frame.tenth(size &+ size) &+ Frame.tenth(size) &+ 1
    case .containedBlockText:
      return Frame.tenth(size &+ size) &+ Frame.tenth(size) &+ 1 &+ Frame.tenth(Frame.size(second))
    case .validate:
      guard first.tag == .format else { return 1 }
      let pattern = UInt64((Double(Format.all[Int(first.detail)].nominalSize) * 0.25).rounded(.up))
      return Frame.tenth(Frame.size(second) &+ 1) &* pattern
    case .sets: return 1 &+ Frame.product(size, Frame.size(second))
    case .setsTwice: return 1 &+ Frame.product(Frame.product(size, Frame.size(second)), 2)
    case .allocatesResult: return 11 &+ Frame.size(result)
    case .allocatesFirst:
      let depth = second.tag == .int ? second.asInt : 1
      // Go converts the negative product of a negative depth, too.
      return depth < 0 ? 11 &- min(size, 11) : 11 &+ Frame.product(size, UInt64(depth))
    case .allocatesFlat: return 11
    case .allocatesSquare:
      return sortPrice(first.isList && first.length > 0 ? element(first, at: 0) : nil, Int(first.length))
    case .authorization: return 350_000
    default: return 1
    }
  }

  private static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max / 4 : product
  }

  /// What sorting costs: twice the square of the size, more for text.
  func sortPrice(_ first: Value?, _ count: Int) -> UInt64 {
    let factor = first.map { $0.tag == .string || $0.tag == .bytes } == true ? 2.1 : 2.0
    return UInt64(Double(count) * Double(count) * factor) &+ 11
  }
}
