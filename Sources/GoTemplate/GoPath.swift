/// Slash paths as Go's `path` treats them.
enum GoPath {
  private static let slash = UInt8(ascii: "/")

  static func base(_ path: [UInt8]) -> [UInt8] {
    if path.isEmpty { return [UInt8(ascii: ".")] }
    var text = path[...]
    while text.last == slash { text = text.dropLast() }
    if let place = text.lastIndex(of: slash) { text = text[(place + 1)...] }
    return text.isEmpty ? [slash] : Array(text)
  }

  static func dir(_ path: [UInt8]) -> [UInt8] {
    clean(path.lastIndex(of: slash).map { Array(path[...$0]) } ?? [])
  }

  static func ext(_ path: [UInt8]) -> [UInt8] {
    for index in path.indices.reversed() {
      if path[index] == slash { return [] }
      if path[index] == UInt8(ascii: ".") { return Array(path[index...]) }
    }
    return []
  }

  static func isAbsolute(_ path: [UInt8]) -> Bool { path.first == slash }

  static func clean(_ path: [UInt8]) -> [UInt8] {
    if path.isEmpty { return [UInt8(ascii: ".")] }
    let rooted = path[0] == slash
    var parts: [[UInt8]] = []
    for part in GoText.split(path, [slash]) {
      switch String(decoding: part, as: UTF8.self) {
      case "", ".": continue
      case "..":
        if let last = parts.last, last != part {
          parts.removeLast()
        } else if !rooted {
          parts.append(part)
        }
      default: parts.append(part)
      }
    }
    let joined = GoText.joined(parts, [slash])
    if rooted { return [slash] + joined }
    return joined.isEmpty ? [UInt8(ascii: ".")] : joined
  }
}
