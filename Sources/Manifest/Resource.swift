/// An object of the cluster: its tree, who it was before it was renamed, and the layers it went through.
public struct Resource: Sendable {
  public var document: Document
  /// The identity as the source file gives it, before any layer renamed or moved the object.
  public var original: ObjectRef
  /// The layers that read or changed it, innermost first.
  public var layers: [LayerID]

  public init(document: Document, layers: [LayerID] = []) {
    self.document = document
    self.original = ObjectRef(document)
    self.layers = layers
  }

  /// The identity now.
  public var ref: ObjectRef { ObjectRef(document) }

  /// Where the object starts.
  public var origin: Origin { document.origin(document.root) }
}
