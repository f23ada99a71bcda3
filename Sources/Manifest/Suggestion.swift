/// "Did you mean": the nearest of the names that would have been right.
public enum Suggestion {
  /// The candidate with the smallest edit distance, when it is near enough to be what was meant.
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().utf8)
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let distance = distance(wanted, Array(candidate.lowercased().utf8))
      if distance <= best.map(\.distance) ?? .max, distance < best?.distance ?? .max || candidate < best?.name ?? "" {
        best = (candidate, distance)
      }
    }
    guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
    return best.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one name into the other.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard abs(left.count - right.count) < 32, left.count < 256, right.count < 256 else { return .max }
    var older = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    var current = previous
    for i in 0..<left.count {
      current[0] = i + 1
      for j in 0..<right.count {
        let change = previous[j] + (left[i] == right[j] ? 0 : 1)
        current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, change)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          current[j + 1] = min(current[j + 1], older[j - 1] + 1)
        }
      }
      older = previous
      previous = current
    }
    return previous[right.count]
  }
}
