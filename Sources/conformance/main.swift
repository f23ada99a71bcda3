import Glibc

// conformance FOLDER: runs every suite whose folder lies below FOLDER.
let arguments = CommandLine.arguments
guard arguments.count == 2 else {
  print("usage: conformance FOLDER")
  exit(2)
}
var run = ConformanceRun()
guard run.all(below: arguments[1]) else {
  print("no suite below \(arguments[1])")
  exit(2)
}
exit(run.failed > 0 ? 1 : 0)
