import ArgumentParser
import Report

/// `strata schema`: the published forms of what the program writes.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema of the JSON report.")

  func run() throws { Console.standardOutput.write(Array(JSONSchema.text.utf8)) }
}
