import Manifest

/// The probes and lifecycle handlers of containers.
extension Semantics {
  mutating func checkProbes(_ container: NodeID, isInitial: Bool) {
    let keys = [K.lifecycle, K.livenessProbe, K.readinessProbe, K.startupProbe]
    if isInitial && !has(container, K.restartPolicy, "Always") {
      for key in keys where value(container, key) != nil {
        fail(
          .forbidden, container, ".\(key)", "may not be set for init containers without restartPolicy=Always")
      }
      return
    }
    if let lifecycle = object(container, K.lifecycle) {
      for key in [K.postStart, K.preStop] {
        guard let hook = object(lifecycle, key) else { continue }
        checkHandlers(hook, lifecycle, ".\(key)", [K.exec, K.httpGet, K.tcpSocket, K.sleep])
      }
    }
    for key in keys.dropFirst() {
      guard let probe = object(container, key) else { continue }
      checkProbe(probe, container, key)
    }
  }

  private mutating func checkProbe(_ probe: NodeID, _ container: NodeID, _ key: Key) {
    checkHandlers(probe, container, ".\(key)", [K.exec, K.httpGet, K.tcpSocket, K.grpc])
    for count in [
      K.initialDelaySeconds, K.timeoutSeconds, K.periodSeconds, K.successThreshold, K.failureThreshold,
    ] {
      checkNonnegative(probe, count)
    }
    if let grace = integer(probe, K.terminationGracePeriodSeconds) {
      if key == K.readinessProbe {
        fail(.invalid, probe, ".terminationGracePeriodSeconds", "must not be set for readinessProbes")
      } else if grace <= 0 {
        fail(.invalid, probe, ".terminationGracePeriodSeconds", "must be greater than 0")
      }
    }
    if key != K.readinessProbe, let threshold = integer(probe, K.successThreshold), threshold > 1 {
      fail(.invalid, probe, ".successThreshold", "must be 1")
    }
  }

  private mutating func checkHandlers(
    _ parent: NodeID, _ anchor: NodeID, _ suffix: @autoclosure () -> String, _ keys: [Key]
  ) {
    var count = 0
    for key in keys {
      guard let handler = value(parent, key) else { continue }
      count += 1
      if count > 1 {
        fail(.forbidden, parent, ".\(key)", "may not specify more than 1 handler type")
        continue
      }
      if key == K.exec {
        if list(handler, K.command).isEmpty { fail(.required, handler, ".command") }
      } else if key == K.httpGet {
        checkHTTP(handler)
      } else if key == K.tcpSocket {
        checkPort(handler, K.port)
      } else if key == K.grpc {
        checkPort(handler, K.port)
      } else if let seconds = integer(handler, K.seconds), seconds < 0 {
        fail(.invalid, anchor, ".\(key)", "must be greater than or equal to 0")
      }
    }
    if count == 0 { fail(.required, anchor, suffix(), "must specify a handler type") }
  }

  private mutating func checkHTTP(_ get: NodeID) {
    checkPort(get, K.port)
    checkOne(text(get, K.scheme), at: get, ".scheme", of: "HTTP", "HTTPS")
    for header in list(get, K.httpHeaders) {
      guard let name = text(header, .name) else {
        fail(.invalid, get, ".httpHeaders", "a valid HTTP header must consist of alphanumeric characters or '-'")
        continue
      }
      check(name, at: get, ".httpHeaders") { text in
        text.allSatisfy { TextRules.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
          ? nil : "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name')"
      }
    }
  }

  /// A port as a number or a name; none is zero.
  mutating func checkPort(_ parent: NodeID, _ key: Key) {
    guard let port = value(parent, key) else {
      return fail(.invalid, parent, ".\(key)", AddressRules.portMessage)
    }
    checkPort(port, at: parent, ".\(key)")
  }

  mutating func checkPort(_ port: NodeID, at anchor: NodeID, _ suffix: @autoclosure () -> String) {
    if let number = integer(port) {
      if !(1...65535).contains(number) { fail(.invalid, anchor, suffix(), AddressRules.portMessage, value: port) }
    } else if document.count(port) == 0 {
      fail(.invalid, anchor, suffix(), "must contain at least one letter (a-z)", value: port)
    } else {
      check(port, at: anchor, suffix(), TextRules.portName)
    }
  }
}
