extension SchemaTable {
  func kind(named name: String, in apiVersion: Int) -> Kind? { name.withBytes { kind($0, in: apiVersion) } }

  /// The API versions of a group, sorted.
  func versions(ofGroup group: String) -> [Int] {
    group.withBytes { group in
      (0..<count(.apiVersions)).filter { Self.compare(text(self.group(ofAPIVersion: $0)), group) == 0 }
    }
  }

  /// `apps/v1 Deployment`.
  func description(_ kind: Kind) -> String { "\(string(text(ofAPIVersion: kind.apiVersion))) \(string(kind.name))" }

  /// The best API version that has a kind in one minor: the most stable, then the newest.
  func best(_ kinds: [Kind], in minor: Int) -> Kind? {
    kinds.filter { $0.minors & minor != 0 }.max { left, right in
      rank(left) < rank(right)
    }
  }

  /// Orders versions as Kubernetes does: stable after beta after alpha, then by number.
  private func rank(_ kind: Kind) -> (Int, Int, Int) {
    let text = Array(text(version(ofAPIVersion: kind.apiVersion)))
    var numbers: [Int] = []
    var index = 0
    while index < text.count {
      guard ScalarFormats.isDigit(text[index]) else {
        index += 1
        continue
      }
      var value = 0
      while index < text.count, ScalarFormats.isDigit(text[index]), value < 1_000 {
        value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
        index += 1
      }
      numbers.append(value)
    }
    let stability =
      text.contains(UInt8(ascii: "a")) && !text.contains(UInt8(ascii: "b")) ? 0 : numbers.count > 1 ? 1 : 2
    return (stability, numbers.first ?? 0, numbers.count > 1 ? numbers[1] : 0)
  }

  func version(ofAPIVersion number: Int) -> Int { u16(start(.apiVersions) + number * 12 + 4) }
}
