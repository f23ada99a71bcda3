import Glibc

/// Work for a thread with a large stack.
protocol StackJob: AnyObject {
  /// Does the work; `floor` is the lowest address that the stack may reach.
  func run(floor: UInt)
}

/// A thread with a stack that is large enough for templates that include themselves a thousand times.
enum LargeStack {
  private static let size = 512 << 20
  /// What is kept free below the deepest template, for functions.
  private static let reserve: UInt = 4 << 20

  /// Runs a job to its end.
  static func run(_ job: any StackJob) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, size)
    let box = Unmanaged.passRetained(Box(job))
    var thread = pthread_t()
    guard pthread_create(&thread, &attributes, { LargeStack.start($0) }, box.toOpaque()) == 0 else {
      // No such thread: what is left of this one's stack has to do.
      box.release()
      return job.run(floor: floor(below: 256 << 10))
    }
    pthread_join(thread, nil)
  }

  private final class Box {
    let job: any StackJob
    init(_ job: any StackJob) { self.job = job }
  }

  private static func start(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let raw else { return nil }
    let box = Unmanaged<Box>.fromOpaque(raw).takeRetainedValue()
    box.job.run(floor: floor(below: UInt(size) - reserve))
    return nil
  }

  private static func floor(below depth: UInt) -> UInt {
    var mark: UInt8 = 0
    let address = withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
    return address > depth ? address - depth : 0
  }
}
