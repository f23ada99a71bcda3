import Manifest

/// The rules of this module.
public enum SchemaRules {
  /// The API version of an object is not served by the target version: removed, or not there yet.
  public static let notServed = Rule(
    id: "API001", title: "API version not served",
    summary: "The API version of an object is not served by the Kubernetes version that was checked against: it was "
      + "removed, or came later. Applying the object fails.",
    help: "Move the object to the API version that the finding names; fields may have moved too.",
    severity: .error, stage: .schema, tags: ["api", "upgrade"])

  /// The API version of an object still works and is going away.
  public static let deprecated = Rule(
    id: "API002", title: "API version deprecated",
    summary: "The API version of an object is served but deprecated: the API server answers with a warning, and a "
      + "later version removes it.",
    help: "Move the object to the API version that the finding names before the next upgrade.",
    severity: .warning, stage: .schema, tags: ["api", "upgrade"])

  /// There is no schema to check an object against.
  /// A value is not what the schema asks for.
  public static let violated = Rule(
    id: "API004", title: "Schema violated",
    summary: "A value has the wrong type, is not one of the allowed values, or is required and missing. The API server "
      + "refuses the object.",
    help: "Give the value the type that the finding names. Text that looks like a number or a boolean needs quotes.",
    severity: .error, stage: .schema, tags: ["api"])

  /// A field is not in the schema.
  public static let unknownField = Rule(
    id: "API005", title: "Unknown field",
    summary: "A field is not in the schema of its kind: misspelled, under the wrong parent, or of another version. "
      + "With strict validation the API server refuses the object; without, it drops the field in silence.",
    help: "Correct the name, or move the field to where it belongs.",
    severity: .error, stage: .schema, tags: ["api"])

  /// All of them, by id.
  public static let all = [notServed, deprecated, violated, unknownField]
}
