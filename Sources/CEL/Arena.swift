/// Memory of one evaluation: taken piece by piece, given back all at once.
///
/// Not for sharing between threads.
final class Arena {
  /// Bytes that one evaluation may take. The cost limit bounds most evaluations long before.
  static let limit = 256 << 20

  private var chunks: [UnsafeMutableRawBufferPointer] = []
  private var current = 0
  private var offset = 0
  /// Bytes in use.
  private var used = 0

  deinit {
    for chunk in chunks { chunk.deallocate() }
  }

  /// Forgets everything that was taken; keeps the first chunks for the next evaluation.
  @inline(__always)
  func reset() {
    if current == 0 && used <= 1 << 20 {
      offset = 0
      used = 0
    } else {
      shrink()
    }
  }

  private func shrink() {
    while chunks.count > 1 { chunks.removeLast().deallocate() }
    if let first = chunks.first, first.count > 1 << 20 {
      first.deallocate()
      chunks.removeAll()
    }
    (current, offset, used) = (0, 0, 0)
  }

  /// Memory for so many bytes, aligned to 16; nil when the evaluation has taken too much.
  @inline(__always)
  func take(_ count: Int) -> UnsafeMutableRawPointer? {
    let size = (count &+ 15) & ~15
    if current < chunks.count, offset &+ size <= chunks[current].count, let base = chunks[current].baseAddress {
      let pointer = base + offset
      offset &+= size
      used &+= size
      return pointer
    }
    return takeSlowly(size)
  }

  @inline(never)
  private func takeSlowly(_ size: Int) -> UnsafeMutableRawPointer? {
    guard size >= 0, size <= Arena.limit, used + size <= Arena.limit else { return nil }
    let last = chunks.last?.count ?? 4 << 10
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, min(last * 2, 8 << 20)), alignment: 16)
    chunks.append(chunk)
    current = chunks.count - 1
    offset = size
    used += size
    return chunk.baseAddress
  }

  /// Memory for values.
  @inline(__always)
  func values(_ count: Int) -> UnsafeMutablePointer<Value>? {
    guard count <= Arena.limit / 16 else { return nil }
    return take(max(count, 1) * 16)?.bindMemory(to: Value.self, capacity: max(count, 1))
  }

  /// A copy of bytes.
  func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeRawPointer? {
    guard let target = take(max(bytes.count, 1)) else { return nil }
    if let base = bytes.baseAddress { target.copyMemory(from: base, byteCount: bytes.count) }
    return UnsafeRawPointer(target)
  }
}
