import Glibc

/// A cache that computes each value once, however many threads ask for it at the same time.
///
/// A thread that asks for a value in the making waits for it. Where waiting would never end, because values ask for
/// each other in a circle, the thread computes a value of its own: the circle is then found by whoever computes.
public final class SharedCache<Name: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
  private enum Slot {
    case making(thread: pthread_t)
    case made(Value)
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var slots: [Name: Slot] = [:]
  /// For each waiting thread, the thread that it waits for.
  private var waiting: [pthread_t: pthread_t] = [:]

  public init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// The value of a name, made by `make` the first time.
  public func value(_ name: Name, make: () -> Value) -> Value {
    let thread = pthread_self()
    pthread_mutex_lock(mutex)
    while case .making(let maker)? = slots[name] {
      if leads(from: maker, to: thread) {
        pthread_mutex_unlock(mutex)
        return make()
      }
      waiting[thread] = maker
      pthread_cond_wait(changed, mutex)
      waiting[thread] = nil
    }
    if case .made(let value)? = slots[name] {
      pthread_mutex_unlock(mutex)
      return value
    }
    slots[name] = .making(thread: thread)
    pthread_mutex_unlock(mutex)

    let value = make()

    pthread_mutex_lock(mutex)
    slots[name] = .made(value)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
    return value
  }

  /// Whether following who waits for whom leads from one thread to another.
  private func leads(from start: pthread_t, to goal: pthread_t) -> Bool {
    var thread: pthread_t? = start
    while let current = thread {
      if current == goal { return true }
      thread = waiting[current]
    }
    return false
  }
}
