import GoTemplate
import Testing

/// The language itself: what the recorded vectors cover is not repeated in full here.
@Suite struct LanguageTests {
  private func render(_ text: String, _ values: [(String, Value)] = []) throws -> String {
    var set = TemplateSet()
    try set.add("t", Array(text.utf8))
    let output = try Renderer(set).render("t", .map(MapBox([("Values", .map(MapBox(values)))])))
    return String(decoding: output.text, as: UTF8.self)
  }

  @Test(arguments: [
    ("a {{- 1 -}} b", "a1b"), ("{{ range $i, $v := list 1 2 }}{{ $i }}{{ $v }}{{ end }}", "0112"),
    ("{{ with .Values.x }}{{ . }}{{ else }}no{{ end }}", "yes"), ("{{ .Values.n }}", "1e+06"),
    ("{{ .Values.missing }}", "<no value>"),
    ("{{ define \"d\" }}{{ . }}{{ end }}{{ include \"d\" 3 | nindent 2 }}", "\n  3"),
    ("{{ printf \"%05.1f|%-4d|%q\" 2.25 7 \"a\" }}", "002.2|7   |\"a\""),
    ("{{ tpl \"{{ .Values.x }}\" . }}", "yes"),
    ("{{ toYaml (dict \"b\" 1 \"a\" (list 1 \"x\")) }}", "a:\n- 1\n- x\nb: 1"),
    ("{{ range 3 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ . }}{{ end }}", "02"),
    ("{{ regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\" }}", "-W-xxW-"),
    ("{{ semverCompare \">=1.19-0\" \"v1.20.1-gke.100\" }}", "true"),
    ("{{ toDate \"2006-01-02\" \"2024-02-29\" | date \"Mon Jan 2\" }}", "Thu Feb 29"),
    ("{{ merge (dict \"a\" 0) (dict \"a\" 1 \"b\" 2) }}", "map[a:1 b:2]"),
    ("{{ sha512sum \"\" | trunc 8 }}{{ sha1sum \"\" | trunc 8 }}", "cf83e135da39a3ee"),
  ])
  func rendersAsGoDoes(_ template: String, _ expected: String) throws {
    #expect(try render(template, [("x", .string("yes")), ("n", .float(1_000_000))]) == expected)
  }

  @Test(arguments: [
    ("{{ nope }}", "parse error at (t:1): function \"nope\" not defined"),
    ("\n{{ if true }}", "parse error at (t:2): unexpected EOF"),
    ("{{ .Values.a.b }}", "t:1:10\n  executing \"t\" at <.Values.a.b>:\n    nil pointer evaluating interface {}.b"),
    ("{{ required \"need it\" .Values.a }}", "execution error at (t:1:3): need it"),
    (
      "{{ div 1 0 }}",
      "template: t:1:3: executing \"t\" at <div 1 0>: error calling div: runtime error: integer divide by zero"
    ),
  ])
  func failsAsHelmDoes(_ template: String, _ expected: String) {
    do {
      let text = try render(template)
      Issue.record("rendered \(text)")
    } catch let error as TemplateError {
      #expect(error.multiLine == expected)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func anIncludeThatNeverEndsIsAnError() {
    #expect(throws: TemplateError.self) {
      try render("{{ define \"r\" }}{{ include \"r\" . }}{{ end }}{{ include \"r\" . }}")
    }
    #expect(throws: TemplateError.self) {
      try render("{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" . }}")
    }
  }

  @Test func aTextThatCallsItselfIsAnError() {
    #expect(throws: TemplateError.self) {
      try render("{{ tpl .Values.x . }}", [("x", .string("{{ tpl .Values.x . }}"))])
    }
  }

  @Test func randomValuesAreTheSameInEveryRun() throws {
    let text = "{{ randAlphaNum 20 }}{{ uuidv4 }}{{ shuffle \"abcdef\" }}"
    #expect(try render(text) == render(text))
  }

  @Test func spansNameTheLineThatWroteThem() throws {
    var set = TemplateSet()
    try set.add("_h", Array("{{ define \"l\" }}app: x\nrel: {{ .r }}{{ end }}".utf8))
    try set.add("t", Array("labels:\n  {{- include \"l\" (dict \"r\" \"y\") | nindent 2 }}\n".utf8))
    var options = RenderOptions()
    options.recordsOrigins = true
    let output = try Renderer(set, options: options).render("t", .map(MapBox()))
    #expect(String(decoding: output.text, as: UTF8.self) == "labels:\n  app: x\n  rel: y\n")
    let places = output.spans.map { span in
      let frame = output.frames[Int(span.frame)]
      return "\(span.start) \(frame.file):\(frame.place(Int(span.position)).line)"
    }
    #expect(places == ["0 t:1", "7 _h:1", "24 _h:2", "25 t:2"])
  }
}
