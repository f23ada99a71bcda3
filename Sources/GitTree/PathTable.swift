import CLibGit2
import Glibc

/// Every file of a tree, sorted by the bytes of its path.
///
/// A folder is the run of entries that begin with its path and a slash, so files and folders alike are found by binary
/// search. All paths lie in one buffer and the entries hold no references: a table costs two allocations.
struct PathTable: Sendable {
  /// What an entry stands for.
  enum Kind: UInt8 {
    case file, link, submodule
    /// A folder without files.
    case folder
    /// A folder that may not be read; `Entry.size` holds the error number.
    case closedFolder
    /// A pipe, socket or device.
    case special
  }

  struct Entry {
    var start: Int32
    var length: Int32
    /// Place in `rawPaths`, or -1.
    var raw: Int32 = -1
    var kind: Kind
    var size: Int
    /// Zero where unknown.
    var id: git_oid
  }

  /// What stands at a path, links not followed.
  enum Found {
    case entry(Int)
    /// The entries below it.
    case folder(Range<Int>)
    case nothing
  }

  fileprivate(set) var bytes: [UInt8] = []
  fileprivate(set) var entries: [Entry] = []
  /// Paths that are not UTF-8, as the system has them.
  fileprivate(set) var rawPaths: [[UInt8]] = []

  /// The path of an entry, as this module names it.
  func path(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

  /// The path of an entry as the system has it.
  func systemPath(_ index: Int) -> [UInt8] {
    let raw = Int(entries[index].raw)
    return raw >= 0 ? rawPaths[raw] : Array(bytes[range(index)])
  }

  private func range(_ index: Int) -> Range<Int> {
    let entry = entries[index]
    return Int(entry.start)..<Int(entry.start) &+ Int(entry.length)
  }

  /// Below zero when an entry's path precedes that of an entry of another table.
  func order(_ index: Int, _ other: PathTable, _ otherIndex: Int) -> Int {
    bytes.withUnsafeBufferPointer { own in
      other.bytes.withUnsafeBufferPointer { Self.compare(own[range(index)], $0[other.range(otherIndex)]) }
    }
  }

  // MARK: Search

  func find(_ path: String) -> Found {
    if path.isEmpty { return .folder(0..<entries.count) }
    var path = path
    return path.withUTF8 { find($0) }
  }

  func find(_ path: UnsafeBufferPointer<UInt8>) -> Found {
    let place = lowerBound(path, slash: false, from: 0)
    if place < entries.count, order(place, path, slash: false) == 0 { return .entry(place) }
    let first = lowerBound(path, slash: true, from: place)
    guard first < entries.count, isBelow(first, path) else { return .nothing }
    return .folder(first..<end(of: path, from: first))
  }

  /// The names in a folder, sorted by their bytes.
  func names(in range: Range<Int>, prefix: Int) -> [String] {
    var names: [Range<Int>] = []
    var i = range.lowerBound
    while i < range.upperBound {
      let path = self.range(i)
      let start = path.lowerBound &+ prefix
      if let slash = bytes[start..<path.upperBound].firstIndex(of: UInt8(ascii: "/")) {
        names.append(start..<slash)
        i = bytes.withUnsafeBufferPointer { end(of: .init(rebasing: $0[path.lowerBound..<slash]), from: i) }
      } else {
        names.append(start..<path.upperBound)
        i &+= 1
      }
    }
    return bytes.withUnsafeBufferPointer { all in
      // `a-b` precedes `a/x` among paths but follows `a` among names.
      names.sort { Self.compare(all[$0], all[$1]) < 0 }
      return names.map { String(decoding: all[$0], as: UTF8.self) }
    }
  }

  /// Below zero when an entry's path precedes the given one, with a slash added to that when asked.
  private func order(_ index: Int, _ path: UnsafeBufferPointer<UInt8>, slash: Bool) -> Int {
    let own = range(index)
    return bytes.withUnsafeBufferPointer { all in
      let shared = min(own.count, path.count)
      let entry = UnsafeBufferPointer(rebasing: all[own])
      let difference = Self.compare(entry[..<shared], path[..<shared])
      if difference != 0 { return difference }
      if entry.count <= path.count { return entry.count < path.count || slash ? -1 : 0 }
      if !slash { return 1 }
      let next = Int(entry[path.count]) - Int(UInt8(ascii: "/"))
      return next != 0 ? next : entry.count - path.count - 1
    }
  }

  private func isBelow(_ index: Int, _ folder: UnsafeBufferPointer<UInt8>) -> Bool {
    let own = range(index)
    guard own.count > folder.count, bytes[own.lowerBound &+ folder.count] == UInt8(ascii: "/") else { return false }
    return bytes.withUnsafeBufferPointer { all in
      Self.compare(all[own.lowerBound..<own.lowerBound &+ folder.count], folder[...]) == 0
    }
  }

  private func lowerBound(_ path: UnsafeBufferPointer<UInt8>, slash: Bool, from start: Int) -> Int {
    var (low, high) = (start, entries.count)
    while low < high {
      let middle = low &+ (high &- low) / 2
      if order(middle, path, slash: slash) < 0 { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// The place after the last entry below a folder, whose first entry is known.
  private func end(of folder: UnsafeBufferPointer<UInt8>, from first: Int) -> Int {
    // Folders are mostly small: steps that double, then a binary search in the last one.
    var (low, step) = (first, 1)
    while low &+ step < entries.count, isBelow(low &+ step, folder) {
      low &+= step
      step &*= 2
    }
    var high = min(low &+ step, entries.count)
    low &+= 1
    while low < high {
      let middle = low &+ (high &- low) / 2
      if isBelow(middle, folder) { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  fileprivate static func compare(_ left: Slice<UnsafeBufferPointer<UInt8>>, _ right: Slice<UnsafeBufferPointer<UInt8>>)
    -> Int
  {
    let shared = min(left.count, right.count)
    if shared > 0, let a = left.base.baseAddress, let b = right.base.baseAddress {
      let difference = memcmp(a + left.startIndex, b + right.startIndex, shared)
      if difference != 0 { return Int(difference) }
    }
    return left.count - right.count
  }
}

extension PathTable {
  /// Gathers the entries of a table in any order.
  struct Builder {
    private var table = PathTable()
    private var isSorted = true

    var count: Int { table.entries.count }

    /// False when the table is full: no tree of a sane repository has so many or so long paths.
    mutating func append(
      _ path: some Collection<UInt8>, kind: Kind, size: Int = 0, id: git_oid = git_oid()
    ) -> Bool {
      guard table.entries.count < Limits.files, table.bytes.count + 4 * path.count < Int32.max else { return false }
      let start = table.bytes.count
      table.bytes.append(contentsOf: path)
      var raw: Int32 = -1
      if !PathName.isUTF8(table.bytes[start...]) {
        raw = Int32(table.rawPaths.count)
        table.rawPaths.append(Array(path))
        table.bytes.replaceSubrange(start..., with: PathName.readable(path))
      }
      table.entries.append(
        Entry(
          start: Int32(start), length: Int32(table.bytes.count - start), raw: raw, kind: kind, size: size,
          id: id))
      let last = table.entries.count - 1
      if isSorted, last > 0, table.comparePaths(last - 1, last) >= 0 { isSorted = false }
      return true
    }

    /// The table; of two entries with one path the first is kept.
    consuming func finish() -> PathTable {
      if isSorted { return table }
      let order = table.sortedIndices()
      var sorted: [Entry] = []
      sorted.reserveCapacity(order.count)
      var previous = -1
      for index in order where previous < 0 || table.comparePaths(previous, index) != 0 {
        sorted.append(table.entries[index])
        previous = index
      }
      table.entries = sorted
      return table
    }
  }

  /// Bounds that keep a hostile tree (one folder stored once and named a million times) from taking all memory.
  enum Limits {
    static let files = 4_000_000
    static let depth = 1000
  }

  /// Forgets all ids.
  mutating func removeIDs() {
    for i in entries.indices { entries[i].id = git_oid() }
  }

  /// The places of the entries by path, equal paths as they came.
  private func sortedIndices() -> [Int] {
    bytes.withUnsafeBufferPointer { all in
      entries.withUnsafeBufferPointer { entries in
        entries.indices.sorted { left, right in
          let (a, b) = (entries[left], entries[right])
          guard let base = all.baseAddress else { return left < right }
          let difference = memcmp(base + Int(a.start), base + Int(b.start), Int(min(a.length, b.length)))
          if difference != 0 { return difference < 0 }
          return a.length != b.length ? a.length < b.length : left < right
        }
      }
    }
  }

  private func comparePaths(_ left: Int, _ right: Int) -> Int {
    bytes.withUnsafeBufferPointer { Self.compare($0[range(left)], $0[range(right)]) }
  }
}

/// Names of files that need not be UTF-8.
enum PathName {
  static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.allSatisfy({ $0 < 0x80 }) { return true }
    return String(validating: bytes, as: UTF8.self) != nil
  }

  /// The name with each byte that is not part of UTF-8 as `\351`, the way Git prints it.
  static func readable(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let source = Array(bytes)
    if isUTF8(source[...]) { return source }
    var result: [UInt8] = []
    var i = 0
    while i < source.count {
      if let length = sequenceLength(source, i) {
        result.append(contentsOf: source[i..<i + length])
        i += length
      } else {
        let byte = source[i]
        result += [UInt8(ascii: "\\"), 48 + (byte >> 6), 48 + (byte >> 3) & 7, 48 + byte & 7]
        i += 1
      }
    }
    return result
  }

  private static func sequenceLength(_ bytes: [UInt8], _ start: Int) -> Int? {
    for length in 1...4 where start + length <= bytes.count && isUTF8(bytes[start..<start + length]) { return length }
    return nil
  }
}
