import Foundation
import Manifest
import Testing

@testable import Kustomize

/// A build over files in memory.
struct TestBuild {
  let workspace: Workspace
  let result: Kustomizer.Build

  init(_ files: [String: String], _ folder: String = "", _ options: KustomizeOptions = KustomizeOptions()) {
    self.init(MemoryTree(texts: files), folder, options)
  }

  init(_ tree: MemoryTree, _ folder: String, _ options: KustomizeOptions) {
    workspace = Workspace(tree: tree)
    result = Kustomizer(workspace: workspace, options: options).build(folder)
  }

  /// What the command prints.
  var yaml: String { String(decoding: result.yaml().text, as: UTF8.self) }

  /// The first error, also of printing.
  var fault: Diagnostic? { (result.diagnostics + result.yaml().failures).first { $0.severity == .error } }

  /// `file:line` of an origin.
  func place(_ origin: Origin) -> String {
    workspace.sourceMap.place(of: origin).map { "\($0.path):\($0.line)" } ?? "nowhere"
  }

  /// `file:line` of every part of an origin.
  func places(_ origin: Origin) -> [String] { workspace.sourceMap.parts(of: origin).map(place) }

  /// The origin of a field of the first object of a kind.
  func origin(_ kind: String, _ field: String) throws -> Origin {
    let resource = try #require(result.resources.first { $0.ref.kind == kind })
    let path = try #require(try FieldPath.Pattern(parsing: field).resolve(in: resource.document))
    let node = try #require(path.resolve(in: resource.document))
    return resource.document.origin(node)
  }
}

extension MemoryTree {
  /// The files of a folder on disk.
  init(folder: String) throws {
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      let full = "\(folder)/\(path)"
      guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      files[path] = Array(FileManager.default.contents(atPath: full) ?? Data())
    }
    self.init(files)
  }
}

/// A document from YAML as kustomize reads resources.
func document(_ text: String) throws -> Document {
  try #require(try YAMLReader(dialect: .yaml12).read(Array(text.utf8)).document)
}

/// A value as kustomize prints it, without the last line break.
func printed(_ document: Document) throws -> String {
  String(decoding: try YAMLPrinter().bytes(document, document.root).dropLast(), as: UTF8.self)
}
