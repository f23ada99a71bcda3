import Foundation
import TestSupport
import Testing

/// What the README shows is what the program prints.
@Suite struct ReadmeTests {
  private let readme: String

  init() throws {
    readme = try String(contentsOf: Fixtures.package.appendingPathComponent("README.md"), encoding: .utf8)
  }

  @Test func outputIsReal() {
    let golden = Fixtures.text("faults/wrong-type-in-patch/expected.txt")
    #expect(readme.contains("```\n\(golden)```\n"))
  }

  @Test(arguments: ["scan", "test"])
  func commandsAreMarkedForTheCheck(_ name: String) {
    #expect(readme.contains("<!-- command: \(name) -->\n```sh\n"))
  }

  @Test func modulesOfTheMapExist() throws {
    let sources = Fixtures.package.appendingPathComponent("Sources")
    for module in try FileManager.default.contentsOfDirectory(atPath: sources.path) where !module.hasPrefix("C") {
      #expect(readme.contains("`\(module)`"), "\(module)")
    }
  }
}
