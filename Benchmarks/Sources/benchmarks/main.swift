import Glibc

// benchmarks [FILE...]: measures on a made-up stream of 2,000 objects, or on the files given, read one after the other.
var text: [UInt8] = []
for path in CommandLine.arguments.dropFirst() {
  guard let bytes = readFile(path) else {
    print("cannot read \(path)")
    exit(2)
  }
  if !text.isEmpty { text.append(contentsOf: "\n---\n".utf8) }
  text.append(contentsOf: bytes)
}
if text.isEmpty { text = Manifests.stream(objects: 2000) }
var table = Table()
DocumentBenchmarks(text: text).run(into: &table)
table.print()
