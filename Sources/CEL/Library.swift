import Manifest

/// A set of functions that an environment may have.
enum Library: Int, CaseIterable, Sendable {
  case standard, mixedComparisons, authorizer
  /// Strings by what each version added.
  case strings, stringsFormat, stringsReverse, stringsQuote
  case regex, url, lists, listsIncludes, listFunctions, sets, optional, optionalLists
  case quantity, ip, cidr, format, semver, jsonPatch, encoders, math, regexFunctions

  /// One overload a line: `receiver.name(arguments) -> result`; a capital letter stands for any type.
  var declarations: String {
    switch self {
    case .standard: Library.standardFunctions
    case .mixedComparisons: Library.mixedComparisonFunctions
    case .authorizer: Library.authorizerFunctions
    case .strings:
      """
      string.charAt(int) -> string
      string.indexOf(string) -> int
      string.indexOf(string, int) -> int
      string.lastIndexOf(string) -> int
      string.lastIndexOf(string, int) -> int
      list(string).join() -> string
      list(string).join(string) -> string
      string.lowerAscii() -> string
      string.upperAscii() -> string
      string.replace(string, string) -> string
      string.replace(string, string, int) -> string
      string.split(string) -> list(string)
      string.split(string, int) -> list(string)
      string.substring(int) -> string
      string.substring(int, int) -> string
      string.trim() -> string
      """
    case .stringsFormat: "string.format(list(dyn)) -> string"
    case .stringsQuote: "strings.quote(string) -> string"
    case .stringsReverse: "string.reverse() -> string"
    case .regex:
      """
      string.find(string) -> string
      string.findAll(string) -> list(string)
      string.findAll(string, int) -> list(string)
      """
    case .url:
      """
      url(string) -> kubernetes.URL
      isURL(string) -> bool
      kubernetes.URL.getScheme() -> string
      kubernetes.URL.getHost() -> string
      kubernetes.URL.getHostname() -> string
      kubernetes.URL.getPort() -> string
      kubernetes.URL.getEscapedPath() -> string
      kubernetes.URL.getQuery() -> map(string, list(string))
      """
    case .lists: Library.listMethods
    case .listsIncludes: "dyn.includes(dyn) -> bool"
    case .listFunctions:
      """
      list(A).slice(int, int) -> list(A)
      list(list(A)).flatten() -> list(A)
      list(dyn).flatten(int) -> list(dyn)
      list(A).distinct() -> list(A)
      list(A).reverse() -> list(A)
      lists.range(int) -> list(int)
      list(int).sort() -> list(int)
      list(uint).sort() -> list(uint)
      list(double).sort() -> list(double)
      list(bool).sort() -> list(bool)
      list(duration).sort() -> list(duration)
      list(timestamp).sort() -> list(timestamp)
      list(string).sort() -> list(string)
      list(bytes).sort() -> list(bytes)
      """
    case .sets:
      """
      sets.contains(list(A), list(A)) -> bool
      sets.equivalent(list(A), list(A)) -> bool
      sets.intersects(list(A), list(A)) -> bool
      """
    case .optional:
      """
      optional.of(A) -> optional_type(A)
      optional.ofNonZeroValue(A) -> optional_type(A)
      optional.none() -> optional_type(A)
      optional_type(A).hasValue() -> bool
      optional_type(A).value() -> A
      optional_type(A).or(optional_type(A)) -> optional_type(A)
      optional_type(A).orValue(A) -> A
      _[?_](list(A), int) -> optional_type(A)
      _[?_](optional_type(list(A)), int) -> optional_type(A)
      _[?_](map(A, B), A) -> optional_type(B)
      _[?_](optional_type(map(A, B)), A) -> optional_type(B)
      _[_](optional_type(list(A)), int) -> optional_type(A)
      _[_](optional_type(map(A, B)), A) -> optional_type(B)
      """
    case .optionalLists:
      """
      list(A).first() -> optional_type(A)
      list(A).last() -> optional_type(A)
      list(optional_type(A)).unwrapOpt() -> list(A)
      optional.unwrap(list(optional_type(A))) -> list(A)
      """
    case .quantity: Library.quantityFunctions
    case .ip: Library.ipFunctions
    case .cidr: Library.cidrFunctions
    case .format: Library.formatFunctions
    case .semver:
      """
      semver(string) -> kubernetes.Semver
      semver(string, bool) -> kubernetes.Semver
      isSemver(string) -> bool
      isSemver(string, bool) -> bool
      kubernetes.Semver.major() -> int
      kubernetes.Semver.minor() -> int
      kubernetes.Semver.patch() -> int
      kubernetes.Semver.isLessThan(kubernetes.Semver) -> bool
      kubernetes.Semver.isGreaterThan(kubernetes.Semver) -> bool
      kubernetes.Semver.compareTo(kubernetes.Semver) -> int
      """
    case .jsonPatch: "jsonpatch.escapeKey(string) -> string"
    case .encoders:
      """
      base64.encode(bytes) -> string
      base64.decode(string) -> bytes
      """
    case .math: Library.mathFunctions
    case .regexFunctions:
      """
      regex.replace(string, string, string) -> string
      regex.replace(string, string, string, int) -> string
      regex.extract(string, string) -> optional_type(string)
      regex.extractAll(string, string) -> list(string)
      """
    }
  }
}

/// The functions of Kubernetes, after k8s.io/apiserver/pkg/cel/library.
extension Library {
  /// One line for each type that `signature` is declared for.
  private static func each(_ types: [String], _ signature: (String) -> String) -> String {
    types.map(signature).joined(separator: "\n")
  }

  fileprivate static let listMethods =
    each(["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"]) { type in
      """
      list(\(type)).isSorted() -> bool
      list(\(type)).min() -> \(type)
      list(\(type)).max() -> \(type)
      """
    }
    + "\n"
    + each(["int", "uint", "double", "duration"]) { "list(\($0)).sum() -> \($0)" }
      + """

      list(A).indexOf(A) -> int
      list(A).lastIndexOf(A) -> int
      """

  fileprivate static let quantityFunctions = """
    quantity(string) -> kubernetes.Quantity
    isQuantity(string) -> bool
    sign(kubernetes.Quantity) -> int
    kubernetes.Quantity.isGreaterThan(kubernetes.Quantity) -> bool
    kubernetes.Quantity.isLessThan(kubernetes.Quantity) -> bool
    kubernetes.Quantity.compareTo(kubernetes.Quantity) -> int
    kubernetes.Quantity.asInteger() -> int
    kubernetes.Quantity.isInteger() -> bool
    kubernetes.Quantity.asApproximateFloat() -> double
    kubernetes.Quantity.add(kubernetes.Quantity) -> kubernetes.Quantity
    kubernetes.Quantity.add(int) -> kubernetes.Quantity
    kubernetes.Quantity.sub(kubernetes.Quantity) -> kubernetes.Quantity
    kubernetes.Quantity.sub(int) -> kubernetes.Quantity
    """

  fileprivate static let ipFunctions = """
    ip(string) -> net.IP
    isIP(string) -> bool
    ip.isCanonical(string) -> bool
    net.IP.family() -> int
    net.IP.isUnspecified() -> bool
    net.IP.isLoopback() -> bool
    net.IP.isLinkLocalMulticast() -> bool
    net.IP.isLinkLocalUnicast() -> bool
    net.IP.isGlobalUnicast() -> bool
    string(net.IP) -> string
    """

  fileprivate static let cidrFunctions = """
    cidr(string) -> net.CIDR
    isCIDR(string) -> bool
    net.CIDR.containsIP(string) -> bool
    net.CIDR.containsIP(net.IP) -> bool
    net.CIDR.containsCIDR(string) -> bool
    net.CIDR.containsCIDR(net.CIDR) -> bool
    net.CIDR.ip() -> net.IP
    net.CIDR.masked() -> net.CIDR
    net.CIDR.prefixLength() -> int
    string(net.CIDR) -> string
    """

  fileprivate static let formatFunctions =
    each(Format.allCases.map(\.rawValue)) { "format.\($0)() -> kubernetes.NamedFormat" }
      + """

      format.named(string) -> optional_type(kubernetes.NamedFormat)
      kubernetes.NamedFormat.validate(string) -> optional_type(list(string))
      """

  fileprivate static let authorizerFunctions = """
    kubernetes.authorization.Authorizer.path(string) -> kubernetes.authorization.PathCheck
    kubernetes.authorization.Authorizer.group(string) -> kubernetes.authorization.GroupCheck
    kubernetes.authorization.Authorizer.serviceAccount(string, string) -> kubernetes.authorization.Authorizer
    kubernetes.authorization.GroupCheck.resource(string) -> kubernetes.authorization.ResourceCheck
    kubernetes.authorization.ResourceCheck.subresource(string) -> kubernetes.authorization.ResourceCheck
    kubernetes.authorization.ResourceCheck.namespace(string) -> kubernetes.authorization.ResourceCheck
    kubernetes.authorization.ResourceCheck.name(string) -> kubernetes.authorization.ResourceCheck
    kubernetes.authorization.ResourceCheck.fieldSelector(string) -> kubernetes.authorization.ResourceCheck
    kubernetes.authorization.ResourceCheck.labelSelector(string) -> kubernetes.authorization.ResourceCheck
    kubernetes.authorization.PathCheck.check(string) -> kubernetes.authorization.Decision
    kubernetes.authorization.ResourceCheck.check(string) -> kubernetes.authorization.Decision
    kubernetes.authorization.Decision.allowed() -> bool
    kubernetes.authorization.Decision.reason() -> string
    kubernetes.authorization.Decision.errored() -> bool
    kubernetes.authorization.Decision.error() -> string
    """
}

/// The standard library and the public extensions.
extension Library {
  fileprivate static let standardFunctions =
    """
    _==_(A, A) -> bool
    _!=_(A, A) -> bool
    !_(bool) -> bool
    _&&_(bool, bool) -> bool
    _||_(bool, bool) -> bool
    _?_:_(bool, A, A) -> A
    -_(int) -> int
    -_(double) -> double
    _[_](list(A), int) -> A
    _[_](map(A, B), A) -> B
    @in(A, list(A)) -> bool
    @in(A, map(A, B)) -> bool
    _+_(timestamp, duration) -> timestamp
    _+_(duration, timestamp) -> timestamp
    _+_(duration, duration) -> duration
    _+_(string, string) -> string
    _+_(bytes, bytes) -> bytes
    _+_(list(A), list(A)) -> list(A)
    _-_(timestamp, timestamp) -> duration
    _-_(timestamp, duration) -> timestamp
    _-_(duration, duration) -> duration
    _%_(int, int) -> int
    _%_(uint, uint) -> uint
    size(string) -> int
    size(bytes) -> int
    size(list(A)) -> int
    size(map(A, B)) -> int
    string.size() -> int
    bytes.size() -> int
    list(A).size() -> int
    map(A, B).size() -> int
    string.contains(string) -> bool
    string.startsWith(string) -> bool
    string.endsWith(string) -> bool
    string.matches(string) -> bool
    matches(string, string) -> bool
    type(A) -> type(A)
    dyn(A) -> dyn
    bool(bool) -> bool
    bool(string) -> bool
    bytes(bytes) -> bytes
    bytes(string) -> bytes
    duration(duration) -> duration
    duration(string) -> duration
    duration(int) -> duration
    timestamp(timestamp) -> timestamp
    timestamp(string) -> timestamp
    timestamp(int) -> timestamp
    int(duration) -> int
    int(timestamp) -> int
    string(duration) -> string
    string(timestamp) -> string
    string(bool) -> string
    string(bytes) -> string
    duration.getHours() -> int
    duration.getMinutes() -> int
    duration.getSeconds() -> int
    duration.getMilliseconds() -> int

    """
    + each(["int", "uint", "double"]) { type in
      """
      _+_(\(type), \(type)) -> \(type)
      _-_(\(type), \(type)) -> \(type)
      _*_(\(type), \(type)) -> \(type)
      _/_(\(type), \(type)) -> \(type)
      int(\(type)) -> int
      uint(\(type)) -> uint
      double(\(type)) -> double
      string(\(type)) -> string
      """
    } + "\n" + each(["int", "uint", "double", "string"]) { "\($0)(string) -> \($0)" }
    + "\n"
    + each(["_<_", "_<=_", "_>_", "_>=_"]) { name in
      each(["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"]) {
        "\(name)(\($0), \($0)) -> bool"
      }
    } + "\n"
    + each([
      "getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek", "getHours", "getMinutes",
      "getSeconds", "getMilliseconds",
    ]) { "timestamp.\($0)() -> int\ntimestamp.\($0)(string) -> int" }

  fileprivate static let mixedComparisonFunctions = each(["_<_", "_<=_", "_>_", "_>=_"]) { name in
    each(["int, uint", "int, double", "uint, int", "uint, double", "double, int", "double, uint"]) {
      "\(name)(\($0)) -> bool"
    }
  }

  fileprivate static let mathFunctions =
    each(["@max", "@min"]) { name in
      """
      math.\(name)(int) -> int
      math.\(name)(uint) -> uint
      math.\(name)(double) -> double
      math.\(name)(int, int) -> int
      math.\(name)(uint, uint) -> uint
      math.\(name)(double, double) -> double
      math.\(name)(int, uint) -> dyn
      math.\(name)(int, double) -> dyn
      math.\(name)(uint, int) -> dyn
      math.\(name)(uint, double) -> dyn
      math.\(name)(double, int) -> dyn
      math.\(name)(double, uint) -> dyn
      math.\(name)(list(int)) -> int
      math.\(name)(list(uint)) -> uint
      math.\(name)(list(double)) -> double
      math.\(name)(list(dyn)) -> dyn
      """
    } + "\n" + each(["ceil", "floor", "round", "trunc"]) { "math.\($0)(double) -> double" }
    + "\n" + each(["isInf", "isNaN", "isFinite"]) { "math.\($0)(double) -> bool" }
    + "\n"
    + each(["int", "uint", "double"]) {
      "math.abs(\($0)) -> \($0)\nmath.sign(\($0)) -> \($0)\nmath.sqrt(\($0)) -> double"
    } + "\n"
    + each(["int", "uint"]) { type in
      each(["bitOr", "bitAnd", "bitXor"]) { "math.\($0)(\(type), \(type)) -> \(type)" } + "\n"
        + each(["bitShiftLeft", "bitShiftRight"]) { "math.\($0)(\(type), int) -> \(type)" }
        + "\nmath.bitNot(\(type)) -> \(type)"
    }
}
