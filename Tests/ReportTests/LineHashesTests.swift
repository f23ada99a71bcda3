import Testing

@testable import Report

@Suite struct LineHashesTests {
  /// Values published with GitHub's own implementation.
  @Test(arguments: [
    ("", ["c129715d7a2bc9a3:1"]),
    (
      " a\nb\n  \t\tc\n d",
      ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
    ),
    (
      " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
      [
        "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
        "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
      ]
    ),
    (
      "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
      [
        "e54938cc54b302f1:1", "bb609acbe9138d60:1", "1131fd5871777f34:1", "5c482a0f8b35ea28:1",
        "54517377da7028d2:1", "2c644846cb18d53e:1", "f1b89f20de0d133:1", "c129715d7a2bc9a3:1",
      ]
    ),
  ])
  func published(_ text: String, _ expected: [String]) {
    #expect(all(LineHashes(Array(text.utf8))) == expected)
  }

  @Test func repeatedLinesAreNumbered() {
    let text = String(repeating: "Lorem ipsum dolor sit amet.\n", count: 10)
    let hashes = all(LineHashes(Array(text.utf8)))
    #expect(hashes.prefix(6) == (1...6).map { "a7f2ff13bc495cf2:\($0)" }[...])
    #expect(hashes.suffix(2) == ["cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"])
  }

  @Test func aLineThatIsNotThere() {
    let hashes = LineHashes(Array("a\nb".utf8))
    #expect(hashes[0] == nil && hashes[3] == nil)
    #expect(hashes[2] != nil)
  }

  /// Against the definition, worked out one line at a time.
  @Test(arguments: [
    "a", "\n", "\r", "\r\n", "\n\r", "\r \n", "\r\r\n\n", "   \t", "a\n   ", "kind: ConfigMap\ndata:\n  k: 漢字 😀\n",
    String(repeating: "abc: def\n", count: 50), String(repeating: "long ", count: 200) + "\nend",
  ])
  func definition(_ text: String) {
    #expect(all(LineHashes(Array(text.utf8))) == naive(text))
  }

  @Test func badBytesCountAsReplacementCharacters() {
    #expect(all(LineHashes([0x61, 0xFF, 0x0A, 0x62])) == naive("a\u{FFFD}\nb"))
  }

  private func all(_ hashes: LineHashes) -> [String] { (1...hashes.count).compactMap { hashes[$0] } }

  private func naive(_ text: String) -> [String] {
    let units = Array(text.utf16)
    var lines: [[UInt16]] = [[]]
    for (index, unit) in units.enumerated() {
      if unit == 0x0A, index > 0, units[index - 1] == 0x0D { continue }
      if unit == 0x0A || unit == 0x0D {
        lines[lines.count - 1].append(0x0A)
        lines.append([])
      } else if unit != 0x20, unit != 0x09 {
        lines[lines.count - 1].append(unit)
      }
    }
    var counts: [String: Int] = [:]
    return lines.indices.map { first in
      let rest: [UInt16] = lines[first...].flatMap { $0 } + [65535] + Array(repeating: 0, count: 100)
      let hash = rest.prefix(100).reduce(into: UInt64(0)) { $0 = $0 &* 37 &+ UInt64($1) }
      let text = String(hash, radix: 16)
      counts[text, default: 0] += 1
      return "\(text):\(counts[text, default: 0])"
    }
  }
}
