/// The published JSON Schema (draft 2020-12) of the JSON report.
public enum JSONSchema {
  /// The schema as a file.
  public static let text = ##"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "urn:strata:report:1",
      "title": "Strata report",
      "description": "What `strata scan --format json` prints. Names that are not known are left out, not null.",
      "type": "object",
      "required": ["schemaVersion", "tool", "source", "summary", "findings", "coverage"],
      "additionalProperties": false,
      "properties": {
        "schemaVersion": {
          "description": "Grows before the dot when a name goes or changes its meaning, behind it when one is added.",
          "type": "string",
          "pattern": "^1\\.[0-9]+$"
        },
        "tool": {
          "type": "object",
          "required": ["name", "version"],
          "additionalProperties": false,
          "properties": {
            "name": { "type": "string", "minLength": 1 },
            "version": { "type": "string", "minLength": 1 }
          }
        },
        "source": {
          "description": "Where the files came from.",
          "type": "object",
          "required": ["path", "kind"],
          "additionalProperties": false,
          "properties": {
            "path": { "description": "As the user named it.", "type": "string" },
            "kind": { "enum": ["revision", "index", "work tree", "folder"] },
            "revision": { "description": "Full commit id.", "type": "string" },
            "branch": { "type": "string" },
            "repository": { "description": "Address of the remote, without credentials.", "type": "string" }
          }
        },
        "summary": {
          "description": "How many findings of each severity.",
          "type": "object",
          "required": ["errors", "warnings", "infos"],
          "additionalProperties": false,
          "properties": {
            "errors": { "$ref": "#/$defs/count" },
            "warnings": { "$ref": "#/$defs/count" },
            "infos": { "$ref": "#/$defs/count" }
          }
        },
        "findings": {
          "description": "Errors first, then by file, line, column, rule and message.",
          "type": "array",
          "items": { "$ref": "#/$defs/finding" }
        },
        "coverage": { "$ref": "#/$defs/coverage" }
      },
      "$defs": {
        "count": { "type": "integer", "minimum": 0 },
        "place": { "description": "Counted from 1; columns count code points.", "type": "integer", "minimum": 1 },
        "finding": {
          "description": "One cause, however many objects and environments show it.",
          "type": "object",
          "required": [
            "rule", "severity", "message", "objectCount", "path", "trail", "environments", "entryPoints", "fingerprint"
          ],
          "additionalProperties": false,
          "properties": {
            "rule": { "description": "Id of the rule.", "type": "string", "minLength": 1 },
            "severity": { "enum": ["error", "warning", "info"] },
            "message": { "type": "string" },
            "hint": { "description": "What to do about it.", "type": "string" },
            "object": { "$ref": "#/$defs/object" },
            "objectCount": { "description": "How many objects show it.", "$ref": "#/$defs/count" },
            "path": { "description": "The field, as `spec.replicas`; empty: the whole object.", "type": "string" },
            "location": { "$ref": "#/$defs/location" },
            "trail": {
              "description": "How the value came to be, oldest first.",
              "type": "array",
              "items": { "$ref": "#/$defs/step" }
            },
            "environments": { "type": "array", "items": { "type": "string" } },
            "entryPoints": { "type": "array", "items": { "type": "string" } },
            "fingerprint": {
              "description": "The same for the same mistake, whatever the line it stands on.",
              "type": "string"
            }
          }
        },
        "object": {
          "description": "The first object that shows the finding, as rendered.",
          "type": "object",
          "required": ["group", "version", "kind", "namespace", "name"],
          "additionalProperties": false,
          "properties": {
            "group": { "description": "Empty in the core group.", "type": "string" },
            "version": { "type": "string" },
            "kind": { "type": "string" },
            "namespace": { "description": "Empty where there is none.", "type": "string" },
            "name": { "type": "string" }
          }
        },
        "location": {
          "description": "The place that set the offending value.",
          "type": "object",
          "required": ["file"],
          "additionalProperties": false,
          "properties": {
            "file": { "description": "Relative to the root of the source.", "type": "string" },
            "line": { "$ref": "#/$defs/place" },
            "column": { "$ref": "#/$defs/place" },
            "endLine": { "$ref": "#/$defs/place" },
            "endColumn": { "description": "The column behind the last one.", "$ref": "#/$defs/place" }
          }
        },
        "step": {
          "type": "object",
          "required": ["layer", "action"],
          "additionalProperties": false,
          "properties": {
            "layer": { "type": "string" },
            "action": { "description": "A verb phrase: `declares`, `patches`.", "type": "string" },
            "file": { "type": "string" },
            "line": { "$ref": "#/$defs/place" },
            "column": { "$ref": "#/$defs/place" },
            "value": { "description": "The value after the step, where it is a scalar.", "type": "string" }
          }
        },
        "coverage": {
          "type": "object",
          "required": [
            "files", "manifestFiles", "entryPoints", "failedEntryPoints", "objects", "validatedObjects",
            "kubernetesVersion", "notChecked"
          ],
          "additionalProperties": false,
          "properties": {
            "files": { "description": "Files of the source.", "$ref": "#/$defs/count" },
            "manifestFiles": { "description": "Files read as manifests.", "$ref": "#/$defs/count" },
            "entryPoints": { "description": "Entry points rendered.", "$ref": "#/$defs/count" },
            "failedEntryPoints": { "description": "Those that could not be rendered.", "$ref": "#/$defs/count" },
            "objects": { "description": "Rendered objects.", "$ref": "#/$defs/count" },
            "validatedObjects": { "description": "Those a schema was known for.", "$ref": "#/$defs/count" },
            "kubernetesVersion": { "description": "Version of the schema, as `1.37`.", "type": "string" },
            "notChecked": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["what", "reason"],
                "additionalProperties": false,
                "properties": {
                  "what": { "type": "string" },
                  "reason": { "type": "string" },
                  "hint": { "type": "string" }
                }
              }
            }
          }
        }
      }
    }

    """##
}
