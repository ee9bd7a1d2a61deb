/// The ingestion calls that clients of Segment's HTTP API make; the last part of the path.
package enum SegmentCall: String, Sendable, CaseIterable {
    case identify, track, page, screen, group, alias
    /// Many calls in one body, each with its `type`.
    case batch
    /// A batch of history: it changes profiles and audiences and enters no journey (`SEMANTICS 5`).
    case `import`

    /// Whether the body is one event, not an envelope with a `batch` of them.
    package var isSingle: Bool {
        switch self {
        case .identify, .track, .page, .screen, .group, .alias: true
        case .batch, .import: false
        }
    }
}
