extension String {
  /// Where a text first occurs, byte for byte.
  func firstPlace(of text: StaticString) -> Range<String.Index>? {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    var start = utf8.startIndex
    while start != utf8.endIndex {
      if utf8[start...].starts(with: wanted) { return start..<utf8.index(start, offsetBy: wanted.count) }
      start = utf8.index(after: start)
    }
    return nil
  }

  /// Whether a text occurs, byte for byte.
  func holds(_ text: StaticString) -> Bool { firstPlace(of: text) != nil }

  /// Without a prefix that it may have.
  func dropping(prefix: String) -> String {
    utf8.starts(with: prefix.utf8) ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : self
  }
}
