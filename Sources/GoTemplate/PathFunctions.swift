import Manifest

/// Paths and URLs.
enum PathFunctions {
  static let table: [Function] =
    ["", "os"].flatMap { prefix -> [Function] in
      func name(_ text: String) -> String { prefix.isEmpty ? text.lowercased() : prefix + text }
      return [
        Function(name("Base"), [.string]) { call throws(CallFailure) in .string(GoPath.base(call.bytes(0))) },
        Function(name("Dir"), [.string]) { call throws(CallFailure) in .string(GoPath.dir(call.bytes(0))) },
        Function(name("Clean"), [.string]) { call throws(CallFailure) in .string(GoPath.clean(call.bytes(0))) },
        Function(name("Ext"), [.string]) { call throws(CallFailure) in .string(GoPath.ext(call.bytes(0))) },
        Function(prefix.isEmpty ? "isAbs" : "osIsAbs", [.string]) { call throws(CallFailure) in
          .bool(GoPath.isAbsolute(call.bytes(0)))
        },
      ]
    } + [
      Function("urlParse", [.string], urlParse),
      Function("urlJoin", [.map], urlJoin),
    ]

  @Sendable private static func urlParse(_ call: borrowing Call) throws(CallFailure) -> Value {
    do throws(GoURL.Failure) {
      let url = try GoURL(call.bytes(0))
      let map = MapBox()
      map["scheme"] = .string(url.scheme)
      map["host"] = .string(url.host)
      map["hostname"] = .string(url.hostname)
      map["path"] = .string(url.path)
      map["query"] = .string(url.query)
      map["opaque"] = .string(url.opaque)
      map["fragment"] = .string(url.fragment)
      map["userinfo"] = .string(url.userinfo ?? [])
      return .map(map)
    } catch {
      let shown = GoQuote.text(call.bytes(0))
      throw CallFailure("unable to parse url: parse \(shown): \(error.message)")
    }
  }

  @Sendable private static func urlJoin(_ call: borrowing Call) throws(CallFailure) -> Value {
    let map = call.map(0)
    var url = GoURL()
    for key: Key in ["scheme", "host", "path", "query", "opaque", "fragment", "userinfo"] {
      guard let value = map[key] else { continue }
      guard let text = value.bytes else {
        let type = value.isNil ? "invalid" : value.kindName
        throw CallFailure("unable to parse \(key) key, must be of type string, but \(type) found")
      }
      switch key.string {
      case "scheme": url.scheme = text
      case "host": url.host = text
      case "path": url.path = text
      case "query": url.query = text
      case "opaque": url.opaque = text
      case "fragment": url.fragment = text
      default: url.userinfo = text.isEmpty ? nil : URLText.userinfo(text)
      }
    }
    return .string(url.text)
  }
}
