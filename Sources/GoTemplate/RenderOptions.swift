import Manifest

/// What a render may use, and what stands in for things that change from run to run.
public struct RenderOptions: Sendable {
  /// The clock, in seconds since 1970; the default is a fixed moment, so that two runs are equal.
  public var now: Int64 = 1_767_225_600
  /// What random values, keys and salts are made from: release and namespace, usually.
  public var seed: [UInt8] = []
  /// Whether spans are kept beside the output.
  public var recordsOrigins = false
  /// The most bytes that one file may write.
  public var outputLimit = 256 << 20
  /// The most nodes and loop rounds that one render may take.
  public var stepLimit = 50_000_000
  /// The longest list or string that a function may make from a number.
  public var sizeLimit = 64 << 20

  public init() {}
}

/// Random bytes made from a seed: the same render gives the same values, another release gives others.
struct SyntheticSource {
  private let seed: [UInt8]
  private var counter: UInt64 = 0
  private var buffer: [UInt8] = []

  init(_ options: RenderOptions) { seed = options.seed }

  /// The next bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    while buffer.count < count {
      var hash = SHA256()
      hash.update(seed)
      hash.update(WordBytes.bigEndian(counter))
      buffer += hash.finish()
      counter += 1
    }
    let result = Array(buffer.prefix(count))
    buffer.removeFirst(count)
    return result
  }

  /// A number below a limit.
  mutating func number(below limit: Int) -> Int {
    guard limit > 1 else { return 0 }
    let value = bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(value % UInt64(limit))
  }
}
