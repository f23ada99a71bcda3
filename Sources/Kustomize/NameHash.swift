import Manifest

/// The hash that kustomize appends to the names of generated ConfigMaps and Secrets (api/hasher).
enum NameHash {
  /// The ten letters for an object's final data; nil when it holds something that JSON cannot.
  ///
  /// The encoded text has an empty name: kustomize looks the name up in a field that never exists.
  static func hash(_ document: Document) -> String? {
    let kind = document.value(document.root, .kind).map(document.string) ?? ""
    guard kind == "ConfigMap" || kind == "Secret" else {
      return (try? JSONPrinter().bytes(document, document.root)).map(encode)
    }
    var text = Document()
    add("data", of: document, to: &text, whenMissing: "")
    if kind == "ConfigMap" {
      if let map = document.value(document.root, "binaryData"), document.isMapping(map) {
        add("binaryData", of: document, to: &text, whenMissing: nil)
      }
    } else {
      add("stringData", of: document, to: &text, whenMissing: nil)
      add("type", of: document, to: &text, whenMissing: "")
    }
    set("kind", kind, in: &text)
    set("name", "", in: &text)
    return (try? JSONPrinter().bytes(text, text.root)).map(encode)
  }

  private static func set(_ key: Key, _ value: String, in text: inout Document) {
    text.set(text.root, key, to: text.addString(value, origin: .none), keyOrigin: .none)
  }

  private static func add(_ key: Key, of document: Document, to text: inout Document, whenMissing: String?) {
    if let value = document.value(document.root, key), !document.isNull(value) {
      text.set(text.root, key, to: text.graft(value, from: document), keyOrigin: .none)
    } else if let whenMissing {
      set(key, whenMissing, in: &text)
    }
  }

  /// The first ten hexadecimal digits of the SHA-256, with digits and vowels replaced so that no word comes out.
  private static func encode(_ json: [UInt8]) -> String {
    String(
      SHA256.hex(json).prefix(10).map { digit in
        switch digit {
        case "0": "g"
        case "1": "h"
        case "3": "k"
        case "a": "m"
        case "e": "t"
        default: digit
        }
      })
  }
}
