import GoTemplate
import Testing

/// Damaged templates end in text or in an error, never in a crash.
@Suite struct MutationTests {
  private static let seeds = [
    "{{- define \"a\" -}}{{ .x | default \"y\" | quote }}{{- end }}{{ include \"a\" (dict \"x\" 1) | nindent 4 }}",
    "{{ range $k, $v := (dict \"a\" (list 1 2.5 nil) \"b\" \"é\") }}{{ $k }}={{ $v | toJson }}{{ else }}-{{ end }}",
    "{{ if and (eq 1 1) (not .Values.x) }}{{ printf \"%-8.3f|%+q|%x\" 1.5 \"s\" 255 }}{{ else if .y }}{{ end }}",
    "{{ with $x := until 3 }}{{ index $x 1 }}{{ slice $x 1 2 }}{{ first $x }}{{ end }}{{ template \"t\" . }}",
    "{{ substr 1 3 \"hello\" | trunc -2 }}{{ regexReplaceAll \"(a+)b\" \"aab\" \"${1}x\" }}{{ wrap 5 \"a bc def\" }}",
    "{{ semverCompare \"^1.2.0 || ~2\" \"1.3.4-rc.1\" }}{{ toDate \"2006-01-02\" \"2020-02-29\" | date \"Jan _2 06\" }}",
    "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toToml (dict \"a\" (list (dict \"b\" 1))) }}{{ seq 1 2 9 }}{{/* c */}}",
    "{{ fromYaml \"a: [1, {b: c}]\" | toYaml }}{{ fromToml \"a = [1, 2.5]\\n[b]\\nc = 'x'\" }}{{ urlParse \"http://u:p@h:1/p?q#f\" }}",
    "{{ durationRound \"2h10m\" }}{{ mustToDuration \"1h\" }}{{ div 7 2 }}{{ round 3.14159 2 }}{{ untilStep 0 9 3 }}{{ b64dec \"aGk=\" }}",
  ]

  private struct Dice {
    var state: UInt64
    mutating func roll(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(limit, 1)
    }
  }

  private func damaged(_ text: [UInt8], _ dice: inout Dice) -> [UInt8] {
    let pieces = [
      "{{", "}}", "-", " ", "|", "(", ")", ".", "$", "\"", "-1", "9223372036854775807", "-9223372036854775808",
      "1e300", "nil", "end", "range", "%", "\u{e9}", "\n",
    ]
    var bytes = text
    for _ in 0...dice.roll(4) {
      let place = dice.roll(bytes.count + 1)
      switch dice.roll(3) {
      case 0: bytes.insert(contentsOf: Array(pieces[dice.roll(pieces.count)].utf8), at: place)
      case 1: if place < bytes.count { bytes.remove(at: place) }
      default:
        let end = min(bytes.count, place + dice.roll(6))
        bytes.replaceSubrange(place..<end, with: Array(pieces[dice.roll(pieces.count)].utf8))
      }
    }
    return bytes
  }

  @Test(arguments: seeds.indices)
  func damagedTemplatesEnd(_ index: Int) {
    var dice = Dice(state: UInt64(index) &+ 17)
    var options = RenderOptions()
    options.outputLimit = 1 << 16
    options.stepLimit = 20_000
    options.sizeLimit = 1 << 16
    options.recordsOrigins = true
    var outcomes = 0
    for _ in 0..<250 {
      let text = damaged(Array(Self.seeds[index].utf8), &dice)
      var set = TemplateSet()
      do throws(TemplateError) {
        try set.add("t", text)
        let output = try Renderer(set, options: options).render("t", .map(MapBox([("Values", .map(MapBox()))])))
        outcomes += output.text.count >= 0 ? 1 : 0
      } catch {
        outcomes += error.multiLine.isEmpty || error.singleLine.isEmpty ? 0 : 1
      }
    }
    #expect(outcomes == 250)
  }

  @Test func aMapThatHoldsItselfIsNoTrap() throws {
    var set = TemplateSet()
    let text = "{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ $_ := set $d \"b\" $d }}{{ toJson $d | len }}"
    try set.add("t", Array((text + "{{ toYaml $d | len }}{{ merge (dict \"a\" (dict \"a\" 1)) $d | len }}").utf8))
    var options = RenderOptions()
    options.outputLimit = 1 << 20
    let output = try Renderer(set, options: options).render("t", .map(MapBox()))
    #expect(String(decoding: output.text, as: UTF8.self) == "002")
  }
}
