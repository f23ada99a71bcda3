import Manifest

/// Functions on lists, and sets.
extension Frame {
  func elements(_ list: Value) -> [Value] { (0..<Int(list.length)).map { element(list, at: $0) } }

  func listFunction(_ function: Function, _ value: Value) -> Value {
    if function == .range { return range(value) }
    guard value.isList else { return Frame.noOverload }
    let count = Int(value.length)
    switch function {
    case .first: return count == 0 ? Value.none : optional(element(value, at: 0))
    case .last: return count == 0 ? Value.none : optional(element(value, at: count - 1))
    case .reverse: return list(elements(value).reversed())
    case .distinct: return distinct(value)
    case .flatten: return flatten(value, .int(1))
    case .sort: return sort(value)
    case .isSorted: return isSorted(value)
    case .sum: return sum(value)
    case .min, .max: return extreme(function, value)
    default: return unwrap(value)
    }
  }

  /// `lists.range(n)`: refused before memory is taken when its cost would pass the limit.
  private func range(_ value: Value) -> Value {
    guard value.tag == .int else { return Frame.noOverload }
    let count = max(value.asInt, 0)
    guard UInt64(count) <= limit, cost &+ UInt64(count) <= limit else { return Frame.overBudget }
    guard let target = arena.values(Int(count)) else { return Frame.outOfMemory }
    for index in 0..<Int(count) { (target + index).initialize(to: .int(index)) }
    return Value.pointing(.list, UnsafeRawPointer(target), Int(count))
  }

  private func unwrap(_ value: Value) -> Value {
    var output: [Value] = []
    for element in elements(value) {
      guard element.tag == .optional else { return Frame.noOverload }
      if let inner = element.wrapped { output.append(inner) }
    }
    return list(output)
  }

  private func distinct(_ value: Value) -> Value {
    let all = elements(value)
    var output: [Value] = []
    for element in all where !output.contains(where: { Frame.areEqual($0, element, views) }) { output.append(element) }
    return list(output)
  }

  func flatten(_ value: Value, _ depth: Value) -> Value {
    guard value.isList, depth.tag == .int else { return Frame.noOverload }
    guard depth.asInt >= 0 else { return Value.text(.error, "level must be non-negative", .argument) }
    var output: [Value] = []
    flatten(value, depth.asInt, &output)
    return list(output)
  }

  private func flatten(_ value: Value, _ depth: Int64, _ output: inout [Value]) {
    for element in elements(value) {
      if element.isList && depth > 0 {
        flatten(element, depth - 1, &output)
      } else {
        output.append(element)
      }
    }
  }

  private func sort(_ value: Value) -> Value { sorted(elements(value).map { ($0, $0) }) }

  /// Pairs of a sort key and a value, sorted by the keys; the order of equal keys stays.
  func sorted(_ pairs: [(key: Value, value: Value)]) -> Value {
    guard let first = pairs.first else { return .emptyList }
    for pair in pairs {
      guard Frame.compare(pair.key, pair.key) != nil || pair.key.tag == .double else {
        return failure(.argument, "list elements must be comparable")
      }
      guard pair.key.tag == first.key.tag else {
        return Value.text(.error, "list elements must have the same type", .argument)
      }
    }
    let order = pairs.indices.sorted { left, right in
      let order = Frame.compare(pairs[left].key, pairs[right].key) ?? 0
      return order == 0 ? left < right : order < 0
    }
    return list(order.map { pairs[$0].value })
  }

  private func isSorted(_ value: Value) -> Value {
    let all = elements(value)
    for (left, right) in zip(all, all.dropFirst()) {
      if let order = Frame.compare(left, right), order > 0 { return .false }
    }
    return .true
  }

  private func sum(_ value: Value) -> Value {
    var sum: Value?
    for element in elements(value) {
      guard let so = sum else {
        sum = element
        continue
      }
      let next = add(so, element)
      if next.tag == .error { return next }
      sum = next
    }
    return sum ?? .int(0)
  }

  private func extreme(_ function: Function, _ value: Value) -> Value {
    let all = elements(value)
    guard var best = all.first else { return failure(.argument, "\(function.rawValue) called on empty list") }
    for element in all.dropFirst() {
      // What has no order is passed over, as in Kubernetes' library.
      guard let order = Frame.compare(element, best) else { continue }
      if function == .min ? order < 0 : order > 0 { best = element }
    }
    return best
  }

  func listSearch(_ function: Function, _ value: Value, _ wanted: Value) -> Value {
    let positions = Array(0..<Int(value.length))
    func isWanted(_ index: Int) -> Bool { Frame.areEqual(element(value, at: index), wanted, views) }
    switch function {
    case .indexOf: return .int(positions.first(where: isWanted) ?? -1)
    case .lastIndexOf: return .int(positions.last(where: isWanted) ?? -1)
    default: return Frame.noOverload
    }
  }

  func includes(_ value: Value, _ wanted: Value) -> Value {
    value.isList ? contained(wanted, value) : .bool(Frame.areEqual(value, wanted, views))
  }

  func slice(_ arguments: [Value]) -> Value {
    guard arguments[0].isList, arguments[1].tag == .int, arguments[2].tag == .int else { return Frame.noOverload }
    let count = Int64(arguments[0].length)
    let start = arguments[1].asInt
    let end = arguments[2].asInt
    guard start >= 0, end >= 0 else {
      return failure(.argument, "cannot slice(\(start), \(end)), negative indexes not supported")
    }
    guard start <= end else {
      return failure(
        .argument, "cannot slice(\(start), \(end)), start index must be less than or equal to end index")
    }
    guard end <= count else { return failure(.argument, "cannot slice(\(start), \(end)), list is length \(count)") }
    return list((Int(start)..<Int(end)).map { element(arguments[0], at: $0) })
  }

  func setFunction(_ function: Function, _ left: Value, _ right: Value) -> Value {
    guard left.isList, right.isList else { return Frame.noOverload }
    let first = elements(left)
    let second = elements(right)
    func has(_ list: [Value], _ wanted: Value) -> Bool { list.contains { Frame.areEqual($0, wanted, views) } }
    switch function {
    case .setsContains: return .bool(second.allSatisfy { has(first, $0) })
    case .setsIntersects: return .bool(second.contains { has(first, $0) })
    default: return .bool(second.allSatisfy { has(first, $0) } && first.allSatisfy { has(second, $0) })
    }
  }
}
