import Glibc

/// A run of all suites: what it prints and counts.
struct ConformanceRun {
  private(set) var passed = 0
  private(set) var failed = 0
  private(set) var skipped = 0

  /// Runs the suites whose folders exist; false when there is none.
  mutating func all(below root: String) -> Bool {
    let names = Self.folders(in: root)
    guard !names.isEmpty else { return false }
    for name in names {
      guard let suite = suites.first(where: { $0.name == name }) else {
        print("\(name): skipped, its engine does not exist yet")
        continue
      }
      one(suite, "\(root)/\(name)")
    }
    print("\(passed) passed, \(failed) failed, \(skipped) skipped")
    return true
  }

  private mutating func one(_ suite: any Suite, _ folder: String) {
    var counts = (passed: 0, failed: 0, skipped: 0)
    var aspects: [String: (passed: Int, all: Int)] = [:]
    suite.run(folder) { verdict in
      if let aspect = verdict.aspect, verdict.outcome != .skipped {
        aspects[aspect, default: (0, 0)].all += 1
        if verdict.outcome == .passed { aspects[aspect, default: (0, 0)].passed += 1 }
      }
      switch verdict.outcome {
      case .passed: counts.passed += 1
      case .skipped: counts.skipped += 1
      case .failed(let why):
        counts.failed += 1
        print("FAIL \(suite.name) \(verdict.id)\(verdict.aspect.map { " [\($0)]" } ?? ""): \(why)")
      }
    }
    for (aspect, count) in aspects.sorted(by: { $0.key < $1.key }) {
      print("\(suite.name), \(aspect): \(count.passed) of \(count.all)")
    }
    print("\(suite.name): \(counts.passed) passed, \(counts.failed) failed, \(counts.skipped) skipped")
    passed += counts.passed
    failed += counts.failed
    skipped += counts.skipped
  }

  /// The folders below a folder, sorted.
  private static func folders(in root: String) -> [String] {
    guard let directory = opendir(root) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard !name.hasPrefix("."), stat("\(root)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        continue
      }
      names.append(name)
    }
    return names.sorted()
  }
}
