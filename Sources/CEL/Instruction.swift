import Manifest

/// One node of a prepared expression: 24 trivially copyable bytes that point at their operands by index.
///
/// The tree is walked by one function with a switch. Beside the plain operations stand fused ones: a path of fields from
/// a variable, presence of such a path, membership in a constant list, comparison with a constant.
struct Instruction {
  enum Operation: UInt8 {
    /// `a`: index of the constant.
    case constant
    /// `a`: slot.
    case slot
    /// `a`: slot; `b`, `c`: first and number of qualifiers, all plain fields.
    case path, hasPath
    /// `a`: root; `b`, `c`: qualifiers of any sort.
    case chain, hasChain
    /// `b`, `c`: operands.
    case and, or
    /// `a` condition, `b`, `c` branches.
    case conditional
    /// `a`, `b`
    case equal, notEqual
    /// `a`; `b`: index of the constant list.
    case inConstants
    /// A constant text in something: `a`: collection; `b`: qualifier that holds the key.
    case keyIn
    /// `b`, `c`: operands.
    case list, map, structure
    /// `a`: first slot of the variables, `b`: range, `c`: condition or -1, `d`: result.
    case all, exists, existsOne, filter, mapList, transformList, transformMap, transformMapEntry, sortBy
    /// `a`: slot, `b`: value, `c`: body.
    case bind, optionalMap, optionalFlatMap
    /// `a`, `b`: optional values.
    case optionalOr, optionalOrValue
    /// `a`: operand; `b`: index of the expression; `d`: whole-text position.
    case matchesConstant
    /// `a`: operand.
    case call1
    /// `a`, `b`
    case call2
    /// `b`, `c`: operands.
    case callMany
    /// `a`: index of the constant error.
    case failure
  }

  var operation: Operation
  /// The cost model's class of the call.
  var price = Price.flat
  var function: UInt16 = 0
  /// Cost of the node itself; of a folded constant what computing it would have cost.
  var cost: UInt32 = 0
  var a: Int32 = -1
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0
}

/// A step of a path.
struct Qualifier {
  enum Kind: UInt8 {
    /// A constant string, by `.` or `[…]`.
    case field
    /// Any other constant.
    case constant
    /// `term` is evaluated; a plain variable costs nothing by itself.
    case computed
  }

  var kind: Kind
  var isOptional = false
  /// `[…]`: the value is an index, not a field's name.
  var isIndex = false
  var key = Key.none
  var term: Int32 = -1
  var value = Value.null
}

/// How a call's cost follows from its arguments, after cel-go's and Kubernetes' cost trackers.
enum Price: UInt8 {
  /// 1, whatever the arguments.
  case flat
  case free
  /// A tenth of the first argument's size.
  case traverse
  /// Twice that.
  case traverseTwice
  /// Twice a tenth of the result's size.
  case resultTwice
  /// A tenth of the smaller of two sizes.
  case smaller
  /// A tenth of the sum of two sizes.
  case both
  /// The product of two tenths.
  case product
  case regex
  /// The size of the second argument.
  case secondSize
  /// All that is in a list.
  case tree
  case contained, containedText, containedBlock, containedBlockText
  case validate
  /// `1 + n·m`, and twice that.
  case sets, setsTwice
  case allocatesResult, allocatesFirst, allocatesFlat, allocatesSquare
  case authorization

  /// Whether the price is known before the call.
  var isPaidFirst: Bool { self != .flat && self != .resultTwice && self != .allocatesResult }
}
