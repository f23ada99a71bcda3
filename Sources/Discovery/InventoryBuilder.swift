import Kustomize
import Manifest

/// Finds what a cluster would apply, and keeps apart what only looks like it: charts, templates, values, configuration
/// of tools, components, parked files.
public struct InventoryBuilder {
  private let workspace: Workspace
  private let kustomizer: Kustomizer
  /// Only entry points in or below this folder count.
  private let folder: String
  private let files: FileIndex
  private var inventory = Inventory()
  /// YAML files that may hold objects, outside charts and hidden folders.
  private var candidates: [String] = []
  /// YAML files that hold none; only their syntax is checked.
  private var others: [String] = []
  private var flux: [FluxKustomization] = []
  /// Files and folders that a kustomization names.
  private var referenced: Set<String> = []
  /// The same by the folder of the kustomization; folders whose kustomization cannot be read have no entry.
  private var references: [String: [String]] = [:]
  /// Files and folders that an entry point renders.
  private var rendered: Set<String> = []

  public init(kustomizer: Kustomizer, folder: String = "") throws(FileError) {
    self.kustomizer = kustomizer
    workspace = kustomizer.workspace
    self.folder = folder
    files = FileIndex(try workspace.tree.allFiles())
  }

  /// Whether any file declares a Flux Kustomization: then kustomizations are built as Flux builds them.
  public var usesFlux: Bool { !flux.isEmpty }

  /// YAML files without objects, for a check of their syntax; valid after `build`.
  public var otherFiles: [String] { others }

  /// Reads the files and finds the entry points.
  public mutating func build() -> Inventory {
    inventory.fileCount = files.all.count
    sortFiles()
    readKustomizations()
    addFlux()
    addKustomizationRoots()
    addPlainManifests()
    noteCharts()
    noteForeignFolders()
    for path in files.submodules where isWanted(path) {
      inventory.notChecked.append(
        Coverage.NotChecked(what: path, reason: "Git submodule", hint: "check the submodule's repository by itself"))
    }
    inventory.manifestCount = candidates.count + wantedKustomizations.count
    inventory.entryPoints.sort { ($0.name, $0.target.folder) < ($1.name, $1.target.folder) }
    return inventory
  }

  /// Whether a file, or a folder given with a `/` behind it, is looked at: below the folder that was asked for, and
  /// there in no hidden folder and none that belongs to a program.
  private func isWanted(_ path: String) -> Bool {
    guard TreePath.isInside(path, folder: folder) else { return false }
    let below = String(decoding: path.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
    return !FileIndex.isHidden(below) && FileIndex.foreignFolder(of: below) == nil
  }

  // MARK: Reading

  /// Sorts YAML files by what they may hold; a file is read here and parsed only if that says that it has to be.
  private mutating func sortFiles() {
    for path in files.all where FileIndex.isYAML(path) && isWanted(path) && files.chart(of: path) == nil {
      guard !Kustomizer.fileNames.contains(TreePath.name(of: path)) else { continue }
      let text: [UInt8]
      do throws(FileError) {
        text = try workspace.tree.read(path)
      } catch {
        note(error, path)
        continue
      }
      if TextProbe.isBinary(text) {
        inventory.notChecked.append(Coverage.NotChecked(what: path, reason: "binary content"))
        continue
      }
      if LFSPointer.isPointer(text) {
        inventory.notChecked.append(Coverage.NotChecked(what: path, reason: LFSPointer.reason))
        continue
      }
      guard TextProbe.mayHoldObjects(text) else {
        others.append(path)
        continue
      }
      candidates.append(path)
      if TextProbe.contains(text, "kustomize.toolkit.fluxcd.io") { readFlux(path, text) }
    }
  }

  private mutating func note(_ error: FileError, _ path: String) {
    switch error {
    case .submodule, .notFound: return
    case .tooLarge:
      inventory.notChecked.append(Coverage.NotChecked(what: path, reason: "too large: \(error.reason)"))
    default:
      inventory.diagnostics.append(
        Diagnostic(
          rule: SourceRules.unreadable, message: "cannot read \(path): \(error.reason)",
          origin: Origin(file: workspace.sourceMap.file(path), line: 0, column: 0)))
    }
  }

  private mutating func readFlux(_ path: String, _ text: [UInt8]) {
    guard let objects = try? kustomizer.objects(of: path).get() else { return }
    flux += objects.compactMap { FluxKustomization($0.document, text: text) }
  }

  private mutating func readKustomizations() {
    for folder in files.kustomizationFolders {
      guard let kustomization = kustomizer.kustomizationReferences(in: folder) else { continue }
      let paths = kustomization.paths.compactMap { TreePath.join(folder, $0) }
      references[folder] = paths
      referenced.formUnion(paths)
    }
  }

  // MARK: Flux

  private mutating func addFlux() {
    let sourceMap = workspace.sourceMap
    let roots = ArtifactRoots(flux, tree: workspace.tree) { sourceMap.path($0.path.origin.file) }
    for flux in flux {
      guard let path = flux.pathInSource else {
        leaveOut(flux, "(\(flux.path.text))", "spec.path holds a variable")
        continue
      }
      if let root = roots.root(of: flux, path: path) {
        add(flux, root.isEmpty || path.isEmpty ? root + path : "\(root)/\(path)")
      } else if path.isEmpty {
        leaveOut(flux, "(\(flux.source))", "spec.path is the root of a source that may be another repository")
      } else {
        missing(flux, path, root: roots.knownRoot(of: flux))
      }
    }
  }

  private mutating func leaveOut(_ flux: FluxKustomization, _ detail: String, _ reason: String) {
    inventory.notChecked.append(Coverage.NotChecked(what: "\(flux.displayName) \(detail)", reason: reason))
  }

  /// The source may be another repository: only where another Kustomization of the same source has its path here is a
  /// missing path an error.
  private mutating func missing(_ flux: FluxKustomization, _ path: String, root: String?) {
    guard let root else {
      leaveOut(flux, "(\(flux.source))", "spec.path is not in this repository; the source may be another one")
      return
    }
    inventory.diagnostics.append(
      Diagnostic(
        rule: DiscoveryRules.pathMissing,
        message: "spec.path \"\(flux.path.text)\" is not a folder of \(root.isEmpty ? "the repository" : root)",
        hint: nearest(to: path, below: root).map { "did you mean \"\($0)\"?" },
        object: ObjectRef(
          group: "kustomize.toolkit.fluxcd.io", version: "v1", kind: "Kustomization", namespace: flux.namespace,
          name: flux.name), path: "spec.path", origin: flux.path.origin))
  }

  /// The folder that was meant: the first segment that is not there replaced by the nearest that is, if with that the
  /// rest is there too.
  private func nearest(to path: String, below root: String) -> String? {
    let tree = workspace.tree
    let segments = path.split(separator: "/").map(String.init)
    func isFolder(_ segments: [String]) -> Bool {
      tree.kind(of: ([root] + segments).filter { !$0.isEmpty }.joined(separator: "/")) == .directory
    }
    guard let wrong = segments.indices.first(where: { !isFolder(Array(segments[...$0])) }) else { return nil }
    let parent = Array(segments[..<wrong])
    let siblings = (try? tree.list(([root] + parent).filter { !$0.isEmpty }.joined(separator: "/"))) ?? []
    guard let near = Suggestion.nearest(to: segments[wrong], among: siblings.filter { isFolder(parent + [$0]) })
    else { return nil }
    let meant = parent + [near] + segments[(wrong + 1)...]
    return isFolder(meant) ? meant.joined(separator: "/") : nil
  }

  private mutating func add(_ flux: FluxKustomization, _ path: String) {
    let target: EntryPoint.Target
    if files.kustomizationFolders.contains(path) {
      target = .kustomization(folder: path, overlay: flux.overlay)
      rendered.insert(path)
    } else {
      let resources = FluxGenerator(files: files).resources(in: path)
      target = .generated(folder: path, resources: resources, overlay: flux.overlay)
      rendered.formUnion(resources)
    }
    let declared = workspace.sourceMap.path(flux.path.origin.file)
    inventory.entryPoints.append(
      EntryPoint(
        name: flux.displayName, target: target,
        environment: Environment.name(of: declared) ?? Environment.name(of: path), origin: flux.path.origin))
    if !flux.unfollowed.isEmpty {
      leaveOut(
        flux, "(\(flux.unfollowed.joined(separator: ", ")))", "fields of a Flux Kustomization that are not followed yet"
      )
    }
  }

  // MARK: Folders

  /// Folders with a kustomization file, outside charts; sorted.
  private var wantedKustomizations: [String] {
    files.kustomizationFolders.sorted().filter { isWanted($0 + "/") && files.chart(of: $0 + "/x") == nil }
  }

  private mutating func addKustomizationRoots() {
    let folders = wantedKustomizations
    let isComponent = { [kustomizer] in kustomizer.kustomizationReferences(in: $0)?.isComponent == true }
    var reached = Set<String>()
    for folder in folders {
      if rendered.contains(folder) || isComponent(folder) {
        reach(folder, &reached)
      } else if !referenced.contains(folder) {
        addKustomization(folder)
        reach(folder, &reached)
      }
    }
    // What only a cycle leads to, or a kustomization outside of what is scanned.
    for folder in folders where !reached.contains(folder) {
      addKustomization(folder)
      reach(folder, &reached)
    }
  }

  /// Marks a kustomization and all that it leads to.
  private func reach(_ folder: String, _ reached: inout Set<String>) {
    var open = [folder]
    while let next = open.popLast() {
      if reached.insert(next).inserted { open += references[next] ?? [] }
    }
  }

  private mutating func addKustomization(_ folder: String) {
    if references[folder] == nil, isTemplate(folder) {
      inventory.notChecked.append(Coverage.NotChecked(what: folder, reason: "source of a template"))
      return
    }
    inventory.entryPoints.append(
      EntryPoint(
        name: folder.isEmpty ? "." : folder, target: .kustomization(folder: folder),
        environment: Environment.name(of: folder), origin: .none))
  }

  private func isTemplate(_ folder: String) -> Bool {
    Kustomizer.fileNames.contains { name in
      (try? workspace.tree.read(folder.isEmpty ? name : "\(folder)/\(name)")).map(TextProbe.isTemplate) ?? false
    }
  }

  /// Manifests that neither a kustomization nor Flux leads to, by folder. What lies beside or below a kustomization
  /// file and is not listed is not applied.
  private mutating func addPlainManifests() {
    var byFolder: [String: [String]] = [:]
    for path in candidates where !referenced.contains(path) && !rendered.contains(path) {
      let parent = TreePath.folder(of: path)
      let root =
        files.kustomizationFolders.contains(parent) ? parent : files.kustomizationRoot(above: parent, below: "")
      if let root {
        let isReadable = references[root] != nil
        inventory.notChecked.append(
          Coverage.NotChecked(
            what: path,
            reason: isReadable
              ? "not listed in the kustomization of its folder" : "the kustomization of its folder cannot be read"))
        others.append(path)
      } else if isPatch(path) {
        inventory.notChecked.append(
          Coverage.NotChecked(what: path, reason: "in a folder of patches that no kustomization lists"))
        others.append(path)
      } else {
        byFolder[parent, default: []].append(path)
      }
    }
    for (folder, paths) in byFolder.sorted(by: { $0.key < $1.key }) {
      inventory.entryPoints.append(
        EntryPoint(
          name: folder.isEmpty ? "." : folder, target: .manifests(folder: folder, files: paths.sorted()),
          environment: Environment.name(of: folder), origin: .none))
    }
  }

  /// Patches look like objects, but are parts of some: of Talos or kind, where no kustomization lists them.
  private func isPatch(_ path: String) -> Bool {
    path.split(separator: "/").dropLast().contains { $0 == "patches" || $0 == "patch" }
  }

  private mutating func noteForeignFolders() {
    var folders: Set<String> = []
    for path in files.all where FileIndex.isYAML(path) && TreePath.isInside(path, folder: folder) {
      let below = String(decoding: path.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
      if !FileIndex.isHidden(below), let foreign = FileIndex.foreignFolder(of: below) {
        folders.insert(folder + foreign)
      }
    }
    for path in folders {
      inventory.notChecked.append(
        Coverage.NotChecked(
          what: path, reason: "test data or third-party code", hint: "name the folder to have it scanned"))
    }
  }

  private mutating func noteCharts() {
    for folder in files.chartFolders.sorted() where isWanted(folder.isEmpty ? "" : folder + "/") {
      inventory.notChecked.append(
        Coverage.NotChecked(what: folder.isEmpty ? "." : folder, reason: "chart, not rendered yet"))
    }
  }
}
