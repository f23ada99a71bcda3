import Synchronization

/// A step that produced or changed objects, by its number in the `LayerTable`.
@frozen
public struct LayerID: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// No layer: the object stands in a plain file.
  public static let none = LayerID(rawValue: 0)
}

/// What a layer is, for people.
public struct Layer: Hashable, Sendable {
  /// The sort of step.
  public enum Kind: String, Sendable {
    case manifests, kustomization, component, fluxKustomization, chart, helmRelease, resourceSet, application,
      `operator`
  }

  public var kind: Kind
  /// What tells it from others of its kind: a folder for a kustomization, `namespace/name` for a Flux object.
  public var name: String
  /// The file that declares it.
  public var file: String

  public init(kind: Kind, name: String, file: String) {
    self.kind = kind
    self.name = name
    self.file = file
  }
}

extension Layer: CustomStringConvertible {
  public var description: String {
    switch kind {
    case .manifests: "manifests \(name)"
    case .kustomization: "kustomization \(name)"
    case .component: "component \(name)"
    case .fluxKustomization: "flux:Kustomization/\(name)"
    case .chart: "chart \(name)"
    case .helmRelease: "flux:HelmRelease/\(name)"
    case .resourceSet: "flux:ResourceSet/\(name)"
    case .application: "argocd:Application/\(name)"
    case .operator: "operator \(name)"
    }
  }
}

/// The layers of a run; shared by all workers.
public final class LayerTable: Sendable {
  private struct State {
    var layers: [Layer] = [Layer(kind: .manifests, name: "", file: "")]
    var ids: [Layer: LayerID] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  /// The id of a layer; equal layers have one id.
  public func id(_ layer: Layer) -> LayerID {
    state.withLock { state in
      if let id = state.ids[layer] { return id }
      let id = LayerID(rawValue: UInt32(state.layers.count))
      state.layers.append(layer)
      state.ids[layer] = id
      return id
    }
  }

  /// The layer with this id.
  public subscript(id: LayerID) -> Layer {
    state.withLock { $0.layers[$0.layers.indices.contains(Int(id.rawValue)) ? Int(id.rawValue) : 0] }
  }
}
