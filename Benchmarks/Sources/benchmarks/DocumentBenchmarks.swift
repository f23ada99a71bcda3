import Manifest

/// What the representation of documents costs: reading, copying, changing, looking up, walking, printing.
struct DocumentBenchmarks {
  private let text: [UInt8]
  private let documents: [Document]

  init(text: [UInt8]) {
    self.text = text
    documents = Self.read(text, .yaml11)
  }

  private static func read(_ text: [UInt8], _ dialect: YAMLReader.Dialect) -> [Document] {
    text.withUnsafeBufferPointer { text in
      var documents: [Document] = []
      for piece in DocumentStream.split(text, as: .yamlReader).pieces {
        let result = try? DocumentStream.read(piece, of: text, dialect: dialect, file: FileID(rawValue: 1))
        if let document = result?.document { documents.append(document) }
      }
      return documents
    }
  }

  func run(into table: inout Table) {
    let megabytes = Double(text.count) / 1e6
    let count = Double(documents.count)
    table.add("documents", count, "")
    table.add("text", megabytes, "MB")
    for (name, dialect) in [("YAML 1.1", YAMLReader.Dialect.yaml11), ("YAML 1.2", .yaml12)] {
      let seconds = fastest { _ = Self.read(text, dialect) }
      table.add("read \(name)", megabytes / seconds, "MB per CPU-second")
    }
    let seconds = fastest {
      text.withUnsafeBufferPointer { _ = DocumentStream.split($0, as: .yamlReader) }
    }
    table.add("cut into documents", megabytes / seconds, "MB per CPU-second")
    changes(count, &table)
    lookups(&table)
    printing(&table)
  }

  private func changes(_ count: Double, _ table: inout Table) {
    let origin = Origin(file: FileID(rawValue: 1), line: 1, column: 1)
    let label = Key("example.com/added")
    var copies: [Document] = []
    let copied = fastest { copies = documents.map { $0 } }
    table.add("copy, unchanged", copied / count * 1e9, "ns per object")
    let changed = fastest {
      copies = documents
      for index in copies.indices {
        guard let labels = copies[index].value(copies[index].root, .metadata, .labels) else { continue }
        let value = copies[index].addString("yes", origin: origin)
        copies[index].set(labels, label, to: value, keyOrigin: origin)
      }
    }
    table.add("copy and add a label", changed / count * 1e9, "ns per object")
  }

  private func lookups(_ table: inout Table) {
    let (template, containers) = (Key("template"), Key("containers"))
    let (resources, requests, cpu) = (Key("resources"), Key("requests"), Key("cpu"))
    var leaves = 0
    let found = fastest {
      leaves = 0
      for document in documents {
        guard let list = document.value(document.root, .spec, template, .spec, containers) else { continue }
        for container in document.elements(list)
        where document.value(container, resources, requests, cpu) != nil { leaves += 1 }
      }
    }
    table.add("look up a path of 4 + 3 keys", found / Double(max(leaves, 1)) * 1e9, "ns per leaf")
    var nodes = 0
    let walked = fastest {
      nodes = 0
      for document in documents { document.walk(document.root) { _ in nodes += 1 } }
    }
    table.add("walk", walked / Double(max(nodes, 1)) * 1e9, "ns per node")
  }

  private func printing(_ table: inout Table) {
    var output: [UInt8] = []
    for (name, printer) in [("YAML (go-yaml v2)", YAMLPrinter()), ("YAML (go-yaml v3)", YAMLPrinter(style: .goYAML3))] {
      let seconds = fastest {
        output.removeAll(keepingCapacity: true)
        for document in documents { try? printer.print(document, document.root, into: &output) }
      }
      table.add("print \(name)", Double(output.count) / 1e6 / seconds, "MB per CPU-second")
    }
    let seconds = fastest {
      output.removeAll(keepingCapacity: true)
      for document in documents { try? JSONPrinter().print(document, document.root, into: &output) }
    }
    table.add("print JSON", Double(output.count) / 1e6 / seconds, "MB per CPU-second")
  }
}
