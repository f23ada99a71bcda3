// swift-tools-version: 6.2
// Measures the CEL engine: `swift run -c release cel-benchmark FOLDER`, FOLDER holding policies.json and its inputs.
import PackageDescription

let package = Package(
  name: "cel-benchmark",
  dependencies: [.package(name: "strata", path: "../..")],
  targets: [
    .executableTarget(
      name: "cel-benchmark", dependencies: [.product(name: "ExpressionEngine", package: "strata")])
  ],
  swiftLanguageModes: [.v6]
)
