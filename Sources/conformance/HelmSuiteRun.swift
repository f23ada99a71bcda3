import GoTemplate
import Manifest

/// One render of the chart that the vectors are made for.
struct HelmRun {
  var outputs: [(path: String, text: [UInt8])] = []
  var error: String?

  init(
    _ files: [(path: String, text: [UInt8])], _ values: (document: Document, node: NodeID)?, _ version: HelmVersion,
    keepsNoValue: Bool
  ) {
    var set = TemplateSet(version: version)
    let order = files.sorted { left, right in
      let depths = (Self.depth(left.path), Self.depth(right.path))
      return depths.0 != depths.1 ? depths.0 > depths.1 : Array(left.path.utf8).isAfter(Array(right.path.utf8))
    }
    do throws(TemplateError) {
      for file in order { try set.add("t/" + file.path, Self.withoutMark(file.text)) }
      let top = HelmScope(version: version, values: values)
      let renderer = Renderer(set)
      for file in order {
        let name = file.path.split(separator: "/").last.map(String.init) ?? ""
        if name.hasPrefix("_") { continue }
        var output = try renderer.render("t/" + file.path, top.object(for: file.path))
        if !keepsNoValue { output = Renderer.withoutNoValue(output) }
        outputs.append((file.path, output.text))
      }
    } catch { self.error = version == .v3 ? error.singleLine : error.multiLine }
  }

  /// The text without a byte order mark, which Helm drops from every file.
  private static func withoutMark(_ text: [UInt8]) -> [UInt8] {
    text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
  }

  private static func depth(_ path: String) -> Int { path.utf8.filter { $0 == 0x2F }.count }
}

extension [UInt8] {
  fileprivate func isAfter(_ other: [UInt8]) -> Bool { other.lexicographicallyPrecedes(self) }
}

/// The top object of the vectors' chart: `t` 0.1.0, release `rel` in `ns`.
struct HelmScope {
  private let top: MapBox
  private let valuesType: String

  init(version: HelmVersion, values: (document: Document, node: NodeID)?) {
    let package = version == .v3 ? "chartutil" : "common"
    valuesType = "\(package).Values"
    top = MapBox(type: .values(valuesType))
    top["Values"] =
      values.map { Value.reading($0.document, $0.node, mapType: .values(valuesType)) }
      ?? .map(MapBox(type: .values(valuesType)))
    top["Release"] = .map(
      MapBox([
        ("Name", .string("rel")), ("Namespace", .string("ns")), ("IsUpgrade", .bool(false)), ("IsInstall", .bool(true)),
        ("Revision", .int(1)), ("Service", .string("Helm")),
      ]))
    top["Chart"] =
      version == .v3 ? .object(Self.metadataStruct) : .map(MapBox(Self.metadata.map { ($0.name, $0.value) }))
    top["Files"] = .map(MapBox(type: .files))
    top["Capabilities"] = .object(Self.capabilities(package, version))
    top["Subcharts"] = .map(MapBox())
  }

  func object(for path: String) -> Value {
    let template = MapBox(type: .values(valuesType))
    template["Name"] = .string("t/" + path)
    template["BasePath"] = .string("t/templates")
    top["Template"] = .map(template)
    return .map(top)
  }

  private static var metadataStruct: GoStruct { GoStruct("chart.Metadata", metadata) }

  private static var metadata: [(name: String, json: String?, value: Value)] {
    let noStrings = Value(.list(ListBox([], .string, isNil: true)))
    return [
      ("Name", "name", .string("t")), ("Home", nil, .string("")), ("Sources", nil, noStrings),
      ("Version", "version", .string("0.1.0")), ("Description", nil, .string("")), ("Keywords", nil, noStrings),
      ("Maintainers", nil, noStrings), ("Icon", nil, .string("")), ("APIVersion", "apiVersion", .string("v2")),
      ("Condition", nil, .string("")), ("Tags", nil, .string("")), ("AppVersion", "appVersion", .string("1.2.3")),
      ("Deprecated", nil, .bool(false)), ("Annotations", nil, .map(MapBox(type: .strings, isNil: true))),
      ("KubeVersion", nil, .string("")), ("Dependencies", nil, noStrings), ("Type", nil, .string("")),
      ("IsRoot", nil, .bool(true)),
    ]
  }

  private static func capabilities(_ package: String, _ version: HelmVersion) -> GoStruct {
    let minor = version == .v3 ? "35" : version == .v4_2 ? "36" : "37"
    let number = "v1.\(minor).0"
    let kube = KubeVersionObject(
      version: number, shown: number, major: "1", minor: minor, typeName: "\(package).KubeVersion")
    let helm = GoStruct(
      "helmversion.BuildInfo",
      [
        ("Version", "version", .string("v4.2.4")), ("GitCommit", "git_commit", .string("")),
        ("GitTreeState", "git_tree_state", .string("")), ("GoVersion", "go_version", .string("go1.27")),
      ])
    return GoStruct(
      "*\(package).Capabilities",
      [
        ("KubeVersion", "KubeVersion", .object(kube)),
        ("APIVersions", "APIVersions", VersionList.value(apiVersions, typeName: "\(package).VersionSet")),
        ("HelmVersion", "HelmVersion", .object(helm)),
      ])
  }

  private static let apiVersions =
    """
    v1 admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1 \
    internal.apiserver.k8s.io/v1alpha1 apps/v1 apps/v1beta1 apps/v1beta2 authentication.k8s.io/v1 \
    authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 \
    autoscaling/v1 autoscaling/v2 batch/v1 batch/v1beta1
    """.split(separator: " ").map(String.init)
}
