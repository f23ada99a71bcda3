import Manifest

/// What all layers of one build share. Bases are kept by it: the same base in another scope is another base.
struct BuildScope: Sendable {
  var options: KustomizeOptions
  /// Whether `buildMetadata` of the top file asks where things come from.
  var tracksOrigins = false
  /// The API description that strategic merge goes by, and the file that it is from.
  var schema = MergeSchema.builtin
  var schemaPath: String?

  init(options: KustomizeOptions) { self.options = options }
}

extension Kustomizer {
  /// The scope of a build that starts at a folder.
  ///
  /// The API description is one for a whole build: kustomize takes that of the first layer it loads that names one.
  func scope(of file: KustomizationFile, in folder: String, options: KustomizeOptions) -> BuildScope {
    var scope = BuildScope(options: options)
    scope.tracksOrigins = !(file.kustomization?.buildMetadata.isEmpty ?? true)
    guard let path = openAPIPath(in: folder, chain: []), case .success(let schema) = schema(at: path) else {
      return scope
    }
    scope.schema = schema
    scope.schemaPath = path
    return scope
  }

  /// The file that the first layer with `openapi` names, in the order in which layers are loaded.
  private func openAPIPath(in folder: String, chain: [String]) -> String? {
    guard !chain.contains(folder) else { return nil }
    return openAPIPaths.value(folder) {
      guard let kustomization = kustomization(in: folder).kustomization else { return nil }
      if let path = kustomization.openAPI?.path {
        return TreePath.join(folder, path.value).map { (try? workspace.tree.resolve($0)) ?? $0 }
      }
      for entry in kustomization.resources + kustomization.components {
        guard !RemoteReference.isRemote(entry.value), let path = TreePath.join(folder, entry.value),
          !TreePath.name(of: path).utf8.contains(UInt8(ascii: ".")) || workspace.tree.kind(of: path) == .directory
        else { continue }
        if let found = openAPIPath(in: path, chain: chain + [folder]) { return found }
      }
      return nil
    }
  }

  /// The API description in a file, read once.
  func schema(at path: String) -> Result<MergeSchema, BuildError> {
    schemas.value(path) {
      let file = workspace.sourceMap.file(path)
      do throws(FileError) {
        let bytes = try workspace.tree.read(path)
        do throws(YAMLError) {
          guard let document = try YAMLReader(dialect: .yaml11, file: file).read(bytes).document else {
            throw YAMLError(message: "the file is empty", line: 1, column: 1)
          }
          return .success(OpenAPISchema.read(document))
        } catch {
          return .failure(
            BuildError(
              .syntax, "invalid schema file: \(error.message)",
              at: Origin(file: file, line: error.line, column: error.column)))
        }
      } catch {
        return .failure(
          BuildError(.missingFile, "\(path): \(error.reason)", at: Origin(file: file, line: 0, column: 0)))
      }
    }
  }
}
