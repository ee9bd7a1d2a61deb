import JSON

/// Why a whole body was not taken: no event in it can be told from another.
package enum SegmentRefusal: Error, Hashable, Sendable {
    case malformed(JSONError)
    case bodyTooLarge(limit: Int)
    case missingBatch
    case tooManyEvents(limit: Int)

    /// Each code has its place in `docs/errors.md`.
    package var code: String {
        switch self {
        case .malformed(let error): error.code.rawValue
        case .bodyTooLarge: "request.too-large"
        case .missingBatch: "batch.missing"
        case .tooManyEvents: "batch.too-many-events"
        }
    }

    package var message: String {
        switch self {
        case .malformed(let error): error.message
        case .bodyTooLarge(let limit): "the body is larger than \(limit) bytes"
        case .missingBatch: "the body is no object with an array named batch"
        case .tooManyEvents(let limit): "the batch has more than \(limit) events"
        }
    }
}
