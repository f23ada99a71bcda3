/// What happens to a block scalar when kustomize prints it: go-yaml v3 writes it as a block again, and reads that.
enum NodeHop {
  /// The text after the hop; nil when it is the same.
  ///
  /// go-yaml doubles too many line breaks of a folded scalar: it looks at the first character of the text where it
  /// should look at the next one. A text that starts with a tab cannot be read back.
  static func block(
    _ text: UnsafeBufferPointer<UInt8>, isFolded: Bool, of node: NodeID
  ) throws(JSONPrinter.Failure) -> [UInt8]? {
    let look = ScalarLook(text, version3: true)
    // Without blocks, the text is written between quotes, and nothing happens to it.
    guard look.allowsBlock, isFolded && look.isMultiline || startsWithTab(text) else { return nil }
    var emitter = YAMLEmitter(version3: true)
    emitter.startDocument()
    emitter.writeIndicator("v", spaced: false)
    emitter.writeIndicator(":", spaced: false)
    if isFolded {
      emitter.writeFoldedBlock(text, YAMLEmitter.indent)
    } else {
      emitter.writeLiteral(text, look, YAMLEmitter.indent)
    }
    do throws(YAMLError) {
      let result = try YAMLReader(dialect: .yaml12).read(emitter.output)
      guard let document = result.document, let entry = document.entries(document.root).first else { return nil }
      return Array(document.text(entry.value))
    } catch {
      throw JSONPrinter.Failure(message: error.message, node: node)
    }
  }

  /// Whether the first character that is no line break is a tab.
  private static func startsWithTab(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.first { $0 != 0x0A } == 0x09
  }
}
