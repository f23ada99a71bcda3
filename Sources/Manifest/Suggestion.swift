/// "Did you mean": names that were probably meant.
public enum Suggestion {
  /// How many bytes have to be added, removed, changed or swapped with their neighbour; nil above the limit.
  public static func distance(between left: String, and right: String, limit: Int) -> Int? {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    if abs(left.count - right.count) > limit { return nil }
    var previous: [Int] = []
    var current = Array(0...right.count)
    var next = Array(repeating: 0, count: right.count + 1)
    for i in 0..<left.count {
      next[0] = i + 1
      for j in 0..<right.count {
        var best = min(current[j + 1] + 1, next[j] + 1, current[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { best = min(best, previous[j - 1] + 1) }
        next[j + 1] = best
      }
      (previous, current, next) = (current, next, current)
    }
    return current[right.count] <= limit ? current[right.count] : nil
  }

  /// The candidate that a name was probably meant to be: the same but for upper and lower case, a few slips away, or
  /// the only one that begins or ends with it, or that it begins or ends with.
  public static func nearest(to name: String, among candidates: [String]) -> String? {
    if name.utf8.count > 200 { return nil }
    // The order of the candidates must not decide which of two that are equally near is named.
    let candidates = candidates.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let lowered = lowercased(name)
    if let same = candidates.first(where: { lowercased($0) == lowered }) { return same }
    var limit = max(1, min(3, name.utf8.count / 3))
    var nearest: String?
    for candidate in candidates {
      guard let distance = distance(between: lowered, and: lowercased(candidate), limit: limit) else { continue }
      // A name of one or two letters is near to everything.
      if distance >= candidate.utf8.count - 1 { continue }
      nearest = candidate
      if distance == 0 { break }
      limit = distance - 1
    }
    if let nearest { return nearest }
    let containing = candidates.filter { isWords($0, around: name) }
    if containing.count == 1 { return containing[0] }
    let contained = candidates.filter { isWords(name, around: $0) }
    return contained.count == 1 ? contained[0] : nil
  }

  /// Whether a name is another one with words before or after it: `secretName` and `name`.
  private static func isWords(_ long: String, around short: String) -> Bool {
    let (whole, part) = (Array(long.utf8), Array(lowercased(short).utf8))
    guard part.count >= 4, whole.count > part.count else { return false }
    let lowered = Array(lowercased(long).utf8)
    func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
    if lowered.starts(with: part) { return isUpper(whole[part.count]) }
    return lowered.suffix(part.count).elementsEqual(part) && isUpper(whole[whole.count - part.count])
  }

  private static func lowercased(_ text: String) -> String {
    String(
      decoding: text.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
