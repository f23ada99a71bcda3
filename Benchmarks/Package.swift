// swift-tools-version: 6.2
// A package of its own, so that the product does not pay for what measuring needs:
//   swift run -c release --package-path Benchmarks benchmarks [FILE...]
import PackageDescription

let package = Package(
  name: "strata-benchmarks",
  dependencies: [.package(name: "strata", path: "..")],
  targets: [
    .executableTarget(name: "benchmarks", dependencies: [.product(name: "StrataEngine", package: "strata")])
  ],
  swiftLanguageModes: [.v6]
)
