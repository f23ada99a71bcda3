import Testing

@testable import GitTree
