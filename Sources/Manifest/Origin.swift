/// Where a value was written: a file and a place in it, in 8 bytes.
///
/// The layout is 24 bits of file, 24 bits of line and 16 bits of column; larger lines and columns are cut to the
/// largest that fits. A *derived* origin (name prefix + name, image name + tag) is an index into the `SourceMap`.
@frozen
public struct Origin: Hashable, Sendable {
  /// The packed value; 0 is "no origin".
  public let bits: UInt64

  @inlinable
  public init(bits: UInt64) { self.bits = bits }

  /// A place in a file. `line` and `column` start at 1; columns count Unicode code points.
  @inlinable
  public init(file: FileID, line: Int, column: Int) {
    let line = UInt64(truncatingIfNeeded: min(max(line, 0), 0xFF_FFFF))
    let column = UInt64(truncatingIfNeeded: min(max(column, 0), 0xFFFF))
    bits = UInt64(file.rawValue & Self.fileMask) << 40 | line << 16 | column
  }

  @inlinable
  init(derived index: UInt32) { bits = Self.derivedFlag | UInt64(index) }

  @usableFromInline static let fileMask: UInt32 = 0x7F_FFFF
  @usableFromInline static let derivedFlag: UInt64 = 1 << 63

  /// No origin is known. A transformation never leaves this on a value that it writes.
  public static let none = Origin(bits: 0)

  /// Whether there is no origin.
  @inlinable
  public var isNone: Bool { bits == 0 }

  /// Whether the value was put together from parts; `SourceMap.parts(of:)` gives them.
  @inlinable
  public var isDerived: Bool { bits & Self.derivedFlag != 0 }

  @inlinable
  var derivedIndex: Int { Int(bits & 0xFFFF_FFFF) }

  /// The file; meaningless for a derived origin.
  @inlinable
  public var file: FileID { FileID(rawValue: UInt32(truncatingIfNeeded: bits >> 40) & Self.fileMask) }

  /// The line, from 1; 0 when only the file is known.
  @inlinable
  public var line: Int { Int(bits >> 16 & 0xFF_FFFF) }

  /// The column in code points, from 1; 0 when only the line is known.
  @inlinable
  public var column: Int { Int(bits & 0xFFFF) }
}

/// A file of the `SourceMap`.
@frozen
public struct FileID: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// No file.
  public static let none = FileID(rawValue: 0)
}
