import CEL
import Glibc
import Manifest

/// Nanoseconds of CPU that this thread has used.
func threadTime() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func readFile(_ path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { return bytes }
    bytes.append(contentsOf: buffer[0..<count])
  }
}

/// The smallest of many short batches, in nanoseconds for one call.
func smallest(_ body: () -> Void) -> Double {
  var best = Double.infinity
  for _ in 0..<30 {
    var count = 1
    var spent: UInt64 = 0
    repeat {
      let start = threadTime()
      for _ in 0..<count { body() }
      spent = threadTime() - start
      best = min(best, Double(spent) / Double(count))
      count *= 2
    } while spent < 200_000
  }
  return best
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.utf8.count))
}

let folder = CommandLine.arguments.dropFirst().first ?? "."
guard let policies = try YAMLReader(dialect: .json).read(readFile("\(folder)/policies.json")).document else { exit(2) }
var environment = ExpressionEnvironment.kubernetes(minor: 35)
environment.declare("object")
print(padded("policy", 18) + padded("input", 22) + padded("compile us", 12) + padded("evaluate ns", 14) + "cost")
for policy in policies.elements(policies.root) {
  let name = policies.stringValue(policies.value(policy, "name")) ?? ""
  let source = policies.stringValue(policies.value(policy, "expr")) ?? ""
  let program = try environment.compile(source)
  let compile = smallest { _ = try? environment.compile(source) }
  for input in policies.value(policy, "inputs").map({ policies.elements($0) }) ?? [] {
    let file = policies.string(input)
    guard let document = try YAMLReader(dialect: .json).read(readFile("\(folder)/\(file)")).document else { exit(2) }
    let evaluator = Evaluator(environment)
    evaluator.bind("object", document, document.root)
    var cost: UInt64 = 0
    let evaluate = smallest { cost &+= evaluator.evaluate(program).cost }
    let outcome = evaluator.evaluate(program)
    let tenths = Int(compile / 100)
    print(
      padded(name, 18) + padded(file, 22) + padded("\(tenths / 10).\(tenths % 10)", 12)
        + padded(String(Int(evaluate)), 14) + String(outcome.cost)
        + (outcome.value.errorMessage.map { " \($0)" } ?? ""))
  }
}
