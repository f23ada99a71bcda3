import Testing

@testable import RegularExpressions
