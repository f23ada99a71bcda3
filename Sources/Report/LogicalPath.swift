import Manifest

/// Names of objects and fields as SARIF's logical locations give them: `apps/v1/Deployment/web/podinfo/spec/replicas`.
enum LogicalPath {
  /// The steps of a field path such as `spec.containers[0].image` or `metadata.labels["a.b/c"]`.
  static func steps(of path: String) -> [String] {
    var steps: [String] = []
    var current: [UInt8] = []
    let bytes = Array(path.utf8)
    var index = 0
    func flush() {
      if !current.isEmpty { steps.append(String(decoding: current, as: UTF8.self)) }
      current = []
    }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "."):
        flush()
        index += 1
      case UInt8(ascii: "["):
        flush()
        let (step, next) = bracket(bytes, from: index)
        steps.append(step)
        index = next
      default:
        current.append(bytes[index])
        index += 1
      }
    }
    flush()
    return steps
  }

  /// The text between brackets, without the quotes of a key, and the position behind it.
  private static func bracket(_ bytes: [UInt8], from start: Int) -> (step: String, next: Int) {
    let isQuoted = start + 1 < bytes.count && bytes[start + 1] == UInt8(ascii: "\"")
    let first = start + (isQuoted ? 2 : 1)
    var index = first
    while index < bytes.count {
      let isEnd =
        isQuoted
        ? bytes[index] == UInt8(ascii: "\"") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "]")
        : bytes[index] == UInt8(ascii: "]")
      if isEnd {
        return (String(decoding: bytes[first..<index], as: UTF8.self), index + (isQuoted ? 2 : 1))
      }
      index += 1
    }
    return (String(decoding: bytes[min(first, bytes.count)...], as: UTF8.self), bytes.count)
  }

  /// Object and field in one name. A `/` in a step is written `~1` as in JSON pointers, so that it divides nothing.
  static func name(of object: ObjectRef?, path: String) -> String {
    var parts: [String] = []
    if let object {
      parts = [object.apiVersion, object.kind, object.namespace, object.name].filter { !$0.isEmpty }
    }
    parts += steps(of: path).map(escape)
    return parts.joined(separator: "/")
  }

  private static func escape(_ step: String) -> String {
    step.utf8.reduce(into: [UInt8]()) { bytes, byte in
      switch byte {
      case UInt8(ascii: "~"): bytes += "~0".utf8
      case UInt8(ascii: "/"): bytes += "~1".utf8
      default: bytes.append(byte)
      }
    }.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
