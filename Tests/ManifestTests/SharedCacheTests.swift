import Foundation
import Synchronization
import Testing

@testable import Manifest

@Suite struct SharedCacheTests {
  @Test func aValueIsMadeOnceHoweverManyThreadsAsk() {
    let cache = SharedCache<Int, Int>()
    let made = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 400) { index in
      let value = cache.value(index % 4) {
        made.wrappingAdd(1, ordering: .relaxed)
        usleep(200)
        return index % 4 * 10
      }
      #expect(value == index % 4 * 10)
    }
    #expect(made.load(ordering: .relaxed) == 4)
  }

  @Test func valuesThatAskForEachOtherDoNotWaitForEver() {
    let cache = SharedCache<String, Int>()
    @Sendable func make(_ name: String, _ depth: Int) -> Int {
      depth > 3 ? 0 : cache.value(name) { make(name == "a" ? "b" : "a", depth + 1) + 1 }
    }
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      #expect(make(index == 0 ? "a" : "b", 0) > 0)
    }
  }
}
