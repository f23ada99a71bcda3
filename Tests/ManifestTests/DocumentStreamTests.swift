import Manifest
import Testing

@Suite("Documents in a file")
struct DocumentStreamTests {
  private func pieces(_ text: String, _ reader: DocumentStream.Reader) -> [String] {
    let bytes = Array(text.utf8)
    let result = DocumentStream.split(bytes, as: reader)
    var output = result.pieces.map { piece in
      bytes.withUnsafeBufferPointer { String(decoding: DocumentStream.text(piece, of: $0, as: reader), as: UTF8.self) }
    }
    if let failure = result.failure { output.append("error at \(failure.line): \(failure.message)") }
    return output
  }

  @Test("apimachinery's reader")
  func yamlReader() {
    #expect(pieces("a: 1\r\n---\r\nb: 2", .yamlReader) == ["a: 1\n", "b: 2\n"])
    #expect(pieces("---\na: 1\n--- # c\n# d\n---\n", .yamlReader) == ["---\na: 1\n", "# d\n"])
    #expect(pieces("a: 1\n ---\nb: 2\n", .yamlReader) == ["a: 1\n ---\nb: 2\n"])
    #expect(
      pieces("a: 1\n---\nb: 2\n--- x\n", .yamlReader) == ["a: 1\n", "error at 4: invalid Yaml document separator: x"])
    #expect(pieces("", .yamlReader) == [])
  }

  @Test("Helm's splitters")
  func helm() {
    #expect(pieces("\n\na: |\n  x\n\n---x\n--- \n  b: 2\n\n", .helm) == ["a: |\n  x", "x", "b: 2"])
    #expect(pieces("a: 1\n---\n   \n---\nb: 2\n", .helm) == ["a: 1", "---\nb: 2"])
    #expect(pieces("a: 1\n---\n   \n---\nb: 2\n", .helm424) == ["a: 1\n", "b: 2\n"])
    #expect(pieces("---\n---\n", .helm) == ["---"])
    #expect(pieces("---\n---\n", .helm424) == [])
  }

  @Test("kustomize's splitter")
  func kustomize() {
    #expect(pieces("a: 1\r\n--- # c\r\nb: 2", .kustomize) == ["a: 1\n", "b: 2"])
    #expect(pieces("---\na: 1\n---\n---\nb: 2\n", .kustomize) == ["---\na: 1\n", "---\nb: 2\n"])
    #expect(pieces("a: 1\n---\nb: 2\n--- x\nc: 3\n", .kustomize) == ["error at 4: invalid document separator: --- x"])
  }

  @Test("JSON values one after the other, then YAML")
  func jsonStream() {
    #expect(pieces("{\"a\":1}{\"b\":2}\n3", .kubectl) == ["{\"a\":1}", "{\"b\":2}", "3"])
    #expect(pieces("{\"a\":1}\n---\nb: 2\n", .kubectl) == ["{\"a\":1}", "---\nb: 2\n"])
    #expect(pieces("{a: 1}\n", .flux) == ["{a: 1}\n"])
    #expect(pieces("{\"a\":1}\n{\"b\":2}\n---\n", .flux).last?.hasPrefix("error at 3: invalid character") == true)
  }

  @Test("places are those of the file")
  func places() throws {
    let text = Array("# c\n---\na: 1\n---\n\nb:\n  - x: [\n".utf8)
    let split = DocumentStream.split(text, as: .yamlReader)
    #expect(split.pieces.map(\.line) == [1, 3, 5])
    try text.withUnsafeBufferPointer { text in
      let second = try DocumentStream.read(split.pieces[1], of: text, dialect: .yaml12, file: FileID(rawValue: 3))
      let document = try #require(second.document)
      #expect(document.origin(document.root) == Origin(file: FileID(rawValue: 3), line: 3, column: 1))
      #expect(throws: YAMLError(message: "did not find expected node content", line: 8, column: 1)) {
        try DocumentStream.read(split.pieces[2], of: text, dialect: .yaml12, file: .none)
      }
    }
    let values = Array("{\"a\": 1} {\"b\": 2}".utf8)
    let piece = DocumentStream.split(values, as: .kubectl).pieces[1]
    try values.withUnsafeBufferPointer { text in
      let result = try DocumentStream.read(piece, of: text, dialect: .yaml11, file: FileID(rawValue: 1))
      let document = try #require(result.document)
      #expect(document.keyOrigin(document.root, Key("b"))?.column == 11)
    }
  }

  @Test("a block scalar at the end of a file keeps the line break that the reader adds")
  func lastLineBreak() throws {
    let text = Array("a: |\n  x".utf8)
    try text.withUnsafeBufferPointer { text in
      let piece = DocumentStream.split(text, as: .flux).pieces[0]
      let document = try #require(try DocumentStream.read(piece, of: text, dialect: .yaml11, file: .none).document)
      #expect(document.value(document.root, Key("a")).map(document.string) == "x\n")
    }
  }

  @Test("the objects that Flux and kubectl find")
  func objects() {
    let text = """
      apiVersion: v1
      kind: List
      items:
      - {apiVersion: v1, kind: A, metadata: {name: a}}
      ---
      # nothing
      ---
      apiVersion: v1
      kind: B
      ---
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      metadata: {name: k}
      ---
      - x
      ---
      apiVersion: v1
      kind: C
      metadata: {name: c}
      """
    Array(text.utf8).withUnsafeBufferPointer { text in
      let flux = ObjectStream.flux(text)
      #expect(flux.objects.map { $0.stringValue($0.value($0.root, .kind)) } == ["A"])
      #expect(flux.failure?.line == 15)
      let kubectl = ObjectStream.kubectl(text)
      #expect(kubectl.objects.count == 5)
      #expect(kubectl.failure == nil)
    }
  }
}
