import Synchronization

/// The files that origins point into and the parts of derived origins; one for a run, shared by all workers.
///
/// File ids depend on the order in which workers read; sort by path, never by id.
public final class SourceMap: Sendable {
  private struct State {
    var paths: [String] = [""]
    var ids: [String: FileID] = [:]
    var derived: [[Origin]] = []
    var derivedIDs: [[Origin]: UInt32] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  /// The id of a file, by its path relative to the root of the source.
  public func file(_ path: String) -> FileID {
    state.withLock { state in
      if let id = state.ids[path] { return id }
      let id = FileID(rawValue: UInt32(state.paths.count))
      state.paths.append(path)
      state.ids[path] = id
      return id
    }
  }

  /// The path of a file relative to the root of the source.
  public func path(_ file: FileID) -> String {
    state.withLock { $0.paths.indices.contains(Int(file.rawValue)) ? $0.paths[Int(file.rawValue)] : "" }
  }

  /// The origin of a value that was put together from parts. The first part is the one to show when only one can be.
  public func derive(_ parts: [Origin]) -> Origin {
    var flat: [Origin] = []
    for part in parts where !part.isNone {
      for origin in part.isDerived ? self.parts(of: part) : [part] where !flat.contains(origin) { flat.append(origin) }
    }
    if flat.count <= 1 { return flat.first ?? .none }
    return state.withLock { state in
      if let index = state.derivedIDs[flat] { return Origin(derived: index) }
      let index = UInt32(state.derived.count)
      state.derived.append(flat)
      state.derivedIDs[flat] = index
      return Origin(derived: index)
    }
  }

  /// The places that a value came from: itself for a plain origin, the parts for a derived one, none for `.none`.
  public func parts(of origin: Origin) -> [Origin] {
    if origin.isNone { return [] }
    guard origin.isDerived else { return [origin] }
    return state.withLock { state in
      state.derived.indices.contains(origin.derivedIndex) ? state.derived[origin.derivedIndex] : []
    }
  }

  /// Where to point when one place is wanted.
  public func place(of origin: Origin) -> SourcePlace? {
    guard let first = parts(of: origin).first else { return nil }
    return SourcePlace(path: path(first.file), line: first.line, column: first.column)
  }
}

/// A place that can be printed: path relative to the root, line and column from 1 (0: not known).
public struct SourcePlace: Hashable, Sendable, Comparable {
  public var path: String
  public var line: Int
  public var column: Int

  public init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }

  public static func < (left: Self, right: Self) -> Bool {
    if left.path != right.path { return left.path < right.path }
    return (left.line, left.column) < (right.line, right.column)
  }
}
