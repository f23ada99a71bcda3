extension SchemaTable {
  /// What is wrong with the bytes: a place outside, a number that names nothing. Empty for a table that can be read
  /// without looking.
  func faults() -> [String] {
    guard Self.hasHeader(bytes) else { return ["no header of a schema table, or sections outside"] }
    var faults: [String] = []
    stringFaults(&faults)
    typeFaults(&faults)
    definitionFaults(&faults)
    kindFaults(&faults)
    return faults
  }

  private func stringFaults(_ faults: inout [String]) {
    var last = 0
    for number in 0..<count(.strings) {
      let offset = u16(start(.strings) + number * 4) | u16(start(.strings) + number * 4 + 2) << 16
      if offset < last || offset > count(.pool) { faults.append("string \(number) reaches outside") }
      last = offset
    }
    if fieldNameCount >= count(.strings) { faults.append("more field names than strings") }
    for position in 0..<count(.lists) { string(u16(start(.lists) + position * 2), "list \(position)", &faults) }
    for position in 0..<count(.groups) { string(group(position), "group \(position)", &faults) }
  }

  private func string(_ number: Int, _ owner: String, isOptional: Bool = false, _ faults: inout [String]) {
    if number >= count(.strings) - 1 && !(isOptional && number == Self.none) {
      faults.append("\(owner) names no string")
    }
  }

  private func typeFaults(_ faults: inout [String]) {
    for type in 0..<count(.types) {
      let record = start(.types) + type * 4
      if TypeTag(rawValue: bytes[record]) == nil || Format(rawValue: bytes[record + 1]) == nil {
        faults.append("type \(type) has no meaning")
      }
      switch tag(ofType: type) {
      case .reference:
        if argument(ofType: type) >= count(.definitions) { faults.append("type \(type) names no definition") }
      case .list, .map:
        // A type is written after those it is made of, so that following them ends.
        if argument(ofType: type) >= type { faults.append("type \(type) is made of a later one") }
      default: break
      }
    }
    for number in 0..<count(.enums) {
      let record = start(.enums) + number * 4
      if u16(record) + u16(record + 2) > count(.lists) { faults.append("enum \(number) reaches outside") }
    }
    for number in 0..<count(.listTypes) {
      let record = start(.listTypes) + number * 8
      string(u16(record + 2), "list type \(number)", isOptional: true, &faults)
      if u16(record + 4) + u16(record + 6) > count(.lists) { faults.append("list type \(number) reaches outside") }
    }
  }

  private func definitionFaults(_ faults: inout [String]) {
    for definition in 0..<count(.definitions) {
      let record = start(.definitions) + definition * 16
      string(u16(record), "definition \(definition)", &faults)
      string(u16(record + 2), "definition \(definition)", &faults)
      if Form(rawValue: bytes[record + 4]) == nil { faults.append("definition \(definition) has no form") }
      if fields(definition).upperBound > count(.fields) { faults.append("definition \(definition) reaches outside") }
    }
    for field in 0..<count(.fields) {
      let record = start(.fields) + field * 16
      if nameNumber(ofField: field) >= fieldNameCount { faults.append("field \(field) has no name") }
      if type(ofField: field) >= count(.types) { faults.append("field \(field) has no type") }
      let (list, values) = (u16(record + 8), enumeration(ofField: field))
      if list >= count(.listTypes) && list != Self.none { faults.append("field \(field) names no list type") }
      if values >= count(.enums) && values != Self.none { faults.append("field \(field) names no enum") }
      string(u16(record + 12), "gate of field \(field)", isOptional: true, &faults)
      string(u16(record + 14), "default of field \(field)", isOptional: true, &faults)
    }
  }

  private func kindFaults(_ faults: inout [String]) {
    for number in 0..<count(.apiVersions) {
      let record = start(.apiVersions) + number * 12
      for byte in [0, 2, 4] { string(u16(record + byte), "API version \(number)", &faults) }
      if kinds(ofAPIVersion: number).upperBound > count(.kinds) {
        faults.append("API version \(number) reaches outside")
      }
    }
    for number in 0..<count(.kinds) {
      let kind = kind(number)
      string(kind.name, "kind \(number)", &faults)
      string(kind.plural, "plural of kind \(number)", isOptional: true, &faults)
      if kind.apiVersion >= count(.apiVersions) { faults.append("kind \(number) names no API version") }
      if kind.definition >= count(.definitions) && kind.definition != Self.none {
        faults.append("kind \(number) names no definition")
      }
      if kind.replacement >= count(.kinds) && kind.replacement != Self.none {
        faults.append("kind \(number) names no replacement")
      }
    }
  }
}
