import JSON
import Vocabulary

/// What a call may be at most (`DESIGN 7`).
package enum SegmentLimits {
    package static let eventBytes = 32 << 10
    package static let batchBytes = 500 << 10
    package static let batchEvents = 5_000
    /// Names and values in one event, at every depth.
    package static let eventValues = 4_000
    /// An id, an event's name: what becomes a key in a table.
    package static let idBytes = 512
    /// Open containers in an event; the envelope adds its own.
    package static let eventDepth = 62
    /// Beyond it a client's clock is not believed (`SEMANTICS 2`).
    package static let clockLead = Duration.seconds(600)

    package static func bodyBytes(of call: SegmentCall) -> Int { call.isSingle ? eventBytes : batchBytes }

    static let body = JSONLimits(depth: eventDepth + 2, names: batchBytes, bytes: batchBytes)
    static let event = JSONLimits(depth: eventDepth, names: eventBytes, bytes: batchBytes)
}
