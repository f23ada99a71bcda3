import ArgumentParser
import GitTree
import Manifest
import Pipeline
import Report

/// `strata trace`: the layers a field went through.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Shows where a field comes from: each layer that wrote it, before and after.",
    discussion: """
      strata trace Deployment/web .spec.replicas apps/overlays/production
      strata trace Deployment/shop/web 'spec.template.spec.containers[name=web].image'
      """)

  @Argument(help: ArgumentHelp("Kind/name or Kind/namespace/name.", valueName: "object"))
  var object: Tracer.ObjectPattern

  @Argument(
    help: ArgumentHelp("The field, such as .spec.replicas or spec.containers[name=web].image.", valueName: "field"),
    transform: Parse.fieldPath)
  var field: FieldPath.Pattern

  @Argument(help: "A folder with a kustomization, or one with entry points below it.")
  var path = "."

  func run() throws {
    let traces: [Tracer.Trace]
    do throws(SourceError) {
      traces = try Tracer(object: object, field: field).run(in: path)
    } catch {
      Console.standardError.writeLine("error: \(DisplayText.escaped(error.message))")
      throw ExitCode(error.isUsage ? ExitStatus.usage : ExitStatus.incomplete)
    }
    guard !traces.isEmpty else {
      Console.standardError.writeLine("error: no rendered object matches")
      throw ExitCode(ExitStatus.findings)
    }
    let color = ColorChoice.auto.wanted(on: .standardOutput)
    let blocks = traces.map { trace in
      TraceText.text(
        entryPoint: trace.entryPoint, object: trace.object, path: trace.path, isPresent: trace.isPresent,
        steps: trace.steps, color: color)
    }
    Console.standardOutput.write(Array(blocks.joined(separator: [UInt8(ascii: "\n")])))
  }
}

extension Tracer.ObjectPattern: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
