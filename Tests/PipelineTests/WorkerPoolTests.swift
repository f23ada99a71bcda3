import Testing

@testable import Pipeline

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 8, 100])
  func resultsComeInTheOrderOfTheWork(_ workers: Int) {
    #expect(WorkerPool.map(57, workers: workers) { $0 * $0 } == (0..<57).map { $0 * $0 })
  }

  @Test func noWorkIsNoResult() { #expect(WorkerPool.map(0, workers: 4) { $0 }.isEmpty) }

  @Test func workersHaveRoomForDeepRecursion() {
    @Sendable func depth(_ left: Int) -> Int { left == 0 ? 0 : 1 + depth(left - 1) }
    #expect(WorkerPool.map(1, workers: 1) { _ in depth(200_000) } == [200_000])
  }
}
