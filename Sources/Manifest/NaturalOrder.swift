/// The order in which go-yaml prints the keys of a map: letters after other characters, numbers by their value.
///
/// The order of go-yaml v2 is not transitive, and Go's maps have no order of their own, so that the real tools print
/// some maps in varying orders. Here keys are put in the order of their bytes first: one input, one output.
enum NaturalOrder {
  /// Sorts positions by the keys at them.
  static func sort(_ positions: inout ArraySlice<Int32>, version3: Bool, keys: (Int32) -> UnsafeBufferPointer<UInt8>) {
    insertionSort(&positions) { TreeWalk.isBefore(keys($0), keys($1)) }
    insertionSort(&positions) { isBefore(keys($0), keys($1), version3: version3) }
  }

  /// Insertion sort for short ranges; longer ones are cut into sorted runs that are merged pairwise.
  private static func insertionSort(_ positions: inout ArraySlice<Int32>, _ isBefore: (Int32, Int32) -> Bool) {
    let run = 12
    let (start, end) = (positions.startIndex, positions.endIndex)
    for first in stride(from: start, to: end, by: run) {
      for index in first + 1..<max(min(first + run, end), first + 1) {
        var place = index
        while place > first, isBefore(positions[place], positions[place - 1]) {
          positions.swapAt(place, place - 1)
          place -= 1
        }
      }
    }
    var width = run
    while width < end - start {
      var merged: [Int32] = []
      merged.reserveCapacity(end - start)
      for first in stride(from: start, to: end, by: 2 * width) {
        let middle = min(first + width, end)
        merge(positions[first..<middle], positions[middle..<min(middle + width, end)], into: &merged, isBefore)
      }
      positions.replaceSubrange(start..<end, with: merged)
      width *= 2
    }
  }

  private static func merge(
    _ left: ArraySlice<Int32>, _ right: ArraySlice<Int32>, into output: inout [Int32],
    _ isBefore: (Int32, Int32) -> Bool
  ) {
    var (i, j) = (left.startIndex, right.startIndex)
    while i < left.endIndex, j < right.endIndex {
      if isBefore(right[j], left[i]) {
        output.append(right[j])
        j += 1
      } else {
        output.append(left[i])
        i += 1
      }
    }
    output.append(contentsOf: left[i...])
    output.append(contentsOf: right[j...])
  }

  /// Whether a key comes before another one.
  static func isBefore(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, version3: Bool
  ) -> Bool {
    let shorter = min(left.count, right.count)
    var index = 0
    while index < shorter, left[index] == right[index] { index += 1 }
    guard index < shorter else { return left.count < right.count }
    while index > 0, left[index] & 0xC0 == 0x80 || right[index] & 0xC0 == 0x80 { index -= 1 }
    let (a, b) = (scalar(left, index), scalar(right, index))
    let followsDigit = index > 0 && isDigit(scalar(left, start(of: index, in: left)))
    switch (isLetter(a), isLetter(b)) {
    case (true, true): return a.value < b.value
    case (false, false): break
    case (let leftIsLetter, let rightIsLetter): return version3 && followsDigit ? leftIsLetter : rightIsLetter
    }
    // Zeros inside a number count: give both numbers a digit in front of what is left of them.
    var lead: Int64 = 0
    if a == "0" || b == "0" {
      var place = index
      while place > 0 {
        place = start(of: place, in: left)
        let digit = scalar(left, place)
        guard isDigit(digit) else { break }
        if digit != "0" {
          lead = 1
          break
        }
      }
    }
    let (leftNumber, leftCount) = number(left, index, lead)
    let (rightNumber, rightCount) = number(right, index, lead)
    if leftNumber != rightNumber { return leftNumber < rightNumber }
    if leftCount != rightCount { return leftCount < rightCount }
    return a.value < b.value
  }

  /// The value and the length of the digits at an offset.
  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ lead: Int64) -> (Int64, Int) {
    var (value, count, index) = (lead, 0, start)
    while index < text.count {
      let digit = scalar(text, index)
      guard isDigit(digit) else { break }
      value = value &* 10 &+ (Int64(digit.value) - 0x30)
      count += 1
      index += max(UTF8Sequence.length(text, at: index), 1)
    }
    return (value, count)
  }

  /// Where the character before an offset starts.
  private static func start(of index: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var place = index - 1
    while place > 0, text[place] & 0xC0 == 0x80 { place -= 1 }
    return place
  }

  private static func scalar(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> UnicodeScalar {
    let first = text[index]
    if first < 0x80 { return UnicodeScalar(first) }
    let length = UTF8Sequence.length(text, at: index)
    guard length > 1 else { return "\u{FFFD}" }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    return UnicodeScalar(value) ?? "\u{FFFD}"
  }

  private static func isLetter(_ scalar: UnicodeScalar) -> Bool {
    if scalar.value < 0x80 { return UInt8(truncatingIfNeeded: scalar.value | 0x20) &- UInt8(ascii: "a") < 26 }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  private static func isDigit(_ scalar: UnicodeScalar) -> Bool {
    if scalar.value < 0x80 { return scalar.value &- 0x30 < 10 }
    return scalar.properties.generalCategory == .decimalNumber
  }
}
