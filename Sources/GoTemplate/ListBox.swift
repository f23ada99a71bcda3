/// A slice of Go.
public final class ListBox {
  /// The type of the elements.
  public enum Element: Sendable, Equatable {
    case any, string, int, uint8, map, list

    var name: String {
      switch self {
      case .any: "interface {}"
      case .string: "string"
      case .int: "int"
      case .uint8: "uint8"
      case .map: "map[string]interface {}"
      case .list: "[]interface {}"
      }
    }
  }

  public let items: [Value]
  public let element: Element
  public let isNil: Bool
  /// The name of a named slice type with methods; nil for a plain slice.
  let name: String?

  public init(_ items: [Value], _ element: Element = .any, isNil: Bool = false, name: String? = nil) {
    self.items = items
    self.element = element
    self.isNil = isNil
    self.name = name
  }

  var typeName: String { name ?? "[]" + element.name }

  /// An element as indexing gives it.
  func item(_ index: Int) -> Value { element == .any ? items[index].inInterface : items[index] }
}
