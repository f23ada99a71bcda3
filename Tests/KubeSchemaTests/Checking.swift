import KubeSchema
import Manifest
import Testing

/// The object that a YAML text holds, as Kubernetes' tools read it.
func object(_ yaml: String, sources: SourceMap = SourceMap()) throws -> Resource {
  let reader = YAMLReader(dialect: .yaml11, file: sources.file("object.yaml"))
  return Resource(document: try #require(try reader.read(Array(yaml.utf8)).document))
}

/// The diagnostics for a text, each as `RULE line:column message (hint)`; `no schema` when there is none.
func check(_ yaml: String, version: String = "1.36") throws -> [String] {
  let validator = SchemaValidator(version: try KubeVersion(parsing: version))
  switch validator.validate(try object(yaml)) {
  case .noSchema: return ["no schema"]
  case .validated(let diagnostics):
    return diagnostics.map {
      let hint = $0.hint.map { " (\($0))" } ?? ""
      return "\($0.rule.id) \($0.origin.line):\($0.origin.column) \($0.message)\(hint)"
    }
  }
}
