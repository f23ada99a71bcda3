/// The way from the published facts to the table.
enum Generator {
  /// Packs the four files of a folder.
  static func generate(from folder: String) throws(GeneratorError) -> (bytes: [UInt8], facts: Facts) {
    var facts = try Facts(
      structure: FileAccess.read("\(folder)/structure.txt"), facts: FileAccess.read("\(folder)/facts.tsv"),
      lifecycle: FileAccess.read("\(folder)/lifecycle.txt"), scope: FileAccess.read("\(folder)/scope.tsv"))
    try facts.correct()
    var writer = TableWriter()
    return (try writer.write(facts), facts)
  }
}
