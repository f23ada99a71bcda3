import ArgumentParser
import Glibc

/// The program: its commands, one file each.
@main
struct Strata: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "strata",
    abstract: "Reads a GitOps repository, renders what a cluster would apply, and checks the result.",
    discussion: """
      Findings name the file, line and layer that caused them. Nothing is fetched and no cluster is asked.

      Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage; 3 the run could not be complete.
      """,
    version: version,
    subcommands: [ScanCommand.self, RenderCommand.self, TraceCommand.self, CELCommand.self, SchemaCommand.self])

  /// Runs the command that the arguments name.
  static func main() {
    // A reader that goes away is no reason to die with a signal.
    signal(SIGPIPE, SIG_IGN)
    // A standard stream that is closed would be the number of the next file that is opened.
    var descriptor = open("/dev/null", O_RDWR)
    while descriptor >= 0, descriptor <= 2 { descriptor = open("/dev/null", O_RDWR) }
    if descriptor > 2 { close(descriptor) }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      // Help and version go to stdout; what is wrong goes to stderr.
      (code.isSuccess ? Console.standardOutput : Console.standardError).writeLine(text)
      Glibc.exit(code.isSuccess ? 0 : ExitStatus.usage)
    }
  }
}

/// What the program's exit codes mean.
enum ExitStatus {
  static let findings: Int32 = 1
  static let usage: Int32 = 2
  static let incomplete: Int32 = 3
}
