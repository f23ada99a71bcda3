import Glibc
import Synchronization

/// Threads that take the next piece of work from one shared index. Results come back in the order of the work,
/// whatever thread did it when.
enum WorkerPool {
  /// Deep documents are walked by recursion: each thread has room for the deepest that the reader lets through.
  /// Where so much cannot be had, less is tried.
  private static let stackSizes = [512 << 20, 128 << 20, 32 << 20]

  /// Runs `body` for every position below `count` on up to `workers` threads.
  static func map<Value: Sendable>(
    _ count: Int, workers: Int, _ body: @escaping @Sendable (Int) -> Value
  ) -> [Value] {
    let job = Job(count: count, body: body)
    let threads = max(1, min(workers, count))
    var started: [pthread_t] = []
    for _ in 0..<threads {
      if let thread = start({ job.run() }) { started.append(thread) }
    }
    // No thread could be had: the work is done all the same.
    if started.isEmpty { job.run() }
    for thread in started { pthread_join(thread, nil) }
    return job.results()
  }

  private final class Job<Value: Sendable>: Sendable {
    private let next = Atomic<Int>(0)
    private let count: Int
    private let body: @Sendable (Int) -> Value
    private let done: Mutex<[Value?]>

    init(count: Int, body: @escaping @Sendable (Int) -> Value) {
      self.count = count
      self.body = body
      done = Mutex(Array(repeating: nil, count: count))
    }

    func run() {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let value = body(index)
        done.withLock { $0[index] = value }
      }
    }

    func results() -> [Value] { done.withLock { $0.compactMap { $0 } } }
  }

  /// Carries a closure through C.
  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    for size in stackSizes {
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      defer { pthread_attr_destroy(&attributes) }
      pthread_attr_setstacksize(&attributes, size)
      var thread = pthread_t()
      let start = Unmanaged.passRetained(Start(body))
      if pthread_create(&thread, &attributes, runThread, start.toOpaque()) == 0 { return thread }
      start.release()
    }
    return nil
  }

  /// Takes the closure over from `start`.
  fileprivate static func take(_ pointer: UnsafeMutableRawPointer) -> @Sendable () -> Void {
    Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().body
  }
}

/// What a thread runs; global, so that it carries no isolation with it.
private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { WorkerPool.take(argument)() }
  return nil
}
