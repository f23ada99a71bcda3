import Manifest
import Testing

@Suite("JSON")
struct JSONTests {
  @Test(
    "strict reading",
    arguments: [
      (#"{"a": [1, -2.5e3, true, false, null, "x"]}"#, #"{"a":[1,-2500,true,false,null,"x"]}"#),
      (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800""#, #""\"\\/\b\f\n\r\té😀�""#),
      (" [ ] ", "[]"), ("{}", "{}"), ("18446744073709551616", "18446744073709552000"),
      ("1e400", "error: unsupported value: +Inf"),
      (#"{"a": 1,}"#, "error: 1:9: invalid character '}' looking for beginning of object key string"),
      ("[1 2]", "error: 1:4: invalid character '2' after array element"),
      ("{\n  \"é\": nul\n}", "error: 2:8: invalid character 'n' looking for beginning of value"),
      ("01", "error: 1:2: invalid character '1' after top-level value"),
      ("\"a\nb\"", "error: 1:3: invalid character '\n' in string literal"),
      ("'a'", "error: 1:1: invalid character ''' looking for beginning of value"),
      ("[1,", "error: 1:4: unexpected end of JSON input"),
      ("", "error: 1:1: unexpected end of JSON input"),
      (#"{"a": 1, "a": 2}"#, #"{"a":2}"#),
    ])
  func strict(text: String, expected: String) {
    #expect(json(text, .json) == expected)
  }

  @Test("keys are sorted by bytes, or not at all, and escaped for HTML, or not")
  func printing() throws {
    let document = try document("b: <&>\nB: 1\na10: x\na2: z\n")
    #expect(json("b: <&>\nB: 1\na10: x\na2: z\n") == #"{"B":1,"a10":"x","a2":"z","b":"\u003c\u0026\u003e"}"#)
    let plain = JSONPrinter(sortsKeys: false, escapesHTML: false)
    let output = String(decoding: try plain.bytes(document, document.root), as: UTF8.self)
    #expect(output == #"{"b":"<&>","B":1,"a10":"x","a2":"z"}"#)
  }

  @Test("what is no UTF-8 becomes a replacement character")
  func invalidText() {
    #expect(json("v: !!binary //79\n") == "{\"v\":\"\\ufffd\\ufffd\\ufffd\"}")
  }

  @Test("keys of YAML 1.2 that stand for one string: the last wins")
  func convertedKeys() {
    #expect(json("0x10: a\n16: b\n.inf: c\n1e6: d\n", .yaml12) == #"{"+Inf":"c","16":"b","1e+06":"d"}"#)
    #expect(json("2024-01-02: v\n", .yaml12) == "error: unsupported map key of type: time.Time")
  }

  @Test("the writer lays out members and separators")
  func writer() {
    var writer = JSONWriter(indent: 2)
    writer.beginObject()
    writer.member("name", "a\"b")
    writer.member("absent", ifPresent: nil)
    writer.array("list", [1, 2]) { $0.value($1) }
    writer.array("empty", [Int]()) { $0.value($1) }
    writer.object("inner") { inner in
      inner.member("ratio", 0.5)
      inner.member("ok", true)
      inner.key("none")
      inner.null()
      inner.key("nan")
      inner.value(Double.nan)
    }
    writer.endObject()
    let expected = """
      {
        "name": "a\\"b",
        "list": [
          1,
          2
        ],
        "empty": [],
        "inner": {
          "ratio": 0.5,
          "ok": true,
          "none": null,
          "nan": null
        }
      }
      """
    #expect(writer.text == expected)
    var compact = JSONWriter(escapesHTML: true)
    compact.beginArray()
    compact.value("<")
    compact.raw("{}".utf8)
    compact.endArray()
    #expect(compact.text == #"["\u003c",{}]"#)
  }

  @Test("base64 both ways", arguments: ["", "f", "fo", "foo", "foob", "\u{0}\u{FF}é"])
  func base64(text: String) {
    let encoded = Base64.encode(Array(text.utf8))
    #expect(Base64.decode(encoded) == Array(text.utf8))
    #expect(Base64.decode(encoded.map { [$0, 0x0A] }.joined()) == Array(text.utf8))
  }

  @Test("what is no base64", arguments: ["Zg", "Zg=", "Z===", "Zg==Zg==", "Z!==", "=", "Zm9=v"])
  func notBase64(text: String) {
    #expect(Base64.decode(Array(text.utf8)) == nil)
  }
}
