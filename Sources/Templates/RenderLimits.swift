/// What one rendering may use, so that no template and no profile can hold up or exhaust the process.
package struct RenderLimits: Sendable, Hashable {
    /// Bytes written.
    package var outputBytes: Int
    /// Blocks and partials inside one another.
    package var depth: Int
    /// Operations and repetitions.
    package var steps: Int

    package init(outputBytes: Int, depth: Int, steps: Int) {
        self.outputBytes = outputBytes
        self.depth = depth
        self.steps = steps
    }

    package static let standard = RenderLimits(outputBytes: 8 << 20, depth: 160, steps: 2_000_000)
}
