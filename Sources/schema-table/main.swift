// Packs the published facts about the Kubernetes API into the table that KubeSchema embeds:
//
//     swift run schema-table FOLDER-OF-FACTS Sources/CSchemaTable/schema.bin
//     touch Sources/CSchemaTable/table.S
//
// The second line makes the build take in the new bytes: it does not see that the assembler reads them.
import Glibc

func complain(_ text: String) {
  let bytes = Array("\(text)\n".utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

guard CommandLine.arguments.count == 3 else {
  complain("usage: schema-table FOLDER-OF-FACTS OUTPUT")
  exit(2)
}
do throws(GeneratorError) {
  let (bytes, facts) = try Generator.generate(from: CommandLine.arguments[1])
  try FileAccess.write(bytes, to: CommandLine.arguments[2])
  print("\(bytes.count) bytes: \(facts.definitions.count) definitions, \(facts.kinds.count) kinds")
  print("\(facts.unused.count) facts about types that no supported version has")
} catch {
  complain("schema-table: \(error)")
  exit(1)
}
