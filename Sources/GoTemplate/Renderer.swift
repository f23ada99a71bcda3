import Manifest

/// Executes the templates of a set for one release.
public final class Renderer {
  private let set: TemplateSet
  private let options: RenderOptions
  private var executor: Executor?

  public init(_ set: TemplateSet, options: RenderOptions = RenderOptions()) {
    self.set = set
    self.options = options
  }

  /// What a template wrote.
  public struct Output {
    public var text: [UInt8]
    /// Which line of which template wrote what; empty unless the options ask for it.
    public var spans: [Span] = []
    /// The frames of the spans.
    public var frames: [SpanFrame] = []
    /// What a user should know about the render up to here.
    public var notes: Set<RenderNote> = []
  }

  /// Runs a file of the set. Values that a template changes stay changed for the files after it.
  public func render(_ name: String, _ data: Value) throws(TemplateError) -> Output {
    guard let template = set.templates[Array(name.utf8)] else {
      throw TemplateError("template: no template \(GoQuote.text(Array(name.utf8))) associated with template \"gotpl\"")
    }
    let job = RenderJob(self, template, data)
    LargeStack.run(job)
    return try job.result.get()
  }

  private final class RenderJob: StackJob {
    private let renderer: Renderer
    private let template: Template
    private let data: Value
    private(set) var result: Result<Output, TemplateError> = .success(Output(text: []))

    init(_ renderer: Renderer, _ template: Template, _ data: Value) {
      self.renderer = renderer
      self.template = template
      self.data = data
    }

    func run(floor: UInt) {
      do throws(TemplateError) { result = .success(try renderer.run(template, data, floor)) } catch {
        result = .failure(error)
      }
    }
  }

  private func run(_ template: Template, _ data: Value, _ floor: UInt) throws(TemplateError) -> Output {
    let executor = self.executor ?? Executor(set, options, template)
    self.executor = executor
    executor.stackFloor = floor
    executor.output = SpanBuffer()
    executor.spanLists.removeAll(keepingCapacity: true)
    executor.frames.removeAll(keepingCapacity: true)
    // A template that failed leaves its counts behind.
    executor.includeDepths.removeAll(keepingCapacity: true)
    try executor.execute(template, data)
    return Output(
      text: executor.output.bytes, spans: executor.output.spans, frames: executor.frames, notes: executor.notes)
  }

  /// The text without `<no value>`, which Helm takes out of finished files; spans are moved along.
  public static func withoutNoValue(_ output: Output) -> Output {
    guard GoText.find(HelmFunctions.noValue, in: output.text, from: 0) != nil else { return output }
    var result = output
    result.text = GoText.replace(output.text, HelmFunctions.noValue, [])
    guard !output.spans.isEmpty else { return result }
    var removed: [Int] = []
    var start = 0
    while let place = GoText.find(HelmFunctions.noValue, in: output.text, from: start) {
      removed.append(place)
      start = place + HelmFunctions.noValue.count
    }
    var before = 0
    for index in result.spans.indices {
      while before < removed.count, removed[before] < Int(output.spans[index].start) { before += 1 }
      let moved = Int(output.spans[index].start) - before * HelmFunctions.noValue.count
      result.spans[index].start = UInt32(truncatingIfNeeded: max(moved, before > 0 ? removed[before - 1] : 0))
    }
    return result
  }
}
