/// Something wrong with the input, as an engine reports it: no text of the source, only places.
public struct Diagnostic: Sendable {
  public var rule: Rule
  public var severity: Severity
  /// One sentence, without a final stop, that makes sense beside the source line.
  public var message: String
  /// What to do about it.
  public var hint: String?
  /// The object as rendered; nil when the fault is in no object.
  public var object: ObjectRef?
  /// The object as the source file names it: the same for every overlay of one base.
  public var originalObject: ObjectRef?
  /// The way to the field in the object, for the trail; nil when the fault is in no object.
  public var fieldPath: FieldPath?
  /// The field, as `spec.replicas`; empty for the whole object or file.
  public var path: String
  /// The field with names of list elements in place of positions.
  public var stablePath: String
  /// The place that set the offending value.
  public var origin: Origin
  /// How the value came to be, oldest first.
  public var trail: [TrailStep]

  public init(
    rule: Rule, severity: Severity? = nil, message: String, hint: String? = nil, object: ObjectRef? = nil,
    originalObject: ObjectRef? = nil, fieldPath: FieldPath? = nil, path: String = "", stablePath: String? = nil,
    origin: Origin, trail: [TrailStep] = []
  ) {
    self.rule = rule
    self.severity = severity ?? rule.severity
    self.message = message
    self.hint = hint
    self.object = object
    self.originalObject = originalObject ?? object
    self.fieldPath = fieldPath
    self.path = path
    self.stablePath = stablePath ?? path
    self.origin = origin
    self.trail = trail
  }
}

/// One step of a trail: which layer did what at which place, and the value after it.
public struct TrailStep: Hashable, Sendable {
  public var layer: LayerID
  /// A verb phrase: `declares`, `patches`, `sets namespace`.
  public var action: String
  public var origin: Origin
  /// The value after the step, where it is a scalar.
  public var value: String?

  public init(layer: LayerID, action: String, origin: Origin, value: String? = nil) {
    self.layer = layer
    self.action = action
    self.origin = origin
    self.value = value
  }
}
