import CLibYAML

/// Turns libyaml's events into a `Document`: the only place that knows libyaml, so that another scanner can stand
/// beside it.
///
/// libyaml 0.2.5 and go-yaml grew from one scanner and differ in a few places. Where libyaml takes what go-yaml
/// refuses, the event is refused here; where it refuses what go-yaml takes, the text is mended and read again.
struct DocumentBuilder {
  let reader: YAMLReader
  private var assembler: TreeAssembler
  private var cursor: SourceCursor
  private var flowDepth = 0
  /// The text may hold `\/`, which libyaml takes inside double quotes.
  private let hasEscapedSlash: Bool
  /// An empty flow collection that starts where the root mapping does: go-yaml v2 takes it for the whole document.
  private var emptyRoot: Node.Kind?

  /// What stands for byte order marks in the text, if anything does.
  private let markStandIn: [UInt8]?

  init(reader: YAMLReader, text: UnsafeBufferPointer<UInt8>, markStandIn: [UInt8]?) {
    self.markStandIn = markStandIn
    self.reader = reader
    assembler = TreeAssembler(dialect: reader.dialect, textSize: text.count)
    assembler.keepsFirst = reader.keepsFirstDuplicate
    cursor = SourceCursor(text: text)
    hasEscapedSlash =
      cursor.isByteText && SourceCursor.contains(text, first: UInt8(ascii: "\\"), second: UInt8(ascii: "/"))
  }

  /// How an attempt to read a text ended.
  private enum Outcome {
    case done(YAMLReader.Result)
    case failed(YAMLError)
    case mend(SourceMending.Fault, YAMLError)
  }

  /// Reads the first document of a text.
  static func build(_ text: UnsafeBufferPointer<UInt8>, reader: YAMLReader) throws(YAMLError) -> YAMLReader.Result {
    var mending = SourceMending(text)
    var effort = 0
    while true {
      let outcome = mending.withText { text, columns in
        var builder = DocumentBuilder(reader: reader, text: text, markStandIn: mending.markStandIn)
        return builder.run(text, columns)
      }
      switch outcome {
      case .done(let result): return result
      case .failed(let error): throw error
      case .mend(let fault, let error):
        // Every mending reads the text again; a text made to need many of them is refused in the end.
        effort += text.count
        guard effort < max(16 * text.count, 8_000_000), mending.mend(fault) else { throw error }
      }
    }
  }
}

// MARK: The loop

extension DocumentBuilder {
  private mutating func run(_ text: UnsafeBufferPointer<UInt8>, _ columns: SourceMending.Columns) -> Outcome {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    defer {
      parser.deallocate()
      event.deallocate()
    }
    guard yaml_parser_initialize(parser) == 1 else {
      return .failed(YAMLError(message: "out of memory", line: 1, column: 1))
    }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    while true {
      guard yaml_parser_parse(parser, event) == 1 else { return failure(parser, columns) }
      defer { yaml_event_delete(event) }
      do throws(Refusal) {
        guard try take(event, columns) else { continue }
      } catch {
        return refusal(error, event, columns)
      }
      if endsBeforeDirective(event, text) { return checkNextDocument(parser, columns) }
      return .done(result())
    }
  }

  /// Whether a document without an end marker is followed by a directive.
  private mutating func endsBeforeDirective(
    _ event: UnsafeMutablePointer<yaml_event_t>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard reader.dialect == .yaml12, event.pointee.type == YAML_DOCUMENT_END_EVENT,
      event.pointee.data.document_end.implicit != 0, text.contains(UInt8(ascii: "%"))
    else { return false }
    let mark = event.pointee.end_mark
    guard let offset = cursor.offset(line: mark.line, column: mark.column) else { return false }
    return text[offset...].first { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 } == UInt8(ascii: "%")
  }

  /// go-yaml v3 looks further ahead, and so finds that no document follows the directive.
  private mutating func checkNextDocument(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, _ columns: SourceMending.Columns
  ) -> Outcome {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { return failure(parser, columns) }
    yaml_event_delete(&event)
    return .done(result())
  }

  private func result() -> YAMLReader.Result {
    YAMLReader.Result(
      document: assembler.isComplete ? assembler.document : nil, duplicateKeys: assembler.duplicateKeys)
  }

  /// Why an event is not taken.
  private enum Refusal: Error {
    case failure(TreeAssembler.Failure)
    case problem(String, line: Int, column: Int)
    case mend(SourceMending.Fault)
  }

  /// A collection with members is the key of the root mapping.
  private func rootKeyRefusal() -> Refusal {
    let root = assembler.frames[0].node
    return .failure(TreeAssembler.Failure("invalid map key", at: assembler.document.origin(root)))
  }

  /// Takes an event; true at the end of the document.
  @inline(__always)
  private mutating func take(
    _ event: UnsafeMutablePointer<yaml_event_t>, _ columns: SourceMending.Columns
  ) throws(Refusal) -> Bool {
    switch event.pointee.type {
    case YAML_SCALAR_EVENT:
      try takeScalar(event, columns)
    case YAML_MAPPING_START_EVENT:
      let data = event.pointee.data.mapping_start
      let isFlow = data.style == YAML_FLOW_MAPPING_STYLE
      try start(.mapping, isFlow: isFlow, anchor: data.anchor, tag: data.tag, event, columns)
    case YAML_SEQUENCE_START_EVENT:
      let data = event.pointee.data.sequence_start
      let isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE
      try start(.sequence, isFlow: isFlow, anchor: data.anchor, tag: data.tag, event, columns)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      return try end(event, columns)
    case YAML_ALIAS_EVENT:
      let origin = origin(event.pointee.start_mark, columns)
      do throws(TreeAssembler.Failure) {
        try assembler.addAlias(Self.bytes(event.pointee.data.alias.anchor), origin: origin)
      } catch { throw .failure(error) }
    case YAML_DOCUMENT_START_EVENT:
      if let version = event.pointee.data.document_start.version_directive, version.pointee.minor != 1 {
        throw .problem("found incompatible YAML document", line: event.pointee.start_mark.line, column: 0)
      }
    case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT:
      return true
    default: break
    }
    return false
  }

  private mutating func start(
    _ kind: Node.Kind, isFlow: Bool, anchor: UnsafeMutablePointer<UInt8>?, tag: UnsafeMutablePointer<UInt8>?,
    _ event: UnsafeMutablePointer<yaml_event_t>, _ columns: SourceMending.Columns
  ) throws(Refusal) {
    let mark = event.pointee.start_mark
    if tag != nil, flowDepth > 0 { try checkTag(mark) }
    flowDepth += isFlow || flowDepth > 0 ? 1 : 0
    var origin = origin(mark, columns)
    if assembler.expectsKey {
      let root = assembler.frames[0]
      guard reader.dialect == .yaml11, assembler.frames.count == 1, isFlow, anchor == nil, tag == nil,
        assembler.document.origin(root.node) == origin
      else { throw .failure(TreeAssembler.Failure("invalid map key")) }
      emptyRoot = kind
      return
    }
    guard emptyRoot == nil else { throw rootKeyRefusal() }
    if anchor != nil || tag != nil, let place = cursor.afterProperties(line: mark.line, column: mark.column) {
      origin = self.origin(line: place.line, column: place.column, columns)
    }
    do throws(TreeAssembler.Failure) {
      try assembler.start(kind, style: isFlow ? .flow : .plain, anchor: anchor.map { Self.bytes($0) }, origin: origin)
    } catch { throw .failure(error) }
  }

  private mutating func end(
    _ event: UnsafeMutablePointer<yaml_event_t>, _ columns: SourceMending.Columns
  ) throws(Refusal) -> Bool {
    flowDepth -= flowDepth > 0 ? 1 : 0
    if let kind = emptyRoot {
      let root = assembler.frames[0].node
      assembler.finish(withEmpty: kind, origin: assembler.document.origin(root))
      return true
    }
    do throws(TreeAssembler.Failure) { try assembler.end() } catch { throw .failure(error) }
    return false
  }
}

// MARK: Scalars

extension DocumentBuilder {
  @inline(__always)
  private mutating func takeScalar(
    _ event: UnsafeMutablePointer<yaml_event_t>, _ columns: SourceMending.Columns
  ) throws(Refusal) {
    let data = event.pointee.data.scalar
    let text = UnsafeBufferPointer(start: UnsafePointer(data.value), count: data.length)
    guard let markStandIn else { return try takeScalar(text, data, event, columns) }
    let restored = SourceMending.restored(text, markStandIn)
    let result = restored.withUnsafeBufferPointer { text -> Result<Void, Refusal> in
      do throws(Refusal) { return .success(try takeScalar(text, data, event, columns)) } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  @inline(__always)
  private mutating func takeScalar(
    _ text: UnsafeBufferPointer<UInt8>, _ data: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar,
    _ event: UnsafeMutablePointer<yaml_event_t>, _ columns: SourceMending.Columns
  ) throws(Refusal) {
    let mark = event.pointee.start_mark
    guard emptyRoot == nil else { throw rootKeyRefusal() }
    var style = Node.Style.plain
    switch data.style {
    case YAML_PLAIN_SCALAR_STYLE: if flowDepth > 0 { try checkPlainInFlow(text, mark) }
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: style = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      style = .doubleQuoted
      if hasEscapedSlash { try checkEscapes(mark, event.pointee.end_mark) }
    case YAML_LITERAL_SCALAR_STYLE: style = .literal
    default: style = .folded
    }
    if data.anchor != nil || data.tag != nil || isNonSpecific(data, event) {
      try takeMarkedScalar(data, text, style, event, columns)
      return
    }
    let kind = style == .plain ? ScalarResolver.plain(text, reader.dialect) : .string
    let origin = origin(mark, columns)
    do throws(TreeAssembler.Failure) {
      if assembler.expectsKey {
        let isMergeKey = style == .plain && text.count == 2 && text[0] == UInt8(ascii: "<") && text[1] == text[0]
        try assembler.addKey(text, kind: kind, isMergeKey: isMergeKey, origin: origin)
      } else {
        _ = try assembler.addScalar(text, kind: kind, style: style, origin: origin)
      }
    } catch { throw .failure(error) }
  }

  /// Whether a scalar carries the tag `!`, which libyaml does not hand over.
  @inline(__always)
  private mutating func isNonSpecific(
    _ data: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar, _ event: UnsafeMutablePointer<yaml_event_t>
  ) -> Bool {
    guard data.plain_implicit != 0 else { return false }
    if data.style != YAML_PLAIN_SCALAR_STYLE { return true }
    // A plain scalar on one line is as long as its text.
    let (start, end) = (event.pointee.start_mark, event.pointee.end_mark)
    if end.index &- start.index == data.length { return false }
    guard let offset = cursor.offset(line: start.line, column: start.column) else { return false }
    return offset < cursor.text.count && cursor.text[offset] == UInt8(ascii: "!")
  }

  /// A scalar with an anchor, a tag, or both.
  private mutating func takeMarkedScalar(
    _ data: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar, _ text: UnsafeBufferPointer<UInt8>,
    _ style: Node.Style, _ event: UnsafeMutablePointer<yaml_event_t>, _ columns: SourceMending.Columns
  ) throws(Refusal) {
    let mark = event.pointee.start_mark
    if data.tag != nil, flowDepth > 0 { try checkTag(mark) }
    var origin = origin(mark, columns)
    let tag = Self.bytes(data.tag)
    var isNonSpecific = tag.count == 1
    if let place = cursor.afterProperties(line: mark.line, column: mark.column) {
      origin = self.origin(line: place.line, column: place.column, columns)
      if data.tag == nil, place.hasTag { isNonSpecific = true }
    }
    var kind = Node.Kind.string
    var decoded: [UInt8]?
    if data.tag == nil || isNonSpecific {
      // go-yaml v2 takes `!` for a tag of its own, v3 for no tag.
      if style == .plain, !(isNonSpecific && reader.dialect == .yaml11) {
        kind = ScalarResolver.plain(text, reader.dialect)
      }
    } else {
      let core = ScalarResolver.Tag(tag)
      let resolved = ScalarResolver.tagged(text, core, reader.dialect)
      if let problem = resolved.problem { throw .failure(TreeAssembler.Failure(problem)) }
      kind = resolved.kind
      if core == .binary {
        kind = .binary
        decoded = Base64.decode(text)
        if decoded == nil {
          throw .failure(TreeAssembler.Failure("!!binary value contains invalid base64 data"))
        }
      }
    }
    let isMerge =
      text.elementsEqual("<<".utf8)
      && (tag.isEmpty || isNonSpecific ? data.plain_implicit != 0 : tag.elementsEqual("tag:yaml.org,2002:merge".utf8))
    let content = decoded ?? Array(text)
    let result = content.withUnsafeBufferPointer { text -> Result<Void, TreeAssembler.Failure> in
      do throws(TreeAssembler.Failure) {
        try add(text, kind: kind, style: style, isMerge: isMerge, anchor: data.anchor, origin: origin)
        return .success(())
      } catch { return .failure(error) }
    }
    if case .failure(let failure) = result { throw .failure(failure) }
  }

  private mutating func add(
    _ text: UnsafeBufferPointer<UInt8>, kind: Node.Kind, style: Node.Style, isMerge: Bool,
    anchor: UnsafeMutablePointer<UInt8>?, origin: Origin
  ) throws(TreeAssembler.Failure) {
    if assembler.expectsKey {
      try assembler.addKey(text, kind: kind, isMergeKey: isMerge, origin: origin)
      if let anchor {
        assembler.anchor(Self.bytes(anchor), key: text, kind: kind, style: style, origin: origin)
      }
    } else {
      let id = try assembler.addScalar(text, kind: kind, style: style, origin: origin)
      if let anchor { assembler.anchor(Self.bytes(anchor), scalar: id) }
    }
  }
}

// MARK: Where go-yaml's scanner differs

extension DocumentBuilder {
  /// go-yaml ends a plain scalar in a flow collection at `?`, and nothing may follow there.
  private func checkPlainInFlow(_ text: UnsafeBufferPointer<UInt8>, _ mark: yaml_mark_t) throws(Refusal) {
    for index in 0..<text.count where text[index] == UInt8(ascii: "?") {
      let closing = assembler.frames.last?.isMapping == true ? "'}'" : "']'"
      throw .problem(
        "did not find expected ',' or \(closing)", line: mark.line, column: mark.column + index)
    }
  }

  /// go-yaml does not know the escape `\/`.
  private mutating func checkEscapes(_ start: yaml_mark_t, _ end: yaml_mark_t) throws(Refusal) {
    guard let from = cursor.offset(line: start.line, column: start.column),
      let to = cursor.offset(line: end.line, column: end.column)
    else { return }
    var index = from
    while index + 1 < to {
      if cursor.text[index] == UInt8(ascii: "\\") {
        if cursor.text[index + 1] == UInt8(ascii: "/") {
          let place = cursor.place(of: index)
          throw .problem("found unknown escape character", line: place.line, column: place.column)
        }
        index += 1
      }
      index += 1
    }
  }

  /// go-yaml counts `,`, `[` and `]` among the characters of a tag.
  private mutating func checkTag(_ mark: yaml_mark_t) throws(Refusal) {
    guard let offset = cursor.offset(line: mark.line, column: mark.column) else { return }
    if SourceMending.canMendTag(cursor.text, from: offset) { throw .mend(.tag(offset: offset)) }
  }
}

// MARK: Places and errors

extension DocumentBuilder {
  @inline(__always)
  private static func bytes(_ string: UnsafeMutablePointer<UInt8>?) -> UnsafeBufferPointer<UInt8> {
    guard let string else { return UnsafeBufferPointer(start: nil, count: 0) }
    var count = 0
    while string[count] != 0 { count += 1 }
    return UnsafeBufferPointer(start: UnsafePointer(string), count: count)
  }

  @inline(__always)
  private func origin(_ mark: yaml_mark_t, _ columns: SourceMending.Columns) -> Origin {
    origin(line: mark.line, column: mark.column, columns)
  }

  @inline(__always)
  private func origin(line: Int, column: Int, _ columns: SourceMending.Columns) -> Origin {
    let column = columns.isEmpty ? column : columns.original(line: line, column: column)
    return Origin(
      file: reader.file, line: reader.firstLine &+ line,
      column: reader.columnOffset &+ (line == 0 ? reader.firstColumn : 0) &+ column &+ 1)
  }

  private func error(_ message: String, line: Int, column: Int, _ columns: SourceMending.Columns) -> YAMLError {
    YAMLError(message: message, line: line + 1, column: columns.original(line: line, column: column) + 1)
  }

  private func refusal(
    _ refusal: Refusal, _ event: UnsafeMutablePointer<yaml_event_t>, _ columns: SourceMending.Columns
  ) -> Outcome {
    let mark = event.pointee.start_mark
    switch refusal {
    case .problem(let message, let line, let column):
      return .failed(error(message, line: line, column: column, columns))
    case .mend(let fault):
      let message = "did not find expected whitespace or line break"
      return .mend(fault, error(message, line: mark.line, column: mark.column, columns))
    case .failure(let failure):
      if let place = failure.origin {
        let line = place.line - reader.firstLine + 1
        let before = reader.columnOffset + (line == 1 ? reader.firstColumn : 0)
        return .failed(YAMLError(message: failure.message, line: line, column: place.column - before))
      }
      return .failed(error(failure.message, line: mark.line, column: mark.column, columns))
    }
  }

  /// What libyaml's error means for go-yaml.
  private mutating func failure(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, _ columns: SourceMending.Columns
  ) -> Outcome {
    let parser = parser.pointee
    let message = parser.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
    if parser.error == YAML_READER_ERROR {
      let place = cursor.place(of: parser.problem_offset)
      return .failed(error(message, line: place.line, column: place.column, columns))
    }
    var mark = parser.problem_mark
    // The key that lacks its colon is what is wrong, not the line after it.
    if message == "could not find expected ':'" { mark = parser.context_mark }
    let error = error(message, line: mark.line, column: mark.column, columns)
    guard parser.error == YAML_SCANNER_ERROR,
      let start = cursor.offset(line: parser.context_mark.line, column: parser.context_mark.column),
      let offset = cursor.offset(line: parser.problem_mark.line, column: parser.problem_mark.column)
    else { return .failed(error) }
    switch message {
    case "found unknown escape character": return .mend(.escapedQuote(offset: offset), error)
    case "found unexpected ':'": return .mend(.plainBeforeIndicator(start: start, colon: offset), error)
    case "did not find expected whitespace or line break", "did not find expected tag URI":
      return .mend(.tag(offset: start), error)
    default: return .failed(error)
    }
  }
}
