import Manifest
enum GoNumber { static func format(_ d: Double) -> String { "\(d)" } }
enum DocumentStream { 
  enum Reader { case kustomize }
  struct Piece { var range: Range<Int>; var firstLine: Int }
  static func split(_ b: [UInt8], as: Reader) throws(YAMLError) -> [Piece] { [] } }
enum JSONPrinter { static func print(_ d: Document, _ n: NodeID, indent: Int? = nil, into o: inout [UInt8]) {} }
enum YAMLPrinter { enum Style { case goYAML2, goYAML3 }
 static func print(_ d: Document, _ n: NodeID, style: Style, into o: inout [UInt8]) {} }
