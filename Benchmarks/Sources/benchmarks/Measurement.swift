import Glibc

/// Seconds of processor time that this process has used.
func processorTime() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Runs a piece of work until it has taken a while, and returns the seconds of the fastest run.
func fastest(runs: Int = 5, _ work: () -> Void) -> Double {
  var best = Double.infinity
  for _ in 0..<runs {
    let start = processorTime()
    work()
    best = min(best, processorTime() - start)
  }
  return best
}

/// Lines of a table: what, how fast, per what.
struct Table {
  private var rows: [(name: String, value: String, unit: String)] = []

  mutating func add(_ name: String, _ value: Double, _ unit: String) {
    rows.append((name, decimal(value), unit))
  }

  func print() {
    let name = rows.map(\.name.count).max() ?? 0
    let value = rows.map(\.value.count).max() ?? 0
    for row in rows {
      let left = row.name + String(repeating: " ", count: name - row.name.count)
      let middle = String(repeating: " ", count: value - row.value.count) + row.value
      Swift.print("\(left)  \(middle)  \(row.unit)")
    }
  }

  /// Three significant digits at least.
  private func decimal(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let scale = value >= 100 ? 1.0 : value >= 10 ? 10.0 : 100.0
    let rounded = (value * scale).rounded() / scale
    return scale == 1 ? String(Int(rounded)) : String(rounded)
  }
}

/// The bytes of a file; nil when it cannot be read.
func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { return bytes }
    bytes.append(contentsOf: buffer[0..<count])
  }
}
