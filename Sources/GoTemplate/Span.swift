/// Which template line wrote a stretch of text, and which value fed it. It reaches to the start of the next one.
public struct Span: Sendable {
  /// Where it starts in the text.
  public var start: UInt32
  /// The frame that wrote it: an index into the render's frames.
  public var frame: UInt32
  /// The offset of the text or action in the frame's template.
  public var position: UInt32
  /// Where the value came from.
  public var trace: Trace
}

/// A template that ran and who called it.
public struct SpanFrame {
  /// The caller's frame; nil for a file.
  public let parent: UInt32?
  let template: Template
  /// Where the caller called it, as an offset in the caller's template.
  public let position: Int

  /// The file of the template.
  public var file: String { template.file }

  /// The place of a span of this frame.
  public func place(_ position: Int) -> TemplateError.Place { template.place(position) }
}

/// Text that is being written, with its spans.
struct SpanBuffer {
  var bytes: [UInt8] = []
  var spans: [Span] = []
}

/// Something about a render that a user should know.
public enum RenderNote: String, Sendable, Hashable {
  /// A random value, key, certificate or salt was made from the seed.
  case synthetic
  /// The clock was read.
  case clock
  /// `lookup` answered that there is nothing.
  case lookup
}
