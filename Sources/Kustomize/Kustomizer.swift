import Manifest

/// Builds kustomizations: `kustomize build` as a library. One for a run; safe to use from several threads.
///
/// A file is read and parsed once, a base is built once, however many overlays use it and however many threads ask.
public final class Kustomizer: Sendable {
  public let workspace: Workspace
  public let options: KustomizeOptions

  let reader: ResourceReader
  private let contents = SharedCache<String, Result<ResourceReader.Contents, BuildError>>()
  private let kustomizations = SharedCache<String, KustomizationFile>()
  private let bases = SharedCache<BaseName, Accumulator>()
  let openAPIPaths = SharedCache<String, String?>()
  let schemas = SharedCache<String, Result<MergeSchema, BuildError>>()

  /// What a built base depends on.
  private struct BaseName: Hashable {
    var folder: String
    var restrictor: KustomizeOptions.LoadRestrictor
    var tracksOrigins: Bool
    var schemaPath: String?
  }

  public init(workspace: Workspace, options: KustomizeOptions = KustomizeOptions()) {
    self.workspace = workspace
    self.options = options
    reader = ResourceReader(workspace: workspace, version: options.version)
  }

  /// What a build gives.
  public struct Build: Sendable {
    /// The rendered objects in output order.
    public var resources: [Resource]
    /// Faults and warnings.
    public var diagnostics: [Diagnostic]
    /// Inputs that are not at hand.
    public var notChecked: [Coverage.NotChecked]
    /// Things worth knowing about inputs that are at hand.
    public var remarks: [Coverage.NotChecked]
    /// Whether a step failed, so that the objects are not what kustomize would print.
    public var hasFailed: Bool
  }

  /// Builds the kustomization in a folder; `restrictor` in place of the one of the options, `overlay` laid over it.
  public func build(
    _ folder: String, restrictor: KustomizeOptions.LoadRestrictor? = nil, overlay: KustomizationOverlay? = nil
  ) -> Build {
    let options = options(restrictor)
    let file = kustomization(in: folder)
    guard overlay != nil, file.kustomization != nil else {
      let scope = scope(of: file, in: folder, options: options)
      let accumulator = accumulated(folder, chain: [], requestedAt: .none, scope: scope)
      return finish(accumulator, folder: folder, file: file, options: options)
    }
    return build(file, in: (try? workspace.tree.resolve(folder)) ?? folder, options, overlay)
  }

  /// Builds a kustomization that is not quite the one of its folder; bases are shared as ever.
  private func build(
    _ file: KustomizationFile, in folder: String, _ options: KustomizeOptions, _ overlay: KustomizationOverlay?
  ) -> Build {
    var file = file
    if let overlay, let kustomization = file.kustomization {
      file.kustomization = overlay.applied(to: kustomization) { component in
        TreePath.join(folder, component).map { workspace.tree.kind(of: $0) == .directory } ?? false
      }
    }
    var accumulator = Accumulator()
    let scope = scope(of: file, in: folder, options: options)
    LayerBuilder(kustomizer: self, scope: scope, folder: folder, file: file, chain: [folder])
      .build(into: &accumulator, as: .kustomization, requestedAt: .none)
    return finish(accumulator, folder: folder, file: file, options: options, overlay: overlay)
  }

  /// Builds the kustomization that Flux generates for a folder: these files and folders, paths from the root.
  public func buildGenerated(
    _ folder: String, resources: [String], overlay: KustomizationOverlay? = nil
  ) -> Build {
    var kustomization = Kustomization()
    kustomization.path = folder.isEmpty ? "kustomization.yaml" : "\(folder)/kustomization.yaml"
    kustomization.resources = resources.map { path in
      Located(
        value: TreePath.relative(path, from: folder),
        origin: Origin(file: workspace.sourceMap.file(path), line: 0, column: 0))
    }
    let file = KustomizationFile(path: kustomization.path, kustomization: kustomization)
    return build(file, in: folder, options(KustomizeOptions.LoadRestrictor.none), overlay)
  }

  private func options(_ restrictor: KustomizeOptions.LoadRestrictor?) -> KustomizeOptions {
    var options = options
    if let restrictor { options.loadRestrictor = restrictor }
    return options
  }

  private func finish(
    _ accumulator: Accumulator, folder: String, file: KustomizationFile, options: KustomizeOptions,
    overlay: KustomizationOverlay? = nil
  ) -> Build {
    let layer = workspace.layers.id(
      Layer(kind: .kustomization, name: folder.isEmpty ? "." : folder, file: file.path))
    let context = BuildContext(
      workspace: workspace, scope: BuildScope(options: options), layer: layer, folder: folder,
      fileName: TreePath.name(of: file.path))
    var finisher = BuildFinisher(accumulator: accumulator, context: context)
    finisher.finish(file.kustomization, overlay: overlay)
    return Build(
      resources: finisher.list.all.map(\.resource), diagnostics: finisher.log.diagnostics,
      notChecked: finisher.log.notChecked, remarks: finisher.log.remarks, hasFailed: finisher.log.hasFailed)
  }

  /// Whether a folder holds a kustomization file.
  public func hasKustomization(_ folder: String) -> Bool {
    Self.fileNames.contains { workspace.tree.kind(of: folder.isEmpty ? $0 : "\(folder)/\($0)") == .file }
  }

  /// The names that a kustomization file may have.
  public static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  // MARK: Shared work

  /// The objects of a file, read once.
  func contents(of path: String) -> Result<ResourceReader.Contents, BuildError> {
    contents.value(path) {
      do throws(BuildError) {
        let bytes: [UInt8]
        let file = workspace.sourceMap.file(path)
        do throws(FileError) {
          bytes = try workspace.tree.read(path)
        } catch {
          throw BuildError(.missingFile, "\(path): \(error.reason)", at: Origin(file: file, line: 0, column: 0))
        }
        if LFSPointer.isPointer(bytes) {
          throw BuildError(.absent, path, hint: LFSPointer.reason, at: Origin(file: file, line: 0, column: 0))
        }
        return .success(try reader.resources(EmbeddedText(file: file, bytes: bytes), layers: []))
      } catch {
        return .failure(error)
      }
    }
  }

  /// The kustomization file of a folder, read once.
  func kustomization(in folder: String) -> KustomizationFile {
    kustomizations.value(folder) { KustomizationFile.load(folder, workspace) }
  }

  /// What a folder accumulates to, built once. `chain` holds the folders that led here, outermost first.
  func accumulated(
    _ folder: String, chain: [String], requestedAt origin: Origin, scope: BuildScope
  ) -> Accumulator {
    let resolved = (try? workspace.tree.resolve(folder)) ?? folder
    // A folder at or above one that led here would lead here again.
    if let above = chain.first(where: { TreePath.isInside($0, folder: resolved) }) {
      var accumulator = Accumulator()
      let way = (chain.drop { $0 != above } + [resolved]).map { $0.isEmpty ? "." : $0 }.joined(separator: " → ")
      accumulator.log.fail(
        BuildError(.cycle, "cycle detected: \(way)", hint: "a kustomization cannot include itself", at: origin),
        layer: .none)
      return accumulator
    }
    let name = BaseName(
      folder: resolved, restrictor: scope.options.loadRestrictor, tracksOrigins: scope.tracksOrigins,
      schemaPath: scope.schemaPath)
    return bases.value(name) {
      let file = kustomization(in: resolved)
      let builder = LayerBuilder(
        kustomizer: self, scope: scope, folder: resolved, file: file, chain: chain + [resolved])
      var accumulator = Accumulator()
      // A component may be built by itself; whoever lists one as a base is told so there.
      builder.build(into: &accumulator, as: file.kustomization?.kind ?? .kustomization, requestedAt: .none)
      return accumulator
    }
  }
}

/// What a layer hands to the one that includes it.
struct Accumulator: Sendable {
  var list = ResourceList()
  var configuration = TransformerConfiguration()
  var variables: [BuildVariable] = []
  var log = BuildLog()
}

/// The kustomization file of a folder, or why there is none.
struct KustomizationFile: Sendable {
  /// Relative to the root; the likeliest name when there is no file.
  var path: String
  var kustomization: Kustomization?
  var errors: [BuildError] = []
  var duplicateKeys: [YAMLReader.DuplicateKey] = []

  static func load(_ folder: String, _ workspace: Workspace) -> KustomizationFile {
    let candidates = Kustomizer.fileNames.map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
    let present = candidates.filter { workspace.tree.kind(of: $0) == .file }
    var result = KustomizationFile(path: present.first ?? candidates[0])
    guard let path = present.first else { return result }
    let file = workspace.sourceMap.file(path)
    let start = Origin(file: file, line: 1, column: 1)
    if present.count > 1 {
      result.errors.append(
        BuildError(
          .badKustomization,
          "Found multiple kustomization files: \(present.map(TreePath.name).joined(separator: ", "))",
          hint: "keep one of them", at: start))
      return result
    }
    do throws(BuildError) {
      try result.read(path, file: file, workspace)
    } catch {
      result.errors.append(error)
    }
    return result
  }

  private mutating func read(_ path: String, file: FileID, _ workspace: Workspace) throws(BuildError) {
    let start = Origin(file: file, line: 1, column: 1)
    let source: [UInt8]
    do throws(FileError) {
      source = try workspace.tree.read(path)
    } catch {
      throw BuildError(.missingFile, "\(path): \(error.reason)", at: start)
    }
    let result: YAMLReader.Result
    do throws(YAMLError) {
      result = try YAMLReader(dialect: .yaml11, file: file).read(source)
    } catch {
      throw BuildError(.syntax, error.message, at: Origin(file: file, line: error.line, column: error.column))
    }
    guard let document = result.document, !document.isNull(document.root) else {
      throw BuildError(.badKustomization, "\(TreePath.name(of: path)) is empty", at: start)
    }
    duplicateKeys = result.duplicateKeys
    var (decoded, problems) = KustomizationDecoder(document: document, source: source).decode()
    decoded.path = path
    decoded.file = file
    errors = problems.map {
      BuildError(.badKustomization, "invalid Kustomization: \($0.message)", hint: $0.hint, at: $0.origin)
    }
    if errors.isEmpty, decoded.fieldCount == 0 {
      throw BuildError(.badKustomization, "\(TreePath.name(of: path)) is empty", at: start)
    }
    if errors.isEmpty { kustomization = decoded }
  }
}

extension Kustomizer {
  /// What the kustomization of a folder leads to.
  public struct References: Sendable {
    public var isComponent: Bool
    /// Every path that the file names, relative to its folder.
    public var paths: [String]
  }

  /// What the kustomization of a folder leads to; nil when there is none that can be read.
  public func kustomizationReferences(in folder: String) -> References? {
    guard let kustomization = kustomization(in: folder).kustomization else { return nil }
    var paths = kustomization.resources + kustomization.components + kustomization.crds
    paths += kustomization.configurations + kustomization.patches.compactMap(\.path)
    paths += kustomization.patchesJSON6902.compactMap(\.path) + kustomization.replacements.compactMap(\.path)
    paths += [kustomization.openAPI?.path].compactMap { $0 }
    var names = paths.map(\.value)
    for text in kustomization.patchesStrategicMerge + kustomization.generators + kustomization.transformers
      + kustomization.validators
    {
      let name = String(decoding: text.value.bytes, as: UTF8.self)
      if !name.utf8.contains(UInt8(ascii: "\n")) { names.append(name) }
    }
    for generator in kustomization.configMapGenerator + kustomization.secretGenerator {
      names += generator.envs.map(\.value)
      names += generator.files.map { $0.value.split(separator: "=").last.map(String.init) ?? $0.value }
    }
    return References(
      isComponent: kustomization.kind == .component, paths: names.filter { !RemoteReference.isRemote($0) })
  }

  /// The objects of a file, as a build would read them.
  public func objects(of path: String) -> Result<[Resource], FileFault> {
    switch contents(of: path) {
    case .success(let contents): .success(contents.resources.map(\.resource))
    case .failure(let error): .failure(FileFault(message: error.message, origin: error.origin))
    }
  }

  /// Why a file holds no objects that a build could use.
  public struct FileFault: Error, Sendable {
    public var message: String
    public var origin: Origin
  }
}
