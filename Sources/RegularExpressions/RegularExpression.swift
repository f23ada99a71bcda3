import CRE2

/// A compiled regular expression in RE2's dialect, the one that Go's `regexp`, CEL and kustomize share.
///
/// Matching takes time linear in the text. Values may be shared between threads.
public struct RegularExpression: Sendable {
  /// Why a pattern was refused, in RE2's words.
  public struct PatternError: Error, Sendable, Hashable {
    public var message: String
  }

  /// How much of the text a match has to cover.
  public enum Anchor: Int32, Sendable {
    case anywhere = 0, start = 1, whole = 2
  }

  private final class Handle: @unchecked Sendable {
    let pointer: OpaquePointer
    init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { strata_re2_free(pointer) }
  }

  private let handle: Handle

  /// Compiles a pattern.
  public init(_ pattern: String) throws(PatternError) {
    let capacity = 256
    var message = [CChar](repeating: 0, count: capacity)
    var pattern = pattern
    let compiled = pattern.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { strata_re2_compile($0.baseAddress, $0.count, &message, capacity) }
    }
    guard let compiled else {
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw PatternError(message: String(decoding: text, as: UTF8.self))
    }
    handle = Handle(compiled)
  }

  /// Whether the text matches.
  public func matches(_ text: UnsafeBufferPointer<UInt8>, anchor: Anchor = .anywhere) -> Bool {
    text.withMemoryRebound(to: CChar.self) { text in
      strata_re2_match(handle.pointer, text.baseAddress, text.count, 0, anchor.rawValue, nil, 0)
    }
  }

  /// Whether the text matches.
  public func matches(_ text: String, anchor: Anchor = .anywhere) -> Bool {
    var text = text
    return text.withUTF8 { matches($0, anchor: anchor) }
  }

  /// The byte ranges of the first match and its groups; nil for a group that took no part, nil when nothing matches.
  public func firstMatch(
    in text: UnsafeBufferPointer<UInt8>, from start: Int = 0, anchor: Anchor = .anywhere
  ) -> [Range<Int>?]? {
    let groups = strata_re2_groups(handle.pointer) + 1
    var offsets = [Int](repeating: -1, count: Int(groups) * 2)
    let matched = text.withMemoryRebound(to: CChar.self) { text in
      strata_re2_match(handle.pointer, text.baseAddress, text.count, start, anchor.rawValue, &offsets, groups)
    }
    guard matched else { return nil }
    return (0..<Int(groups)).map { offsets[2 * $0] < 0 ? nil : offsets[2 * $0]..<offsets[2 * $0 + 1] }
  }
}
