import Manifest

/// What one overload of a call costs at least and at most, and how large its result can be.
struct CallEstimate {
  let estimator: CostEstimator
  let function: Function
  let overload: Overload
  let arguments: [CostEstimator.Item]

  private typealias Item = CostEstimator.Item

  private func size(_ index: Int) -> CostEstimate {
    index < arguments.count ? arguments[index].sizeOrUnknown : .unknown
  }

  private func traversed(_ size: CostEstimate, _ factor: Double = 0.1, result: CostEstimate? = nil)
    -> CostEstimator.Item
  {
    Item(cost: size.scaled(factor), size: result)
  }

  private var isText: Bool { overload.arguments.first == .string || overload.arguments.first == .bytes }

  /// - Parameter literals: the integers among the literal arguments, the receiver not counted.
  func item(literals: [Int64?]) -> CostEstimator.Item {
    switch function {
    case .equal, .notEqual: return equality()
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return isText ? compared() : one
    case .add: return addition()
    case .in: return isList(1) ? Item(cost: size(1)) : one
    case .startsWith, .endsWith: return traversed(size(1))
    case .format: return traversed(size(0))
    case .quote:
      return traversed(size(0), result: size(0) * CostEstimate(1, 2) + CostEstimate(2))
    case .bytes where overload.arguments.first == .string:
      return traversed(size(0), result: size(0) * CostEstimate(1, 4))
    case .string where overload.arguments.first == .bytes:
      return traversed(size(0), result: CostEstimate(size(0).minimum / 4, size(0).maximum))
    case .contains: return Item(cost: size(0).scaled(0.1) * size(1).scaled(0.1))
    case .matches where overload.isMethod: return Item(cost: pattern)
    case .find, .findAll: return Item(cost: pattern, size: CostEstimate(0, size(0).maximum))
    case .url, .escapeKey, .lowerAscii, .upperAscii, .substring, .trim: return traversed(size(0), result: size(0))
    case .replace: return traversed(size(0), 0.2, result: replaced)
    case .split:
      let limit = literals.count > 1 ? literals[1] : nil
      return traversed(
        size(0), 0.2, result: CostEstimate(0, limit.map { UInt64(bitPattern: $0) } ?? size(0).maximum))
    case .join: return joined()
    case .isSorted, .sum, .min, .max, .indexOf, .lastIndexOf, .includes: return searched()
    default: return library(literals)
    }
  }

  private var one: CostEstimator.Item { Item(cost: CostEstimate(1)) }

  private func isList(_ index: Int) -> Bool {
    index < overload.arguments.count && FunctionTable.shared.types[overload.arguments[index]].kind == .list
  }

  private var pattern: CostEstimate { (size(0) + CostEstimate(1)).scaled(0.1) * size(1).scaled(0.25) }

  private func compared() -> CostEstimator.Item {
    let smallest = min(size(0).maximum, size(1).maximum)
    return Item(cost: CostEstimate(smallest > 0 ? 1 : 0, smallest).scaled(0.1))
  }

  private func equality() -> CostEstimator.Item {
    let shape = estimator.shape(arguments[0].type)
    guard function == .equal, shape.kind == .opaque, arguments[0].type == arguments[1].type else { return compared() }
    switch shape.name.string {
    case "kubernetes.URL": return Item(cost: CostEstimate(1, arguments[1].size?.maximum ?? 1).scaled(0.1))
    case "kubernetes.NamedFormat": return Item(cost: CostEstimate(1, 64).scaled(0.1))
    default: return one
    }
  }

  private func addition() -> CostEstimator.Item {
    guard isText || isList(0) else { return one }
    let sum = size(0) + size(1)
    return Item(cost: isText ? sum.scaled(0.1) : CostEstimate(1), size: sum)
  }

  private var replaced: CostEstimate {
    let (text, old, new) = (size(0), size(1), size(2))
    func ceilDivide(_ left: UInt64, _ right: UInt64) -> UInt64 { CostEstimate(left).scaled(1 / Double(right)).minimum }
    var count = CostEstimate(0)
    var kept = CostEstimate(0)
    if old.minimum == 0 {
      (count.maximum, kept.maximum) = ((CostEstimate(text.maximum) + CostEstimate(1)).maximum, text.maximum)
    } else if new.maximum <= old.minimum {
      kept.maximum = text.maximum
    } else {
      count.maximum = ceilDivide(text.maximum, old.minimum)
    }
    if old.maximum == 0 {
      (count.minimum, kept.minimum) = ((CostEstimate(text.minimum) + CostEstimate(1)).minimum, text.minimum)
    } else if old.maximum <= new.minimum {
      kept.minimum = text.minimum
    } else {
      count.minimum = ceilDivide(text.minimum, old.maximum)
    }
    return count * new + kept
  }

  /// The size of a list's elements, as the schema bounds them.
  private var elementSize: CostEstimate {
    arguments[0].bounds?.inner.first?.maximum.map { CostEstimate(0, $0) } ?? .unknown
  }

  private var elementType: TypeID? {
    let shape = estimator.shape(arguments[0].type)
    return shape.kind == .list ? TypeID(index: shape.first) : nil
  }

  private func joined() -> CostEstimator.Item {
    let list = size(0)
    var sum = elementType == nil ? CostEstimate(0) : list * elementSize
    if arguments.count > 1 {
      let gaps = CostEstimate(max(list.minimum, 1) - 1, max(list.maximum, 1) - 1)
      sum = sum + size(1) * gaps
    }
    return traversed(sum, result: sum)
  }

  private func searched() -> CostEstimator.Item {
    guard let elementType else {
      return function == .includes ? Item(cost: size(0)) : traversed(size(0))
    }
    let isText = elementType == .string || elementType == .bytes
    let each = CostEstimate(1) + (isText ? elementSize.scaled(0.1) : CostEstimate(0))
    return Item(cost: size(0) * each)
  }

  // MARK: Libraries

  private func library(_ literals: [Int64?]) -> CostEstimator.Item {
    let address = CostEstimate(4, 16)
    switch function {
    case .check: return Item(cost: CostEstimate(350_000))
    case .cidr, .isIP, .isCIDR, .quantity, .isQuantity, .semver, .isSemver: return traversed(size(0))
    case .ip where !overload.isMethod: return traversed(size(0))
    case .isCanonical: return traversed(size(0), 0.2)
    case .containsIP, .containsCIDR:
      var cost = (address + address).scaled(0.1)
      if function == .containsCIDR { cost = cost + address.scaled(0.1) + CostEstimate(1) }
      if overload.arguments.last == .string { cost = cost + size(1).scaled(0.1) }
      return Item(cost: cost)
    case .validate: return Item(cost: size(1).scaled(0.1).scaled(32))
    case .setsContains, .setsIntersects: return Item(cost: size(0) * size(1) + CostEstimate(1))
    case .setsEquivalent: return Item(cost: (size(0) * size(1)).scaled(2) + CostEstimate(1))
    case .slice:
      let start = CallEstimate.unsigned(literals.first ?? nil, 0)
      let end = CallEstimate.unsigned(literals.last ?? nil, size(0).maximum)
      return allocated(CostEstimate(end &- start))
    case .range: return allocated(CostEstimate(CallEstimate.unsigned(literals.first ?? nil, .max)))
    case .reverse where isList(0): return allocated(size(0))
    case .flatten:
      let depth = literals.isEmpty ? 1 : CallEstimate.unsigned(literals[0], .max)
      return allocated(size(0), factor: Double(depth))
    case .distinct: return allocated(size(0) * size(0), factor: 2)
    case .sort: return allocated(size(0) * size(0), factor: isTextList ? 2.1 : 2)
    default: return one
    }
  }

  private var isTextList: Bool { elementType == .string || elementType == .bytes }

  private static func unsigned(_ literal: Int64?, _ fallback: UInt64) -> UInt64 {
    literal.map { $0 < 0 ? 0 : UInt64($0) } ?? fallback
  }

  private func allocated(_ size: CostEstimate, factor: Double = 1) -> CostEstimator.Item {
    Item(cost: size.scaled(factor) + CostEstimate(11), size: size)
  }
}
