/// What the stages of a run share: the files, the source map and the layers. Safe to use from several threads.
public final class Workspace: Sendable {
  public let tree: any FileTree
  public let sourceMap: SourceMap
  public let layers: LayerTable

  public init(tree: any FileTree, sourceMap: SourceMap = SourceMap(), layers: LayerTable = LayerTable()) {
    self.tree = tree
    self.sourceMap = sourceMap
    self.layers = layers
  }
}
