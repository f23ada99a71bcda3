import Manifest

/// Works out how a value came to be: where it was declared, and each layer that wrote over it.
struct TrailBuilder {
  let resource: Resource
  let sourceMap: SourceMap

  private var document: Document { resource.document }

  /// The steps for the field at a path, oldest first; of the nearest parent where the field is missing.
  func trail(_ path: FieldPath) -> [TrailStep] {
    let nodes = nodes(on: path)
    guard let target = nodes.last else { return [] }
    let own = document.changes.filter { $0.node == target && $0.action != .delete }
    var steps = declaration(target, own, nodes)
    for (position, change) in own.enumerated() {
      let value = position + 1 < own.count ? document.oldText(own[position + 1]) : currentText(target)
      let step = TrailStep(layer: change.layer, action: verb(change), origin: cause(of: change), value: value)
      if steps.last != step { steps.append(step) }
    }
    return steps
  }

  private func nodes(on path: FieldPath) -> [NodeID] {
    var nodes = [document.root]
    for step in path.steps {
      guard let last = nodes.last, let next = FieldPath([step]).resolve(in: document, from: last) else { break }
      nodes.append(next)
    }
    return nodes
  }

  /// The steps up to the one that first wrote the value: the source file, or the change that added it or one of its
  /// parents to an object that another layer declares.
  private func declaration(_ target: NodeID, _ own: [Change], _ nodes: [NodeID]) -> [TrailStep] {
    if let first = own.first {
      guard !first.isAddition else { return object(changedBy: first) }
      return [
        TrailStep(layer: baseLayer, action: "declares", origin: first.oldOrigin, value: document.oldText(first))
      ]
    }
    let origin = document.origin(target)
    for parent in nodes.dropLast().reversed() {
      guard let change = document.changes.last(where: { $0.node == parent && $0.action != .delete }) else { continue }
      return object(changedBy: change)
        + [TrailStep(layer: change.layer, action: verb(change), origin: origin, value: currentText(target))]
    }
    return [TrailStep(layer: baseLayer, action: "declares", origin: origin, value: currentText(target))]
  }

  /// The layer that brought the object to which another one added a field.
  private func object(changedBy change: Change) -> [TrailStep] {
    guard change.layer != baseLayer, baseLayer != .none else { return [] }
    return [TrailStep(layer: baseLayer, action: "declares the object", origin: document.origin(document.root))]
  }

  /// The place that asked for a change: of a value put together from parts, the part that was not there before.
  private func cause(of change: Change) -> Origin {
    guard change.newOrigin.isDerived else { return change.newOrigin }
    let old = sourceMap.parts(of: change.oldOrigin)
    return sourceMap.parts(of: change.newOrigin).first { !old.contains($0) } ?? change.newOrigin
  }

  private var baseLayer: LayerID { resource.layers.first ?? .none }

  /// Values of Secrets never reach a report.
  private func currentText(_ node: NodeID) -> String? {
    document.kind(node).isScalar && resource.ref.kind != "Secret" ? document.string(node) : nil
  }

  private func verb(_ change: Change) -> String {
    switch change.action {
    case .patch: "patches"
    case .jsonPatch: "patches (JSON 6902)"
    case .namespace: "sets namespace"
    case .namePrefix: "adds name prefix"
    case .nameSuffix: "adds name suffix"
    case .label: "sets label"
    case .annotation: "sets annotation"
    case .image: "sets image"
    case .replicas: "sets replicas"
    case .replacement: "replaces"
    case .variable: "expands variable"
    case .nameReference: "follows renamed object"
    case .hash: "appends hash"
    case .generator: "generates"
    case .delete: "deletes"
    }
  }
}
