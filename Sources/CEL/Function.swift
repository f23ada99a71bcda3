import Manifest

/// Everything that can be called, by its name in CEL. A function and a method of one name are one case: the kinds of
/// the arguments tell which is meant.
enum Function: String, CaseIterable, Sendable {
  // Operators.
  case equal = "_==_"
  case notEqual = "_!=_"
  case less = "_<_"
  case lessOrEqual = "_<=_"
  case greater = "_>_"
  case greaterOrEqual = "_>=_"
  case `in` = "@in"
  case add = "_+_"
  case subtract = "_-_"
  case multiply = "_*_"
  case divide = "_/_"
  case modulo = "_%_"
  case not = "!_"
  case negate = "-_"
  case and = "_&&_"
  case or = "_||_"
  case conditional = "_?_:_"
  case index = "_[_]"
  case optionalIndex = "_[?_]"
  // Standard.
  case size, contains, startsWith, endsWith, matches
  case int, uint, double, string, bool, bytes, timestamp, duration, dyn, type
  case getFullYear, getMonth, getDayOfYear, getDayOfMonth, getDate, getDayOfWeek
  case getHours, getMinutes, getSeconds, getMilliseconds
  // Strings.
  case charAt, indexOf, lastIndexOf, join, lowerAscii, upperAscii, replace, split, substring, trim, format, reverse
  case quote = "strings.quote"
  // Regular expressions.
  case find, findAll
  case regexReplace = "regex.replace"
  case regexExtract = "regex.extract"
  case regexExtractAll = "regex.extractAll"
  // Lists.
  case isSorted, sum, min, max, includes
  case slice, flatten, distinct, sort, first, last
  case range = "lists.range"
  case setsContains = "sets.contains"
  case setsEquivalent = "sets.equivalent"
  case setsIntersects = "sets.intersects"
  // Optional values.
  case optionalOf = "optional.of"
  case optionalOfNonZero = "optional.ofNonZeroValue"
  case optionalNone = "optional.none"
  case optionalUnwrap = "optional.unwrap"
  case unwrapOpt, hasValue, value, or_ = "or", orValue
  // URL.
  case url, isURL, getScheme, getHost, getHostname, getPort, getEscapedPath, getQuery
  // Quantity.
  case quantity, isQuantity, sign, isGreaterThan, isLessThan, compareTo
  case addAmount = "add"
  case subtractAmount = "sub"
  case asInteger, isInteger, asApproximateFloat
  // IP, CIDR.
  case ip, isIP, family, isUnspecified, isLoopback, isLinkLocalMulticast, isLinkLocalUnicast, isGlobalUnicast
  case isCanonical = "ip.isCanonical"
  case cidr, isCIDR, containsIP, containsCIDR, masked, prefixLength
  // Formats.
  case formatNamed = "format.named"
  case formatDNS1123Label = "format.dns1123Label"
  case formatDNS1123Subdomain = "format.dns1123Subdomain"
  case formatDNS1035Label = "format.dns1035Label"
  case formatQualifiedName = "format.qualifiedName"
  case formatDNS1123LabelPrefix = "format.dns1123LabelPrefix"
  case formatDNS1123SubdomainPrefix = "format.dns1123SubdomainPrefix"
  case formatDNS1035LabelPrefix = "format.dns1035LabelPrefix"
  case formatLabelValue = "format.labelValue"
  case formatURI = "format.uri"
  case formatUUID = "format.uuid"
  case formatByte = "format.byte"
  case formatDate = "format.date"
  case formatDatetime = "format.datetime"
  case validate
  // Semantic versions.
  case semver, isSemver, major, minor, patch
  // Encoders, JSON patch.
  case base64Encode = "base64.encode"
  case base64Decode = "base64.decode"
  case escapeKey = "jsonpatch.escapeKey"
  // Mathematics.
  case mathMax = "math.@max"
  case mathMin = "math.@min"
  case mathCeil = "math.ceil"
  case mathFloor = "math.floor"
  case mathRound = "math.round"
  case mathTrunc = "math.trunc"
  case mathAbs = "math.abs"
  case mathSign = "math.sign"
  case mathSqrt = "math.sqrt"
  case mathIsInf = "math.isInf"
  case mathIsNaN = "math.isNaN"
  case mathIsFinite = "math.isFinite"
  case mathBitOr = "math.bitOr"
  case mathBitAnd = "math.bitAnd"
  case mathBitXor = "math.bitXor"
  case mathBitNot = "math.bitNot"
  case mathBitShiftLeft = "math.bitShiftLeft"
  case mathBitShiftRight = "math.bitShiftRight"
  // Authorisation: declared, never evaluated.
  case path, group, serviceAccount, resource, subresource, namespace, name, fieldSelector, labelSelector, check
  case allowed, reason, errored, error
}
