/// The state of one `printf`: flags, width, precision and what was written.
struct GoFormatter {
  var output: [UInt8] = []
  var plus = false
  var minus = false
  var sharp = false
  var space = false
  var zero = false
  var plusV = false
  var sharpV = false
  var width: Int?
  var precision: Int?
  private var isFailing = false
  private var depthLeft = 1000
  private static let outputLimit = 64 << 20

  private mutating func clear() {
    (plus, minus, sharp, space, zero, plusV, sharpV) = (false, false, false, false, false, false, false)
    (width, precision) = (nil, nil)
  }

  private mutating func write(_ text: String) { output += text.utf8 }

  // MARK: The format

  /// What is left of a format and its arguments.
  private struct Scan {
    let format: [UInt8]
    let values: [Value]
    var index = 0
    var argument = 0
    var reordered = false
    var goodNumber = true
    var afterIndex = false

    /// A number at the index; nil when there is none or it is too large.
    mutating func number() -> Int? {
      let start = index
      var value = 0
      while index < format.count, format[index] &- 0x30 < 10 {
        if value > 1_000_000 {
          index = format.count
          return nil
        }
        value = value * 10 + Int(format[index] &- 0x30)
        index += 1
      }
      return index > start ? value : nil
    }

    /// `[n]`.
    mutating func argumentNumber() {
      afterIndex = false
      guard index < format.count, format[index] == UInt8(ascii: "[") else { return }
      reordered = true
      guard let close = format[index...].firstIndex(of: UInt8(ascii: "]")) else {
        goodNumber = false
        index += 1
        return
      }
      let inside = Array(format[(index + 1)..<close])
      index = close + 1
      guard case .value(let number, false, false) = GoInteger.parse(inside, base: 10), number >= 1,
        number <= values.count
      else {
        goodNumber = false
        return
      }
      argument = Int(number) - 1
      afterIndex = true
    }

    /// The argument of `*`.
    mutating func star() -> Int? {
      guard argument < values.count else { return nil }
      let value = values[argument]
      argument += 1
      switch value.payload {
      case .int(let number): return number.magnitude <= 1_000_000 ? Int(number) : nil
      case .uint(let number): return number <= 1_000_000 ? Int(number) : nil
      default: return nil
      }
    }
  }

  mutating func format(_ format: [UInt8], _ values: [Value]) {
    var scan = Scan(format: format, values: values)
    while scan.index < format.count {
      scan.goodNumber = true
      let start = scan.index
      while scan.index < format.count, format[scan.index] != UInt8(ascii: "%") { scan.index += 1 }
      output += format[start..<scan.index]
      guard scan.index < format.count else { break }
      scan.index += 1
      clear()
      readFlags(&scan)
      readWidth(&scan)
      guard scan.index < format.count else {
        write("%!(NOVERB)")
        break
      }
      writeVerb(&scan)
    }
    guard !scan.reordered, scan.argument < values.count else { return }
    clear()
    write("%!(EXTRA ")
    for (index, value) in values[scan.argument...].enumerated() {
      if index > 0 { write(", ") }
      if value.isNil {
        write("<nil>")
      } else {
        write(value.typeName + "=")
        print(value, UInt32(UInt8(ascii: "v")))
      }
    }
    write(")")
  }

  private mutating func readFlags(_ scan: inout Scan) {
    while scan.index < scan.format.count {
      switch scan.format[scan.index] {
      case UInt8(ascii: "#"): sharp = true
      case UInt8(ascii: "0"): zero = true
      case UInt8(ascii: "+"): plus = true
      case UInt8(ascii: "-"): minus = true
      case UInt8(ascii: " "): space = true
      default: return
      }
      scan.index += 1
    }
  }

  private mutating func readWidth(_ scan: inout Scan) {
    scan.argumentNumber()
    if scan.index < scan.format.count, scan.format[scan.index] == UInt8(ascii: "*") {
      scan.index += 1
      width = scan.star()
      if let given = width {
        if given < 0 {
          width = -given
          minus = true
          zero = false
        }
      } else {
        write("%!(BADWIDTH)")
      }
      scan.afterIndex = false
    } else {
      width = scan.number()
      if scan.afterIndex, width != nil { scan.goodNumber = false }
    }
    if scan.index < scan.format.count, scan.format[scan.index] == UInt8(ascii: ".") {
      scan.index += 1
      if scan.afterIndex { scan.goodNumber = false }
      scan.argumentNumber()
      if scan.index < scan.format.count, scan.format[scan.index] == UInt8(ascii: "*") {
        scan.index += 1
        let given = scan.star()
        precision = given.flatMap { $0 < 0 ? nil : $0 }
        if precision == nil { write("%!(BADPREC)") }
        scan.afterIndex = false
      } else {
        precision = scan.number() ?? 0
      }
    }
    if !scan.afterIndex { scan.argumentNumber() }
  }

  private mutating func writeVerb(_ scan: inout Scan) {
    let rune = Rune.decode(scan.format, scan.index)
    scan.index += rune.length
    let verb = rune.value
    if verb == 0x25 { return output.append(0x25) }
    func problem(_ what: String) -> [UInt8] {
      var text = Array("%!".utf8)
      Rune.append(verb, to: &text)
      return text + Array(what.utf8)
    }
    guard scan.goodNumber else { return output += problem("(BADINDEX)") }
    guard scan.argument < scan.values.count else { return output += problem("(MISSING)") }
    if verb == UInt32(UInt8(ascii: "v")) {
      (sharpV, sharp) = (sharp, false)
      (plusV, plus) = (plus, false)
    }
    print(scan.values[scan.argument], verb)
    scan.argument += 1
  }

  // MARK: Values

  private func letter(_ verb: UInt32) -> UnicodeScalar { UnicodeScalar(verb) ?? "\u{FFFD}" }

  /// Prints an operand.
  mutating func print(_ value: Value, _ verb: UInt32) {
    if value.isNil {
      if letter(verb) == "T" || letter(verb) == "v" { pad(Array("<nil>".utf8)) } else { badVerb(value, verb) }
      return
    }
    if letter(verb) == "T" { return pad(Array(value.typeName.utf8)) }
    if letter(verb) == "p" { return badVerb(value, verb) }
    printValue(value, verb, depth: 0)
  }

  private mutating func badVerb(_ value: Value, _ verb: UInt32) {
    isFailing = true
    defer { isFailing = false }
    write("%!")
    Rune.append(verb, to: &output)
    write("(")
    if value.isNil {
      write("<nil>")
    } else {
      write(value.typeName + "=")
      printValue(value, UInt32(UInt8(ascii: "v")), depth: 0)
    }
    write(")")
  }

  private mutating func printValue(_ value: Value, _ verb: UInt32, depth: Int) {
    depthLeft -= 1
    defer { depthLeft += 1 }
    // A map that holds itself has no end.
    guard depthLeft > 0, output.count < Self.outputLimit else { return write("...") }
    switch value.payload {
    case .none:
      if sharpV { write("interface {}(nil)") } else { write("<nil>") }
    case .bool(let flag):
      if letter(verb) == "t" || letter(verb) == "v" {
        pad(Array((flag ? "true" : "false").utf8))
      } else {
        badVerb(value, verb)
      }
    case .int(let number): printInteger(value, UInt64(bitPattern: number), isSigned: true, verb)
    case .uint(let number): printInteger(value, number, isSigned: false, verb)
    case .float(let number): printFloat(value, number, verb)
    case .string(let bytes): printString(value, bytes, verb)
    case .list(let list): printList(value, list, verb, depth)
    case .map(let map): printMap(map, verb, depth)
    case .object(let object): printObject(value, object, verb, depth)
    }
  }

  private mutating func printInteger(_ value: Value, _ number: UInt64, isSigned: Bool, _ verb: UInt32) {
    if let text = value.namedText, !isFailing, !sharpV, "vsxXq".unicodeScalars.contains(letter(verb)) {
      return printString(value, text, verb)
    }
    switch letter(verb) {
    case "v":
      if sharpV, !isSigned {
        let saved = sharp
        sharp = true
        writeInteger(number, 16, isSigned: false, verb)
        sharp = saved
      } else {
        writeInteger(number, 10, isSigned: isSigned, verb)
      }
    case "d": writeInteger(number, 10, isSigned: isSigned, verb)
    case "b": writeInteger(number, 2, isSigned: isSigned, verb)
    case "o", "O": writeInteger(number, 8, isSigned: isSigned, verb)
    case "x", "X": writeInteger(number, 16, isSigned: isSigned, verb)
    case "c":
      var text: [UInt8] = []
      Rune.append(number > 0x10FFFF ? Rune.error : UInt32(number), to: &text)
      pad(text)
    case "q":
      pad(GoQuote.rune(number > 0x10FFFF ? Rune.error : UInt32(number), onlyASCII: plus))
    case "U": writeUnicode(number)
    default: badVerb(value, verb)
    }
  }

  private mutating func printFloat(_ value: Value, _ number: Double, _ verb: UInt32) {
    switch letter(verb) {
    case "v": writeFloat(number, "g", nil)
    case "b", "g", "G", "x", "X": writeFloat(number, letter(verb), nil)
    case "f", "e", "E": writeFloat(number, letter(verb), 6)
    case "F": writeFloat(number, "f", 6)
    default: badVerb(value, verb)
    }
  }

  private mutating func printString(_ value: Value, _ bytes: [UInt8], _ verb: UInt32) {
    switch letter(verb) {
    case "v": if sharpV { writeQuoted(bytes) } else { pad(truncated(bytes)) }
    case "s": pad(truncated(bytes))
    case "x": writeHex(bytes, upper: false)
    case "X": writeHex(bytes, upper: true)
    case "q": writeQuoted(bytes)
    default: badVerb(value, verb)
    }
  }

  private mutating func printList(_ value: Value, _ list: ListBox, _ verb: UInt32, _ depth: Int) {
    if list.element == .uint8, "sqxX".unicodeScalars.contains(letter(verb)) {
      let bytes = list.items.map { item -> UInt8 in
        if case .uint(let byte) = item.payload { return UInt8(truncatingIfNeeded: byte) }
        return 0
      }
      return printString(value, bytes, verb)
    }
    if sharpV {
      write(list.element == .uint8 ? "[]byte" : list.typeName)
      if list.isNil { return write("(nil)") }
    }
    write(sharpV ? "{" : "[")
    for (index, item) in list.items.enumerated() {
      if index > 0 { write(sharpV ? ", " : " ") }
      printValue(item, verb, depth: depth + 1)
    }
    write(sharpV ? "}" : "]")
  }

  private mutating func printMap(_ map: MapBox, _ verb: UInt32, _ depth: Int) {
    if sharpV {
      write(map.type.name)
      if map.isNil { return write("(nil)") }
      write("{")
    } else {
      write("map[")
    }
    for (index, entry) in map.sorted.enumerated() {
      if index > 0 { write(sharpV ? ", " : " ") }
      printString(.string(entry.key.array), entry.key.array, verb)
      write(":")
      printValue(entry.value, verb, depth: depth + 1)
    }
    write(sharpV ? "}" : "]")
  }

  private mutating func printObject(_ value: Value, _ object: GoObject, _ verb: UInt32, _ depth: Int) {
    if let number = object as? ComplexNumber { return printComplex(value, number, verb) }
    if !isFailing, !sharpV, let text = object.text, "vsxXq".unicodeScalars.contains(letter(verb)) {
      return printString(.string(text), text, verb)
    }
    if object.kindName == "func" { return badVerb(value, verb) }
    if object.kindName == "ptr" {
      if depth > 0 { return write("0xc000000000") }
      write("&")
      if sharpV { write(String(object.typeName.dropFirst())) }
    } else if sharpV {
      write(object.typeName)
    }
    write("{")
    for (index, field) in object.fields.enumerated() {
      if index > 0 { write(sharpV ? ", " : " ") }
      if plusV || sharpV { write(field.name + ":") }
      printValue(field.value, verb, depth: depth + 1)
    }
    write("}")
  }

  private mutating func printComplex(_ value: Value, _ number: ComplexNumber, _ verb: UInt32) {
    guard "vbgGxXfFeE".unicodeScalars.contains(letter(verb)) else { return badVerb(value, verb) }
    let savedPlus = plus
    write("(")
    printFloat(value, number.real, verb)
    plus = true
    printFloat(value, number.imaginary, verb)
    write("i)")
    plus = savedPlus
  }
}
