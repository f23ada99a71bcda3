import Manifest
import Testing

@Suite("Reading YAML")
struct YAMLReaderTests {
  @Test(
    "plain scalars of YAML 1.1",
    arguments: [
      ("yes", "true"), ("No", "false"), ("y", "true"), ("OFF", "false"), ("yEs", #""yEs""#), ("~", "null"),
      ("", "null"), ("NULL", "null"), ("nULL", #""nULL""#), ("010", "8"), ("0o17", "15"), ("0x1F", "31"),
      ("-0b11", "-3"), ("0b-1", "-1"), ("1_000", "1000"), ("08", "8"), ("1.0", "1"), ("1e3", "1000"), (".5", "0.5"),
      (".5_0", "0.5"), ("._5", #""._5""#), ("1e400", #""1e400""#), ("18446744073709551615", "18446744073709551615"),
      ("18446744073709551616", "18446744073709552000"), ("1:30", #""1:30""#), ("2024-01-02", #""2024-01-02""#),
      ("100m", #""100m""#), ("1.25.3", #""1.25.3""#), ("<<", #""\u003c\u003c""#),
      (".nan", "error: unsupported value: NaN"),
      ("-.inf", "error: unsupported value: -Inf"),
    ])
  func plain11(text: String, expected: String) {
    let whole = expected.hasPrefix("error") ? expected : "{\"v\":\(expected)}"
    #expect(json("v: \(text)\n") == whole)
  }

  @Test(
    "plain scalars of YAML 1.2",
    arguments: [
      ("yes", #""yes""#), ("on", #""on""#), ("True", "true"), ("2024-1-2", #""2024-01-02T00:00:00Z""#),
      ("2024-01-02T3:4:5.50+02:00", #""2024-01-02T03:04:05.5+02:00""#),
      ("2024-01-02 03:04:05", #""2024-01-02T03:04:05Z""#),
      ("2024-02-30", #""2024-02-30""#), ("0o17", "15"), ("! 12", "12"), ("!", "null"),
    ])
  func plain12(text: String, expected: String) {
    #expect(json("v: \(text)\n", .yaml12) == "{\"v\":\(expected)}")
  }

  @Test(
    "tags",
    arguments: [
      ("!!str 12", #""12""#), ("!!int '12'", "12"), ("!!float 1", "1"), ("!foo 12", #""12""#), ("! 12", #""12""#),
      ("!!binary aGk=", #""hi""#), ("!!null ''", "null"), ("!!seq {a: 1}", #"{"a":1}"#), ("!a,b c", #""c""#),
      ("!<tag:yaml.org,2002:int> 3", "3"), ("[!!str, a]", #"["a"]"#),
    ])
  func tags(text: String, expected: String) {
    #expect(json("v: \(text)\n") == "{\"v\":\(expected)}")
  }

  @Test(
    "keys become strings as sigs.k8s.io/yaml makes them",
    arguments: [
      ("1.0", "1"), ("0x10", "16"), ("on", "true"), ("1e6", "1e+06"), ("16777217.0", "1.6777216e+07"), (".inf", ".inf"),
      ("2024-01-02", "2024-01-02"), ("\"1\"", "1"),
    ])
  func keys(text: String, expected: String) {
    #expect(json("\(text): v\n") == "{\"\(expected)\":\"v\"}")
  }

  @Test("YAML 1.2 keeps the kind of a key")
  func keyKinds() throws {
    let document = try document("1: a\ntrue: b\n2024-01-02: c\nx: d\n", .yaml12)
    #expect(document.entries(document.root).map(\.key.kind) == [.int, .bool, .timestamp, .string])
    #expect(document.entries(document.root).map(\.key.string) == ["1", "true", "2024-01-02", "x"])
  }

  @Test(
    "what is refused, and where",
    arguments: [
      ("a: 1\nb: [1, 2\nc: 3\n", "3:2: did not find expected ',' or ']'"),
      ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
      ("a: 1\nb\nc: 2\n", "2:1: could not find expected ':'"),
      ("a:\n\tb: 1\n", "2:1: found character that cannot start any token"),
      ("a: \"x\\/y\"\n", "1:6: found unknown escape character"),
      ("é: \"\\q\"\n", "1:5: found unknown escape character"),
      ("a: x\u{7}\n", "1:5: control characters are not allowed"),
      ("a: *x\n", "1:4: unknown anchor 'x' referenced"),
      ("a: &x [*x]\n", "1:8: anchor 'x' value contains itself"),
      ("a: 1\n<<: 2\n", "2:1: map merge requires map or sequence of maps as the value"),
      ("[a]: v\n", "1:1: invalid map key"),
      ("v: {{ .Values.a }}\n", "1:5: invalid map key"),
      ("~: v\n", "1:1: unsupported map key of type: null"),
      ("v: !!int x\n", "1:4: cannot decode !!str `x` as a !!int"),
      ("v: !!binary '!'\n", "1:4: !!binary value contains invalid base64 data"),
      ("%YAML 1.2\n---\na: 1\n", "1:1: found incompatible YAML document"),
      ("[a?b]\n", "1:3: did not find expected ',' or ']'"),
    ])
  func refused(text: String, expected: String) {
    #expect(json(text) == "error: \(expected)")
  }

  @Test(
    "what go-yaml takes and libyaml does not",
    arguments: [
      (#"v: "it\'s""#, #"{"v":"it's"}"#), (#"["\'\'", "\'"]"#, #"["''","'"]"#), ("[a:,b:]", #"["a:","b:"]"#),
      ("{a:}", #"{"a:":null}"#), ("{a 'b:, c: 1}", #"{"a 'b:":null,"c":1}"#), ("v: !x[1] y", #"{"v":"y"}"#),
      ("{}: a\n", "{}"), ("a: 1\n\u{FEFF}b: 2\n", "{\"a\":1,\"\u{FEFF}b\":2}"),
    ])
  func mended(text: String, expected: String) {
    #expect(json(text) == expected)
  }

  @Test("places in a mended text are those of the original")
  func mendedPlaces() throws {
    let document = try document(#"{a: "\'\'", b: x, c: "\'", d: y}"#)
    let columns = document.entries(document.root).map { document.origin($0.value).column }
    #expect(columns == [5, 16, 22, 31])
  }

  @Test("every value and key has its place")
  func origins() throws {
    var reader = YAMLReader(dialect: .yaml11, file: FileID(rawValue: 7), firstLine: 10, columnOffset: 2)
    reader.firstColumn = 1
    let text = "é: 1\nb:\n  - &x x\n  - !!str\n    y\n  - *x\nc: {d: \"e\"}\n"
    let document = try #require(try reader.read(Array(text.utf8)).document)
    let root = document.root
    #expect(document.origin(root) == Origin(file: FileID(rawValue: 7), line: 10, column: 4))
    #expect(
      document.value(root, Key("é")).map(document.origin) == Origin(file: FileID(rawValue: 7), line: 10, column: 7))
    let list = try #require(document.value(root, Key("b")))
    let places = document.elements(list).map { (document.origin($0).line, document.origin($0).column) }
    #expect(places.map(\.0) == [12, 14, 12])
    #expect(places.map(\.1) == [10, 7, 10])
    let inner = try #require(document.value(root, Key("c")))
    #expect(document.keyOrigin(inner, Key("d")) == Origin(file: FileID(rawValue: 7), line: 16, column: 7))
  }

  @Test("styles are kept")
  func styles() throws {
    let document = try document("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\nf: [x]\n")
    let styles = document.entries(document.root).map { document.style($0.value) }
    #expect(styles == [.plain, .singleQuoted, .doubleQuoted, .literal, .folded, .flow])
  }

  @Test("numbers are read when asked")
  func numbers() throws {
    let document = try document("a: 0x10\nb: 1_0.5\nc: 18446744073709551615\nd: x\n")
    let values = document.entries(document.root).map(\.value)
    #expect(values.map { document.intValue($0) } == [16, nil, nil, nil])
    #expect(values.map { document.doubleValue($0) } == [16, 10.5, 18_446_744_073_709_551_616, nil])
    #expect(document.string(values[0]) == "0x10")
  }

  @Test("byte order marks, line ends and encodings")
  func encodings() {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    #expect(json(mark + Array("a: 1\r\nb: 2\r".utf8)) == #"{"a":1,"b":2}"#)
    #expect(json(mark + mark + Array("a: 1\nb: 2\n".utf8)) == #"{"a":1,"b":2}"#)
    #expect(json([0xFF, 0xFE] + "a: é\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == #"{"a":"é"}"#)
    #expect(json(Array("a: ".utf8) + [0xFF]) == "error: 1:4: invalid leading UTF-8 octet")
    #expect(json("") == "nothing")
    #expect(json("# nothing\n") == "nothing")
  }
}
