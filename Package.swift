// swift-tools-version: 6.2
// Targets are listed in the order of the data (see the map in README.md): a target may depend on those above it only.
import PackageDescription

/// `Benchmarks/release` sets this to link the C libraries as archives (README.md, "The release binary").
let linksStatically = Context.environment["STRATA_STATIC"] == "1"

/// A system library: found by pkg-config, or, for the release binary, as archives named by the target that links it.
func systemLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: linksStatically ? nil : pkgConfig, providers: [.apt([apt])])
}

let gitLibraries: [LinkerSetting] =
  linksStatically
  ? [":libgit2.a", ":libhttp_parser.a", ":libpcre2-8.a", ":libmbedcrypto.a", ":libz.a"].map { .linkedLibrary($0) }
  : [.linkedLibrary("z")]
let yamlArchives: [LinkerSetting] = linksStatically ? [.linkedLibrary(":libyaml.a")] : []
let regexArchives: [LinkerSetting] =
  linksStatically
  ? [.linkedLibrary(":libre2.a"), .linkedLibrary(":libstdc++.a")] : [.linkedLibrary("re2"), .linkedLibrary("stdc++")]
let gitStubs: [Target.Dependency] = linksStatically ? ["CLibGit2Stubs"] : []
let stubTargets: [Target] = linksStatically ? [.target(name: "CLibGit2Stubs")] : []

let package = Package(
  name: "strata",
  products: [
    .executable(name: "strata", targets: ["strata"]),
    .executable(name: "conformance", targets: ["conformance"]),
    .library(
      name: "StrataEngine",
      targets: ["CEL", "Manifest", "GitTree", "Kustomize", "KubeSchema", "GoTemplate", "Pipeline"]),
    .library(name: "ExpressionEngine", targets: ["CEL", "Manifest"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // C libraries and thin shims over them.
    systemLibrary("CLibYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    systemLibrary("CLibGit2", pkgConfig: "libgit2", apt: "libgit2-dev"),
    .target(name: "CLibGit2Shim", dependencies: ["CLibGit2"]),
    .target(name: "CRE2", linkerSettings: regexArchives),

    // The engine.
    .target(name: "Manifest", dependencies: ["CLibYAML"], linkerSettings: yamlArchives),
    .target(name: "RegularExpressions", dependencies: ["CRE2"]),
    .target(
      name: "GitTree", dependencies: ["Manifest", "CLibGit2", "CLibGit2Shim"] + gitStubs, linkerSettings: gitLibraries),
    .target(name: "Kustomize", dependencies: ["Manifest", "RegularExpressions"]),
    .target(name: "CSchemaTable", exclude: ["schema.bin"], cSettings: [.headerSearchPath(".")]),
    .target(name: "GoTemplate", dependencies: ["Manifest", "RegularExpressions"]),
    .target(name: "CEL", dependencies: ["Manifest", "RegularExpressions"]),
    .target(name: "KubeSchema", dependencies: ["CSchemaTable", "Manifest", "RegularExpressions"]),
    .target(name: "Discovery", dependencies: ["Kustomize", "Manifest"]),
    .target(name: "Pipeline", dependencies: ["Discovery", "GitTree", "KubeSchema", "Kustomize", "Manifest"]),
    .target(name: "Report", dependencies: ["Manifest"]),

    // The programs.
    .executableTarget(
      name: "strata",
      dependencies: [
        "CEL", "GitTree", "KubeSchema", "Kustomize", "Manifest", "Pipeline", "Report",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "conformance",
      dependencies: ["CEL", "GitTree", "GoTemplate", "KubeSchema", "Kustomize", "Manifest", "RegularExpressions"]),
    // Makes Sources/CSchemaTable/schema.bin from the published API facts.
    .executableTarget(name: "schema-table", dependencies: []),

    // Tests.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "ManifestTests", dependencies: ["conformance", "Manifest", "TestSupport"]),
    .testTarget(name: "RegularExpressionsTests", dependencies: ["RegularExpressions"]),
    .testTarget(name: "GitTreeTests", dependencies: ["GitTree", "Manifest", "TestSupport"]),
    .testTarget(name: "KustomizeTests", dependencies: ["Kustomize", "Manifest", "TestSupport"]),
    .testTarget(name: "KubeSchemaTests", dependencies: ["KubeSchema", "Manifest", "TestSupport", "schema-table"]),
    .testTarget(name: "CELTests", dependencies: ["CEL", "Manifest", "TestSupport"], exclude: ["README.md"]),
    .testTarget(name: "GoTemplateTests", dependencies: ["GoTemplate", "Manifest", "TestSupport"]),
    .testTarget(name: "DiscoveryTests", dependencies: ["Discovery", "Kustomize", "Manifest", "TestSupport"]),
    .testTarget(name: "PipelineTests", dependencies: ["GitTree", "Manifest", "Pipeline", "Report", "TestSupport"]),
    .testTarget(name: "ReportTests", dependencies: ["Manifest", "Report", "TestSupport"]),
    // Runs the program as a process.
    .testTarget(name: "strataTests", dependencies: ["TestSupport", "strata"]),
  ] + stubTargets,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
