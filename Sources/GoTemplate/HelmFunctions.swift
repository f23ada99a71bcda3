import Manifest

/// The functions that Helm adds: templates in templates, structured text, errors.
enum HelmFunctions {
  static let table: [Function] = [
    Function("include", [.string, .any], include),
    Function("tpl", [.string, .any], tpl),
    Function("required", [.string, .any], required),
    Function("fail", [.string], fail),
    Function("lookup", [.string, .string, .string, .string], lookup),
    Function("getHostByName", [.string], hostByName),
    Function("toYaml", [.any], toYAML),
    Function("toYamlPretty", [.any], toPrettyYAML),
    Function("fromYaml", [.string], fromYAML),
    Function("fromYamlArray", [.string], fromYAMLArray),
    Function("toJson", [.any], toJSON),
    Function("mustToJson", [.any], mustToJSON),
    Function("toPrettyJson", [.any], toPrettyJSON),
    Function("mustToPrettyJson", [.any], mustToPrettyJSON),
    Function("toRawJson", [.any], toRawJSON),
    Function("mustToRawJson", [.any], mustToRawJSON),
    Function("fromJson", [.string], fromJSON),
    Function("mustFromJson", [.string], mustFromJSON),
    Function("fromJsonArray", [.string], fromJSONArray),
    Function("toToml", [.any], toTOML),
    Function("fromToml", [.string], fromTOML),
  ]

  static let sinceVersion4: [Function] = [
    Function("mustToYaml", [.any], mustToYAML),
    Function("mustToToml", [.any], mustToTOML),
  ]

  // MARK: Templates

  /// How often a name may be included inside itself.
  private static let includeLimit = 1000

  @Sendable private static func include(_ call: borrowing Call) throws(CallFailure) -> Value {
    let executor = call.executor
    let name = call.bytes(0)
    let depth = executor.includeDepths[name] ?? 0
    if depth > includeLimit {
      throw CallFailure(
        "rendering template has a nested reference name: \(call.text(0)): unable to execute template")
    }
    guard let template = executor.namespace[name] else {
      var missing = TemplateError("template: no template \(GoQuote.text(name)) associated with template \"gotpl\"")
      missing.isTemplateError = true
      throw CallFailure("", missing)
    }
    executor.includeDepths[name] = depth + 1
    defer { executor.includeDepths[name] = depth }
    return try executor.capture(template, call[1], prefix: "")
  }

  @Sendable private static func tpl(_ call: borrowing Call) throws(CallFailure) -> Value {
    let executor = call.executor
    let text = call.bytes(0)
    // Text without an action is what it is.
    if GoText.find(Array("{{".utf8), in: text, from: 0) == nil {
      return Value.string(GoText.replace(text, noValue, [])).traced(call[0].trace)
    }
    let quoted = GoQuote.text(text)
    let parsed: [Template]
    do throws(TemplateError) {
      parsed = try TemplateSet.parse("gotpl", text, executor.set.functions)
    } catch { throw CallFailure("cannot parse template \(quoted): ", error) }
    let outer = executor.namespace
    let inner = Namespace(parent: outer)
    for template in parsed { inner.install(template) }
    executor.namespace = inner
    defer { executor.namespace = outer }
    guard let root = parsed.last else { return .string("") }
    let prefix = "error during tpl function execution for \(quoted): "
    let result = try executor.capture(root, call[1], prefix: prefix)
    guard let bytes = result.bytes, GoText.find(noValue, in: bytes, from: 0) != nil else { return result }
    return .string(GoText.replace(bytes, noValue, []))
  }

  static let noValue = Array("<no value>".utf8)

  @Sendable private static func required(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call[1].isNil || call[1].bytes?.isEmpty == true { throw CallFailure(raised: call.text(0)) }
    return call[1]
  }

  @Sendable private static func fail(_ call: borrowing Call) throws(CallFailure) -> Value {
    throw CallFailure(raised: call.text(0))
  }

  @Sendable private static func lookup(_ call: borrowing Call) throws(CallFailure) -> Value {
    call.executor.notes.insert(.lookup)
    return .map(MapBox())
  }

  @Sendable private static func hostByName(_ call: borrowing Call) throws(CallFailure) -> Value { .string("") }

  // MARK: YAML

  @Sendable private static func toYAML(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard let text = try? StructuredText.yaml(call[0]) else { return .string("") }
    return Value.string(withoutFinalBreak(text)).traced(call[0].trace)
  }

  @Sendable private static func mustToYAML(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(StructuredText.Failure) {
      return Value.string(withoutFinalBreak(try StructuredText.yaml(call[0]))).traced(call[0].trace)
    } catch { throw CallFailure(error.message) }
  }

  @Sendable private static func toPrettyYAML(_ call: borrowing Call) throws(CallFailure) -> Value {
    guard let text = try? StructuredText.prettyYAML(call[0]) else { return .string("") }
    return Value.string(withoutFinalBreak(text)).traced(call[0].trace)
  }

  private static func withoutFinalBreak(_ text: [UInt8]) -> [UInt8] { text.last == 0x0A ? text.dropLast() : text }

  /// What is read has to be an object; the map says what is wrong otherwise.
  private static func object(_ value: Value, _ goType: String, isYAML: Bool) -> Value {
    switch value.payload {
    case .map: return value
    case .none: return .map(MapBox(isNil: !isYAML))
    default: return error(mismatch(value, goType, isYAML: isYAML))
    }
  }

  private static func mismatch(_ value: Value, _ goType: String, isYAML: Bool) -> String {
    let kind =
      switch value.payload {
      case .bool: "bool"
      case .float, .int: "number"
      case .string: "string"
      case .list: "array"
      default: "object"
      }
    let text = "json: cannot unmarshal \(kind) into Go value of type \(goType)"
    return isYAML ? "error unmarshaling JSON: while decoding JSON: \(text)" : text
  }

  private static func error(_ message: String) -> Value {
    let map = MapBox()
    map["Error"] = .string(message)
    return .map(map)
  }

  @Sendable private static func fromYAML(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(StructuredText.Failure) {
      return object(try StructuredText.readYAML(call.bytes(0)), "map[string]interface {}", isYAML: true)
    } catch { return self.error(error.message) }
  }

  private static func array(_ value: Value, isYAML: Bool) -> Value {
    switch value.payload {
    case .list: return value
    case .none: return isYAML ? .list([]) : .nilList
    default: return .list([.string(mismatch(value, "[]interface {}", isYAML: isYAML))])
    }
  }

  @Sendable private static func fromYAMLArray(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(StructuredText.Failure) {
      return array(try StructuredText.readYAML(call.bytes(0)), isYAML: true)
    } catch { return .list([.string(error.message)]) }
  }

  // MARK: JSON

  private static func json(
    _ value: Value, escapesHTML: Bool = true, indent: Int? = nil
  ) throws(CallFailure) -> Value {
    do throws(ValueJSON.Failure) {
      return Value.string(try ValueJSON.bytes(value, escapesHTML: escapesHTML, indent: indent)).traced(value.trace)
    } catch { throw CallFailure(error.message) }
  }

  @Sendable private static func toJSON(_ call: borrowing Call) throws(CallFailure) -> Value {
    (try? json(call[0])) ?? .string("")
  }

  @Sendable private static func mustToJSON(_ call: borrowing Call) throws(CallFailure) -> Value { try json(call[0]) }

  @Sendable private static func toPrettyJSON(_ call: borrowing Call) throws(CallFailure) -> Value {
    (try? json(call[0], indent: 2)) ?? .string("")
  }

  @Sendable private static func mustToPrettyJSON(_ call: borrowing Call) throws(CallFailure) -> Value {
    try json(call[0], indent: 2)
  }

  @Sendable private static func toRawJSON(_ call: borrowing Call) throws(CallFailure) -> Value {
    try json(call[0], escapesHTML: false)
  }

  @Sendable private static func mustToRawJSON(_ call: borrowing Call) throws(CallFailure) -> Value {
    try json(call[0], escapesHTML: false)
  }

  @Sendable private static func fromJSON(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(StructuredText.Failure) {
      return object(try StructuredText.readJSON(call.bytes(0)), "map[string]interface {}", isYAML: false)
    } catch { return self.error(error.message) }
  }

  @Sendable private static func mustFromJSON(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(StructuredText.Failure) { return try StructuredText.readJSON(call.bytes(0)) } catch {
      throw CallFailure(error.message)
    }
  }

  @Sendable private static func fromJSONArray(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(StructuredText.Failure) {
      return array(try StructuredText.readJSON(call.bytes(0)), isYAML: false)
    } catch { return .list([.string(error.message)]) }
  }

  // MARK: TOML

  @Sendable private static func toTOML(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call[0].isNil { throw CallFailure("reflect: call of reflect.Value.Type on zero Value") }
    do throws(TOMLWriter.Failure) { return .string(try TOMLWriter.bytes(call[0])) } catch {
      return .string(error.message)
    }
  }

  @Sendable private static func mustToTOML(_ call: borrowing Call) throws(CallFailure) -> Value {
    if call[0].isNil { throw CallFailure("reflect: call of reflect.Value.Type on zero Value") }
    do throws(TOMLWriter.Failure) { return .string(try TOMLWriter.bytes(call[0])) } catch {
      throw CallFailure(error.message)
    }
  }

  @Sendable private static func fromTOML(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(TOMLReader.Failure) { return .map(try TOMLReader.read(call.bytes(0))) } catch {
      return self.error(error.message)
    }
  }
}

extension Executor {
  private static let captureLimit = 2_500

  /// Runs a template and gives what it wrote as a string.
  func capture(_ template: Template, _ data: Value, prefix: String) throws(CallFailure) -> Value {
    // Helm dies of a text that calls `tpl` on itself; here it is an error.
    guard captureDepth < Self.captureLimit else {
      throw CallFailure("templates call include and tpl more than \(Self.captureLimit) levels deep")
    }
    captureDepth += 1
    defer { captureDepth -= 1 }
    let outer = output
    output = SpanBuffer()
    let position = node?.position ?? 0
    defer { output = outer }
    do throws(TemplateError) {
      try checkStack()
      try execute(template, data.unwrapped, calledAt: position)
    } catch { throw CallFailure(prefix, error) }
    let result = Value.string(output.bytes)
    guard options.recordsOrigins, !output.spans.isEmpty else { return result }
    spanLists.append(output.spans)
    return result.traced(Trace(spans: spanLists.count - 1))
  }
}
