import Glibc

/// Indexes of packs, checked before libgit2 uses them.
///
/// libgit2 1.5 reads a pack wherever its index points to, be that outside the file, and then crashes.
enum PackIndex {
  /// The name of an index whose tables do not fit its pack; nil when all do.
  static func firstDamaged(in folder: String) -> String? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var damaged: String?
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name.utf8.count > 4, name.utf8.suffix(4).elementsEqual(".idx".utf8) else { continue }
      var status = stat()
      // libgit2 does not use an index without its pack either.
      guard stat(folder + "/" + String(decoding: name.utf8.dropLast(3), as: UTF8.self) + "pack", &status) == 0 else {
        continue
      }
      if let file = MappedFile(folder + "/" + name), isSound(file.bytes, packSize: Int(status.st_size)) { continue }
      damaged = min(name, damaged ?? name)
    }
    return damaged
  }

  /// Whether every offset lies in the pack (gitformat-pack, both versions).
  static func isSound(_ index: UnsafeRawBufferPointer, packSize: Int) -> Bool {
    let isSecond = index.count >= 8 && word(index, 0) == 0xFF74_4F63
    let fanout = isSecond ? 8 : 0
    if isSecond, word(index, 4) != 2 { return false }
    guard index.count >= fanout + 1024 + 40 else { return false }
    var total = 0
    for i in 0..<256 {
      let next = word(index, fanout + 4 * i)
      if next < total { return false }
      total = next
    }
    let tables = fanout + 1024
    // The objects of a pack begin behind its header and end before its checksum.
    let objects = 12..<max(12, packSize - 20)
    guard isSecond else {
      guard index.count == tables + 24 * total + 40 else { return false }
      return (0..<total).allSatisfy { objects.contains(word(index, tables + 24 * $0)) }
    }
    let large = tables + 28 * total
    let largeCount = (index.count - large - 40) / 8
    guard index.count == large + 8 * largeCount + 40, largeCount >= 0 else { return false }
    for i in 0..<total {
      let offset = word(index, tables + 24 * total + 4 * i)
      if offset < 0x8000_0000 {
        if !objects.contains(offset) { return false }
        continue
      }
      let place = offset & 0x7FFF_FFFF
      guard place < largeCount else { return false }
      let high = word(index, large + 8 * place)
      guard high < 0x8000_0000, objects.contains(high << 32 | word(index, large + 8 * place + 4)) else { return false }
    }
    return true
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int {
    Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }
}
